/** Lines that carry less than the stream: fewer frames, never a broken picture, and back again. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  delay,
  SOURCE_FPS as FPS,
  getsFewerFrames,
  narrowStage,
  shownWhole,
  statsOf,
  statsWhen,
  streamKbps,
  until,
  waitForFrames,
  windowOf,
} from '../browser/harness/index.js';

describe('a narrow line', () => {
  const here = narrowStage();
  const { skip } = here;

  it('below the stream: fewer frames, decodable all, others undisturbed; lifted: all of them', {
    skip,
  }, async (test) => {
    const { broadcaster, child } = await getsFewerFrames(test, here, 6000);

    here.line.limitDown(null);
    await statsWhen(child, ({ parent }) => parent?.quality?.frames === 'all', 'all frames', 90_000);
    await shownWhole(broadcaster, child);
    const [again] = await windowOf(broadcaster, [child], 4000);
    test.diagnostic(`lifted: ${JSON.stringify(again)}`);
    assert.ok(again!.shown > 0.85 * FPS, `${again!.shown} fps`);
    assert.equal(again!.unreadable, 0);
  });

  it('too narrow for the base: the small encoding, two hops down, while the relay keeps the full one', {
    skip,
  }, async (test) => {
    const channel = 'small';
    const broadcaster = await here.broadcaster({ channel, maxChildren: 1 });
    const relay = await here.player({ channel, maxChildren: 1 });
    const child = await here.player({ channel, relay: 'off', host: here.behind });
    await waitForFrames(child, 60);
    await statsWhen(child, ({ depth }) => depth === 2, 'the child two hops down');
    const whole = await streamKbps(broadcaster);
    // A stutter of a busy machine may have moved it before: it has come back to two hops down.
    const { length } = (await statsOf(child)).switches;
    const moved = async () => (await statsOf(child)).switches.slice(length);
    here.line.limitDown(whole * 0.48);
    await statsWhen(
      child,
      ({ parent, video }) => parent?.quality?.encoding === 'small' && video.width === 320,
      'the small encoding',
      40_000,
    );
    // The full one is tried again after 10 s at the earliest: not within what is looked at.
    await delay(2500);
    // It is decoded before what had queued is shown.
    await until(async () => (await windowOf(broadcaster, [child], 500))[0]!.width === 320, {
      intervalMs: 0,
      message: 'the small picture',
    });
    const [small, full] = await windowOf(broadcaster, [child, relay], 5000);
    test.diagnostic(`behind the line: ${JSON.stringify(small)}`);
    test.diagnostic(`the relay: ${JSON.stringify(full)}`);
    assert.equal(small!.width, 320);
    // It has one layer, so it comes whole. A receiver that takes its frames for old ones shows none.
    assert.ok(small!.shown > 0.5 * FPS, `${small!.shown} fps`);
    assert.ok(small!.part > 0.8, `${small!.part} of the frames`);
    assert.ok(small!.stillMs < 600, `the picture stood still for ${small!.stillMs} ms`);
    assert.equal(full!.width, 640);
    assert.equal(full!.unreadable, 0);
    assert.ok(full!.shown > 0.85 * FPS, `the relay: ${full!.shown} fps`);
    assert.deepEqual(await moved(), [], 'the same parent');

    here.line.limitDown(null);
    const at = Date.now();
    await statsWhen(
      child,
      ({ parent, video }) => parent?.quality?.encoding === 'full' && video.width === 640,
      'the full encoding again',
      60_000,
    );
    test.diagnostic(`full again after ${Date.now() - at} ms`);
    await statsWhen(child, ({ parent }) => parent?.quality?.frames === 'all', 'all frames', 40_000);
    await shownWhole(broadcaster, child);
    const [again] = await windowOf(broadcaster, [child], 3000);
    assert.equal(again!.unreadable, 0);
    assert.ok(again!.shown > 0.85 * FPS, `${again!.shown} fps`);
  });

  it('too narrow even for the small encoding: the child takes a better parent', {
    skip,
  }, async (test) => {
    const channel = 'too-narrow';
    const broadcaster = await here.broadcaster({ channel, maxChildren: 2 });
    const slow = await here.player({ channel, maxChildren: 1, host: here.behind });
    // Feeds nobody at first, so that the child lands below the other one.
    const spare = await here.player({ channel, relay: 'off' });
    const child = await here.player({ channel, relay: 'off' });
    await waitForFrames(child, 30);
    const slowId = (await statsOf(slow)).peerId;
    assert.equal((await statsOf(child)).parent?.peerId, slowId);
    await spare.evaluate(() => {
      const element = document.querySelector('casto-player');
      element?.setAttribute('max-children', '1');
      element?.setAttribute('relay', 'on');
    });
    await statsWhen(child, ({ standby }) => !!standby?.connected, 'a standby');
    const whole = await streamKbps(broadcaster);
    const at = Date.now();
    here.line.limitUp(whole * 0.15);
    const moved = await statsWhen(
      child,
      ({ parent }) => parent !== null && parent.peerId !== slowId,
      'another parent',
      40_000,
    );
    test.diagnostic(`moved after ${Date.now() - at} ms: ${JSON.stringify(moved.switches)}`);
    here.line.limitUp(null);
    await shownWhole(broadcaster, child);
    const [seen] = await windowOf(broadcaster, [child], 4000);
    assert.ok(seen!.shown > 0.85 * FPS, `${seen!.shown} fps`);
    // Which of the two is noticed first depends on how long the queue in the line grows.
    await statsWhen(
      child,
      ({ switches }) => switches.some(({ reason }) => /^(slow-link|silent)$/.test(reason)),
      'the switch told as what it was',
    );
  });
});
