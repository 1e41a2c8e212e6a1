/** The last minute of figures that are drawn as lines. */
import type { CastoStats } from '../../src/types.js';

export const HISTORY = 60;

export interface Sample {
  /** Bits per second: received, or sent by a broadcaster. */
  bitrate: number;
  framesPerSecond: number;
  latencyMs: number;
}

export function sampleOf(stats: CastoStats): Sample {
  const sent = stats.children.reduce((sum, edge) => sum + edge.bitrate, 0);
  return {
    bitrate: stats.parent?.bitrate ?? sent,
    framesPerSecond: stats.video.framesPerSecond,
    latencyMs: stats.latencyMs,
  };
}

export class StatsHistory {
  readonly samples: Sample[] = [];

  add(stats: CastoStats): void {
    this.samples.push(sampleOf(stats));
    if (this.samples.length > HISTORY) this.samples.shift();
  }

  clear(): void {
    this.samples.length = 0;
  }
}
