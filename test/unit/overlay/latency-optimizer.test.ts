/** Ages of frames: what is told of them, and when they move a peer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attach, join, type Stage, stage, standby } from './overlay-stage.js';

interface Told {
  age?: number;
  path: string[];
  rttMs: number;
}

/** The other end of a link says how old its frames are. */
function tell(on: Stage, peer: string, link: string, { path, rttMs, age }: Told): void {
  on.peer.linkRtt(link, rttMs);
  const message = { t: 'path' as const, path, epoch: 5, seq: 1 };
  on.peer.receive(peer, age === undefined ? message : { ...message, age }, link);
}

/** Fed by `a` with frames 300 + 100 + 12 ms old; `b` is a standby. */
function fedBehindOceans(b: Partial<Told> = {}): { on: Stage; spare: string } {
  const on = stage();
  on.peer.start();
  const first = attach(on, 'a', ['root', 'x', 'a']);
  tell(on, 'a', first, { path: ['root', 'x', 'a'], rttMs: 200, age: 300 });
  const path = b.path ?? ['root', 'y', 'b'];
  const spare = standby(on, 'b', path);
  tell(on, 'b', spare, { path, rttMs: 20, age: 100, ...b });
  return { on, spare };
}

/** Long enough in one place to move again; ends with the question, if one is asked. */
function settled(on: Stage): void {
  const end = on.clock.now + 10_000;
  while (on.clock.now < end && !on.last('b', 'start')) on.clock.runUntil(on.clock.now + 100);
}

test('children hear how old frames are here: the age at the parent, half a round trip, one relay', () => {
  const { on } = fedBehindOceans();
  on.peer.receive('c', join('link-c-000'));
  on.peer.linkOpened('link-c-000');
  assert.equal(on.last('c', 'path')?.age, 412);
});

test("a root has fresh frames; who does not know its parent's age tells none", () => {
  const root = stage({ root: true });
  root.peer.start();
  root.peer.receive('c', join('link-c-000'));
  root.peer.linkOpened('link-c-000');
  assert.equal(root.last('c', 'path')?.age, 0);
  const on = stage();
  on.peer.start();
  attach(on, 'a', ['root', 'a']);
  on.peer.receive('c', join('link-c-000'));
  on.peer.linkOpened('link-c-000');
  assert.equal(on.last('c', 'path')?.age, undefined);
});

test('a standby with clearly fresher frames becomes the parent, make before break', () => {
  const { on, spare } = fedBehindOceans();
  settled(on);
  const start = on.last('b', 'start');
  assert.equal(start?.calm, true, 'only a free place is asked for');
  assert.equal(start?.lost, undefined);
  assert.equal(on.peer.view.parent?.peer, 'a', 'until a frame has come');
  on.peer.mediaFlowing(spare);
  assert.equal(on.peer.view.parent?.peer, 'b');
  assert.ok(on.calls.includes(`feed ${spare} better-parent`));
});

test('one slow round trip is a busy page, not a long way', () => {
  const { on } = fedBehindOceans({ rttMs: 20 });
  const { link } = on.peer.view.parent!;
  on.peer.linkRtt(link, 20);
  on.peer.receive('a', { t: 'path', path: ['root', 'x', 'a'], epoch: 5, seq: 2, age: 100 }, link);
  on.peer.linkRtt(link, 400);
  settled(on);
  assert.equal(on.last('b', 'start'), undefined);
});

test('no move for little, for nothing known, or deeper into the tree', () => {
  for (const b of [{ age: 360 }, { age: undefined }, { path: ['root', 'y', 'z', 'b'] }] satisfies {
    age?: number | undefined;
    path?: string[];
  }[]) {
    const { on } = fedBehindOceans(b as Partial<Told>);
    settled(on);
    assert.equal(on.last('b', 'start'), undefined, JSON.stringify(b));
  }
});

test('no free place there: it rests again, and is left alone for a while', () => {
  const { on } = fedBehindOceans();
  settled(on);
  assert.ok(on.last('b', 'start'));
  on.clock.runUntil(on.clock.now + 3_000);
  assert.ok(on.last('b', 'stop'));
  const asked = (): number => on.sent.filter(({ message }) => message.t === 'start').length;
  const before = asked();
  on.clock.runUntil(on.clock.now + 20_000);
  assert.equal(asked(), before);
  assert.equal(on.peer.view.parent?.peer, 'a');
});

test('the parent dies while a free place is asked for: now any place will do', () => {
  const { on } = fedBehindOceans();
  settled(on);
  const { parent } = on.peer.view;
  on.peer.linkClosed(parent!.link, 'gone');
  const start = on.last('b', 'start');
  assert.equal(start?.lost, 'a');
  assert.equal(start?.calm, undefined);
});

test('a full parent ignores a calm start, and heeds one in need', () => {
  const on = stage({ maxChildren: 1 });
  on.peer.start();
  attach(on, 'a', ['root', 'a']);
  on.peer.receive('c', join('link-c-000'));
  on.peer.linkOpened('link-c-000');
  on.peer.receive('d', join('link-d-000', { standby: true }));
  on.peer.linkOpened('link-d-000');
  on.peer.receive('d', { t: 'start', calm: true }, 'link-d-000');
  assert.ok(!on.calls.includes('serve link-d-000 true'));
  on.peer.receive('d', { t: 'start', lost: 'x' }, 'link-d-000');
  assert.ok(on.calls.includes('serve link-d-000 true'));
});
