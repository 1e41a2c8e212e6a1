/**
 * A small tree around one page that is going to die: it feeds a child, which feeds a grandchild, and
 * beside it stands a refuge with room. The child has a warm standby there or further up.
 *
 *     broadcaster ─ … ─┬─ victim ─ child ─ grandchild
 *                      └─ refuge ┄┄┄┘
 */
import assert from 'node:assert/strict';
import type { HarnessBrowser, HarnessPage } from './browser.js';
import { type Stage, statsOf, waitForFrames } from './stage.js';
import { until } from './until.js';

export interface Family {
  broadcaster: HarnessPage;
  victim: HarnessPage;
  refuge: HarnessPage;
  child: HarnessPage;
  grandchild: HarnessPage;
  close(): Promise<void>;
}

export interface FamilyOptions {
  channel: string;
  /** Hops from the broadcaster to the victim, 1 or more. */
  depth?: number;
  /** The browser that the victim lives in. */
  host?: HarnessBrowser;
}

const FIRST_FRAMES = 45;
/** Five pages and more on one machine: what a page does when it dies shall find some CPU left. */
const SMALL = { width: 320, height: 180, maxBitrate: 400 } as const;

export async function buildFamily(
  stage: Stage,
  { channel, depth = 1, host }: FamilyOptions,
): Promise<Family> {
  const opened: HarnessPage[] = [];
  const close = async (): Promise<void> => {
    // Leaves first: nobody has to find another parent on the way.
    for (const page of opened.splice(0).reverse()) await page.close().catch(() => undefined);
  };
  const play: Stage['player'] = async (options) => {
    const page = await stage.player({ channel, ...options });
    opened.push(page);
    return page;
  };
  const stands = async (page: HarnessPage, below: HarnessPage): Promise<void> => {
    const parent = (await statsOf(below)).peerId;
    assert.equal((await statsOf(page)).parent?.peerId, parent, 'its place in the family');
  };
  try {
    const broadcaster = await stage.broadcaster({
      ...SMALL,
      channel,
      maxChildren: depth === 1 ? 2 : 1,
    });
    opened.push(broadcaster);
    let top = broadcaster;
    for (let at = 1; at < depth; at++) {
      const trunk = await play({ maxChildren: at === depth - 1 ? 2 : 1 });
      await stands(trunk, top);
      top = trunk;
    }
    const victim = await play({ maxChildren: 1, ...(host ? { host } : {}) });
    await stands(victim, top);
    // Feeds nobody yet, so that the child lands below the victim.
    const refuge = await play({ relay: 'off' });
    await stands(refuge, top);
    const child = await play({ maxChildren: 1 });
    await stands(child, victim);
    const grandchild = await play({ relay: 'off' });
    await stands(grandchild, child);
    await refuge.evaluate(() => {
      const element = document.querySelector('casto-player');
      element?.setAttribute('max-children', '1');
      element?.setAttribute('relay', 'auto');
    });
    await until(async () => (await statsOf(child)).standby?.connected, {
      message: async () => `a standby: ${JSON.stringify((await statsOf(child)).standby)}`,
    });
    await Promise.all([child, grandchild].map((page) => waitForFrames(page, FIRST_FRAMES)));
    return { broadcaster, victim, refuge, child, grandchild, close };
  } catch (error) {
    await close();
    throw error;
  }
}
