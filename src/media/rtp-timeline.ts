/**
 * Each encoder draws the first of its RTP timestamps at random. A sender that goes from one encoder's
 * frames to another's must go on where it was, or the receiver would see hours pass (or unpass).
 *
 * The same holds for the first frame: a sender's RTCP reports tell the time of the frames that its own encoder makes.
 * Frames with other timestamps get, with the second report, other times of capture. When those lie in the past,
 * Chromium (156) gives an encoder that sends the received track on no frame any more.
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
  #own: { timestamp: number; at: number } | null = null;

  /** A frame that the sender's own encoder made: the first one counts. @param now ms */
  own(timestamp: number, now: number): void {
    this.#own ??= { timestamp, at: now };
  }

  /** The timestamp that this frame shall leave with. @param now ms */
  place(mark: FrameMark, timestamp: number, now: number): number {
    let shift = this.#shifts.get(mark.stream);
    if (shift === undefined) {
      shift = this.#shiftOf(mark, timestamp, now);
      this.#shifts.set(mark.stream, shift);
      if (this.#shifts.size > STREAMS) this.#shifts.delete(this.#shifts.keys().next().value!);
    }
    const placed = (timestamp + shift) % MODULO;
    this.#last = { timestamp: placed, captureMs: mark.captureMs };
    return placed;
  }

  #shiftOf(mark: FrameMark, timestamp: number, now: number): number {
    const [last, own] = [this.#last, this.#own];
    let next = timestamp;
    if (last) {
      const ms = Math.min(LONGEST_STEP_MS, Math.max(0, mark.captureMs - last.captureMs));
      // At least one tick: two frames with one timestamp would be taken for parts of one.
      next = last.timestamp + Math.max(1, Math.round(ms * TICKS_PER_MS));
    } else if (own) next = own.timestamp + Math.round((now - own.at) * TICKS_PER_MS);
    return (((next - timestamp) % MODULO) + MODULO) % MODULO;
  }
}
