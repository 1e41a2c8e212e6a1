/** A parent goes: how long its child shows no new frame. */
import {
  createStage,
  delay,
  framesOf,
  type HarnessPage,
  type Stage,
  statsOf,
  until,
} from '../../test/browser/harness/index.js';
import type { Measured, Scenario } from '../scenario.js';

const SETTLE_MS = 4000;
const AFTER_MS = 4000;

async function peerOf(page: HarnessPage): Promise<string> {
  return (await statsOf(page)).peerId;
}

/**
 * Two relays under the broadcaster, a child under one of them, a grandchild under the child;
 * `end` takes the child's parent away. Returns the longest gaps, ms.
 */
async function gaps(
  stage: Stage,
  channel: string,
  end: (parent: HarnessPage) => Promise<void>,
): Promise<{ child: number; grandchild: number }> {
  const opened: HarnessPage[] = [];
  const keep = (page: HarnessPage): HarnessPage => {
    opened.push(page);
    return page;
  };
  try {
    keep(await stage.broadcaster({ channel, maxChildren: 2 }));
    const relays = [
      keep(await stage.player({ channel, maxChildren: 2 })),
      keep(await stage.player({ channel, maxChildren: 2 })),
    ];
    const child = keep(await stage.player({ channel, maxChildren: 1 }));
    const ids = await Promise.all(relays.map(peerOf));
    const parent = await until(
      async () => {
        const { path } = await statsOf(child);
        return relays.find((_, i) => path.at(-2) === ids[i]);
      },
      { message: 'the child under one of the relays' },
    );
    const grandchild = keep(await stage.player({ channel, relay: 'off' }));
    await until(async () => (await statsOf(child)).standby?.connected, {
      message: 'a warm standby at the child',
    });
    await delay(SETTLE_MS);
    const sinceMs = Date.now() - 500;
    await end(parent);
    await delay(AFTER_MS);
    const [atChild, atGrandchild] = await Promise.all([
      framesOf(child, { sinceMs }),
      framesOf(grandchild, { sinceMs }),
    ]);
    const lastAge = Date.now() - AFTER_MS;
    const still = await framesOf(child, { sinceMs: lastAge + AFTER_MS / 2 });
    // A picture that never came back is a gap as long as the window.
    return {
      child: still.frames > 0 ? atChild.longestGapMs : AFTER_MS,
      grandchild: atGrandchild.longestGapMs,
    };
  } finally {
    await Promise.all(opened.map((page) => page.close().catch(() => undefined)));
  }
}

export const failover: Scenario = {
  about:
    'A child with a warm standby loses its parent: the page is closed (it says leave), or its process is killed. Longest time without a new frame at the child and the grandchild.',
  bars: [
    { figure: 'page closed: gap, ms', of: 'median', bar: 80, is: 'at most' },
    { figure: 'page closed: gap, ms', of: 'p95', bar: 200, is: 'at most' },
    { figure: 'process killed: gap, ms', of: 'median', bar: 300, is: 'at most' },
    { figure: 'process killed: gap, ms', of: 'p95', bar: 600, is: 'at most' },
  ],
  async run({ trials, progress }): Promise<Measured> {
    const stage = await createStage();
    const closed = [];
    const killed = [];
    try {
      for (let i = 0; i < trials; i++) {
        progress(`page closed ${i + 1} of ${trials}`);
        closed.push(await gaps(stage, `closed-${i}`, (parent) => parent.close()));
        progress(`process killed ${i + 1} of ${trials}`);
        killed.push(await gaps(stage, `killed-${i}`, (parent) => parent.crash()));
      }
    } finally {
      await stage.close();
    }
    return {
      'page closed: gap, ms': closed.map(({ child }) => child),
      'page closed: gap at the grandchild, ms': closed.map(({ grandchild }) => grandchild),
      'process killed: gap, ms': killed.map(({ child }) => child),
      'process killed: gap at the grandchild, ms': killed.map(({ grandchild }) => grandchild),
    };
  },
};
