/** The deaths of test/browser/failover.test.ts at each depth, each with a grandchild, and two at once. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it, type TestContext } from 'node:test';
import { MOST_STILL_MS, showsNewFrames } from '../browser/harness/deaths.js';
import {
  buildFamily,
  createNarrowLine,
  createStage,
  DEATHS,
  type Family,
  framesOf,
  type HarnessBrowser,
  type NarrowLine,
  noNarrowLine,
  type Stage,
  statsOf,
  survives,
  unlessMisplaced,
  until,
} from '../browser/harness/index.js';

describe('failover at each depth', () => {
  let stage: Stage;
  let line: NarrowLine | null = null;
  let behind: HarnessBrowser | null = null;
  let family: Family | null = null;
  const missing = noNarrowLine();
  before(async () => {
    stage = await createStage();
    if (!missing) line = await createNarrowLine([stage.server.url, stage.star.url]);
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

  /** The test is skipped on a machine too busy for the tree to hold still. */
  const still = <T>(test: TestContext, work: () => Promise<T>): Promise<T | null> =>
    unlessMisplaced(work, (why) => test.skip(`too busy a machine: ${why}`));

  for (const depth of [1, 2, 3]) {
    for (const how of ['closed', 'killed', 'silent'] as const) {
      const skip = how === 'silent' ? (missing ?? false) : false;
      it(`a parent at depth ${depth}: ${how}`, { skip }, async (test) => {
        if (how === 'silent') behind = (await line?.launch()) ?? null;
        await still(test, async () => {
          family = await buildFamily(stage, {
            channel: `${how}-${depth}`,
            depth,
            ...(behind ? { host: behind } : {}),
          });
          await survives(test, DEATHS[how], { family, line });
        });
      });
    }
  }

  it('parent and standby at once', async (test) => {
    family = await still(test, () => buildFamily(stage, { channel: 'two-deaths', depth: 2 }));
    if (!family) return;
    const { broadcaster, victim, refuge, child, grandchild } = family;
    const below = [child, grandchild!];
    const lost = [(await statsOf(victim)).peerId, (await statsOf(refuge)).peerId];
    const sinceMs = Date.now() - 300;
    await Promise.all([victim.crash(), refuge.crash()]);
    for (const page of below) await showsNewFrames(page, broadcaster);
    for (const page of below) {
      await until(
        async () => {
          const { path } = await statsOf(page);
          return path.length > 0 && !path.some((peer) => lost.includes(peer));
        },
        { message: 'a path without the dead' },
      );
    }
    const { stillMs, longestGapMs } = await framesOf(child, { sinceMs });
    test.diagnostic(`still for ${stillMs} ms, gap ${longestGapMs} ms`);
    assert.ok(stillMs < 2 * MOST_STILL_MS, `the picture stood still for ${stillMs} ms`);
  });
});
