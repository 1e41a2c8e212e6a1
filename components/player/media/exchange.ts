/** What this page gets and gives, from its statistics: who feeds it, whom it feeds, how much. */
import type { CastoStats, EdgeStats } from '../../../src/base/types.js';

export interface Exchange {
  parent: EdgeStats | null;
  children: readonly EdgeStats[];
  /** Hops from the broadcaster, 0 while not known. */
  depth: number;
  latencyMs: number;
  /** Bits per second to all children. */
  upBitrate: number;
  /** Media bytes given to others since `reset()`, those that have left included. */
  uploadedBytes: number;
}

/** Adds up what was given; a child that leaves takes its counter along, so it is kept here. */
export class ExchangeMeter {
  #gone = 0;
  #present = new Map<string, number>();

  reset(): void {
    this.#gone = 0;
    this.#present.clear();
  }

  read(stats: CastoStats): Exchange {
    const present = new Map<string, number>();
    for (const { peerId, bytes } of stats.children) {
      const before = this.#present.get(peerId) ?? 0;
      // It left and came back: its counter began again.
      if (bytes < before) this.#gone += before;
      present.set(peerId, bytes);
    }
    for (const [peerId, bytes] of this.#present) {
      if (!present.has(peerId)) this.#gone += bytes;
    }
    this.#present = present;
    return {
      parent: stats.parent,
      children: stats.children,
      depth: stats.depth,
      latencyMs: stats.latencyMs,
      upBitrate: sum(stats.children, (child) => child.bitrate),
      uploadedBytes: this.#gone + sum(stats.children, (child) => child.bytes),
    };
  }
}

function sum(edges: readonly EdgeStats[], of: (edge: EdgeStats) => number): number {
  return edges.reduce((total, edge) => total + of(edge), 0);
}
