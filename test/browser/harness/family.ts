/**
 * A small tree around one page that is going to die: it feeds a child, which feeds a grandchild, and
 * beside it stands a refuge with room. The child has a warm standby there or further up.
 *
 *     broadcaster ─ … ─┬─ victim ─ child ─ grandchild
 *                      └─ refuge ┄┄┄┘
 */
import type { HarnessBrowser, HarnessPage } from './browser.js';
import {
  type PageOptions,
  type PlayerPageOptions,
  SMALL,
  type Stage,
  statsOf,
  waitForFrames,
} from './stage.js';
import { delay, until } from './until.js';

export interface Family {
  broadcaster: HarnessPage;
  victim: HarnessPage;
  refuge: HarnessPage;
  child: HarnessPage;
  /** Null where none was wanted. */
  grandchild: HarnessPage | null;
  /** @throws Misplaced when somebody has moved since. */
  check(): Promise<void>;
  close(): Promise<void>;
}

export interface FamilyOptions {
  channel: string;
  /** Hops from the broadcaster to the victim, 1 or more. */
  depth?: number;
  /** Frames a second of the source. Default that of {@link SMALL}. */
  fps?: number;
  /** With sound? It costs as much again as a small picture. Default: no. */
  audio?: boolean;
  /** With a grandchild? Default: yes. */
  grandchild?: boolean;
  /** Frames that are seen before it counts as grown. Default {@link FIRST_FRAMES}. */
  firstFrames?: number;
  /** The browser that the victim lives in. */
  host?: HarnessBrowser;
  /** Runs on each page before anything is loaded. */
  prepare?: (page: HarnessPage) => Promise<void>;
}

const FIRST_FRAMES = 45;

/** A player that was not to relay may feed one child from now on. */
export const mayFeedOne = (page: HarnessPage): Promise<void> =>
  page.evaluate(() => {
    const element = document.querySelector('casto-player');
    element?.setAttribute('max-children', '1');
    element?.setAttribute('relay', 'auto');
  });

/** A page whose frames nobody reads any longer: reading costs CPU time, and memory for every frame. */
export const readNoMore = (page: HarnessPage): Promise<void> =>
  page.evaluate(() => window.harness.frames?.stop());

/** Reads the frames of a player from now on. */
export const readAnew = (page: HarnessPage): Promise<void> =>
  page.evaluate(() => {
    const player = document.querySelector('casto-player')!;
    window.harness.frames = window.harness.readFrames(player.videoElement);
  });

/**
 * A busy machine lets frames be late, upon which pages move as they should: the family is grown page by
 * page, each opened again until all stand where they belong, and once more as a whole if that fails.
 */
export async function buildFamily(stage: Stage, options: FamilyOptions): Promise<Family> {
  try {
    return await growFamily(stage, options);
  } catch (error) {
    if (!(error instanceof Misplaced)) throw error;
    return await growFamily(stage, { ...options, channel: `${options.channel}-again` });
  }
}

/** The machine is too busy for the tree to hold still: nothing can be said of a death in it. */
export class Misplaced extends Error {}

/** What `work` yields; null, and a word to `told`, where the tree does not hold still. */
export async function unlessMisplaced<T>(
  work: () => Promise<T>,
  told: (why: string) => void,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Misplaced)) throw error;
    told(error.message);
    return null;
  }
}

const TRIES = 2;
/** Who had to move has room to come back, ms. */
const SETTLE_MS = 4000;

async function growFamily(
  stage: Stage,
  {
    channel,
    depth = 1,
    fps = SMALL.fps,
    audio = false,
    grandchild: below = true,
    firstFrames = FIRST_FRAMES,
    host,
    prepare,
  }: FamilyOptions,
): Promise<Family> {
  const members: { page: HarnessPage; parent: HarnessPage | null }[] = [];
  const close = async (): Promise<void> => {
    // Leaves first: nobody has to find another parent on the way.
    for (const { page } of members.splice(0).reverse()) await page.close().catch(() => undefined);
  };
  /** Whose parent is another one than it should be, and how it got there: `2 below 0, not 1 (stalled)`. */
  const misplaced = async (): Promise<string[]> => {
    const all = await Promise.all(members.map(({ page }) => statsOf(page)));
    return members.flatMap(({ parent }, index) => {
      const wanted = members.findIndex(({ page }) => page === parent);
      const found = all.findIndex(({ peerId }) => peerId === all[index]?.parent?.peerId);
      if (found === wanted) return [];
      const reasons = all[index]?.switches.map(({ reason }) => reason).join(', ');
      return [`${index} below ${found}, not ${wanted} (${reasons})`];
    });
  };
  const stands = async (): Promise<boolean> => {
    const deadline = Date.now() + SETTLE_MS;
    while ((await misplaced()).length > 0) {
      if (Date.now() > deadline) return false;
      await delay(100);
    }
    return true;
  };
  const check = async (): Promise<void> => {
    const found = await misplaced();
    if (found.length > 0) throw new Misplaced(`Pages stand wrong: ${found.join('; ')}`);
  };
  const place = async (parent: HarnessPage, options: PlayerPageOptions & PageOptions = {}) => {
    for (let tries = 1; ; tries++) {
      const page = await stage.player({
        channel,
        ...(prepare ? { prepare } : {}),
        ...options,
        wait: false,
      });
      members.push({ page, parent });
      await waitForFrames(page, 1);
      if (await stands()) return page;
      if (tries === TRIES) {
        await check();
        return page;
      }
      members.pop();
      await page.close();
    }
  };
  try {
    const broadcaster = await stage.broadcaster({
      ...SMALL,
      fps,
      audio,
      channel,
      maxChildren: depth === 1 ? 2 : 1,
    });
    members.push({ page: broadcaster, parent: null });
    let top = broadcaster;
    for (let at = 1; at < depth; at++) {
      top = await place(top, { maxChildren: at === depth - 1 ? 2 : 1 });
    }
    const victim = await place(top, { maxChildren: 1, ...(host ? { host } : {}) });
    // Whoever could feed others would get the place of one who does not: so nobody can at first.
    const refuge = await place(top, { relay: 'off' });
    const child = await place(victim, { relay: 'off' });
    await mayFeedOne(child);
    const grandchild = below ? await place(child, { relay: 'off' }) : null;
    const watched = grandchild ? [child, grandchild] : [child];
    await mayFeedOne(refuge);
    // Nobody looks at the others' pictures any more.
    for (const { page } of members) if (!watched.includes(page)) await readNoMore(page);
    await Promise.all(watched.map((page) => waitForFrames(page, firstFrames)));
    await until(async () => (await statsOf(child)).standby?.connected, {
      message: async () => `a standby: ${JSON.stringify((await statsOf(child)).standby)}`,
    });
    await stands();
    await check();
    return { broadcaster, victim, refuge, child, grandchild, check, close };
  } catch (error) {
    await close();
    throw error;
  }
}
