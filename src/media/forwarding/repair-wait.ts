/**
 * How long the own picture has to wait so that frames whose packets were sent again still come in time. A receiver
 * of libwebrtc waits for no frame that the next one can do without, which with two temporal layers is every second
 * one: at a tenth of the packets lost it left out a sixth of the frames. Pure, in milliseconds.
 */
import { type FrameTrailer, SEQUENCE_MODULO, sequenceDistance } from '../frames/frame-trailer.js';

/** More than this in a row are not repaired, but left out. */
const LONGEST_GAP = 16;
/** Repairs are remembered for this long, and at most this many. */
const MEMORY_MS = 8_000;
const MEMORY = 24;
/** Fewer are chance. */
const FEWEST = 4;
/** Of the frames passed over: where fewer come, the parent leaves frames out. */
const WHOLE_PART = 0.5;
/** All but the slowest tenth, and what decoding and showing take. */
const PART = 0.9;
const MARGIN_MS = 40;
/** Beyond this a frame is better left out. */
export const LONGEST_WAIT_MS = 200;
/** Smaller changes are none. */
const CHANGE_MS = 15;

export class RepairWait {
  #stream = -1;
  #newest = -1;
  /** Sequences that were passed over, and when. */
  readonly #missing = new Map<number, number>();
  #repairs: { at: number; ms: number }[] = [];
  /** When frames were passed over. */
  #passedAt: number[] = [];
  #waitMs = 0;

  /** Most of what is missing comes in the end. */
  get whole(): boolean {
    return this.#repairs.length >= WHOLE_PART * this.#passedAt.length;
  }

  /** A frame of the picture is here. The wait when it has changed, 0 for none; else null. */
  arrived({ stream, sequence }: FrameTrailer, now: number): number | null {
    if (stream !== this.#stream) {
      this.#stream = stream;
      this.#newest = sequence;
      this.#missing.clear();
    }
    const distance = sequenceDistance(sequence, this.#newest);
    if (distance > 0) this.#passed(distance, now);
    else this.#repaired(sequence, now);
    if (distance > 0) this.#newest = sequence;
    return this.#judge(now);
  }

  #passed(distance: number, now: number): void {
    if (distance > LONGEST_GAP) this.#missing.clear();
    else {
      for (let back = 1; back < distance; back++) {
        this.#missing.set((this.#newest + back) % SEQUENCE_MODULO, now);
        this.#passedAt.push(now);
        if (this.#passedAt.length > MEMORY) this.#passedAt.shift();
      }
    }
    for (const first of this.#missing.keys()) {
      if (this.#missing.size <= 2 * LONGEST_GAP) break;
      this.#missing.delete(first);
    }
  }

  #repaired(sequence: number, now: number): void {
    const since = this.#missing.get(sequence);
    if (since === undefined) return;
    this.#missing.delete(sequence);
    this.#repairs.push({ at: now, ms: now - since });
    if (this.#repairs.length > MEMORY) this.#repairs.shift();
  }

  #judge(now: number): number | null {
    while (this.#repairs[0] && now - this.#repairs[0].at > MEMORY_MS) this.#repairs.shift();
    while (now - (this.#passedAt[0] ?? now) > MEMORY_MS) this.#passedAt.shift();
    const took = this.#repairs.map(({ ms }) => ms).sort((a, b) => a - b);
    const enough = took.length >= FEWEST;
    const slow = took[Math.floor(took.length * PART)] ?? 0;
    const wait = enough ? Math.min(LONGEST_WAIT_MS, Math.round(slow + MARGIN_MS)) : 0;
    const same = wait === 0 ? this.#waitMs === 0 : Math.abs(wait - this.#waitMs) < CHANGE_MS;
    if (same) return null;
    this.#waitMs = wait;
    return wait;
  }
}
