/**
 * A small tree around one page that is going to die: it feeds a child, which feeds a grandchild, and
 * beside it stands a refuge with room. The child has a warm standby there or further up.
 *
 *     broadcaster ─ … ─┬─ victim ─ child ─ grandchild
 *                      └─ refuge ┄┄┄┘
 */
import assert from 'node:assert/strict';
import type { CastoStats } from '../../../src/types.js';
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
  /** Runs on each page before anything is loaded. */
  prepare?: (page: HarnessPage) => Promise<void>;
}

const FIRST_FRAMES = 45;
/** Five pages and more on one machine: what a page does when it dies shall find some CPU left. */
const SMALL = { width: 320, height: 180, maxBitrate: 400 } as const;

const mayFeedOne = (page: HarnessPage): Promise<void> =>
  page.evaluate(() => {
    const element = document.querySelector('casto-player');
    element?.setAttribute('max-children', '1');
    element?.setAttribute('relay', 'auto');
  });

/** Which of the pages each is fed by, in the order in which they came: `- 0 0 1`. */
const parentsOf = (all: readonly CastoStats[]): string =>
  all
    .map(({ parent }) => (parent ? all.findIndex(({ peerId }) => peerId === parent.peerId) : '-'))
    .join(' ');

/** On a busy machine somebody may find another place while the family grows: then once more. */
export async function buildFamily(stage: Stage, options: FamilyOptions): Promise<Family> {
  try {
    return await growFamily(stage, options);
  } catch (error) {
    if (!(error instanceof assert.AssertionError)) throw error;
    return await growFamily(stage, { ...options, channel: `${options.channel}-again` });
  }
}

async function growFamily(
  stage: Stage,
  { channel, depth = 1, host, prepare }: FamilyOptions,
): Promise<Family> {
  const opened: HarnessPage[] = [];
  const close = async (): Promise<void> => {
    // Leaves first: nobody has to find another parent on the way.
    for (const page of opened.splice(0).reverse()) await page.close().catch(() => undefined);
  };
  const play: Stage['player'] = async (options) => {
    const page = await stage.player({ channel, ...(prepare ? { prepare } : {}), ...options });
    opened.push(page);
    return page;
  };
  const stands = async (page: HarnessPage, below: HarnessPage): Promise<void> => {
    const all = await Promise.all(opened.map(statsOf));
    const parent = all[opened.indexOf(page)]?.parent?.peerId;
    assert.equal(
      parent,
      all[opened.indexOf(below)]?.peerId,
      `${opened.length} pages, each below: ${parentsOf(all)}`,
    );
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
    // Whoever could feed others would get the place of one who does not: so nobody can at first.
    const refuge = await play({ relay: 'off' });
    await stands(refuge, top);
    const child = await play({ relay: 'off' });
    await stands(child, victim);
    await mayFeedOne(child);
    const grandchild = await play({ relay: 'off' });
    await stands(grandchild, child);
    await mayFeedOne(refuge);
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
