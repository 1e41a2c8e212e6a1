/** How a person goes on air and off it: the count before, the question when somebody watches, the sum after. No DOM. */
import type { BroadcastState } from '../../../src/base/types.js';

/** A second press so soon is half of a double click, and no answer. */
const ANSWER_MS = 500;

/** What a broadcast was. */
export interface Sum {
  lastedMs: number;
  /** Viewers at once, at most. */
  most: number;
}

export interface OnAndOffDeps {
  /** Milliseconds; any clock that goes on. */
  now(): number;
  changed(): void;
  /** Calls back every second until what it returns is called. */
  everySecond(act: () => void): () => void;
}

export class OnAndOff {
  /** Seconds left; null while nothing is counted. */
  counting: number | null = null;
  /** Stop was pressed, and somebody watches. */
  asking = false;
  /** Of the broadcast that has ended; null before, and once another begins. */
  sum: Sum | null = null;
  readonly #deps: OnAndOffDeps;
  #cancel: (() => void) | null = null;
  #askedAt = 0;
  #since: number | null = null;
  #most = 0;

  constructor(deps: OnAndOffDeps) {
    this.#deps = deps;
  }

  /** @param then Called when it is over, unless it was cancelled. */
  count(seconds: number, then: () => void): void {
    if (this.counting !== null) return;
    if (!(seconds > 0)) {
      then();
      return;
    }
    this.counting = seconds;
    this.#cancel = this.#deps.everySecond(() => {
      this.counting = (this.counting ?? 1) - 1;
      if (this.counting > 0) {
        this.#deps.changed();
        return;
      }
      this.cancel();
      then();
    });
    this.#deps.changed();
  }

  /** @returns whether something was counted */
  cancel(): boolean {
    const counted = this.counting !== null;
    this.#cancel?.();
    this.#cancel = null;
    this.counting = null;
    if (counted) this.#deps.changed();
    return counted;
  }

  /** The person wants to end it. @returns whether it may: nobody watches, or the answer was yes */
  mayEnd(viewers: number): boolean {
    if (viewers === 0) return true;
    if (this.asking) return this.#deps.now() - this.#askedAt >= ANSWER_MS;
    this.asking = true;
    this.#askedAt = this.#deps.now();
    this.#deps.changed();
    return false;
  }

  /** The answer was no. */
  goOn(): void {
    this.asking = false;
    this.#deps.changed();
  }

  followed(to: BroadcastState): void {
    if (to === 'live') {
      this.#since ??= this.#deps.now();
      this.sum = null;
      return;
    }
    if (to === 'reconnecting') return;
    this.asking = false;
    if (this.#since === null) return;
    this.sum = { lastedMs: this.#deps.now() - this.#since, most: this.#most };
    this.#since = null;
    this.#most = 0;
  }

  watched(viewers: number): void {
    this.#most = Math.max(this.#most, viewers);
    // Nobody is left to be thrown out.
    if (viewers === 0) this.asking = false;
  }
}
