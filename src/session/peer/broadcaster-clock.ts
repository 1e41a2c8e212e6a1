/**
 * The broadcaster's clock as this page estimates it, hop by hop: each parent answers a ping with its
 * own estimate; of the last samples the one with the shortest round trip counts (Cristian 1989;
 * the minimum filter is NTP's, RFC 5905 §10).
 */
import { localUnixMs } from '../../base/clock.js';

export { localUnixMs };

const SAMPLES = 8;

interface Sample {
  rttMs: number;
  offsetMs: number;
}

export class BroadcasterClock {
  #samples: Sample[] = [];
  #offsetMs = 0;

  /** The broadcaster's Unix ms now. */
  now(): number {
    return localUnixMs() + this.#offsetMs;
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** A pong that took `rttMs` told the clock `theirMs`, read halfway. */
  sample(theirMs: number, rttMs: number): void {
    const offsetMs = theirMs + rttMs / 2 - localUnixMs();
    this.#samples.push({ rttMs, offsetMs });
    if (this.#samples.length > SAMPLES) this.#samples.shift();
    this.#estimate();
  }

  #estimate(): void {
    if (this.#samples.length === 0) return;
    const best = this.#samples.reduce((a, b) => (b.rttMs < a.rttMs ? b : a));
    this.#offsetMs = best.offsetMs;
  }

  /**
   * Another parent: its estimate is built on another path. What pings to it told so far counts;
   * without any, the estimate stays until its first sample.
   */
  restart(from?: BroadcasterClock): void {
    this.#samples = from ? [...from.#samples] : [];
    this.#estimate();
  }
}
