/** A page that feeds others dies, in each way there is and at each depth: nobody below loses the picture. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it, type TestContext } from 'node:test';
import {
  buildFamily,
  createNarrowLine,
  createStage,
  type Family,
  type FamilyOptions,
  framesOf,
  type HarnessBrowser,
  type HarnessPage,
  heardOn,
  listenOn,
  type NarrowLine,
  noNarrowLine,
  type Stage,
  sentBy,
  statsOf,
  unlessMisplaced,
  until,
  waitForFrame,
} from './harness/index.js';

/** Longer than any switch, shorter than a cold start of everything. The bench has the true figures. */
const MOST_MS = 3000;

async function showsNewFrames(page: HarnessPage, broadcaster: HarnessPage): Promise<void> {
  const next = (await sentBy(broadcaster)) + 15;
  await waitForFrame(page, next);
}

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

describe('failover', () => {
  let stage: Stage;
  let line: NarrowLine | null = null;
  let behind: HarnessBrowser | null = null;
  let family: Family | null = null;
  before(async () => {
    stage = await createStage();
    if (!noNarrowLine()) line = await createNarrowLine([stage.server.url, stage.star.url]);
  });
  afterEach(async () => {
    line?.silence(false);
    await family?.close();
    family = null;
    await behind?.close();
    behind = null;
  });
  after(async () => {
    await line?.close();
    await stage?.close();
  });

  /** Null, and the test skipped, on a machine too busy for the tree to hold still. */
  const still = <T>(test: TestContext, work: () => Promise<T>): Promise<T | null> =>
    unlessMisplaced(work, (why) => test.skip(`too busy a machine: ${why}`));

  async function grown(test: TestContext, options: FamilyOptions): Promise<Family | null> {
    family = await still(test, () => buildFamily(stage, options));
    return family;
  }

  const deaths = {
    closed: { end: ({ victim }: Family) => victim.closeTab(), reasons: ['leave'] },
    killed: { end: ({ victim }: Family) => victim.crash(), reasons: ['silent', 'closed'] },
    // A parent that was late itself just before may have said so.
    silent: { end: async () => line?.silence(true), reasons: ['silent', 'stalled'] },
  };

  for (const depth of [1, 2, 3]) {
    for (const [how, { end, reasons }] of Object.entries(deaths)) {
      const missing = how === 'silent' ? noNarrowLine() : null;
      it(`a parent at depth ${depth}: ${how}`, { skip: missing ?? false }, async (test) => {
        if (how === 'silent') behind = (await line?.launch()) ?? null;
        const pages = await grown(test, {
          channel: `${how}-${depth}`,
          depth,
          audio: depth === 1,
          ...(behind ? { host: behind } : {}),
        });
        if (!pages) return;
        const { broadcaster, victim, child, grandchild } = pages;
        const [victimId, childId] = [(await statsOf(victim)).peerId, (await statsOf(child)).peerId];
        await remember(child);
        if ((await still(test, pages.check)) === null) return;
        const sinceMs = Date.now() - 300;
        await end(pages);
        await showsNewFrames(child, broadcaster);
        await showsNewFrames(grandchild, broadcaster);
        await until(async () => (await kept(child)).changes.length > 0, {
          message: 'casto-parentchange',
        });
        const { sameVideo, sameStream, changes } = await kept(child);
        const [atChild, atGrandchild] = [
          await framesOf(child, { sinceMs }),
          await framesOf(grandchild, { sinceMs }),
        ];
        test.diagnostic(
          `gap ${atChild.longestGapMs} ms, grandchild ${atGrandchild.longestGapMs} ms, ${JSON.stringify(changes)}`,
        );
        assert.ok(sameVideo && sameStream, 'the element and its stream stay');
        const [change] = changes;
        assert.equal(change?.from, victimId);
        assert.notEqual(change?.to, victimId);
        assert.ok(reasons.includes(change?.reason ?? ''), `reason ${change?.reason}`);
        assert.ok(atChild.longestGapMs < MOST_MS, `a gap of ${atChild.longestGapMs} ms`);
        assert.ok(atGrandchild.longestGapMs < MOST_MS, `below: ${atGrandchild.longestGapMs} ms`);
        const { path } = await statsOf(grandchild);
        assert.ok(!path.includes(victimId), 'nobody names the dead page as an ancestor');
        if (depth > 1) return;
        // The family stays together, and the sound goes on as well.
        await until(async () => (await statsOf(grandchild)).path.length > 0, { message: 'a path' });
        test.diagnostic(
          `the grandchild is ${path.includes(childId) ? 'still' : 'no longer'} below`,
        );
        await listenOn(child);
        await until(async () => Math.abs((await heardOn(child)).frequencyHz - 440) < 15, {
          message: async () => `440 Hz: ${JSON.stringify(await heardOn(child))}`,
        });
      });
    }
  }

  it('parent and standby at once', async (test) => {
    const pages = await grown(test, { channel: 'two-deaths', depth: 2 });
    if (!pages) return;
    const { broadcaster, victim, refuge, child, grandchild } = pages;
    const lost = [(await statsOf(victim)).peerId, (await statsOf(refuge)).peerId];
    const sinceMs = Date.now() - 300;
    await Promise.all([victim.crash(), refuge.crash()]);
    for (const page of [child, grandchild]) await showsNewFrames(page, broadcaster);
    for (const page of [child, grandchild]) {
      await until(
        async () => {
          const { path } = await statsOf(page);
          return path.length > 0 && !path.some((peer) => lost.includes(peer));
        },
        { message: 'a path without the dead' },
      );
    }
    const { longestGapMs } = await framesOf(child, { sinceMs });
    test.diagnostic(`gap ${longestGapMs} ms`);
    assert.ok(longestGapMs < 2 * MOST_MS, `a gap of ${longestGapMs} ms`);
  });

  it('the last relay: its child goes to the broadcaster', async (test) => {
    const channel = 'last-relay';
    const broadcaster = await stage.broadcaster({
      channel,
      maxChildren: 1,
      width: 320,
      height: 180,
    });
    const relay = await stage.player({ channel, maxChildren: 1 });
    const child = await stage.player({ channel, maxChildren: 1 });
    assert.equal((await statsOf(child)).depth, 2);
    const sinceMs = Date.now() - 300;
    await relay.crash();
    await showsNewFrames(child, broadcaster);
    await until(async () => (await statsOf(child)).depth === 1, { message: 'the only place left' });
    const { longestGapMs } = await framesOf(child, { sinceMs });
    test.diagnostic(`gap ${longestGapMs} ms`);
    assert.ok(longestGapMs < 2 * MOST_MS, `a gap of ${longestGapMs} ms`);
    for (const page of [child, broadcaster]) await page.close();
  });
});
