/** One peer against scripted others: what it believes, what it drops. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FeasibleDistance, isBetter } from '../../../src/overlay/loop-freedom/feasibility.js';
import { attach, hint, join, type Stage, stage, standby } from './overlay-stage.js';

test('feasible distance: only strictly better offers, better by epoch first', () => {
  const own = new FeasibleDistance();
  assert.ok(own.allows({ epoch: 1, depth: 60 }));
  own.advertise({ epoch: 5, depth: 3 });
  assert.ok(!own.allows({ epoch: 5, depth: 3 }));
  assert.ok(own.allows({ epoch: 5, depth: 2 }));
  assert.ok(own.allows({ epoch: 6, depth: 40 }));
  assert.ok(!own.allows({ epoch: 4, depth: 0 }));
  own.advertise({ epoch: 5, depth: 9 });
  assert.deepEqual(own.value, { epoch: 5, depth: 3 }, 'never gets worse');
  own.forget();
  assert.ok(own.allows({ epoch: 1, depth: 60 }));
  assert.ok(isBetter({ epoch: 2, depth: 9 }, { epoch: 1, depth: 0 }));
});

test('a parent is taken at its first frame, not before', () => {
  const on = stage();
  on.peer.start();
  on.peer.candidates([hint('a')]);
  const asked = on.last('a', 'join')!;
  on.peer.receive('a', { t: 'accept', link: asked.link, path: ['root', 'a'], epoch: 5 });
  on.peer.linkOpened(asked.link);
  assert.equal(on.peer.view.parent, null);
  on.peer.mediaFlowing(asked.link);
  assert.deepEqual(on.peer.view.path, ['root', 'a', 'me']);
  assert.ok(on.calls.includes(`feed ${asked.link} first`));
});

test('a peer that accepts and gives no frame is never taken, and asked after all others from then on', () => {
  const on = stage();
  on.peer.start();
  on.peer.candidates([hint('dry')]);
  const asked = on.last('dry', 'join')!;
  on.peer.receive('dry', { t: 'accept', link: asked.link, path: ['root', 'dry'], epoch: 5 });
  on.peer.linkOpened(asked.link);
  on.clock.runUntil(on.clock.now + 13_000);
  assert.equal(on.peer.view.parent, null);
  assert.ok(on.calls.includes(`close ${asked.link}`), 'left within some seconds');
  const again = on.last('dry', 'join')!;
  on.clock.runUntil(on.clock.now + 9_000);
  on.sent.length = 0;
  on.peer.candidates([hint('dry', 1), hint('far', 9)]);
  on.clock.runUntil(on.clock.now + 9_000);
  const first = on.sent.find(({ message }) => message.t === 'join');
  assert.notEqual(again, undefined);
  assert.equal(first?.to, 'far', 'however near it is');
});

test('a path that holds this peer, or does not end with its sender, is not believed', () => {
  for (const path of [['root', 'me', 'a'], ['root', 'b'], []]) {
    const on = stage();
    on.peer.start();
    on.peer.candidates([hint('a')]);
    const asked = on.last('a', 'join')!;
    on.peer.receive('a', { t: 'accept', link: asked.link, path, epoch: 5 });
    assert.ok(!on.calls.some((call) => call.startsWith('open')), path.join());
    assert.equal(on.last('a', 'leave')?.link, asked.link);
  }
});

test('an answer to a join that was given up frees the place at the other end', () => {
  const on = stage();
  on.peer.start();
  on.peer.receive('a', { t: 'accept', link: 'long-ago-link', path: ['root', 'a'], epoch: 5 });
  assert.equal(on.last('a', 'leave')?.link, 'long-ago-link');
  assert.equal(on.peer.view.parent, null);
});

test('an accept from somebody else than the one asked is dropped', () => {
  const on = stage();
  on.peer.start();
  on.peer.candidates([hint('a')]);
  const asked = on.last('a', 'join')!;
  on.peer.receive('evil', { t: 'accept', link: asked.link, path: ['root', 'evil'], epoch: 5 });
  assert.ok(!on.calls.some((call) => call.startsWith('open')));
});

test('detached peers take no children; attached ones never their own ancestors', () => {
  const on = stage();
  on.peer.start();
  on.peer.receive('c', join('link-c-000'));
  assert.equal(on.last('c', 'redirect')?.reason, 'detached');
  attach(on, 'a', ['root', 'a']);
  on.peer.receive('a', join('link-a-000'));
  assert.equal(on.last('a', 'redirect')?.reason, 'cycle');
  on.peer.receive('c', join('link-c-001', { channel: 'other' }));
  assert.equal(on.last('c', 'redirect')?.reason, 'unknown-channel');
  on.peer.receive('c', join('link-c-002'));
  assert.deepEqual(on.last('c', 'accept')?.path, ['root', 'a', 'me']);
});

test('a link id is used once; the same join again gets the same answer', () => {
  const on = stage();
  on.peer.start();
  attach(on, 'a', ['root', 'a']);
  on.peer.receive('c', join('link-c-000'));
  on.peer.receive('c', join('link-c-000'));
  assert.equal(on.sent.filter((s) => s.to === 'c' && s.message.t === 'accept').length, 2);
  assert.equal(on.calls.filter((call) => call.startsWith('open down')).length, 1);
  on.peer.linkClosed('link-c-000', 'gone');
  on.peer.receive('c', join('link-c-000'));
  assert.equal(on.peer.view.children.length, 0);
});

test('with children, a deeper parent of the same epoch waits for a newer one', () => {
  const on = stage({ standby: false });
  on.peer.start();
  const first = attach(on, 'a', ['root', 'a'], 5);
  on.peer.receive('c', join('link-c-000'));
  on.peer.linkOpened('link-c-000');
  on.peer.linkClosed(first, 'dead');
  assert.equal(on.peer.view.attachment, 'detached');
  assert.deepEqual(on.last('c', 'path')?.path, [], 'children are told');
  const second = attach(on, 'b', ['root', 'x', 'y', 'b'], 5);
  assert.ok(!on.calls.includes(`feed ${second} closed`), 'not feasible yet');
  assert.equal(on.last('b', 'refresh')?.epoch, 6);
  on.peer.receive('b', { t: 'beat', epoch: 6, viewers: 3 }, second);
  assert.equal(on.peer.view.parent?.peer, 'b');
  assert.deepEqual(on.last('c', 'path')?.path, ['root', 'x', 'y', 'b', 'me']);
});

test('without children, any parent will do', () => {
  const on = stage({ standby: false });
  on.peer.start();
  const first = attach(on, 'a', ['root', 'a'], 5);
  on.peer.linkClosed(first, 'dead');
  attach(on, 'b', ['root', 'x', 'y', 'b'], 4);
  assert.equal(on.peer.view.parent?.peer, 'b');
});

test('a parent that accepts and sends nothing is not the last word', () => {
  const on = stage();
  on.peer.start();
  on.peer.candidates([hint('mute', 0)]);
  const asked = on.last('mute', 'join')!;
  on.peer.receive('mute', { t: 'accept', link: asked.link, path: ['mute'], epoch: 5 });
  on.peer.linkOpened(asked.link);
  on.peer.candidates([hint('good', 3)]);
  on.clock.runUntil(on.clock.now + 2_500);
  assert.ok(on.last('good', 'join'), 'another was asked');
  attachAnswer(on, 'good', ['mute', 'q', 'good']);
  assert.equal(on.peer.view.parent?.peer, 'good');
  assert.equal(on.last('mute', 'leave')?.link, asked.link);
});

function attachAnswer(on: Stage, parent: string, path: string[]): void {
  const { link } = on.last(parent, 'join')!;
  on.peer.receive(parent, { t: 'accept', link, path, epoch: 5 });
  on.peer.linkOpened(link);
  on.peer.mediaFlowing(link);
}

test('an unheard-of epoch from a hostile parent costs its children, not the peer', () => {
  const on = stage({ standby: false });
  on.peer.start();
  const link = attach(on, 'evil', ['root', 'evil'], Number.MAX_SAFE_INTEGER - 1);
  on.peer.receive('c', join('link-c-000'));
  on.peer.linkOpened('link-c-000');
  on.peer.linkClosed(link, 'gone');
  on.clock.runUntil(on.clock.now + 12_000);
  assert.equal(on.peer.view.children.length, 0, 'children were given away');
  on.clock.runUntil(on.clock.now + 4_000);
  attach(on, 'b', ['root', 'b'], 6);
  assert.equal(on.peer.view.parent?.peer, 'b');
});

test('two standbys: the second is started when the first does not answer', () => {
  const on = stage();
  on.peer.start();
  const first = attach(on, 'a', ['root', 'a']);
  standby(on, 'b', ['root', 'b']);
  const second = standby(on, 'c', ['root', 'd', 'c']);
  assert.deepEqual(
    on.peer.view.standbys.map(({ peer }) => peer),
    ['b', 'c'],
  );
  on.peer.linkClosed(first, 'gone');
  assert.equal(on.last('b', 'start')?.lost, 'a');
  assert.equal(on.last('c', 'start'), undefined);
  on.clock.runUntil(on.clock.now + 200);
  assert.ok(on.last('c', 'start'), 'b did not answer in twice its round trip');
  on.peer.mediaFlowing(second);
  assert.equal(on.peer.view.parent?.peer, 'c');
  assert.ok(on.last('b', 'stop'));
});

test('a parent that asked to move has not died: its place is not told to be free', () => {
  const on = stage();
  on.peer.start();
  const first = attach(on, 'a', ['root', 'a']);
  standby(on, 'b', ['root', 'b']);
  on.peer.receive('a', { t: 'leave', reason: 'overloaded', peers: [], link: first }, first);
  on.peer.linkClosed(first, 'overloaded');
  assert.equal(on.last('b', 'start')?.lost, undefined);
});

test('a parent that closes names its place as free, before its links are gone', () => {
  for (const reason of ['closing', 'frozen'] as const) {
    const on = stage();
    on.peer.start();
    const first = attach(on, 'a', ['root', 'a']);
    standby(on, 'root', ['root']);
    on.peer.receive('a', { t: 'leave', reason, peers: [], link: first }, first);
    assert.equal(on.last('root', 'start')?.lost, 'a', reason);
  }
});

test('asked to move to its own standby, a peer starts it', () => {
  const on = stage();
  on.peer.start();
  const first = attach(on, 'a', ['root', 'a']);
  const spare = standby(on, 'b', ['root', 'b']);
  const peers = [hint('b')];
  on.peer.receive('a', { t: 'leave', reason: 'overloaded', peers, link: first }, first);
  assert.ok(on.last('b', 'start'));
  on.peer.mediaFlowing(spare);
  assert.equal(on.peer.view.parent?.peer, 'b');
});

test('an orphan is taken beyond the places, anybody else is not', () => {
  const on = stage({ maxChildren: 1 });
  on.peer.start();
  attach(on, 'a', ['root', 'a']);
  on.peer.receive('c', join('link-c-000'));
  on.peer.receive('d', join('link-d-000'));
  assert.equal(on.last('d', 'redirect')?.reason, 'full');
  on.peer.receive('d', join('link-d-001', { urgent: true, lost: 'x' }));
  assert.ok(on.last('d', 'accept'));
  on.peer.receive('e', join('link-e-000', { urgent: true }));
  assert.equal(on.last('e', 'redirect')?.reason, 'full', 'and not more than that');
});

test('a requested epoch is told to those who asked for it only', () => {
  const on = stage();
  on.peer.start();
  const up = attach(on, 'a', ['root', 'a'], 5);
  for (const peer of ['c', 'd']) {
    on.peer.receive(peer, join(`link-${peer}-000`));
    on.peer.linkOpened(`link-${peer}-000`);
  }
  on.peer.receive('c', { t: 'refresh', epoch: 9 }, 'link-c-000');
  assert.equal(on.last('a', 'refresh')?.epoch, 9);
  on.peer.receive('a', { t: 'beat', epoch: 9, viewers: 3 }, up);
  assert.equal(on.last('c', 'beat')?.epoch, 9);
  assert.equal(on.last('d', 'beat'), undefined);
});

test('a relay gets the place of a leaf, a leaf does not', () => {
  const on = stage();
  on.peer.start();
  attach(on, 'a', ['root', 'a']);
  for (const peer of ['leaf', 'relay']) {
    const link = `link-${peer}-0`;
    on.peer.receive(peer, join(link, { capacity: peer === 'leaf' ? 0 : 2 }));
    on.peer.linkOpened(link);
    on.peer.receive(peer, { t: 'count', viewers: 1 }, link);
  }
  on.peer.receive('d', join('link-d-000', { capacity: 0 }));
  assert.equal(on.last('d', 'redirect')?.reason, 'full');
  on.peer.receive('e', join('link-e-000', { capacity: 2 }));
  assert.ok(on.last('e', 'accept'));
  on.peer.linkOpened('link-e-000');
  on.peer.receive('e', { t: 'count', viewers: 4 }, 'link-e-000');
  on.clock.runUntil(on.clock.now + 6_000);
  assert.equal(on.last('leaf', 'leave')?.reason, 'overloaded');
  assert.equal(on.last('relay', 'leave'), undefined);
});

test('a root raises its epoch above the first one, and never joins', () => {
  const on = stage({ self: 'root', root: true, firstEpoch: 1_000 });
  on.peer.start();
  on.peer.candidates([hint('a')]);
  on.clock.runUntil(10_000);
  assert.ok(on.peer.view.epoch >= 1_002);
  assert.deepEqual(on.sent, []);
  assert.deepEqual(on.peer.view.path, ['root']);
});

test('the first epoch may come from a clock that is known only at the start', () => {
  let first = 0;
  const on = stage({ self: 'root', root: true, firstEpoch: () => first });
  first = 5_000;
  on.peer.start();
  assert.ok(on.peer.view.epoch > 5_000);
});

test('a slow link: the standby takes over, the reason is told, and one try is enough for a while', () => {
  const on = stage();
  on.peer.start();
  const link = attach(on, 'slow', ['root', 'slow']);
  on.peer.candidates([hint('spare')]);
  on.clock.runUntil(on.clock.now + 3_000);
  const spare = on.last('spare', 'join');
  assert.equal(spare?.standby, true);
  on.peer.receive('spare', { t: 'accept', link: spare.link, path: ['root', 'spare'], epoch: 5 });
  on.peer.linkOpened(spare.link);
  on.peer.linkSlow(link);
  assert.ok(on.last('spare', 'start'), 'the standby was started');
  assert.equal(on.peer.view.parent?.peer, 'slow', 'the slow one feeds on meanwhile');
  on.peer.mediaFlowing(spare.link);
  assert.equal(on.peer.view.parent?.peer, 'spare');
  assert.ok(on.calls.includes(`feed ${spare.link} slow-link`));
  // As slow as the other: the own line is what is narrow.
  const before = on.sent.length;
  on.peer.candidates([hint('third')]);
  on.peer.linkSlow(spare.link);
  on.clock.runUntil(on.clock.now + 5_000);
  assert.equal(on.peer.view.parent?.peer, 'spare');
  const urgent = on.sent
    .slice(before)
    .filter(({ message }) => message.t === 'start' || (message.t === 'join' && !message.standby));
  assert.deepEqual(urgent, [], 'put up with for a while');
});

test('a slow link without another parent is kept, and the search for one ends', () => {
  const on = stage({ standby: false });
  on.peer.start();
  const link = attach(on, 'slow', ['root', 'slow']);
  on.peer.linkSlow(link);
  on.clock.runUntil(on.clock.now + 9_000);
  const asked = on.sent.length;
  on.peer.candidates([hint('late')]);
  on.clock.runUntil(on.clock.now + 5_000);
  assert.equal(on.peer.view.parent?.link, link);
  assert.deepEqual(
    on.sent.slice(asked).filter(({ message }) => message.t === 'join'),
    [],
  );
  assert.equal(on.peer.view.attachment, 'attached');
});

test('a page that is allowed to relay later holds standbys then, too', () => {
  const on = stage({ maxChildren: 0, maxStandbys: 0 });
  on.peer.start();
  attach(on, 'a', ['root', 'a']);
  on.peer.receive('c', join('link-c-000', { standby: true }));
  assert.equal(on.last('c', 'redirect')?.reason, 'full');
  on.peer.setCapacity(1, 3);
  on.peer.receive('c', join('link-c-001', { standby: true }));
  assert.equal(on.last('c', 'accept')?.link, 'link-c-001');
});
