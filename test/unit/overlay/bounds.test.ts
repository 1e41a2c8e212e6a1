/** Legal but absurd figures: what one peer makes of them, and how soon it gets over them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeMessage } from '../../../src/wire/encode.js';
import type { PeerHint } from '../../../src/wire/hint.js';
import { LIMITS } from '../../../src/wire/limits.js';
import { parseControlMessage } from '../../../src/wire/messages/table.js';
import type { TreeMessage } from '../../../src/wire/messages/tree.js';
import { Random } from '../../simulation/random.js';
import { World } from '../../simulation/world.js';
import { attach, hint, join, type Stage, stage } from './overlay-stage.js';

const { viewers: MOST } = LIMITS;
const links = ['link-00001', 'link-00002', 'link-00003'] as const;

/** A child that is fed; its link. */
function adopt(on: Stage, peer: string, link: string, more = {}): string {
  on.peer.receive(peer, join(link, more));
  on.peer.linkOpened(link);
  return link;
}

const count = (viewers: number, more = {}): TreeMessage => ({ t: 'count', viewers, ...more });

function allReadable(on: Stage): void {
  for (const { message } of on.sent) {
    const text = encodeMessage(message);
    assert.deepEqual(parseControlMessage(text), JSON.parse(text));
  }
}

test('children that count all viewers there can be: the sum stays one that can be said', () => {
  const root = stage({ root: true, maxChildren: 3 });
  root.peer.start();
  const relay = stage({ maxChildren: 3 });
  relay.peer.start();
  attach(relay, 'P', ['root', 'P']);
  for (const [n, link] of links.entries()) {
    for (const on of [root, relay]) {
      adopt(on, `child${n}`, link);
      on.peer.receive(`child${n}`, count(MOST, { free: MOST, slots: 1000, capacity: 1000 }), link);
    }
  }
  assert.ok(root.peer.view.viewers <= MOST);
  relay.clock.runUntil(relay.clock.now + 5_000);
  root.clock.runUntil(5_000);
  const said = relay.last('P', 'count');
  assert.equal(said?.viewers, MOST);
  assert.ok((said?.free ?? 0) <= MOST);
  assert.ok((root.last('child0', 'beat') ?? root.last('child0', 'path')) !== undefined);
  allReadable(root);
  allReadable(relay);
});

test('a leaf by choice is one viewer, whatever it counts', () => {
  const root = stage({ root: true, maxChildren: 3 });
  root.peer.start();
  adopt(root, 'leaf', links[0], { capacity: 0 });
  root.peer.receive('leaf', count(9_000_000, { slots: 5, free: 5, open: [hint('x')] }), links[0]);
  assert.equal(root.peer.view.viewers, 1);
  assert.deepEqual(root.peer.view.open, []);
});

test('a relay that has become a leaf still counts those who have not moved yet', () => {
  const root = stage({ root: true, maxChildren: 3 });
  root.peer.start();
  adopt(root, 'relay', links[0], { capacity: 3 });
  root.peer.receive('relay', count(4, { capacity: 0, slots: 0, free: 0 }), links[0]);
  assert.equal(root.peer.view.viewers, 4);
});

test('free places are no more than the viewers there could offer', () => {
  const relay = stage({ maxChildren: 3 });
  relay.peer.start();
  attach(relay, 'P', ['root', 'P']);
  adopt(relay, 'child', links[0]);
  relay.peer.receive('child', count(2, { capacity: 2, slots: 900, free: MOST }), links[0]);
  relay.clock.runUntil(relay.clock.now + 2_000);
  const free = relay.last('P', 'count')?.free ?? MOST;
  assert.ok(free < 200, `${free}`);
});

test('entry points of a child are below it, and a few', () => {
  const root = stage({ root: true, maxChildren: 3 });
  root.peer.start();
  adopt(root, 'child', links[0]);
  const open = Array.from(
    { length: 10 },
    (_, n): PeerHint => ({ ...hint(`x${n}`, 0), slots: 1000 }),
  );
  root.peer.receive('child', count(2, { capacity: 2, slots: 0, free: 9, open }), links[0]);
  assert.equal(root.peer.view.open.length, 3);
  assert.ok(root.peer.view.open.every(({ depth }) => depth >= 2));
});

