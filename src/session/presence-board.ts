/** This peer's place on the channel's presence topic, and the peers heard there. */
import type { CastoNode, Presence } from '../network/api.js';
import type { RelayWay } from '../types.js';
import { presenceInterval } from '../wire/presence.js';
import { LIMITS, type PeerHint } from '../wire/tree.js';
import type { TreeSession } from './tree-session.js';

/** A peer that missed this many of its turns on the topic is taken for gone. */
const MISSED_TURNS = 2.5;
const MAX_KNOWN = 200;

export class PresenceBoard {
  /** With when each was heard, by performance.now(): what it says itself is another's word. */
  readonly #known = new Map<string, { presence: Presence; heardAt: number }>();
  readonly #topic: ReturnType<CastoNode['presence']>;

  constructor(
    private readonly node: CastoNode,
    channelId: string,
    private readonly session: TreeSession,
  ) {
    this.#topic = node.presence(channelId, (presence) => {
      if (presence.peer === node.peerId) return;
      this.#known.delete(presence.peer);
      this.#known.set(presence.peer, { presence, heardAt: performance.now() });
      if (this.#known.size > MAX_KNOWN) this.#known.delete(this.#known.keys().next().value!);
    });
  }

  /** Peers heard lately that had free slots. */
  heard(): PeerHint[] {
    const now = performance.now();
    const freshMs = MISSED_TURNS * presenceInterval(this.session.tree.view.viewers);
    return [...this.#known.values()]
      .filter(({ presence, heardAt }) => presence.slots > 0 && now - heardAt < freshMs)
      .map(({ presence: { channelId: _channel, issuedAt: _at, ...hint } }) => hint);
  }

  #own(): Omit<PeerHint, 'addresses' | 'peer'> | null {
    const { view } = this.session.tree;
    if (view.slots <= 0 || view.path.length === 0) return null;
    return {
      depth: view.depth,
      slots: view.slots,
      way: this.session.ways[0] ?? ('transcode' as RelayWay),
      epoch: view.epoch,
      path: view.path,
    };
  }

  /** Says (or, without free slots, stops saying) where this peer stands. */
  offer(): void {
    this.#topic.offer(this.#own(), this.session.tree.view.viewers);
  }

  /** Entry points for the announcement: this peer first, then others near the root. */
  entries(): PeerHint[] {
    const own = this.#own();
    const self: PeerHint[] = own
      ? [{ ...own, peer: this.node.peerId, addresses: this.node.addresses }]
      : [];
    const others = new Map<string, PeerHint>();
    for (const hint of this.heard()) others.set(hint.peer, hint);
    // Told up the tree within a second, so newer than what gossip brought.
    for (const hint of this.session.tree.view.open) others.set(hint.peer, hint);
    const nearest = [...others.values()].sort((a, b) => a.depth - b.depth);
    return [...self, ...nearest].slice(0, LIMITS.hints);
  }

  close(): void {
    this.#topic.close();
    this.#known.clear();
  }
}
