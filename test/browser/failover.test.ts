/**
 * A page that feeds others dies, in each way there is: nobody below loses the picture. Each way once, right
 * below the broadcaster; test/nightly/failover.test.ts has them at every depth.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  deathbedStage,
  FRAMES_AFTER,
  framesOf,
  heardOn,
  listenOn,
  showsNewFrames,
  statsOf,
  until,
} from './harness/index.js';

/** Frames that are seen before a family counts as grown. */
const firstFrames = 15;

describe('failover', () => {
  const here = deathbedStage();

  it('a parent that is closed: child and grandchild play on, with sound', async (test) => {
    const pages = await here.dies(test, 'closed', { channel: 'closed', firstFrames, audio: true });
    if (!pages) return;
    await listenOn(pages.child);
    await until(async () => Math.abs((await heardOn(pages.child)).frequencyHz - 440) < 15, {
      message: async () => `440 Hz: ${JSON.stringify(await heardOn(pages.child))}`,
    });
  });

  it('a parent that is killed', async (test) => {
    await here.dies(test, 'killed', { channel: 'killed', firstFrames, grandchild: false });
  });

  it('a parent that falls silent', { skip: here.skipSilent }, async (test) => {
    await here.dies(test, 'silent', { channel: 'silent', firstFrames, grandchild: false });
  });

  it('the last relay: its child goes to the broadcaster', async (test) => {
    const channel = 'last-relay';
    const { stage } = here;
    const broadcaster = await stage.broadcaster({
      channel,
      maxChildren: 1,
      width: 320,
      height: 180,
    });
    const relay = await stage.player({ channel, maxChildren: 1 });
    // Who can feed nobody gives an inner place back to the relay, should a stutter move the two.
    const child = await stage.player({ channel, relay: 'off' });
    await until(async () => (await statsOf(child)).depth === 2, {
      message: async () => `the child below the relay: ${JSON.stringify(await statsOf(child))}`,
    });
    const sinceMs = Date.now() - 300;
    await relay.crash();
    await showsNewFrames(child, broadcaster, { ahead: FRAMES_AFTER });
    await until(async () => (await statsOf(child)).depth === 1, { message: 'the only place left' });
    const { stillMs, longestGapMs } = await framesOf(child, { sinceMs });
    test.diagnostic(`still for ${stillMs} ms, gap ${longestGapMs} ms`);
    assert.ok(stillMs < 6000, `the picture stood still for ${stillMs} ms`);
    for (const page of [child, broadcaster]) await page.close();
  });
});
