/** What the simulated world is made of: peers, the links between them, and how the network behaves. */

import type { RelayWay, SwitchReason } from '../../src/base/types.js';
import type { TreePeer } from '../../src/overlay/api.js';
import type { PeerHint } from '../../src/wire/hint.js';

export interface PeerSpec {
  id: string;
  root: boolean;
  maxChildren: number;
  maxStandbys: number;
  ways: RelayWay[];
  standby: boolean;
  /** Streams that its uplink carries whole; more share what there is. Default: as many as it likes. */
  uplinkStreams?: number;
}

/** How the network behaves. Times in milliseconds. */
export interface Network {
  /** One way between two peers, on a link between them. */
  latency(from: string, to: string): number;
  /** One way for a signalling message over the star. */
  signalling(from: string, to: string): number;
  /** From both ends wanting a link to its control channel being open. */
  setup(child: string, parent: string): number;
  /** What happens to one message: delays of the copies that arrive. */
  deliver?(base: number): number[];
  /** Until the other end of a link learns that a peer has died without a word. */
  deathNotice: number;
  /** Without frames for this long a parent is silent, instead of when the failure detector says so. */
  silenceMs: number | null;
  /** The entry points in the directory. */
  discover(peer: SimPeer): PeerHint[];
  /** Peers heard on the presence topic, which speak for themselves. */
  gossip?(peer: SimPeer): PeerHint[];
  /** The epoch in the broadcaster's newest announcement. */
  announcedEpoch?(): number;
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

  get open(): boolean {
    return this.up === 'open' && this.down === 'open';
  }
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
  /** Hops to the root when it took its parent; what its session's patience depends on. */
  depth = 0;
  /** Difference between this peer's clock and the world's. */
  clockOffset = 0;
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

  /** Streams that it sends and somebody receives. */
  get served(): number {
    let count = 0;
    for (const link of this.links.values()) {
      // The dead count until their connection times out, but nothing of it is received.
      if (link.parent === this && link.served && link.child.alive) count++;
    }
    return count;
  }
}
