/**
 * What peers find without the tree: the channel's presence topic and the broadcaster's announcement,
 * with the rates and bounds of src/wire/presence.ts and src/session/presence.ts.
 */
import { entryPoints } from '../../src/session/entry-points.js';
import type { PeerHint } from '../../src/wire/hint.js';
import { PRESENCE, presenceInterval } from '../../src/wire/presence.js';
import type { SimPeer } from './sim-peer.js';
import type { World } from './world.js';

const MAX_KNOWN = 200;
const MISSED_TURNS = 2.5;
/** A live channel is announced again this often; a star's directory then tells it at once. */
const ANNOUNCE_MS = 10_000;

interface Said {
  at: number;
  hint: PeerHint;
}

export class Presence {
  /** The newest last; every page holds the same, as far as it was there to hear it. */
  #topic: Said[] = [];
  #entries: PeerHint[] = [];

  constructor(
    private readonly world: World,
    private readonly root: SimPeer,
  ) {
    this.#speak();
    this.#announce();
  }

  /** The entry points of the newest announcement, which the directory knows. */
  entries(): PeerHint[] {
    return this.#entries;
  }

  /** What this peer has heard from others that speak for themselves. */
  gossip(peer: SimPeer): PeerHint[] {
    return this.#heard(peer.startedAt);
  }

  #heard(since: number): PeerHint[] {
    const freshMs = MISSED_TURNS * presenceInterval(this.root.tree.view.viewers);
    const from = Math.max(since, this.world.clock.now - freshMs);
    return this.#topic.filter(({ at }) => at >= from).map(({ hint }) => hint);
  }

  /** Whoever has places takes its turn; in a small audience the turns come seldom enough. */
  #speak(): void {
    const { world, root } = this;
    const peers = [...world.peers.values()];
    const turns = Math.min(PRESENCE.topicRate, Math.ceil(peers.length / 2));
    for (let turn = 0, tries = 0; turn < turns && tries < 40; tries++) {
      const peer = world.random.pick(peers);
      if (!peer?.alive || peer === root) continue;
      const hint = hintOf(peer);
      if (!hint) continue;
      turn++;
      this.#topic.push({ at: world.clock.now, hint });
    }
    this.#topic = this.#topic.slice(-MAX_KNOWN);
    world.clock.after(1_000, () => this.#speak());
  }

  #announce(): void {
    const { world, root } = this;
    const { view } = root.tree;
    const self = {
      peer: root.id,
      addresses: [],
      depth: 0,
      slots: view.slots,
      way: 'forward' as const,
      epoch: view.epoch,
      path: [root.id],
    };
    const children = new Set(view.children.map(({ peer }) => peer));
    this.#entries = entryPoints(self, view.open, this.#heard(0), children);
    world.clock.after(ANNOUNCE_MS, () => this.#announce());
  }
}

function hintOf(peer: SimPeer): PeerHint | null {
  const { view } = peer.tree;
  if (view.slots === 0 || view.path.length === 0) return null;
  return {
    peer: peer.id,
    addresses: [],
    depth: view.depth,
    slots: view.slots,
    way: 'forward',
    epoch: view.epoch,
    path: view.path,
  };
}
