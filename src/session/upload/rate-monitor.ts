/** The stream's bitrate by step, over the last seconds: a single key frame must not count as the rate. */
import type { StreamRates } from './allocation.js';

const LOOKS = 5;
/** A peak fades by this part a look, so that places are not given away in a quiet moment. */
const FADE = 0.03;
/** Less than this says nothing about the rate. */
const LEAST_MS = 1_500;

export class RateMonitor {
  /** Bits per second recently; null until known. */
  now: StreamRates | null = null;
  /** The most of the last half minute or so: what another child must be planned with. */
  peak: StreamRates | null = null;
  readonly #looks: { at: number; bytes: readonly number[] }[] = [];

  /** @param bytes counters that only grow */
  add(at: number, bytes: readonly number[]): void {
    this.#looks.push({ at, bytes });
    if (this.#looks.length > LOOKS) this.#looks.shift();
    const first = this.#looks[0]!;
    if (at - first.at < LEAST_MS) return;
    const steps = bytes.map((count, i) =>
      Math.max(0, ((count - (first.bytes[i] ?? 0)) * 8000) / (at - first.at)),
    );
    this.now = { steps };
    const before = this.peak?.steps;
    this.peak = { steps: steps.map((bps, i) => Math.max(bps, (before?.[i] ?? 0) * (1 - FADE))) };
  }
}
