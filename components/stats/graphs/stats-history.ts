/** The last minute of figures that are drawn as lines. */
import { localUnixMs } from '../../../src/base/clock.js';
import type { CastoStats, EdgeStats } from '../../../src/base/types.js';

/** How far back the graphs go, milliseconds. */
export const SPAN_MS = 60_000;

/** One look at the figures; null where a figure is not known. */
export interface Sample {
  /** Unix time, milliseconds. */
  at: number;
  /** Bits per second received; null for a broadcaster. */
  received: number | null;
  /** Bits per second sent to all children; null where there are none. */
  sent: number | null;
  framesPerSecond: number | null;
  latencyMs: number | null;
  /** Packets per second, on the link to the parent or, for a broadcaster, to its children. */
  lost: number | null;
  /** To the parent; for a broadcaster, to the child that is farthest away. */
  rttMs: number | null;
}

type Line = Exclude<keyof Sample, 'at'>;

const known = (value: number): number | null => (value > 0 ? value : null);

function measuredEdges(stats: CastoStats): EdgeStats[] {
  return stats.parent ? [stats.parent] : stats.role === 'broadcaster' ? stats.children : [];
}

export class StatsHistory {
  readonly samples: Sample[] = [];
  readonly #now: () => number;
  /** Packets lost so far, by peer: the figures count from the beginning of each link. */
  #lost = new Map<string, number>();

  constructor(now: () => number = localUnixMs) {
    this.#now = now;
  }

  get last(): Sample | undefined {
    return this.samples.at(-1);
  }

  add(stats: CastoStats): void {
    const at = this.#now();
    // A clock that was set back: nothing before it can be drawn to scale.
    if (this.last && this.last.at > at) this.clear();
    const sent = stats.children.reduce((sum, edge) => sum + edge.bitrate, 0);
    const { video } = stats;
    this.samples.push({
      at,
      received: stats.parent ? stats.parent.bitrate : null,
      sent: stats.children.length > 0 || stats.role === 'broadcaster' ? sent : null,
      framesPerSecond: video.width > 0 || video.framesPerSecond > 0 ? video.framesPerSecond : null,
      latencyMs: known(stats.latencyMs),
      lost: this.#lostPerSecond(stats, at),
      rttMs: known(Math.max(0, ...measuredEdges(stats).map(({ rttMs }) => rttMs))),
    });
    while (this.samples[0]!.at < at - SPAN_MS) this.samples.shift();
  }

  clear(): void {
    this.samples.length = 0;
    this.#lost.clear();
  }

  /** Values of one line, oldest first. */
  line(name: Line): (number | null)[] {
    return this.samples.map((sample) => sample[name]);
  }

  #lostPerSecond(stats: CastoStats, at: number): number | null {
    const before = this.#lost;
    this.#lost = new Map();
    let lost = 0;
    let counted = false;
    for (const { peerId, packetsLost } of measuredEdges(stats)) {
      this.#lost.set(peerId, packetsLost);
      const earlier = before.get(peerId);
      if (earlier === undefined) continue;
      counted = true;
      // A link that was made again counts from nought again; duplicates can make the count fall.
      lost += Math.max(0, packetsLost - earlier);
    }
    const seconds = this.last ? (at - this.last.at) / 1000 : 0;
    return counted && seconds > 0 ? lost / seconds : null;
  }
}
