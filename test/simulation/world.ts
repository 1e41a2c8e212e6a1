/**
 * Many peers in one process: the overlay code of the page over a simulated network and simulated
 * media. Media is not sent frame by frame: each link either has frames arriving or has not, and the
 * changes travel down the tree with the latency of the links.
 */
import type { LinkSide, OverlayPort, TreePeer } from '../../src/overlay/api.js';
import type { Timing } from '../../src/overlay/timing.js';
import { createTreePeer } from '../../src/overlay/tree-peer.js';
import type { RelayWay, SwitchReason } from '../../src/types.js';
import type { PeerHint, TreeMessage } from '../../src/wire/tree.js';
import { messageBytes } from './message-size.js';
import type { Random } from './random.js';
import { Scheduler } from './scheduler.js';

export interface PeerSpec {
  id: string;
  root: boolean;
  maxChildren: number;
  maxStandbys: number;
  ways: RelayWay[];
  standby: boolean;
}

/** How the network behaves. Times in milliseconds. */
export interface Network {
  /** One way between two peers, on a link between them. */
  latency(from: string, to: string): number;
  /** One way for a signalling message over the star; `first` opens the stream. */
  signalling(from: string, to: string, first: boolean): number;
  /** From both ends wanting a link to its control channel being open. */
  setup(child: string, parent: string): number;
  /** What happens to one message: delays of the copies that arrive. */
  deliver?(base: number): number[];
  /** Until the other end of a link learns that a peer has died without a word. */
  deathNotice: number;
  /** Without frames for this long, the session reports silence. */
  silenceMs: number;
  /** Peers found in the directory and by presence. */
  discover(peer: SimPeer): PeerHint[];
  /** Until they are found. */
  discoverMs: number;
}

type LinkState = 'none' | 'opening' | 'open' | 'closed';

export class SimLink {
  up: LinkState = 'none';
  down: LinkState = 'none';
  served = false;
  /** Frames arrive at the child. */
  flow = false;
  cancelSilence: () => void = () => {};
  constructor(
    readonly id: string,
    readonly child: SimPeer,
    readonly parent: SimPeer,
  ) {}
}

export interface Gap {
  /** When frames stopped. */
  at: number;
  ms: number;
}

export class SimPeer {
  alive = true;
  tree!: TreePeer;
  readonly links = new Map<string, SimLink>();
  feed: SimLink | null = null;
  /** Frames come in on the fed link (root: always). */
  flowing = false;
  readonly startedAt: number;
  firstFrameAt: number | null = null;
  brokenAt: number | null = null;
  gaps: Gap[] = [];
  switches: SwitchReason[] = [];
  /** Difference between this peer's clock and the world's. */
  clockOffset = 0;
  sentBytes = 0;
  sentMessages = 0;
  joinsReceived = 0;
  /** Most streams it has sent at once. */
  peakServed = 0;

  constructor(
    readonly spec: PeerSpec,
    now: number,
  ) {
    this.startedAt = now;
  }

  get id(): string {
    return this.spec.id;
  }
}

