/** Single behaviours of the tree, in small worlds with a perfect network. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PeerHint } from '../../../src/wire/hint.js';
import { Random } from '../../simulation/random.js';
import type { Network, PeerSpec, SimPeer } from '../../simulation/sim-peer.js';
import { World } from '../../simulation/world.js';

function makeWorld(overrides: Partial<Network> = {}): World {
  const world: World = new World(new Random(7), {
    latency: () => 20,
    signalling: () => 60,
    setup: () => 200,
    deathNotice: 5_000,
    silenceMs: 150,
    discover: () => hints(world),
    discoverMs: 50,
    ...overrides,
  });
  return world;
}

function hints(world: World): PeerHint[] {
  return world.alive.map((peer) => {
    const { view } = peer.tree;
    return {
      peer: peer.id,
      addresses: [],
      depth: view.depth,
      slots: view.slots,
      way: 'forward',
      epoch: view.epoch,
      path: view.path,
    };
  });
}

const spec = (id: string, maxChildren = 2, more: Partial<PeerSpec> = {}): PeerSpec => ({
  id,
  root: id === 'root',
  maxChildren,
  maxStandbys: maxChildren,
  ways: ['forward'],
  standby: true,
  ...more,
});

/** Lets the world run until `done`; fails after `limitMs` of its time. */
function until(world: World, limitMs: number, what: string, done: () => boolean): void {
  const end = world.clock.now + limitMs;
  while (!done()) {
    assert.ok(world.clock.now < end, `${what}: not within ${limitMs} ms`);
    world.clock.runUntil(world.clock.now + 10);
  }
}

const parentOf = (world: World, peer: SimPeer): string | undefined => world.parentOf(peer)?.id;
const hasStandby = (peer: SimPeer): boolean => peer.tree.view.standby !== null;

/** A root with two places, and as many relays with two places each as wanted, all with a standby. */
function grown(count: number): { world: World; root: SimPeer; peers: SimPeer[] } {
  const world = makeWorld();
  const root = world.add(spec('root'));
  const peers: SimPeer[] = [];
  for (let i = 0; i < count; i++) {
    const peer = world.add(spec(`p${i}`));
    peers.push(peer);
    until(world, 10_000, `${peer.id} fed`, () => peer.flowing);
  }
  until(world, 60_000, 'standbys', () => peers.every(hasStandby));
  return { world, root, peers };
}

test('a full root sends newcomers down, and counts everybody', () => {
  const { world, root, peers } = grown(6);
  assert.equal(root.tree.view.children.length, 2);
  until(world, 5_000, 'count', () => root.tree.view.viewers === 6);
  for (const peer of peers) {
    assert.equal(peer.tree.view.path[0], 'root');
    assert.equal(peer.tree.view.path.at(-1), peer.id);
  }
});

test('a standby does not hang below the parent it stands in for', () => {
  const { peers } = grown(10);
  for (const peer of peers) {
    const { parent, standby } = peer.tree.view;
    assert.notEqual(standby?.peer, parent?.peer);
    const spare = peers.find((other) => other.id === standby?.peer);
    assert.ok(!spare?.tree.view.path.slice(1).includes(parent?.peer ?? ''));
  }
});

test('a parent that leaves is replaced by the standby without a new join', () => {
  const { world, peers } = grown(8);
  const child = peers.find((peer) => peer.tree.view.depth === 2)!;
  const parent = peers.find((peer) => peer.id === parentOf(world, child))!;
  const standby = child.tree.view.standby?.peer;
  world.leave(parent);
  until(world, 1_000, 'fed again', () => parentOf(world, child) === standby && child.flowing);
  assert.equal(child.switches.at(-1), 'leave');
  assert.ok(child.gaps.at(-1)!.ms < 300, `gap ${child.gaps.at(-1)!.ms}`);
});

test('a parent that dies silently is replaced by the standby', () => {
  const { world, peers } = grown(8);
  const child = peers.find((peer) => peer.tree.view.depth === 2)!;
  const parent = peers.find((peer) => peer.id === parentOf(world, child))!;
  world.kill(parent);
  until(world, 2_000, 'silence', () => !child.flowing);
  until(world, 1_000, 'fed again', () => child.flowing);
  assert.equal(child.switches.at(-1), 'silent');
  assert.ok(child.gaps.at(-1)!.ms < 500, `gap ${child.gaps.at(-1)!.ms}`);
});

