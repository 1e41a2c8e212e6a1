/**
 * Random histories of small trees: joins, leaves, silent deaths, slow and unresponsive links, capacity changes, clock
 * jumps; late, lost, doubled and reordered messages. No cycle ever, and after a quiet time everybody is fed.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PeerHint } from '../../../src/wire/hint.js';
import { long } from '../../long.js';
import { Random } from '../../simulation/random.js';
import type { Network, PeerSpec, SimPeer } from '../../simulation/sim-peer.js';
import { World } from '../../simulation/world.js';

/** Ten thousand in the nightly run. */
const HISTORIES = Number(process.env.CASTO_HISTORIES ?? long(300, 10_000));

interface History {
  seed: number;
  world: World;
  root: SimPeer;
}

function hintsOf(world: World, random: Random): PeerHint[] {
  return world.alive
    .filter((peer) => peer.spec.root || random.chance(0.5))
    .map((peer) => {
      const { view } = peer.tree;
      // Told some time ago: depth and slots may be wrong.
      return {
        peer: peer.id,
        addresses: [],
        depth: Math.max(0, view.depth + random.integer(-1, 1)),
        slots: random.integer(0, 2),
        way: 'forward' as const,
        epoch: view.epoch,
        ...(view.path.length > 0 && random.chance(0.5) ? { path: view.path } : {}),
      };
    });
}

function spec(id: string, root: boolean, random: Random, narrow: boolean): PeerSpec {
  const leaf = !root && random.chance(narrow ? 0.1 : 0.25);
  return {
    id,
    root,
    maxChildren: leaf ? 0 : random.integer(root ? 1 : 2, narrow ? 2 : 3),
    maxStandbys: leaf ? 0 : random.integer(0, 3),
    ways: ['forward'],
    standby: random.chance(0.8),
  };
}

function begin(seed: number): History {
  const random = new Random(seed);
  const hostile = { on: true };
  const loss = random.chance(0.5) ? random.between(0, 0.15) : 0;
  const double = random.chance(0.5) ? random.between(0, 0.2) : 0;
  // Seconds of delay in some histories: what peers know of each other's paths is then long wrong.
  const jitter = random.chance(0.7) ? random.pick([300, 1_000, 4_000])! * random.next() : 0;
  const narrow = random.chance(0.5);
  const network: Network = {
    latency: () => 20,
    signalling: () => 60,
    setup: () => random.between(50, 400),
    deliver: (base) => {
      if (!hostile.on) return [base];
      if (random.chance(loss)) return [];
      const copies = random.chance(double) ? 2 : 1;
      return Array.from({ length: copies }, () => base + random.next() ** 3 * jitter);
    },
    deathNotice: 1_500,
    silenceMs: 250,
    discover: () => hintsOf(world, random),
    discoverMs: 50,
  };
  const world = new World(random, network, {
    tickMs: 1_000,
    pathRepeatMs: 4_000,
    countRepeatMs: 4_000,
    backoffMs: [200, 1_500],
    failedMs: 2_000,
    openLimitMs: 4_000,
    improveMs: [4_000, 8_000],
    giveUpMs: 4_000,
    shedMs: 6_000,
    unusedMs: 6_000,
  });
  const root = world.add(spec('root', true, random, narrow));
  const size = random.integer(2, 13);
  for (let i = 0; i < size; i++) {
    world.clock.after(random.next() ** 2 * 4_000, () =>
      world.add(spec(`p${i}`, false, random, narrow)),
    );
  }
  const actions = random.integer(0, narrow ? 20 : 10);
  for (let i = 0; i < actions; i++) {
    world.clock.after(random.between(500, 9_000), () => {
      const peer = random.pick(world.alive.filter((p) => !p.spec.root));
      if (!peer) return;
      const dice = random.next();
      if (dice < 0.35) world.kill(peer);
      else if (dice < 0.65) world.leave(peer);
      else if (dice < 0.8) world.add(spec(`late${i}`, false, random, narrow));
      else if (dice < 0.85) peer.clockOffset += random.between(0, 60_000);
      else if (dice < 0.92) {
        const { parent } = peer.tree.view;
        if (!parent) return;
        const trouble = random.next();
        if (trouble < 0.4) peer.tree.linkSlow(parent.link);
        else if (trouble < 0.65) {
          // It is unresponsive for a while: the parent is asked again, and may have answered when it is back.
          peer.tree.mediaSilent(parent.link, 250);
          peer.tree.linkAnswers(parent.link, false);
          world.clock.after(random.between(1, 3_000), () => {
            peer.tree.linkAnswers(parent.link, true);
            if (world.links.get(parent.link)?.flow) peer.tree.mediaFlowing(parent.link);
          });
        } else {
          // A false alarm: the standby is warmed up, and let rest again.
          peer.tree.mediaLate(parent.link);
          world.clock.after(random.between(1, 400), () => peer.tree.mediaCaughtUp(parent.link));
        }
      } else {
        peer.spec.maxChildren = random.integer(0, 4);
        peer.tree.setCapacity(peer.spec.maxChildren, peer.spec.maxStandbys);
      }
    });
  }
  world.clock.after(10_000, () => {
    hostile.on = false;
  });
  return { seed, world, root };
}

/** What must hold once the network has been quiet for a while; the reason when it does not. */
function unsettled({ world, root }: History): string | null {
  const peers = world.alive.filter((peer) => peer !== root);
  const places = world.alive.reduce((sum, peer) => sum + peer.spec.maxChildren, 0);
  for (const peer of world.alive) {
    const { view } = peer.tree;
    const { maxChildren } = peer.spec;
    // Where there are too few places, those left over are saved by one after the other.
    const saved = places < peers.length ? Math.max(1, Math.ceil(maxChildren / 2)) : 0;
    if (view.children.length > maxChildren + saved) return `${peer.id} feeds too many`;
    if (view.standbyChildren.length > peer.spec.maxStandbys) return `${peer.id}: standbys`;
  }
  // A tree that cannot hold everybody is not the overlay's fault; it must be sound anyway.
  if (places < peers.length) return null;
  for (const peer of peers) {
    const { view } = peer.tree;
    if (view.attachment !== 'attached') return `${peer.id} is ${view.attachment}`;
    if (!peer.flowing) return `${peer.id} has no frames`;
    const chain: string[] = [];
    for (let at: SimPeer | null = peer; at; at = world.parentOf(at)) chain.unshift(at.id);
    if (chain.join() !== view.path.join()) return `${peer.id} thinks ${view.path}, is ${chain}`;
  }
  if (root.tree.view.viewers !== peers.length) {
    return `${root.tree.view.viewers} counted, ${peers.length} there`;
  }
  return null;
}

function play(seed: number): void {
  const history = begin(seed);
  const { world } = history;
  world.clock.runUntil(12_000);
  let reason = unsettled(history);
  while (reason !== null && world.clock.now < 90_000) {
    world.clock.runUntil(world.clock.now + 2_000);
    reason = unsettled(history);
  }
  assert.deepEqual(world.cycles, [], `seed ${seed}: cycle`);
  assert.equal(reason, null, `seed ${seed}: ${reason}`);
}

test(`${HISTORIES} random histories: no cycle at any time, everybody fed in the end`, () => {
  const first = Number(process.env.CASTO_SEED ?? 1);
  for (let seed = first; seed < first + HISTORIES; seed++) play(seed);
});
