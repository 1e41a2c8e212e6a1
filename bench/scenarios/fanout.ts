/** One peer with many children: frames at each, and what a child costs in CPU time. */
import type { RelayWay } from '../../src/base/types.js';
import {
  createStage,
  delay,
  framesOf,
  type HarnessPage,
  type Stage,
  statsOf,
} from '../../test/browser/harness/index.js';
import type { Measured, Scenario, ScenarioOptions } from '../scenario.js';

const SETTLE_MS = 3000;
const HD = { width: 1280, height: 720, fps: 30, maxBitrate: 2500 } as const;
/** Small on the page: this measures forwarding, not painting without a GPU. */
const PLAYER_WIDTH = 160;

/** More would leave no CPU to measure with. */
const TRANSCODE_CHILDREN = 2;
/** Children of the broadcaster, unless the machine is asked for fewer. */
const BROADCASTER_CHILDREN = 6;

/** CPU seconds per second of the page's process over a window. */
async function load(page: HarnessPage, seconds: number): Promise<number> {
  const before = await page.cpuSeconds();
  const start = performance.now();
  await delay(seconds * 1000);
  const elapsed = (performance.now() - start) / 1000;
  return ((await page.cpuSeconds()) - before) / elapsed;
}

async function addChildren(stage: Stage, count: number, ways?: RelayWay[]): Promise<HarnessPage[]> {
  const children: HarnessPage[] = [];
  for (let i = 0; i < count; i++) {
    children.push(
      await stage.player({
        relay: 'off',
        width: PLAYER_WIDTH,
        ...(ways === undefined ? {} : { ways }),
      }),
    );
  }
  return children;
}

/** Frames a second decoded and shown at each page over a window. */
async function rates(
  pages: HarnessPage[],
  seconds: number,
): Promise<{ decoded: number[]; shown: number[] }> {
  const start = Date.now();
  const before = await Promise.all(pages.map(statsOf));
  await delay(seconds * 1000);
  const after = await Promise.all(pages.map(statsOf));
  const elapsed = (Date.now() - start) / 1000;
  const shown = await Promise.all(pages.map((page) => framesOf(page, { sinceMs: start })));
  return {
    decoded: after.map(
      ({ video }, i) => (video.framesDecoded - before[i]!.video.framesDecoded) / elapsed,
    ),
    shown: shown.map(({ fps }) => fps),
  };
}

/** CPU of one relay with no child, then with `count`. */
async function relayCost(
  way: RelayWay,
  count: number,
  { seconds, videoOnly }: Pick<ScenarioOptions, 'seconds' | 'videoOnly'>,
): Promise<{ perChild: number; decoded: number[]; shown: number[]; wrongWay: number }> {
  const stage = await createStage();
  try {
    await stage.broadcaster({ ...HD, audio: !videoOnly, maxChildren: 1, ways: [way] });
    const relay = await stage.player({ maxChildren: count, width: PLAYER_WIDTH, ways: [way] });
    await delay(SETTLE_MS);
    const alone = await load(relay, seconds);
    const children = await addChildren(stage, count, [way]);
    await delay(SETTLE_MS);
    const [busy, { decoded, shown }] = await Promise.all([
      load(relay, seconds),
      rates(children, seconds),
    ]);
    const stats = await Promise.all(children.map(statsOf));
    return {
      perChild: (busy - alone) / count,
      decoded,
      shown,
      wrongWay: stats.filter(({ depth, parent }) => depth !== 2 || parent?.way !== way).length,
    };
  } finally {
    await stage.close();
  }
}

/** CPU of a broadcaster with one child, with `count`, and again with one: an encoder drifts with time. */
async function broadcasterCost(
  count: number,
  { seconds, videoOnly }: Pick<ScenarioOptions, 'seconds' | 'videoOnly'>,
): Promise<{ one: number; many: number }> {
  const stage = await createStage();
  try {
    const broadcaster = await stage.broadcaster({ ...HD, audio: !videoOnly, maxChildren: count });
    const settledLoad = async () => {
      await delay(SETTLE_MS);
      return load(broadcaster, seconds);
    };
    await addChildren(stage, 1);
    const before = await settledLoad();
    const others = await addChildren(stage, count - 1);
    const many = await settledLoad();
    for (const other of others) await other.close();
    const after = await settledLoad();
    return { one: (before + after) / 2, many };
  } finally {
    await stage.close();
  }
}

/** The test source alone, which draws in the broadcaster's process. */
async function sourceCost(seconds: number): Promise<number> {
  const stage = await createStage();
  try {
    const page = await stage.page();
    await page.evaluate(async (size) => {
      window.harness.source = await window.harness.installSource(size);
    }, HD);
    await delay(1000);
    return await load(page, seconds);
  } finally {
    await stage.close();
  }
}

export const fanout: Scenario = {
  about:
    '1280×720 at 30 fps, 2.5 Mbit/s, with sound (or `--video-only`), one Chromium: a relay with 8 children (forward; or `--children`) and with 2 (transcode), a broadcaster with 1 child and with 6 (or what `--children` leaves). CPU is that of the page’s own process.',
  bars: [
    { figure: 'forward: frames/s decoded, worst child', of: 'median', bar: 28, is: 'at least' },
    { figure: 'CPU per child, forward / transcode', of: 'median', bar: 0.2, is: 'at most' },
    { figure: 'broadcaster CPU, all children / 1', of: 'median', bar: 1.3, is: 'at most' },
    { figure: 'forward: children at a wrong depth or way', of: 'max', bar: 0, is: 'at most' },
    { figure: 'transcode: children at a wrong depth or way', of: 'max', bar: 0, is: 'at most' },
  ],
  async run(options): Promise<Measured> {
    const { children, seconds, progress } = options;
    progress(`forward: one relay, ${children} children`);
    const forward = await relayCost('forward', children, options);
    progress(`transcode: one relay, ${TRANSCODE_CHILDREN} children`);
    const transcode = await relayCost('transcode', TRANSCODE_CHILDREN, options);
    const count = Math.min(children, BROADCASTER_CHILDREN);
    progress(`broadcaster with 1 and with ${count} children`);
    const broadcaster = await broadcasterCost(count, options);
    const source = await sourceCost(seconds);
    return {
      'forward: frames/s decoded, worst child': Math.min(...forward.decoded),
      'forward: frames/s shown, worst child': Math.min(...forward.shown),
      'forward: children at a wrong depth or way': forward.wrongWay,
      'forward: CPU s/s per child': forward.perChild,
      'transcode: frames/s decoded, worst child': Math.min(...transcode.decoded),
      'transcode: children at a wrong depth or way': transcode.wrongWay,
      'transcode: CPU s/s per child': transcode.perChild,
      'CPU per child, forward / transcode': forward.perChild / transcode.perChild,
      'broadcaster CPU s/s, 1 child': broadcaster.one,
      'broadcaster CPU s/s, all children': broadcaster.many,
      'broadcaster CPU, all children / 1': broadcaster.many / broadcaster.one,
      'test source alone, CPU s/s': source,
      'broadcaster CPU without the source, all children / 1':
        (broadcaster.many - source) / (broadcaster.one - source),
    };
  },
};
