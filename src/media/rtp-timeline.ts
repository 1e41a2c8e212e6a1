/**
 * Each encoder draws the first of its RTP timestamps at random. A sender that goes from one encoder's
 * frames to another's must go on where it was, or the receiver would see hours pass (or unpass).
 */
import type { FrameMark } from './frame-mark.js';

const TICKS_PER_MS = 90;
const MODULO = 2 ** 32;
/** Encoders of one broadcaster run at the same time; another broadcaster's clock may be anything. */
const LONGEST_STEP_MS = 5_000;
const STREAMS = 8;

export class RtpTimeline {
  readonly #shifts = new Map<number, number>();
  #last: { timestamp: number; captureMs: number } | null = null;

  /** The timestamp that this frame shall leave with. */
  place(mark: FrameMark, timestamp: number): number {
    let shift = this.#shifts.get(mark.stream);
    if (shift === undefined) {
      shift = this.#shiftOf(mark, timestamp);
      this.#shifts.set(mark.stream, shift);
      if (this.#shifts.size > STREAMS) this.#shifts.delete(this.#shifts.keys().next().value!);
    }
    const placed = (timestamp + shift) % MODULO;
    this.#last = { timestamp: placed, captureMs: mark.captureMs };
    return placed;
  }

  #shiftOf(mark: FrameMark, timestamp: number): number {
    const last = this.#last;
    if (!last) return 0;
    const ms = Math.min(LONGEST_STEP_MS, Math.max(0, mark.captureMs - last.captureMs));
    // At least one tick: two frames with one timestamp would be taken for parts of one.
    const next = last.timestamp + Math.max(1, Math.round(ms * TICKS_PER_MS));
    return (((next - timestamp) % MODULO) + MODULO) % MODULO;
  }
}