for (const strangers of [8, 24, 60]) {
  test(`a parent names ${strangers} that answer nobody, and goes: others are asked a second later`, () => {
    const on = stage();
    on.peer.start();
    const link = attach(on, 'P', ['root', 'P']);
    const signed = [{ ...hint('root', 0), slots: 0, path: ['root'] }, hint('a', 2)];
    on.peer.announced('root', 5);
    on.peer.candidates(signed);
    for (let from = 0; from < strangers; from += 4) {
      const peers = [0, 1, 2, 3].map((n): PeerHint => {
        const peer = `s${from + n}`;
        return { ...hint(peer), slots: 1000, path: ['root', peer] };
      });
      on.peer.receive('P', { t: 'hints', peers }, link);
    }
    on.clock.runUntil(on.clock.now + 500);
    const before = on.sent.length;
    on.peer.linkClosed(link, 'gone');
    on.peer.candidates(signed);
    on.clock.runUntil(on.clock.now + 1_500);
    const asked = on.sent.slice(before).filter(({ message }) => message.t === 'join');
    assert.ok(
      asked.some(({ to }) => to === 'a'),
      asked.map(({ to }) => to).join(' '),
    );
    on.clock.runUntil(on.clock.now + 60_000);
    const joins = on.sent.slice(before).filter(({ message }) => message.t === 'join').length;
    assert.ok(joins < 150, `${joins} joins in a minute`);
  });
}

test('one child that claims every free place draws four fifths of those who are sent on at most', () => {
  const root = stage({ root: true, maxChildren: 2 });
  root.peer.start();
  adopt(root, 'liar', links[0], { capacity: 1000 });
  adopt(root, 'good', links[1]);
  root.peer.receive('liar', count(100_000, { capacity: 1000, slots: 1000, free: MOST }), links[0]);
  root.peer.receive('good', count(8, { capacity: 2, slots: 1, free: 8 }), links[1]);
  let first = 0;
  for (let n = 0; n < 400; n++) {
    root.peer.receive(`new${n}`, join(`newlink-${n}`));
    if (root.last(`new${n}`, 'redirect')?.peers[0]?.peer === 'good') first++;
  }
  assert.ok(first > 50, `${first} of 400 were sent to the honest one first`);
});

test('an epoch beyond reach is not asked for, and nothing illegal is said because of it', () => {
  const root = stage({ root: true });
  root.peer.start();
  const { epoch } = root.peer.view;
  const relay = stage({ maxChildren: 3 });
  relay.peer.start();
  attach(relay, 'P', ['root', 'P'], 5);
  const feasible = { epoch: Number.MAX_SAFE_INTEGER, depth: 1 };
  for (const on of [root, relay]) {
    adopt(on, 'child', links[0], { feasible });
    on.peer.receive('child', { t: 'start', feasible }, links[0]);
    on.peer.receive('child', { t: 'refresh', epoch: Number.MAX_SAFE_INTEGER }, links[0]);
    on.clock.runUntil(on.clock.now + 500);
    allReadable(on);
  }
  assert.equal(root.peer.view.epoch, epoch);
  assert.equal(relay.last('P', 'refresh'), undefined);
  // One that can be needed is still asked for.
  relay.peer.receive('child', { t: 'refresh', epoch: 900 }, links[0]);
  assert.equal(relay.last('P', 'refresh')?.epoch, 900);
});

test('a request raises the epoch at once to at least what is asked for', () => {
  const root = stage({ root: true });
  root.peer.start();
  adopt(root, 'child', links[0]);
  root.clock.runUntil(1_000);
  root.peer.receive('child', { t: 'refresh', epoch: 4_321 }, links[0]);
  root.clock.runUntil(1_050);
  assert.equal(root.peer.view.epoch, 4_321);
  assert.equal(root.last('child', 'beat')?.epoch, 4_321, 'who asked is told');
  root.clock.runUntil(7_000);
  assert.equal(root.peer.view.epoch, 4_322, 'and it goes on by one');
});

test('requests of many children that rise with each are merged on the way up', () => {
  const relay = stage({ maxChildren: 3 });
  relay.peer.start();
  attach(relay, 'P', ['root', 'P'], 5);
  adopt(relay, 'child', links[0]);
  const before = relay.sent.length;
  for (let n = 0; n < 200; n++) {
    relay.peer.receive('child', { t: 'refresh', epoch: 100 + n }, links[0]);
    relay.clock.runUntil(relay.clock.now + 5);
  }
  relay.clock.runUntil(relay.clock.now + 100);
  const asked = relay.sent.slice(before).filter(({ message }) => message.t === 'refresh');
  assert.ok(asked.length <= 22, `${asked.length} in a second`);
  assert.deepEqual(asked.at(-1)?.message, { t: 'refresh', epoch: 299 }, 'the last is not lost');
});

