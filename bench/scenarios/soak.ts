/**
 * Churn for minutes: viewers come, go and are killed around a broadcaster and two relays that stay.
 * What those three hold must stay flat.
 */
import {
  broadcastOn,
  COUNT_OPEN_THINGS,
  createStage,
  delay,
  framesOf,
  type HarnessPage,
  openThings,
  playOn,
  readAnew,
  readNoMore,
  type Stage,
  statsOf,
} from '../../test/browser/harness/index.js';
import type { Measured, Scenario } from '../scenario.js';
import { statistics } from '../statistics.js';

const VIEWERS = 3;
const SAMPLE_MS = 10_000;
/** A viewer's life, seconds: from, and how much longer at most. */
const LIFE_S = [4, 12] as const;
/** Length of the look at the pictures at the end, seconds. */
const LOOK_S = 5;
/** This part of the departures is a killed process, the others close their page. */
const KILLED = 0.25;

type Sample = Record<string, number>;

async function countedPage(stage: Stage): Promise<HarnessPage> {
  const page = await stage.page();
  await page.onNewDocument(COUNT_OPEN_THINGS);
  await page.goto(stage.server.casto);
  await page.evaluate(async () => {
    await customElements.whenDefined('casto-player');
  });
  return page;
}

async function sampleOf(page: HarnessPage): Promise<Sample> {
  const [things, counters] = [await openThings(page), await page.counters()];
  return { ...things, ...counters, heapMB: counters.heapBytes / 2 ** 20 };
}

/** One viewer after another until the time is over. */
async function churn(stage: Stage, until: number, count: () => void): Promise<void> {
  while (performance.now() < until) {
    const viewer = await stage.player({ maxChildren: 1, width: 160, wait: false });
    await delay((LIFE_S[0] + Math.random() * LIFE_S[1]) * 1000);
    count();
    if (Math.random() < KILLED) await viewer.crash();
    await viewer.close().catch(() => undefined);
  }
}

/** Median of the last third minus that of the second one; the first warms up. */
function growth(samples: readonly Sample[], what: string): number {
  const third = Math.floor(samples.length / 3);
  const of = (part: readonly Sample[]): number =>
    statistics(part.map((sample) => sample[what] ?? Number.NaN)).median;
  return of(samples.slice(-third)) - of(samples.slice(third, 2 * third));
}

export const soak: Scenario = {
  about:
    'Viewers come, go and get killed (3 at a time, 4 to 16 s each) around a broadcaster and two relays that stay. Growth is the median of the last third of the time minus that of the second.',
  bars: [
    { figure: 'connections, growth', of: 'max', bar: 1, is: 'at most' },
    { figure: 'tracks, growth', of: 'max', bar: 2, is: 'at most' },
    { figure: 'workers, growth', of: 'max', bar: 0, is: 'at most' },
    { figure: 'sockets, growth', of: 'max', bar: 0, is: 'at most' },
    { figure: 'listeners, growth', of: 'max', bar: 20, is: 'at most' },
    { figure: 'heap, growth, MB', of: 'max', bar: 2, is: 'at most' },
  ],
  async run({ minutes, progress }): Promise<Measured> {
    const stage = await createStage();
    try {
      const broadcaster = await countedPage(stage);
      await broadcastOn(broadcaster, { maxChildren: 2, maxBitrate: 600, width: 320, height: 180 });
      const relays = [];
      for (let i = 0; i < 2; i++) {
        const relay = await countedPage(stage);
        await playOn(relay, { maxChildren: 2, width: 160 });
        await readNoMore(relay);
        relays.push(relay);
      }
      const stays = [broadcaster, ...relays];
      const samples: Sample[][] = stays.map(() => []);
      const end = performance.now() + minutes * 60_000;
      let gone = 0;
      const watch = async (): Promise<void> => {
        while (performance.now() < end) {
          await delay(SAMPLE_MS);
          for (const [i, page] of stays.entries()) samples[i]!.push(await sampleOf(page));
          const last = samples.map((all) => all.at(-1)!);
          progress(
            `${gone} viewers gone; connections ${last.map((s) => s.connections)}, tracks ${last.map(
              (s) => s.tracks,
            )}, listeners ${last.map((s) => s.listeners)}, heap ${last.map((s) => s.heapMB?.toFixed(1))} MB`,
          );
        }
      };
      const viewers = Array.from({ length: VIEWERS }, () => churn(stage, end, () => gone++));
      await Promise.all([watch(), ...viewers]);
      await Promise.all(relays.map(readAnew));
      await delay(LOOK_S * 1000);
      const frames = await Promise.all(relays.map((page) => framesOf(page)));
      const errors = await Promise.all(
        stays.map((page) => page.evaluate(() => window.harness.errors.length)),
      );
      const all = (what: string): number[] => samples.map((each) => growth(each, what));
      return {
        'viewers that came and went': gone,
        'connections, growth': all('connections'),
        'tracks, growth': all('tracks'),
        'workers, growth': all('workers'),
        'sockets, growth': all('sockets'),
        'listeners, growth': all('listeners'),
        'nodes, growth': all('nodes'),
        'heap, growth, MB': all('heapMB'),
        'heap at the end, MB': samples.map((each) => each.at(-1)?.heapMB ?? Number.NaN),
        'connections at the end': samples.map((each) => each.at(-1)?.connections ?? Number.NaN),
        'frames/s of the relays at the end': frames.map(({ presented }) => presented / LOOK_S),
        'switches of the relays': await Promise.all(
          relays.map(async (page) => (await statsOf(page)).switches.length),
        ),
        'uncaught errors': errors,
      };
    } finally {
      await stage.close();
    }
  },
};
