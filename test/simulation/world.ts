/**
 * Many peers in one process: the overlay code of the page over a simulated network and simulated
 * media (sim-media.ts).
 */

import type { SwitchReason } from '../../src/base/types.js';
import type { OverlayPort } from '../../src/overlay/api.js';
import type { Timing } from '../../src/overlay/timing.js';
import { createTreePeer } from '../../src/overlay/tree-peer.js';
import type { LinkSide } from '../../src/wire/messages/row.js';
import type { TreeMessage } from '../../src/wire/messages/tree.js';
import { messageBytes } from './message-size.js';
import type { Random } from './random.js';
import { Scheduler } from './scheduler.js';
import { SimMedia } from './sim-media.js';
import { type Network, type PeerSpec, SimLink, SimPeer } from './sim-peer.js';

export class World {
  readonly clock = new Scheduler();
  readonly peers = new Map<string, SimPeer>();
  readonly links = new Map<string, SimLink>();
  readonly media: SimMedia = new SimMedia(this);
  /** Cycles seen at the moment an edge was made; must stay empty. */
  readonly cycles: string[] = [];
  /** Tree messages sent so far, by kind. */
  readonly sent: Partial<Record<TreeMessage['t'], { messages: number; bytes: number }>> = {};
  starDown = false;
  /** Throw at the first cycle. */
  strict = true;
  /** What a message becomes on its way out of a peer: for liars, and for checks of what is said. */
  say: (from: SimPeer, message: TreeMessage) => TreeMessage = (_from, message) => message;
  /** What the peers log. */
  log: (peer: SimPeer, message: string, ...details: unknown[]) => void = () => {};

  constructor(
    readonly random: Random,
    readonly network: Network,
    private readonly timing: Partial<Timing> = {},
    private readonly create: typeof createTreePeer = createTreePeer,
  ) {}

  add(spec: PeerSpec): SimPeer {
    const peer = new SimPeer(spec, this.clock.now);
    this.peers.set(spec.id, peer);
    peer.flowing = spec.root;
    peer.tree = this.create(
      {
        channel: 'channel',
        self: spec.id,
        root: spec.root,
        maxChildren: spec.maxChildren,
        maxStandbys: spec.maxStandbys,
        ways: spec.ways,
        standby: spec.standby,
      },
      {
        now: () => this.clock.now + peer.clockOffset,
        setTimer: (ms, fn) =>
          this.clock.after(ms, () => {
            if (peer.alive) fn();
          }),
        random: this.random.next,
        log: (message, ...details) => this.log(peer, message, ...details),
      },
      this.#port(peer),
      this.timing,
    );
    peer.tree.start();
    return peer;
  }

  get alive(): SimPeer[] {
    return [...this.peers.values()].filter((peer) => peer.alive);
  }

  /** Says `leave` and goes. */
  leave(peer: SimPeer): void {
    if (!peer.alive) return;
    peer.tree.stop('closing');
    this.#gone(peer);
  }

  /** Dies without a word. */
  kill(peer: SimPeer): void {
    if (!peer.alive) return;
    this.#gone(peer);
    for (const link of peer.links.values()) {
      const side = link.child === peer ? 'down' : 'up';
      const other = side === 'down' ? link.parent : link.child;
      if (link[side] === 'none' || link[side] === 'closed') continue;
      const notice = this.network.deathNotice * this.random.between(0.65, 1.35);
      this.clock.after(notice, () => this.#closedAt(other, link, side));
    }
  }

  /** The peer that feeds this one, if both ends hold the link. */
  parentOf(peer: SimPeer): SimPeer | null {
    const link = peer.feed;
    if (!link || !peer.alive || link.up !== 'open') return null;
    return link.parent.alive && link.down !== 'closed' ? link.parent : null;
  }

  /** One-way latency from the root along the feeding links, with `hopMs` for each forwarding. */
  pathLatency(peer: SimPeer, hopMs: number): number {
    let total = 0;
    let at = peer;
    for (let hops = 0; hops < 100; hops++) {
      const parent = this.parentOf(at);
      if (!parent) break;
      total += this.network.latency(parent.id, at.id) + hopMs;
      at = parent;
    }
    return total;
  }

  /** Hops to the root, or null when the chain does not end there. */
  depthOf(peer: SimPeer): number | null {
    let at = peer;
    for (let hops = 0; hops < 100; hops++) {
      if (at.spec.root) return hops;
      const parent = this.parentOf(at);
      if (!parent) return null;
      at = parent;
    }
    return null;
  }

  #gone(peer: SimPeer): void {
    peer.alive = false;
    for (const link of peer.links.values()) if (link.parent === peer) this.media.serve(link, false);
  }