test('grandchildren of a dead peer stay with their parent', () => {
  const { world, peers } = grown(14);
  const low = peers.find((peer) => peer.tree.view.depth === 3)!;
  const parent = world.parentOf(low)!;
  const grandparent = world.parentOf(parent)!;
  world.kill(grandparent);
  until(world, 2_000, 'silence', () => !low.flowing);
  until(world, 1_500, 'fed again', () => low.flowing && parent.flowing);
  assert.equal(parentOf(world, low), parent.id);
  assert.deepEqual(low.switches, ['first']);
});

test('parent and standby dead at once: joins again by itself', () => {
  const { world, peers } = grown(10);
  const child = peers.find((peer) => peer.tree.view.depth >= 2 && hasStandby(peer))!;
  const { parent, standby } = child.tree.view;
  for (const lost of [parent, standby]) {
    const peer = peers.find((other) => other.id === lost?.peer);
    if (peer) world.kill(peer);
  }
  until(world, 2_000, 'silence', () => !child.flowing);
  until(world, 6_000, 'fed again', () => child.flowing && world.depthOf(child) !== null);
});

test('leaves do not keep a relay out', () => {
  const world = makeWorld();
  const root = world.add(spec('root', 2));
  const leaves = ['l0', 'l1'].map((id) => world.add(spec(id, 0)));
  until(world, 10_000, 'leaves', () => leaves.every((leaf) => leaf.flowing));
  const relay = world.add(spec('relay', 3));
  until(world, 30_000, 'relay in, root within its places', () => {
    return relay.flowing && root.tree.view.children.length === 2 && leaves.every((l) => l.flowing);
  });
  assert.equal(parentOf(world, relay), 'root');
  assert.ok(leaves.some((leaf) => parentOf(world, leaf) === 'relay'));
  for (const leaf of leaves) assert.deepEqual(leaf.gaps, [], 'moved without a break');
});

test('a place near the root that frees up is taken, without a break', () => {
  const { world, root, peers } = grown(8);
  const near = peers.find((peer) => parentOf(world, peer) === 'root')!;
  world.leave(near);
  until(world, 120_000, 'root full again', () => root.tree.view.children.length === 2);
  const moved = peers.filter((peer) => peer.switches.includes('better-parent'));
  for (const peer of moved) {
    const after = peer.switches.indexOf('better-parent');
    assert.ok(peer.gaps.length <= after, `${peer.id} lost frames by moving`);
  }
});

test('a source that pauses makes nobody leave', () => {
  const { world, root, peers } = grown(6);
  const before = peers.map((peer) => parentOf(world, peer));
  for (const peer of peers) {
    const link = peer.tree.view.parent!.link;
    peer.tree.mediaSilent(link, 200);
  }
  world.clock.runUntil(world.clock.now + 8_000);
  assert.deepEqual(
    peers.map((peer) => peer.tree.view.attachment),
    peers.map(() => 'attached'),
  );
  assert.equal(root.tree.view.viewers, 6);
  assert.equal(before.length, 6);
});

test('a peer that gives up its places moves its children on without a break', () => {
  const { world, root, peers } = grown(8);
  const relay = peers.find((peer) => peer.tree.view.children.length === 2)!;
  const children = peers.filter((peer) => parentOf(world, peer) === relay.id);
  relay.tree.setCapacity(0, 0);
  until(world, 60_000, 'given away', () => relay.tree.view.children.length === 0);
  for (const child of children) {
    assert.ok(child.flowing);
    assert.deepEqual(child.gaps, []);
  }
  until(world, 60_000, 'count', () => root.tree.view.viewers === 8);
});

test('with the star off, a tree heals itself', () => {
  const { world, peers } = grown(10);
  world.starDown = true;
  const dead = peers.find((peer) => peer.tree.view.children.length === 2)!;
  world.kill(dead);
  world.clock.runUntil(world.clock.now + 20_000);
  for (const peer of peers) if (peer !== dead) assert.ok(peer.flowing, `${peer.id} is fed`);
});

test('stopping twice is fine, and nothing runs on', () => {
  const { world, peers } = grown(3);
  for (const peer of world.alive) {
    peer.tree.stop('closing');
    peer.tree.stop('closing');
    assert.equal(peer.tree.view.attachment, 'closed');
  }
  world.clock.runUntil(world.clock.now + 30_000);
  const ran = world.clock.ran;
  world.clock.runUntil(world.clock.now + 120_000);
  assert.equal(world.clock.ran, ran, 'timers left behind');
  assert.equal(peers[0]!.tree.view.children.length, 0);
});
