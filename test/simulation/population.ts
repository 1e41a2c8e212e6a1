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
 * - UploadAllocator: the four classes of A. Bharambe, C. Herley, V. Padmanabhan, "Analyzing and Improving a
 *   BitTorrent Network's Performance Mechanisms", IEEE INFOCOM 2006 (128, 384, 1000 and 5000 kbit/s
 *   with 20, 40, 25 and 15 % of the peers, after the Gnutella measurement of Saroiu et al. 2002),
 *   times 20 for the years since (our assumption). A peer gives up to 90 % of it away, in whole
 *   streams of 2500 kbit/s, and no more than `--fanout`: none, two, four and four of four.
 * - `--leaves` of the audience gives nothing whatever its uplink (relay off, mobile data).
 * - `--uplink fanout`: no uplink is short; whoever is no leaf gives `--fanout`.
 */

import { standbysFor } from '../../src/session/upload/capacity.js';
import type { Random } from './random.js';
import type { Network, PeerSpec } from './sim-peer.js';

const UPLINKS = [
  { share: 0.2, kbps: 20 * 128 },
  { share: 0.4, kbps: 20 * 384 },
  { share: 0.25, kbps: 20 * 1_000 },
  { share: 0.15, kbps: 20 * 5_000 },
];
const STREAM_KBPS = 2_500;
const GIVEN_SHARE = 0.9;

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
  uplink: 'classes' | 'fanout';
}

export class Population {
  #places = new Map<string, { region: number; lastMile: number }>();
  #count = 0;

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
    const streams = audience.uplink === 'fanout' ? Number.POSITIVE_INFINITY : this.#uplink();
    const given = Math.floor(streams * GIVEN_SHARE);
    const maxChildren = root ? audience.fanout : leaf ? 0 : Math.min(given, audience.fanout);
    return {
      id,
      root,
      maxChildren,
      maxStandbys: standbysFor(maxChildren),
      ways: ['forward'],
      standby: audience.standby,
      uplinkStreams: root ? Number.POSITIVE_INFINITY : streams,
    };
  }

  #uplink(): number {
    let dice = this.random.next();
    for (const { share, kbps } of UPLINKS) {
      dice -= share;
      if (dice < 0) return kbps / STREAM_KBPS;
    }
    return UPLINKS.at(-1)!.kbps / STREAM_KBPS;
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

  /** What the network does; who is found through it is the business of presence.ts. */
  network(): Omit<Network, 'silenceMs' | 'discover'> {
    return {
      latency: this.latency,
      // Letters: each page keeps one stream to its star open (src/network/signaling/star-mailbox.ts).
      signalling: (from, to) => this.#overStar(from, to),
      // Offer and answer over the star; ICE 1, DTLS 2, SCTP 2 round trips; the browsers' own time.
      setup: (child, parent) =>
        2 * this.#overStar(child, parent) +
        10 * this.latency(child, parent) +
        this.random.lognormal(60, 0.4),
      // Three pings without an answer (src/session/peer/heartbeat.ts): 4.5 to 9.5 s.
      deathNotice: 7_000,
      discoverMs: 80,
    };
  }
}
