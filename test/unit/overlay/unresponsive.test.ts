/** A link on which nothing comes back: the parent may be there anyway, by another way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attach, type Stage, stage } from './overlay-stage.js';

/** Fed by `a`, the only peer that is known; its frames stop. */
function silenced(): { on: Stage; old: string } {
  const on = stage();
  on.peer.start();
  const old = attach(on, 'a', ['root', 'a']);
  on.clock.runUntil(on.clock.now + 5_000);
  on.peer.mediaSilent(old, 200);
  on.clock.runUntil(on.clock.now + 2_000);
  return { on, old };
}

const joins = (on: Stage): string[] =>
  on.sent.flatMap(({ to, message }) =>
    to === 'a' && message.t === 'join' && !message.standby ? [message.link] : [],
  );

test('a silent parent is not asked anew while it answers', () => {
  const { on, old } = silenced();
  assert.deepEqual(joins(on), [old]);
});

test('a parent whose link is unresponsive is asked anew, and taken at the first frame', () => {
  const { on, old } = silenced();
  on.peer.linkAnswers(old, false);
  const [, anew] = joins(on);
  assert.ok(anew);
  assert.equal(on.peer.view.parent?.link, old, 'until then the old link may come back');
  on.peer.receive('a', { t: 'accept', link: anew, path: ['root', 'a'], epoch: 6 });
  on.peer.linkOpened(anew);
  on.peer.mediaFlowing(anew);
  assert.equal(on.peer.view.parent?.link, anew);
  assert.ok(on.calls.includes(`feed ${anew} silent`));
  assert.ok(on.calls.some((call) => call === `close ${old}`));
});

test('a link that comes back ends that, and the place is given back', () => {
  const { on, old } = silenced();
  on.peer.linkAnswers(old, false);
  const [, anew] = joins(on);
  on.peer.linkAnswers(old, true);
  on.peer.mediaFlowing(old);
  assert.equal(on.peer.view.attachment, 'attached');
  assert.equal(on.peer.view.parent?.link, old);
  assert.equal(on.last('a', 'leave')?.link, anew);
});

test('who could not be reached is asked again as soon as signalling is back', () => {
  const { on, old } = silenced();
  on.peer.linkAnswers(old, false);
  on.peer.unreachable('a');
  assert.equal(joins(on).length, 2);
  on.peer.reachable();
  assert.equal(joins(on).length, 3);
});

test('a parent that is heard of again is asked again at once, if it has let wait', () => {
  const { on, old } = silenced();
  on.peer.linkAnswers(old, false);
  assert.equal(joins(on).length, 2);
  on.peer.reachable('a');
  assert.equal(joins(on).length, 2, 'the answer may be on its way');
  on.clock.runUntil(on.clock.now + 1_100);
  on.peer.reachable('a');
  assert.equal(joins(on).length, 3);
  assert.equal(
    on.last('a', 'leave')?.link,
    joins(on)[1],
    'the place that was perhaps kept is freed',
  );
});

test('a link that feeds is left alone, though nobody answers on it', () => {
  const on = stage();
  on.peer.start();
  const old = attach(on, 'a', ['root', 'a']);
  on.peer.linkAnswers(old, false);
  on.clock.runUntil(on.clock.now + 3_000);
  assert.deepEqual(joins(on), [old]);
  assert.equal(on.peer.view.attachment, 'attached');
});
