/** This peer's place on the channel's presence topic, and the peers heard there. */
import type { RelayWay } from '../base/types.js';
import type { CastoNode } from '../network/api.js';
import type { PeerHint } from '../wire/hint.js';
import type { Presence } from '../wire/presence.js';
import { presenceInterval } from '../wire/presence.js';
import { entryPoints, isPlaced } from './entry-points.js';
import type { TreeSession } from './peer/tree-session.js';

/** A peer that missed this many of its turns on the topic is taken for gone. */
const MISSED_TURNS = 2.5;
const MAX_KNOWN = 200;

export class ChannelPresence {
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

  /** Peers heard recently that had free slots, and a path from the broadcaster. */
  heard(): PeerHint[] {
    const now = performance.now();
    const freshMs = MISSED_TURNS * presenceInterval(this.session.tree.view.viewers);
    return [...this.#known.values()]
      .filter(({ presence, heardAt }) => presence.slots > 0 && now - heardAt < freshMs)
      .filter(({ presence }) => isPlaced(presence, this.session.broadcaster))
      .map(({ presence: { channelId: _channel, issuedAt: _at, ...hint } }) => hint);
  }

  get #position(): Omit<PeerHint, 'addresses' | 'peer'> {
    const { view } = this.session.tree;
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
    const { slots, path, viewers } = this.session.tree.view;
    const open = slots > 0 && path.length > 0;
    this.#topic.offer(open ? this.#position : null, viewers);
  }

  /** Entry points for the announcement. Without a free place the broadcaster still knows the way to some. */
  entries(): PeerHint[] {
    const { peerId, addresses } = this.node;
    const { open, children } = this.session.tree.view;
    const self = { ...this.#position, peer: peerId, addresses };
    return entryPoints(self, open, this.heard(), new Set(children.map(({ peer }) => peer)));
  }

  close(): void {
    this.#topic.close();
    this.#known.clear();
  }
}
