/**
 * Each sender draws the first of its RTP timestamps at random. A relay that goes from one parent's frames to another's,
 * or from one encoder's to another's, must go on where it was, or its child would see hours pass (or unpass): where the
 * step is a short one Chromium (156) shows nothing for three seconds, which is as long as it waits for a frame.
 *
 * The same holds for the first frame: a sender's RTCP reports tell the time of the frames that its own encoder makes.
 * Frames with other timestamps get, with the second report, other times of capture. When those lie in the past,
 * Chromium (156) gives an encoder that sends the received track on no frame any more.
 */
import type { FrameTrailer } from '../frames/frame-trailer.js';

const TICKS_PER_MS = 90;
const MODULO = 2 ** 32;
/** Encoders of one broadcaster run at the same time; another broadcaster's clock may be anything. */
const LONGEST_STEP_MS = 5_000;
/** Links times encoders that are remembered. */
const SHIFTS = 8;

export class RtpMunger {
  readonly #shifts = new Map<string, number>();
  #last: { timestamp: number; captureMs: number } | null = null;
  #own: { timestamp: number; at: number } | null = null;

  /** A frame that the sender's own encoder made: the first one counts. @param now ms */
  own(timestamp: number, now: number): void {
    this.#own ??= { timestamp, at: now };
  }

  /** The timestamp that this frame leaves with. @param from the link it came by. @param now ms */
  place(from: string, trailer: FrameTrailer, timestamp: number, now: number): number {
    const key = `${trailer.stream} ${from}`;
    let shift = this.#shifts.get(key);
    if (shift === undefined) {
      shift = this.#shiftOf(trailer, timestamp, now);
      this.#shifts.set(key, shift);
      if (this.#shifts.size > SHIFTS) this.#shifts.delete(this.#shifts.keys().next().value!);
    }
    const placed = (timestamp + shift) % MODULO;
    this.#last = { timestamp: placed, captureMs: trailer.captureMs };
    return placed;
  }

  #shiftOf(trailer: FrameTrailer, timestamp: number, now: number): number {
    const [last, own] = [this.#last, this.#own];
    let next = timestamp;
    if (last) {
      const ms = Math.min(LONGEST_STEP_MS, Math.max(0, trailer.captureMs - last.captureMs));
      // At least one tick: two frames with one timestamp would be taken for parts of one.
      next = last.timestamp + Math.max(1, Math.round(ms * TICKS_PER_MS));
    } else if (own) next = own.timestamp + Math.round((now - own.at) * TICKS_PER_MS);
    return (((next - timestamp) % MODULO) + MODULO) % MODULO;
  }
}
