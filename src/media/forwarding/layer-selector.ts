/** One encoding as one child gets it: which of its frames may go, so that each can be decoded. */
import { type FrameTrailer, SEQUENCE_MODULO } from '../frames/frame-trailer.js';
import { stepOf } from '../frames/layers.js';

const SENT_WINDOW = 256;

export class LayerSelector {
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
  judge(trailer: FrameTrailer, maxStep: number): 'pass' | 'skip' | 'key' {
    const expected = (this.#newest + 1) % SEQUENCE_MODULO;
    if (trailer.key) this.hasSyncs &&= trailer.stream === this.#stream;
    if (trailer.sync) this.hasSyncs = true;
    if (trailer.key || trailer.sync) this.#upperWhole = true;
    else if (trailer.sequence !== expected) this.#upperWhole = false;
    this.#newest = trailer.sequence;
    if (stepOf(trailer) > maxStep) this.#upperWhole = false;
    if (trailer.temporalLayer > 0 && !this.#upperWhole) return 'skip';
    if (trailer.key) return 'pass';
    const needed = (trailer.sequence - trailer.needs + SEQUENCE_MODULO) % SEQUENCE_MODULO;
    return trailer.stream === this.#stream && this.#sent.has(needed) ? 'pass' : 'key';
  }

  /** An upper frame that was judged to pass was left out anyway. */
  leftOut(): void {
    this.#upperWhole = false;
  }

  passed(trailer: FrameTrailer): void {
    if (trailer.key) this.#sent.clear();
    this.#stream = trailer.stream;
    this.#sent.add(trailer.sequence);
    if (this.#sent.size > SENT_WINDOW) this.#sent.delete(this.#sent.values().next().value!);
  }
}
