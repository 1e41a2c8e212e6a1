/** A parent goes: how long its child and its grandchild show no new frame. */
import {
  buildFamily,
  createNarrowLine,
  createStage,
  delay,
  type Family,
  framesOf,
  type HarnessBrowser,
  noNarrowLine,
  statsOf,
  unlessMisplaced,
} from '../../test/browser/harness/index.js';
import type { Measured, Scenario } from '../scenario.js';

/** Both paths flow, the page's own start is over. */
const SETTLE_MS = 3000;
const AFTER_MS = 4000;

interface Gaps {
  child: number;
  grandchild: number;
}

/** Longest gaps, ms, from half a second before `end` on. */
async function gaps(family: Family, end: () => Promise<unknown>): Promise<Gaps> {
  const { child } = family;
  const grandchild = family.grandchild!;
  await delay(SETTLE_MS);
  const { switches } = await statsOf(child);
  const sinceMs = Date.now() - 500;
  // The command's own answer may take longer than the page's end.
  const ended = end();
  await delay(AFTER_MS);
  const [atChild, atGrandchild, lately, after] = await Promise.all([
    framesOf(child, { sinceMs }),
    framesOf(grandchild, { sinceMs }),
    framesOf(child, { sinceMs: Date.now() - AFTER_MS / 4 }),
    statsOf(child),
  ]);
  await ended;
  if (after.switches.length === switches.length) throw new Error('The child has not switched');
  return {
    // A picture that never came back is a gap as long as the window.
    child: lately.frames > 0 ? atChild.longestGapMs : AFTER_MS,
    grandchild: atGrandchild.longestGapMs,
  };
}

const figures = (what: string, all: Gaps[]): Measured => ({
  [`${what}: gap, ms`]: all.map(({ child }) => child),
  [`${what}: gap at the grandchild, ms`]: all.map(({ grandchild }) => grandchild),
  [`${what}: extra gap at the grandchild, ms`]: all.map(({ child, grandchild }) =>
    Math.max(0, grandchild - child),
  ),
});

const DEATHS = ['page closed', 'process killed', 'silent network'] as const;
const LIMITS: Record<(typeof DEATHS)[number], [median: number, p95: number]> = {
  'page closed': [80, 200],
  'process killed': [300, 600],
  'silent network': [700, 1200],
};

export const failover: Scenario = {
  about:
    'A child with a warm standby and a child of its own loses its parent: the page is closed (it says leave), its process is killed, or its network drops every packet. 320×180 at 30 fps, with sound (or `--video-only`); longest time without a new frame at the child and the grandchild.',
  bars: DEATHS.flatMap((what) => [
    { figure: `${what}: gap, ms`, of: 'median', bar: LIMITS[what][0], is: 'at most' } as const,
    { figure: `${what}: gap, ms`, of: 'p95', bar: LIMITS[what][1], is: 'at most' } as const,
    {
      figure: `${what}: extra gap at the grandchild, ms`,
      of: 'median',
      bar: 100,
      is: 'at most',
    } as const,
  ]),
  async run({ trials, videoOnly, progress }): Promise<Measured> {
    const stage = await createStage();
    const found: Record<string, Gaps[]> = {};
    const trial = async (
      what: (typeof DEATHS)[number],
      channel: string,
      end: (family: Family) => Promise<unknown>,
      host?: HarnessBrowser,
    ): Promise<void> => {
      progress(`${what}, ${channel}`);
      const options = { channel, fps: 30, audio: !videoOnly, ...(host ? { host } : {}) };
      const family = await unlessMisplaced(
        () => buildFamily(stage, options),
        (why) => progress(`  left out, too busy a machine: ${why}`),
      );
      if (!family) return;
      try {
        const one = await gaps(family, () => end(family));
        progress(`  ${Math.round(one.child)} ms, grandchild ${Math.round(one.grandchild)} ms`);
        found[what] = [...(found[what] ?? []), one];
      } finally {
        await family.close();
      }
    };
    try {
      for (let i = 0; i < trials; i++) {
        await trial('page closed', `closed-${i}`, ({ victim }) => victim.closeTab());
        await trial('process killed', `killed-${i}`, ({ victim }) => victim.crash());
      }
      const missing = noNarrowLine();
      if (missing) progress(`silent network: ${missing}`);
      else {
        const line = await createNarrowLine([stage.server.url, stage.star.url]);
        try {
          for (let i = 0; i < trials; i++) {
            const host = await line.launch();
            await trial('silent network', `silent-${i}`, async () => line.silence(true), host);
            line.silence(false);
            await host.close();
          }
        } finally {
          await line.close();
        }
      }
    } finally {
      await stage.close();
    }
    return Object.assign({}, ...Object.entries(found).map(([what, all]) => figures(what, all)));
  },
};
