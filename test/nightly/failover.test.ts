/** The deaths of test/browser/failover.test.ts at each depth, each with a grandchild, and two at once. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  deathbedStage,
  FRAMES_AFTER,
  framesOf,
  MOST_STILL_MS,
  showsNewFrames,
  statsOf,
  until,
} from '../browser/harness/index.js';

describe('failover at each depth', () => {
  const here = deathbedStage();

  for (const depth of [1, 2, 3]) {
    for (const how of ['closed', 'killed', 'silent'] as const) {
      const skip = how === 'silent' ? here.skipSilent : false;
      it(`a parent at depth ${depth}: ${how}`, { skip }, async (test) => {
        await here.dies(test, how, { channel: `${how}-${depth}`, depth });
      });
    }
  }

  it('parent and standby at once', async (test) => {
    const family = await here.grows(test, { channel: 'two-deaths', depth: 2 });
    if (!family) return;
    const { broadcaster, victim, refuge, child, grandchild } = family;
    const below = [child, grandchild!];
    const lost = [(await statsOf(victim)).peerId, (await statsOf(refuge)).peerId];
    const sinceMs = Date.now() - 300;
    await Promise.all([victim.crash(), refuge.crash()]);
    for (const page of below) await showsNewFrames(page, broadcaster, { ahead: FRAMES_AFTER });
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