export class World {
  readonly clock = new Scheduler();
  readonly peers = new Map<string, SimPeer>();
  readonly links = new Map<string, SimLink>();
  /** Cycles seen at the moment an edge was made; must stay empty. */
  readonly cycles: string[] = [];
  starDown = false;
  /** Throw at the first cycle. */
  strict = true;

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
        log: () => {},
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
      const notice = this.network.deathNotice * this.random.between(0.8, 1.2);
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
    for (const link of peer.links.values()) if (link.parent === peer) this.#serve(link, false);
  }

  #port(peer: SimPeer): OverlayPort {
    return {
      send: (to, message, _addresses, link) => this.#send(peer, to, message, link),
      openLink: (link, other, side) => this.#open(peer, link, other, side),
      closeLink: (link) => this.#close(peer, link),
      feedFrom: (link, reason) => this.#feed(peer, link, reason),
      serve: (link, on) => {
        const known = this.links.get(link);
        if (known?.parent === peer) this.#serve(known, on);
      },
      findPeers: () => {
        this.clock.after(this.network.discoverMs, () => {
          if (peer.alive && !this.starDown) peer.tree.candidates(this.network.discover(peer));
        });
      },
      changed: () => {},
    };
  }

  // ---- messages -------------------------------------------------------------------------------

  #send(from: SimPeer, to: string, message: TreeMessage, linkId: string | undefined): void {
    from.sentBytes += messageBytes(message);
    from.sentMessages++;
    const target = this.peers.get(to);
    if (!target) return;
    const link = linkId === undefined ? undefined : this.links.get(linkId);
    const open = link?.up === 'open' && link.down === 'open' ? link : undefined;
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
      this.clock.after(this.network.signalling(from.id, target.id, true) * 2, () => {
        if (from.alive) from.tree.unreachable(target.id);
      });
      return;
    }
    // From link to link instead of the star: about twice the depth of the tree in hops.
    const base = inBand
      ? 10 * this.network.latency(from.id, target.id)
      : this.network.signalling(from.id, target.id, message.t === 'join');
    for (const delay of this.network.deliver?.(base) ?? [base]) {
      this.clock.after(delay, () => {
        if (message.t === 'join') target.joinsReceived++;
        if (target.alive) target.tree.receive(from.id, message);
      });
    }
  }

  #inTree(peer: SimPeer): boolean {
    for (const link of peer.links.values()) {
      if (link.up === 'open' && link.down === 'open') return true;
    }
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
    this.clock.after(this.network.setup(known.child.id, known.parent.id), () => {
      if (known.up !== 'opening' || known.down !== 'opening') return;
      if (!known.child.alive || !known.parent.alive) return;
      known.up = 'open';
      known.down = 'open';
      known.parent.tree.linkOpened(id);
      if (known.child.alive) known.child.tree.linkOpened(id);
    });
  }

  #close(peer: SimPeer, id: string): void {
    const link = this.links.get(id);
    if (!link) return;
    const side = link.child === peer ? 'up' : 'down';
    if (link[side] === 'closed') return;
    link[side] = 'closed';
    peer.links.delete(id);
    if (side === 'down') this.#serve(link, false);
    if (side === 'up' && link.parent.alive) this.#serve(link, false);
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
    if (side === 'down') this.#serve(link, false);
    if (peer.alive) peer.tree.linkClosed(link.id, 'closed by the other end');
  }

  // ---- media ----------------------------------------------------------------------------------

  #feed(peer: SimPeer, id: string, reason: SwitchReason): void {
    const link = this.links.get(id);
    if (!link || link.child !== peer) return;
    peer.feed = link;
    peer.switches.push(reason);
    this.#checkCycle(peer);
    this.#setFlow(peer, link.flow);
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

  #serve(link: SimLink, on: boolean): void {
    if (link.served === on) return;
    link.served = on;
    const { parent, child } = link;
    const latency = this.network.latency(parent.id, child.id);
    if (on) {
      let served = 0;
      for (const other of parent.links.values()) {
        // The dead count until their connection times out, but nothing of it is received.
        if (other.parent === parent && other.served && other.child.alive) served++;
      }
      parent.peakServed = Math.max(parent.peakServed, served);
      // The first frame that can be decoded is a key frame, and only the root encodes: the request
      // climbs to it and the frame comes down.
      const climb = 2 * this.pathLatency(parent, 5) + 17;
      this.clock.after(climb + latency, () => this.#linkFlow(link, parent.flowing));
    } else {
      this.clock.after(latency, () => this.#linkFlow(link, false));
    }
  }

  #linkFlow(link: SimLink, on: boolean): void {
    if (on && (!link.served || link.up === 'closed')) return;
    if (link.flow === on) return;
    link.flow = on;
    link.cancelSilence();
    const { child } = link;
    if (!child.alive) return;
    if (child.feed === link) this.#setFlow(child, on);
    if (on) {
      child.tree.mediaFlowing(link.id);
      return;
    }
    const { silenceMs } = this.network;
    link.cancelSilence = this.clock.after(silenceMs, () => {
      if (!link.flow && link.up === 'open' && child.alive) {
        child.tree.mediaSilent(link.id, silenceMs);
      }
    });
  }

  #setFlow(peer: SimPeer, on: boolean): void {
    if (peer.flowing === on || peer.spec.root) return;
    const now = this.clock.now;
    peer.flowing = on;
    if (!on) {
      peer.brokenAt = now;
    } else if (peer.brokenAt !== null) {
      peer.gaps.push({ at: peer.brokenAt, ms: now - peer.brokenAt });
      peer.brokenAt = null;
    } else {
      peer.firstFrameAt ??= now;
    }
    for (const link of peer.links.values()) {
      if (link.parent !== peer || !link.served) continue;
      const latency = this.network.latency(peer.id, link.child.id);
      this.clock.after(latency, () => this.#linkFlow(link, on && peer.flowing && peer.alive));
    }
  }
}
