/**
 * How many of the stream's frames a child's link can carry, in steps (see `stepOf` in layers.ts).
 * Fewer frames beat late frames, and leaving upper temporal layers out never breaks the picture:
 * nothing lower refers to them (w3c/webrtc-svc, L1T2).
 */
import { ALL_STEPS } from '../../media/frames/layers.js';

/** The budget must exceed what a step needs by this much before the step is added. */
const HEADROOM_UP = 1.15;
/** And stay there this long, so that nothing flaps. */
const HOLD_UP_MS = 6_000;
/** After a step up that did not last, the next one waits twice as long, up to this. */
const LONGEST_HOLD_MS = 60_000;
/** A step up that lasts this long was right. */
const PROVEN_MS = 15_000;

export class LayerControl {
  #goodSince: number | null = null;
  #raisedAt = Number.NEGATIVE_INFINITY;
  #holdMs = HOLD_UP_MS;

  /** @param max highest step passed on */
  constructor(public max: number = ALL_STEPS) {}

  /**
   * @param availableBps what the link can carry, bits per second; Infinity while nothing limits it
   * @param stepsBps bits per second of each step (sound counts with the first)
   * @returns true when `max` changed
   */
  update(availableBps: number, stepsBps: readonly number[], now: number): boolean {
    const upper = stepsBps.slice(1).reduce((sum, bps) => sum + bps, 0);
    // One layer only: there is nothing to leave out.
    if (upper === 0) return false;
    if (now - this.#raisedAt > PROVEN_MS && this.max === ALL_STEPS) this.#holdMs = HOLD_UP_MS;
    const fitting = highestFitting(stepsBps, availableBps);
    if (fitting < this.max) {
      if (now - this.#raisedAt < PROVEN_MS) {
        this.#holdMs = Math.min(LONGEST_HOLD_MS, this.#holdMs * 2);
      }
      this.#goodSince = null;
      this.max = fitting;
      return true;
    }
    if (highestFitting(stepsBps, availableBps / HEADROOM_UP) <= this.max) {
      this.#goodSince = null;
      return false;
    }
    this.#goodSince ??= now;
    if (now - this.#goodSince < this.#holdMs) return false;
    this.#goodSince = null;
    this.#raisedAt = now;
    this.max++;
    return true;
  }
}

/** The base always goes: without it there is no picture at all. */
function highestFitting(stepsBps: readonly number[], budgetBps: number): number {
  let sum = stepsBps[0] ?? 0;
  let fitting = 0;
  for (let step = 1; step < stepsBps.length; step++) {
    sum += stepsBps[step]!;
    if (sum > budgetBps) break;
    fitting = step;
  }
  return fitting;
}
