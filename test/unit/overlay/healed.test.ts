/** A parent whose frames come again before the standby's picture is there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attach, type Stage, stage, standby } from './overlay-stage.js';

/** Fed by `a`, `b` is a standby; the frames of `a` stop, and `b` is started. */
function silenced(): { on: Stage; old: string; spare: string } {
  const on = stage();
  on.peer.start();
  const old = attach(on, 'a', ['root', 'a']);
  const spare = standby(on, 'b', ['root', 'b']);
  on.clock.runUntil(on.clock.now + 5_000);
  on.peer.mediaLate(old);
  on.peer.mediaSilent(old, 150);
  on.clock.runUntil(on.clock.now + 100);
  assert.ok(on.last('b', 'start'), 'the standby is started');
  return { on, old, spare };
}

test('a route that became 300 ms longer is no death: the parent is kept, the standby rests again', () => {
  const { on, old, spare } = silenced();
  on.clock.runUntil(on.clock.now + 100);
  on.peer.mediaCaughtUp(old);
  on.clock.runUntil(on.clock.now + 400);
  on.peer.mediaFlowing(spare);
  assert.equal(on.peer.view.parent?.link, old);
  assert.ok(on.last('b', 'stop'));
  assert.ok(!on.calls.includes(`feed ${spare} silent`));
});

test('one that only twitched, or fell silent again, is left', () => {
  for (const again of [false, true]) {
    const { on, old, spare } = silenced();
    on.peer.mediaCaughtUp(old);
    on.clock.runUntil(on.clock.now + (again ? 400 : 100));
    if (again) on.peer.mediaSilent(old, 150);
    on.peer.mediaFlowing(spare);
    assert.equal(on.peer.view.parent?.link, spare);
  }
});
