/** One encoding as one child gets it: which of its frames may go, so that each can be decoded. */
import { type Encoding, type FrameMark, SEQUENCE_MODULO } from './frame-mark.js';

/**
 * In which order frames can be left out: 2 first, upper frames that refer to others of their layer;
 * then 1, upper frames that refer to the base only; never 0, the base itself. With L1T2 that leaves
 * three quarters of the frames, then half of them.
 */
export const stepOf = (mark: FrameMark): 0 | 1 | 2 =>
  mark.temporalLayer === 0 ? 0 : mark.sync ? 1 : 2;
export const ALL_STEPS = 2 as const;

/** What a child shall get. `both`: it has children that need the small one. */
export type WantedEncoding = Encoding | 'both';

const SENT_WINDOW = 256;

export class Lane {
  readonly #sent = new Set<number>();
  #stream = -1;
  /** Sequence of the newest frame offered, passed on or not. */
  #newest = -1;
  /** Every upper frame since the last key frame or sync was passed on. */
  #upperWhole = true;
  /** This stream marks its syncs; where it does not, only a key frame mends the upper layers. */
  hasSyncs = false;

  /** A key frame was passed on. */
  get started(): boolean {
    return this.#stream >= 0;
  }

  /** Forgets what was sent: the next frame passed on is a key frame. */
  restart(): void {
    this.#sent.clear();
    this.#stream = -1;
  }

  /** `key`: the child can go on only with a key frame. */
  judge(mark: FrameMark, maxStep: number): 'pass' | 'skip' | 'key' {
    const expected = (this.#newest + 1) % SEQUENCE_MODULO;
    if (mark.key) this.hasSyncs &&= mark.stream === this.#stream;
    if (mark.sync) this.hasSyncs = true;
    if (mark.key || mark.sync) this.#upperWhole = true;
    else if (mark.sequence !== expected) this.#upperWhole = false;
    this.#newest = mark.sequence;
    if (stepOf(mark) > maxStep) this.#upperWhole = false;
    if (mark.temporalLayer > 0 && !this.#upperWhole) return 'skip';
    if (mark.key) return 'pass';
    const needed = (mark.sequence - mark.needs + SEQUENCE_MODULO) % SEQUENCE_MODULO;
    return mark.stream === this.#stream && this.#sent.has(needed) ? 'pass' : 'key';
  }

  /** An upper frame that was judged to pass was left out all the same. */
  leftOut(): void {
    this.#upperWhole = false;
  }

  passed(mark: FrameMark): void {
    if (mark.key) this.#sent.clear();
    this.#stream = mark.stream;
    this.#sent.add(mark.sequence);
    if (this.#sent.size > SENT_WINDOW) this.#sent.delete(this.#sent.values().next().value!);
  }
}
