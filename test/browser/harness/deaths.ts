/** A page that feeds others dies: what its child and grandchild must not notice. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { HarnessPage } from './browser.js';
import type { Family } from './family.js';
import type { NarrowLine } from './narrow-line.js';
import { framesOf, showsNewFrames, statsOf } from './stage.js';
import { until } from './until.js';

/** Longer than any switch, shorter than a cold start of everything. The bench has the true figures. */
export const MOST_STILL_MS = 3000;

export interface Deathbed {
  family: Family;
  /** What the victim of a silent death is behind. */
  line: NarrowLine | null;
}

export interface Death {
  end(bed: Deathbed): Promise<void>;
  /** What the child may say of it. */
  reasons: string[];
}

export const DEATHS: Record<'closed' | 'killed' | 'silent', Death> = {
  closed: { end: ({ family }) => family.victim.closeTab(), reasons: ['leave'] },
  killed: { end: ({ family }) => family.victim.crash(), reasons: ['silent', 'closed'] },
  // A parent that was late itself just before may have said so.
  silent: { end: async ({ line }) => line?.silence(true), reasons: ['silent', 'stalled'] },
};

/** Frames made after a death that pages below must show. */
export const FRAMES_AFTER = 15;

/** Remembers what must be the same after the switch, and what is told of it. */
const remember = (page: HarnessPage): Promise<void> =>
  page.evaluate(() => {
    const element = document.querySelector('casto-player')!;
    const video = element.videoElement;
    const changes: unknown[] = [];
    Object.assign(window, { kept: { video, stream: video.srcObject, changes } });
    element.addEventListener('casto-parentchange', ({ detail }) => changes.push(detail));
  });

interface Kept {
  sameVideo: boolean;
  sameStream: boolean;
  changes: { from: string | null; to: string; reason: string; gapMs: number }[];
}

const kept = (page: HarnessPage): Promise<Kept> =>
  page.evaluate(() => {
    const { kept } = window as unknown as {
      kept: { video: HTMLVideoElement; stream: MediaProvider; changes: Kept['changes'] };
    };
    const { videoElement } = document.querySelector('casto-player')!;
    return {
      sameVideo: videoElement === kept.video,
      sameStream: videoElement.srcObject === kept.stream,
      changes: kept.changes,
    };
  });

/** The victim dies, and everybody below plays on in the same element. @throws Misplaced */
export async function survives(
  test: TestContext,
  { end, reasons }: Death,
  bed: Deathbed,
): Promise<void> {
  const { broadcaster, victim, child, grandchild, check } = bed.family;
  const victimId = (await statsOf(victim)).peerId;
  const below = grandchild ? [child, grandchild] : [child];
  await remember(child);
  await check();
  const sinceMs = Date.now() - 300;
  await end(bed);
  for (const page of below) await showsNewFrames(page, broadcaster, { ahead: FRAMES_AFTER });
  await until(async () => (await kept(child)).changes.length > 0, {
    message: 'casto-parentchange',
  });
  const { sameVideo, sameStream, changes } = await kept(child);
  const seen = await Promise.all(below.map((page) => framesOf(page, { sinceMs })));
  const still = seen.map(({ stillMs }) => Math.round(stillMs));
  const gaps = seen.map(({ longestGapMs }) => Math.round(longestGapMs));
  test.diagnostic(
    `child and grandchild: still for ${still} ms, gaps ${gaps} ms, ${JSON.stringify(changes)}`,
  );
  assert.ok(sameVideo && sameStream, 'the element and its stream stay');
  const [change] = changes;
  assert.equal(change?.from, victimId);
  assert.notEqual(change?.to, victimId);
  assert.ok(reasons.includes(change?.reason ?? ''), `reason ${change?.reason}`);
  for (const each of still) assert.ok(each < MOST_STILL_MS, `still for ${still} ms`);
  // The family stays together, and nobody names the dead page as an ancestor.
  for (const page of below) {
    await until(
      async () => {
        const { path } = await statsOf(page);
        return path.length > 0 && !path.includes(victimId);
      },
      { message: 'a path without the dead page' },
    );
  }
}
