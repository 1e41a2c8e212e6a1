/** What a run is judged by. */
import { PING_BYTES } from './message-size.js';
import { HOP_MS } from './sim-media.js';
import type { SimPeer } from './sim-peer.js';
import type { World } from './world.js';

/** The child's steady ping of each open link (src/session/peer/heartbeat.ts). */
const PING_INTERVAL_S = 5;
/** A frame that comes later than this after its capture does not count as delivered. */
export const DEADLINE_MS = 600;

export interface Spread {
  n: number;
  median: number;
  p95: number;
  p99: number;
  max: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  const at = (q: number): number =>
    sorted.length === 0
      ? 0
      : Math.round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]! * 10) / 10;
  return { n: sorted.length, median: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

export interface Report {
  peers: number;
  depth: Spread;
  depthHistogram: number[];
  cycles: number;
  unattached: number;
  latencyMs: Spread;
  joinMs: Spread;
  /** Time without frames, one entry a break. */
  outageMs: Spread;
  breaksPerPeerHour: number;
  /** Of the frames due to peers that watch: delivered within DEADLINE_MS. */
  delivered: number;
  switches: Record<string, number>;
  standbyShare: number;
  disjointShare: number;
  /** Tree messages and pings, see message-size.ts. */
  controlKbitPerPeer: number;
  controlKbitByKind: Record<string, number>;
  controlMessagesPerPeerSecond: number;
  rootPeakStreams: number;
  rootJoins: number;
  events: number;
  wallSeconds: number;
}

/** Samples a running world once a simulated second. */
export class Meter {
  #due = 0;
  #inTime = 0;
  #from = 0;
  #before: Record<string, { messages: number; bytes: number }> = {};
  #linkSeconds = 0;
  #peerSeconds = 0;
  #cancel: () => void = () => {};

  constructor(
    private readonly world: World,
    private readonly root: SimPeer,
  ) {}

  /** Forgets the time before. */
  begin(): void {
    this.#cancel();
    this.#due = 0;
    this.#inTime = 0;
    this.#peerSeconds = 0;
    this.#from = this.world.clock.now;
    this.#linkSeconds = 0;
    this.#before = structuredClone(this.world.sent);
    this.#sample();
  }

  end(): void {
    this.#cancel();
  }

  #sample(): void {
    this.#cancel = this.world.clock.after(1_000, () => this.#sample());
    const { world, root } = this;
    // A peer that watched for less than the last second is due the frames since its first.
    const now = world.clock.now;
    for (const link of world.links.values()) {
      if (link.open && link.child.alive && link.parent.alive) this.#linkSeconds++;
    }
    for (const peer of world.alive) {
      if (peer === root) continue;
      this.#peerSeconds++;
      if (peer.firstFrameAt === null) continue;
      const due = Math.min(1_000, now - peer.firstFrameAt);
      this.#due += due;
      const inTime = Math.max(0, due - this.#missed(peer, now - due, now));
      this.#inTime += inTime * this.#carried(peer);
    }
  }

  /**
   * Share of the frames that get through when relays on the path send more streams than their
   * uplink carries: the streams share it.
   */
  #carried(peer: SimPeer): number {
    let share = 1;
    let at = this.world.parentOf(peer);
    for (let hops = 0; at && hops < 100; hops++) {
      const { uplinkStreams = Number.POSITIVE_INFINITY } = at.spec;
      if (at.served > uplinkStreams) share *= uplinkStreams / at.served;
      at = this.world.parentOf(at);
    }
    return share;
  }

  /** Milliseconds of [from, to] in which no frame came, or came too late. */
  #missed(peer: SimPeer, from: number, to: number): number {
    if (this.world.pathLatency(peer, HOP_MS) > DEADLINE_MS) return to - from;
    let missed = peer.brokenAt === null ? 0 : to - Math.max(from, peer.brokenAt);
    for (let i = peer.gaps.length - 1; i >= 0; i--) {
      const gap = peer.gaps[i]!;
      const end = Math.min(to, gap.at + gap.ms);
      if (gap.at + gap.ms < from) break;
      missed += Math.max(0, end - Math.max(from, gap.at));
    }
    return missed;
  }

  report(): Report {
    const { world, root } = this;
    const peers = world.alive.filter((peer) => peer !== root);
    const everybody = [...world.peers.values()].filter((peer) => peer !== root);
    const depths: number[] = [];
    const histogram: number[] = [];
    let unattached = 0;
    for (const peer of peers) {
      const depth = world.depthOf(peer);
      if (depth === null) {
        unattached++;
        continue;
      }
      depths.push(depth);
      histogram[depth] = (histogram[depth] ?? 0) + 1;
    }
    const gaps = everybody.flatMap((peer) => peer.gaps.filter((gap) => gap.at >= this.#from));
    const switches: Record<string, number> = {};
    for (const reason of everybody.flatMap((peer) => peer.switches)) {
      switches[reason] = (switches[reason] ?? 0) + 1;
    }
    const views = peers.map((peer) => peer.tree.view);
    const spared = views.filter((view) => view.standby);
    const pathOf = new Map(views.map((view) => [view.path.at(-1), view.path]));
    const disjoint = spared.filter((view) => {
      const spare = pathOf.get(view.standby?.peer) ?? [];
      return !spare.slice(1).some((peer) => view.path.slice(1, -1).includes(peer));
    });
    const control = this.#control();
    const total = { messages: 0, bytes: 0 };
    for (const { messages, bytes } of Object.values(control)) {
      total.messages += messages;
      total.bytes += bytes;
    }
    const share = (part: number, whole: number): number =>
      whole === 0 ? 0 : Math.round((part / whole) * 1e5) / 1e5;
    return {
      peers: peers.length,
      depth: spread(depths),
      depthHistogram: Array.from(histogram, (n) => n ?? 0),
      cycles: world.cycles.length,
      unattached,
      latencyMs: spread(peers.map((peer) => world.pathLatency(peer, HOP_MS))),
      joinMs: spread(
        everybody
          .filter((peer) => peer.firstFrameAt !== null && peer.startedAt >= this.#from)
          .map((peer) => peer.firstFrameAt! - peer.startedAt),
      ),
      outageMs: spread(gaps.map((gap) => gap.ms)),
      breaksPerPeerHour: share(gaps.length * 3600, this.#peerSeconds),
      delivered: share(this.#inTime, this.#due),
      switches,
      standbyShare: share(spared.length, peers.length),
      disjointShare: share(disjoint.length, spared.length),
      controlKbitPerPeer: share(total.bytes * 8, this.#peerSeconds * 1_000),
      controlKbitByKind: Object.fromEntries(
        Object.entries(control).map(([kind, { bytes }]) => [
          kind,
          share(bytes * 8, this.#peerSeconds * 1_000),
        ]),
      ),
      controlMessagesPerPeerSecond: share(total.messages, this.#peerSeconds),
      rootPeakStreams: root.peakServed,
      rootJoins: root.joinsReceived,
      events: world.clock.ran,
      wallSeconds: 0,
    };
  }

  /** Sent since {@link begin}, by kind. */
  #control(): Record<string, { messages: number; bytes: number }> {
    const pings = this.#linkSeconds / PING_INTERVAL_S;
    const control: Record<string, { messages: number; bytes: number }> = {
      ping: { messages: 2 * pings, bytes: pings * PING_BYTES },
    };
    for (const [kind, { messages, bytes }] of Object.entries(this.world.sent)) {
      const before = this.#before[kind] ?? { messages: 0, bytes: 0 };
      control[kind] = { messages: messages - before.messages, bytes: bytes - before.bytes };
    }
    return control;
  }
}
