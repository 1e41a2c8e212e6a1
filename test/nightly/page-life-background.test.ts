/** A relay that freezes, goes into the back/forward cache, or sleeps; test/browser/page-life-background.test.ts has one that is hidden. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  comeOutOfCache,
  delay,
  framesOf,
  goIntoCache,
  relayStage,
  showsNewFrames,
  statsOf,
  until,
  waitForState,
} from '../browser/harness/index.js';

describe('a relay that nobody looks at', () => {
  const here = relayStage();

  it('that freezes gives its child away before; plays again when it thaws', async (test) => {
    const { broadcaster, relay, child, relayId } = await here.lineWithStandby('frozen');
    await relay.hide();
    await relay.waitFor(() => document.visibilityState === 'hidden');
    const sinceMs = Date.now();
    await relay.freeze();
    await until(async () => (await statsOf(child)).parent?.peerId !== relayId, {
      message: 'another parent for the child',
    });
    await showsNewFrames(child, broadcaster, { timeoutMs: 30_000 });
    await delay(1000);
    const { switches } = await statsOf(child);
    const seen = await framesOf(child, { sinceMs: sinceMs - 500 });
    test.diagnostic(
      `${JSON.stringify(switches.at(-1))}, still for ${seen.stillMs} ms, gap ${seen.longestGapMs} ms`,
    );
    assert.equal(switches.at(-1)?.reason, 'leave');
    assert.ok(seen.stillMs < 500, `the picture stood still for ${seen.stillMs} ms`);
    await relay.thaw();
    await relay.show();
    const thawedAt = Date.now();
    await waitForState(relay, 'playing');
    await showsNewFrames(relay, broadcaster, { timeoutMs: 30_000 });
    test.diagnostic(`plays ${Date.now() - thawedAt} ms after it thawed`);
  });

  it('that goes into the back/forward cache gives its child away, and comes back playing', async (test) => {
    const { broadcaster, relay, child, relayId } = await here.lineWithStandby('cached');
    const sinceMs = Date.now();
    await goIntoCache(relay, here.stage);
    await until(async () => (await statsOf(child)).parent?.peerId !== relayId, {
      message: 'another parent for the child',
    });
    await showsNewFrames(child, broadcaster, { timeoutMs: 30_000 });
    const seen = await framesOf(child, { sinceMs: sinceMs - 500 });
    test.diagnostic(`the child: still for ${seen.stillMs} ms, gap ${seen.longestGapMs} ms`);
    // Loading the next page takes its share of the machine.
    assert.ok(seen.stillMs < 1000, `the picture stood still for ${seen.stillMs} ms`);
    await until(async () => (await statsOf(child)).switches.at(-1)?.reason === 'leave', {
      message: async () => `a leave: ${JSON.stringify((await statsOf(child)).switches)}`,
    });
    await comeOutOfCache(relay, broadcaster);
  });

  it('whose computer sleeps is back within moments of its waking', async (test) => {
    const { broadcaster, relay, child, relayId } = await here.lineWithStandby('asleep');
    here.plain.stopPages();
    try {
      await until(async () => (await statsOf(child)).parent?.peerId !== relayId, {
        message: 'another parent for the child',
      });
      // Every neighbour has given the sleeper up.
      await until(
        async () =>
          !(await statsOf(broadcaster)).children.some(({ peerId }) => peerId === relayId) &&
          (await statsOf(child)).standby?.peerId !== relayId,
        { timeoutMs: 30_000, message: 'nobody who counts on the sleeper' },
      );
    } finally {
      here.plain.wakePages();
    }
    const took = await showsNewFrames(relay, broadcaster);
    test.diagnostic(`new frames ${took} ms after waking`);
    assert.ok(took < 5000, `${took} ms`);
  });
});