  #port(peer: SimPeer): OverlayPort {
    return {
      send: (to, message, _addresses, link) => this.#send(peer, to, message, link),
      openLink: (link, other, side) => this.#open(peer, link, other, side),
      closeLink: (link) => this.#close(peer, link),
      feedFrom: (link, reason) => this.#feed(peer, link, reason),
      serve: (link, on) => {
        const known = this.links.get(link);
        if (known?.parent === peer) this.media.serve(known, on);
      },
      findPeers: () => {
        this.clock.after(this.network.discoverMs, () => {
          if (peer.alive && !this.starDown) this.#found(peer);
        });
      },
      changed: () => {},
    };
  }

  #found(peer: SimPeer): void {
    const { gossip, announcedEpoch } = this.network;
    const root = [...this.peers.values()].find(({ spec }) => spec.root);
    if (root) peer.tree.announced(root.id, announcedEpoch?.() ?? null);
    if (gossip) peer.tree.candidates(gossip(peer), true);
    peer.tree.candidates(this.network.discover(peer));
  }

  // ---- messages -------------------------------------------------------------------------------

  #send(from: SimPeer, to: string, said: TreeMessage, linkId: string | undefined): void {
    const message = this.say(from, said);
    this.sent[message.t] ??= { messages: 0, bytes: 0 };
    const account = this.sent[message.t]!;
    account.messages++;
    account.bytes += messageBytes(message);
    const target = this.peers.get(to);
    if (!target) return;
    const link = linkId === undefined ? undefined : this.links.get(linkId);
    const open = link?.open ? link : undefined;
    if (!open) {
      this.#signal(from, target, message);
      return;
    }
    const base = this.network.latency(from.id, to);
    for (const delay of this.network.deliver?.(base) ?? [base]) {
      this.clock.after(delay, () => {
        const side = open.child === target ? open.up : open.down;
        if (target.alive && side !== 'closed') target.tree.receive(from.id, message, open.id);
      });
    }
  }

  /** Over the star; while that is down, from link to link if both hang in the tree. */
  #signal(from: SimPeer, target: SimPeer, message: TreeMessage): void {
    const inBand = this.starDown && this.#inTree(from) && this.#inTree(target);
    if (!target.alive || (this.starDown && !inBand)) {
      this.clock.after(this.network.signalling(from.id, target.id) * 2, () => {
        if (from.alive) from.tree.unreachable(target.id);
      });
      return;
    }
    // From link to link instead of the star: about twice the depth of the tree in hops.
    const base = inBand
      ? 10 * this.network.latency(from.id, target.id)
      : this.network.signalling(from.id, target.id);
    for (const delay of this.network.deliver?.(base) ?? [base]) {
      this.clock.after(delay, () => {
        if (message.t === 'join') target.joinsReceived++;
        if (target.alive) target.tree.receive(from.id, message);
      });
    }
  }

  #inTree(peer: SimPeer): boolean {
    for (const link of peer.links.values()) if (link.open) return true;
    return false;
  }

  // ---- links ----------------------------------------------------------------------------------

  #open(peer: SimPeer, id: string, otherId: string, side: LinkSide): void {
    const other = this.peers.get(otherId);
    if (!other) return;
    let link = this.links.get(id);
    if (!link) {
      link = side === 'up' ? new SimLink(id, peer, other) : new SimLink(id, other, peer);
      this.links.set(id, link);
    }
    const known = link;
    peer.links.set(id, known);
    if (known[side] !== 'none') return;
    known[side] = 'opening';
    if (known.up !== 'opening' || known.down !== 'opening') return;
    const { child, parent } = known;
    this.clock.after(this.network.setup(child.id, parent.id), () => {
      if (known.up !== 'opening' || known.down !== 'opening') return;
      if (!child.alive || !parent.alive) return;
      known.up = 'open';
      known.down = 'open';
      parent.tree.linkOpened(id);
      if (!child.alive) return;
      child.tree.linkOpened(id);
      // The first pings follow at once (src/session/peer/heartbeat.ts).
      child.tree.linkRtt(id, 2 * this.network.latency(child.id, parent.id));
    });
  }

  #close(peer: SimPeer, id: string): void {
    const link = this.links.get(id);
    if (!link) return;
    const side = link.child === peer ? 'up' : 'down';
    if (link[side] === 'closed') return;
    link[side] = 'closed';
    peer.links.delete(id);
    if (side === 'down') this.media.serve(link, false);
    if (side === 'up' && link.parent.alive) this.media.serve(link, false);
    const other = side === 'up' ? link.parent : link.child;
    const otherSide = side === 'up' ? 'down' : 'up';
    if (link[otherSide] === 'closed' || link[otherSide] === 'none') {
      this.links.delete(id);
      return;
    }
    const base = this.network.latency(peer.id, other.id);
    // A close that gets lost shows itself as a dead connection later.
    const delay = this.network.deliver?.(base)[0] ?? this.network.deathNotice;
    this.clock.after(this.network.deliver ? delay : base, () =>
      this.#closedAt(other, link, otherSide),
    );
  }

  #closedAt(peer: SimPeer, link: SimLink, side: LinkSide): void {
    if (link[side] === 'closed') return;
    link[side] = 'closed';
    peer.links.delete(link.id);
    if (link.up === 'closed' && link.down === 'closed') this.links.delete(link.id);
    if (side === 'down') this.media.serve(link, false);
    if (peer.alive) peer.tree.linkClosed(link.id, 'closed by the other end');
  }

  #feed(peer: SimPeer, id: string, reason: SwitchReason): void {
    const link = this.links.get(id);
    if (!link || link.child !== peer) return;
    peer.feed = link;
    peer.switches.push(reason);
    this.#checkCycle(peer);
    peer.depth = this.depthOf(peer) ?? peer.depth;
    this.media.show(peer, link);
  }

  #checkCycle(peer: SimPeer): void {
    const trail = [peer.id];
    for (let at = this.parentOf(peer); at; at = this.parentOf(at)) {
      trail.push(at.id);
      if (at === peer) {
        this.cycles.push(trail.join(' < '));
        if (this.strict) throw new Error(`cycle: ${trail.join(' < ')}`);
        return;
      }
      if (trail.length > 200) return;
    }
  }
}
