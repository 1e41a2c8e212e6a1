/** Lines and limits narrower than the stream: what leaves, what arrives, what is seen. */
import {
  createNarrowLine,
  createStage,
  delay,
  framesOf,
  type HarnessBrowser,
  type HarnessPage,
  type NarrowLine,
  noNarrowLine,
  type Stage,
  statsOf,
  until,
} from '../../test/browser/harness/index.js';
import type { Measured, Scenario } from '../scenario.js';

const SAMPLE_MS = 200;
const WINDOW_MS = 5_000;
/** kbit/s */
const CALM = 600;
const SWOLLEN = 1_300;
const MAX_UPLOAD = 1_800;

interface Sample {
  at: number;
  bytes: number;
}

/** kbit/s of the fullest window of samples of a counter. */
function fullest(samples: readonly Sample[], windowMs: number): number {
  let most = 0;
  for (const [i, from] of samples.entries()) {
    const to = samples.slice(i).find(({ at }) => at - from.at >= windowMs);
    if (to) most = Math.max(most, ((to.bytes - from.bytes) * 8) / (to.at - from.at));
  }
  return most;
}

/** Samples a counter while something else goes on. */
async function sampled(read: () => number, work: () => Promise<void>): Promise<Sample[]> {
  const samples: Sample[] = [];
  const timer = setInterval(
    () => samples.push({ at: performance.now(), bytes: read() }),
    SAMPLE_MS,
  );
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return samples;
}

const setBitrate = (broadcaster: HarnessPage, kbps: number): Promise<void> =>
  broadcaster.evaluate((value) => {
    document.querySelector('casto-broadcast')?.setAttribute('max-bitrate', String(value));
  }, kbps);

/** A relay with `max-upload` behind a line that counts; the stream swells while it feeds two. */
async function maxUpload(
  stage: Stage,
  line: NarrowLine,
  behind: HarnessBrowser,
  seconds: number,
): Promise<Measured> {
  const channel = 'max-upload';
  const broadcaster = await stage.broadcaster({ channel, maxChildren: 1, maxBitrate: CALM });
  const relay = await stage.player({
    channel,
    maxChildren: 4,
    maxUpload: MAX_UPLOAD,
    host: behind,
  });
  // Its first guess of the stream allows no child at all: it must measure.
  await delay(6000);
  const children = [];
  for (let i = 0; i < 2; i++) children.push(await stage.player({ channel, relay: 'off' }));
  const admitted = (await statsOf(relay)).children.length;
  const calm = await sampled(line.bytesUp, () => delay(seconds * 1000));
  const swollen = await sampled(line.bytesUp, async () => {
    await setBitrate(broadcaster, SWOLLEN);
    // One more asks for a key frame now and then, and finds no place.
    const third = await stage.player({ channel, relay: 'off', wait: false });
    await delay(seconds * 1000);
    await third.close();
  });
  const left = (await statsOf(relay)).children;
  const seen = await Promise.all(children.map((page) => framesOf(page)));
  for (const page of [...children, relay, broadcaster]) await page.close();
  return {
    'max-upload 1800: children admitted at 600 kbit/s': admitted,
    'max-upload 1800: fullest 5 s, part of the limit': fullest(calm, WINDOW_MS) / MAX_UPLOAD,
    'max-upload 1800, stream swells: fullest 5 s, part of the limit':
      fullest(swollen, WINDOW_MS) / MAX_UPLOAD,
    'max-upload 1800, stream swells: children left': left.length,
    'max-upload 1800: unreadable frames': seen.reduce((sum, { unreadable }) => sum + unreadable, 0),
  };
}

/** A child's line falls to a part of the stream and is lifted again. */
async function narrowChild(
  stage: Stage,
  line: NarrowLine,
  behind: HarnessBrowser,
  part: number,
  seconds: number,
): Promise<Measured> {
  const channel = `narrow-${part}`;
  const broadcaster = await stage.broadcaster({ channel, maxChildren: 2 });
  const other = await stage.player({ channel, relay: 'off' });
  const child = await stage.player({ channel, relay: 'off', host: behind });
  try {
    await delay(2000);
    await statsOf(broadcaster);
    await delay(4000);
    const stream = Math.max(...(await statsOf(broadcaster)).children.map((c) => c.bitrate)) / 1000;
    const limitedAt = Date.now();
    line.limitDown(stream * part);
    await until(async () => (await statsOf(child)).parent?.quality?.frames !== 'all', {
      timeoutMs: 30_000,
      message: 'fewer frames',
    });
    const noticedMs = Date.now() - limitedAt;
    await delay(4000);
    const since = Date.now();
    await delay(seconds * 1000);
    const [narrow, wide] = await Promise.all(
      [child, other].map((page) => framesOf(page, { sinceMs: since })),
    );
    line.limitDown(null);
    const liftedAt = Date.now();
    await until(async () => (await statsOf(child)).parent?.quality?.frames === 'all', {
      timeoutMs: 90_000,
      message: 'all frames',
    });
    const name = `line of ${part} of the stream`;
    return {
      'the stream, kbit/s': stream,
      [`${name}: fewer frames after, ms`]: noticedMs,
      [`${name}: frames/s`]: narrow!.presented / seconds,
      [`${name}: longest gap, ms`]: narrow!.longestGapMs,
      [`${name}: unreadable frames`]: narrow!.unreadable,
      [`${name}: latency p95, ms`]: narrow!.latency?.p95 ?? Number.NaN,
      [`${name}: frames/s of the other child`]: wide!.presented / seconds,
      [`${name}: all frames again after, ms`]: Date.now() - liftedAt,
    };
  } finally {
    line.limitDown(null);
    for (const page of [child, other, broadcaster]) await page.close();
  }
}

export const bandwidth: Scenario = {
  about:
    'A relay with max-upload whose stream doubles, measured as packets on its line; a child whose line (tc, tbf) falls below the stream and recovers. Needs root on Linux.',
  bars: [
    {
      figure: 'max-upload 1800: fullest 5 s, part of the limit',
      of: 'max',
      bar: 1.1,
      is: 'at most',
    },
    {
      figure: 'max-upload 1800, stream swells: fullest 5 s, part of the limit',
      of: 'max',
      bar: 1.1,
      is: 'at most',
    },
    { figure: 'line of 0.8 of the stream: unreadable frames', of: 'max', bar: 0, is: 'at most' },
    {
      figure: 'line of 0.8 of the stream: frames/s of the other child',
      of: 'min',
      bar: 28,
      is: 'at least',
    },
  ],
  refused: noNarrowLine,
  async run({ seconds, progress }): Promise<Measured> {
    const stage = await createStage();
    const line = await createNarrowLine([stage.server.url, stage.star.url]);
    const behind = await line.launch();
    try {
      progress('max-upload');
      const upload = await maxUpload(stage, line, behind, seconds);
      progress('a line of 0.8 of the stream');
      const narrow = await narrowChild(stage, line, behind, 0.8, seconds);
      return { ...upload, ...narrow };
    } finally {
      await behind.close();
      await line.close();
      await stage.close();
    }
  },
};
