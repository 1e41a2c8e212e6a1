/**
 * Who watches, from where, for how long: every distribution that the simulation draws from.
 *
 * - Session length: lognormal, parameters of session ON time in E. Veloso, V. Almeida, W. Meira,
 *   A. Bestavros, S. Jin, "A Hierarchical Characterization of a Live Streaming Media Workload",
 *   ACM IMW 2002 (µ = 5.23553, σ = 1.54432, seconds). Its mean is 617 s, 9.7 % of the audience a
 *   minute; `--churn` keeps the shape (σ) and moves the scale.
 * - Place: four regions holding 55, 25, 15 and 5 % of the audience.
 * - Latency one way: last mile of both ends, lognormal with median 6 ms and σ 0.5, plus 8 ms inside
 *   a region and 40–95 ms between regions (round numbers of public backbone maps, not measured).
 * - Places to give: `--leaves` of the audience gives none (relay off, mobile data), the others
 *   `--fanout`.
 */

import type { PeerHint } from '../../src/wire/tree.js';
import type { Random } from './random.js';
import type { Network, PeerSpec, SimPeer } from './world.js';

const SHARES = [0.55, 0.8, 0.95, 1];
const REGIONS = [
  [8, 45, 70, 95],
  [45, 8, 60, 90],
  [70, 60, 8, 40],
  [95, 90, 40, 8],
] as const;
const SIGMA = 1.54432;

export interface Audience {
  fanout: number;
  leaves: number;
  standby: boolean;
}

export class Population {
  #places = new Map<string, { region: number; lastMile: number }>();
  #count = 0;
  /** Peers with free places as announced some seconds ago, nearest to the root first. */
  #entries: PeerHint[] = [];

  constructor(
    private readonly random: Random,
    private readonly audience: Audience,
  ) {}

  next(root = false): PeerSpec {
    const id = root ? 'root' : `p${this.#count++}`;
    const { random, audience } = this;
    const dice = random.next();
    this.#places.set(id, {
      region: SHARES.findIndex((share) => dice < share),
      lastMile: random.lognormal(6, 0.5),
    });
    const leaf = !root && random.chance(audience.leaves);
    return {
      id,
      root,
      maxChildren: leaf ? 0 : audience.fanout,
      maxStandbys: leaf ? 0 : audience.fanout,
      ways: ['forward'],
      standby: audience.standby,
    };
  }

  /** Seconds; `meanSeconds` is the mean of the whole distribution. */
  session(meanSeconds: number): number {
    return this.random.lognormal(meanSeconds / Math.exp(SIGMA ** 2 / 2), SIGMA);
  }

  /**
   * Seconds that somebody found watching still stays: sessions are met in proportion to their
   * length (the length-biased lognormal is a lognormal with µ + σ²), at a uniform point.
   */
  residual(meanSeconds: number): number {
    const median = meanSeconds / Math.exp(SIGMA ** 2 / 2);
    return this.random.lognormal(median * Math.exp(SIGMA ** 2), SIGMA) * this.random.next();
  }

  latency = (from: string, to: string): number => {
    const a = this.#places.get(from)!;
    const b = this.#places.get(to)!;
    return a.lastMile + b.lastMile + REGIONS[a.region]![b.region]!;
  };

  /** Over a star in the largest region. */
  #overStar(from: string, to: string): number {
    const a = this.#places.get(from)!;
    const b = this.#places.get(to)!;
    return a.lastMile + b.lastMile + REGIONS[a.region]![0] + REGIONS[0][b.region]! + 2;
  }

  network(silenceMs: number): Network {
    return {
      latency: this.latency,
      // A first message dials through the relay: hop, connect, noise, multiplexer, protocol.
      signalling: (from, to, first) => this.#overStar(from, to) * (first ? 5 : 1),
      // Offer and answer over the star; ICE 1, DTLS 2, SCTP 2 round trips; the browsers' own time.
      setup: (child, parent) =>
        2 * this.#overStar(child, parent) +
        10 * this.latency(child, parent) +
        this.random.lognormal(60, 0.4),
      deathNotice: 6_000,
      silenceMs,
      discover: () => this.#found(),
      discoverMs: 80,
    };
  }

  /** What the announcement and presence say now; to be called every few seconds. */
  announce(peers: Iterable<SimPeer>, root: SimPeer): void {
    const open: PeerHint[] = [];
    for (const peer of peers) {
      if (!peer.alive || peer === root) continue;
      const { view } = peer.tree;
      if (view.slots === 0 || view.attachment !== 'attached') continue;
      open.push({
        peer: peer.id,
        addresses: [],
        depth: view.depth,
        slots: view.slots,
        way: 'forward',
        epoch: view.epoch,
        path: view.path,
      });
    }
    open.sort((a, b) => a.depth - b.depth);
    this.#entries = open.slice(0, 200);
    this.#entries.unshift({
      peer: root.id,
      addresses: [],
      depth: 0,
      slots: root.tree.view.slots,
      way: 'forward',
      epoch: root.tree.view.epoch,
      path: [root.id],
    });
  }

  /** The root and ten entry points. */
  #found(): PeerHint[] {
    const [root, ...others] = this.#entries;
    const found = new Set<PeerHint>(root ? [root] : []);
    for (let i = 0; i < 10; i++) {
      const entry = this.random.pick(others);
      if (entry) found.add(entry);
    }
    return [...found];
  }
}