test('a parent whose path leaves no room for this peer is given up', () => {
  const relay = stage({ maxChildren: 3 });
  relay.peer.start();
  const link = attach(relay, 'P', ['root', 'P'], 5);
  adopt(relay, 'child', links[0]);
  relay.peer.receive('child', count(1, { capacity: 2, slots: 2, free: 2 }), links[0]);
  const path = [...Array.from({ length: 62 }, (_, n) => `x${n}`), 'P'];
  relay.peer.receive('P', { t: 'path', path, epoch: 6, seq: 1 }, link);
  assert.equal(relay.peer.view.path.length, 64);
  relay.peer.receive('other', join(links[1]));
  relay.clock.runUntil(relay.clock.now + 1_000);
  allReadable(relay);
  relay.peer.receive('P', { t: 'path', path: ['root', ...path], epoch: 6, seq: 2 }, link);
  assert.equal(relay.peer.view.parent, null);
  allReadable(relay);
});

test('a path that names a child of this peer is not passed on with the child at its end', () => {
  const relay = stage({ maxChildren: 1 });
  relay.peer.start();
  const link = attach(relay, 'P', ['root', 'P'], 5);
  adopt(relay, 'child', links[0]);
  relay.peer.receive('child', count(1, { capacity: 2, slots: 2, free: 2 }), links[0]);
  relay.peer.receive('P', { t: 'path', path: ['root', 'child', 'P'], epoch: 6, seq: 1 }, link);
  relay.peer.receive('other', join(links[1], { urgent: false }));
  assert.equal(relay.last('other', 'redirect')?.peers[0]?.peer, 'child');
  allReadable(relay);
});

test('hints of four children far down in the tree fit into one message', () => {
  const relay = stage({ maxChildren: 4 });
  relay.peer.start();
  const above = Array.from({ length: 58 }, (_, n) => `${n}`.padEnd(128, 'z'));
  attach(relay, 'P', [...above, 'P'], 5);
  const addresses = Array.from({ length: 8 }, (_, n) => `/dns4/${`${n}`.padEnd(250, 'x')}`);
  for (let n = 0; n < 4; n++) {
    const link = adopt(relay, `child${n}`, `link-0000${n}`, { addresses });
    relay.peer.receive(`child${n}`, count(9, { capacity: 2, slots: 1, free: 9 }), link);
  }
  for (let n = 0; n < 20; n++) relay.peer.receive(`new${n}`, join(`newlink-${n}`));
  assert.ok((relay.last('new1', 'redirect')?.peers.length ?? 0) > 1);
  allReadable(relay);
});

for (const [what, epoch] of [
  ['a thousand more', 1_000],
  ['a billion', 1e9],
  ['the largest there is', Number.MAX_SAFE_INTEGER],
] as const) {
  test(`a relay says an epoch of ${what} and leaves: nobody waits for one that never comes`, () => {
    const random = new Random(5);
    const world = new World(random, {
      latency: () => 20,
      signalling: () => 40,
      setup: () => 150,
      deathNotice: 1_500,
      silenceMs: 250,
      discover: () => [
        { ...hint('root', 0), slots: 0 },
        { ...hint('other', 1), path: ['root', 'other'] },
      ],
      discoverMs: 50,
      announcedEpoch: () => root.tree.view.epoch,
    });
    const spec = { ways: ['forward' as const], standby: true, root: false, maxStandbys: 3 };
    const root = world.add({ ...spec, id: 'root', root: true, maxChildren: 2 });
    const liar = world.add({ ...spec, id: 'liar', maxChildren: 1 });
    world.clock.runUntil(1_500);
    const other = world.add({ ...spec, id: 'other', maxChildren: 3 });
    world.clock.runUntil(3_000);
    const page = world.add({ ...spec, id: 'page', maxChildren: 2 });
    page.tree.candidates([{ ...hint('liar', 1), slots: 1 }]);
    world.clock.runUntil(8_000);
    const child = world.add({
      ...spec,
      id: 'child',
      maxChildren: 0,
      maxStandbys: 0,
      standby: false,
    });
    child.tree.candidates([hint('page', 2)]);
    world.clock.runUntil(12_000);
    assert.deepEqual(child.tree.view.path, ['root', 'liar', 'page', 'child'], 'premise');
    world.say = (from, message) =>
      from === liar && (message.t === 'beat' || message.t === 'path') && message.epoch > 0
        ? { ...message, epoch: what === 'a thousand more' ? message.epoch + epoch : epoch }
        : message;
    world.clock.runUntil(24_000);
    assert.ok(page.tree.view.epoch > root.tree.view.epoch + 900, 'it was believed, in bounds');
    const gaps = page.gaps.length;
    world.leave(liar);
    world.clock.runUntil(25_000);
    assert.ok(other.alive);
    assert.equal(page.tree.view.attachment, 'attached');
    assert.equal(child.tree.view.parent?.peer, 'page', 'it kept its child');
    assert.ok(page.flowing, 'frames come again');
    const [gap] = page.gaps.slice(gaps);
    assert.ok((gap?.ms ?? 0) < 600, `${gap?.ms} ms without frames`);
  });
}
