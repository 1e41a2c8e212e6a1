/**
 * Sends on a control channel no faster than its reader takes. Much of what a peer says only passes on what its
 * own neighbours said, and they together may say more than one peer may: the other end would call this peer
 * the offender. Of what is repeated with newer content the newest waits for its turn.
 */
import { RateLimiter } from '../../base/rate-limiter.js';
import { LIMITS } from '../../wire/limits.js';
import { rowOf } from '../../wire/messages/row.js';
import { MESSAGES } from '../../wire/messages/table.js';

/** Messages a second; what must not wait has the rest of the reader's limit for itself. */
const RATE = 0.7 * LIMITS.controlRate;
/** At once, of five seconds' worth that the reader takes. */
const BURST = 2 * LIMITS.controlRate;

const kindOf = (text: string): string => /^\{"t":"([a-z-]+)"/.exec(text)?.[1] ?? '';

export class ControlOutbox {
  readonly #limiter: RateLimiter;
  readonly #waiting = new Map<string, string>();
  #cancel: (() => void) | null = null;

  constructor(
    private readonly write: (text: string) => void,
    private readonly setTimer: (ms: number, fn: () => void) => () => void,
    now?: () => number,
  ) {
    this.#limiter = new RateLimiter(RATE, BURST, now);
  }

  /** False: it is not sent, and will not be. */
  send(text: string): boolean {
    const kind = kindOf(text);
    const replaceable = rowOf(MESSAGES, kind)?.repeated;
    // What is in front of it is older.
    if ((!replaceable || this.#waiting.size === 0) && this.#limiter.take()) {
      this.write(text);
      return true;
    }
    if (kind === 'via') return false;
    if (!replaceable) {
      this.write(text);
      return true;
    }
    // A request for the small encoding is not one for the full.
    const key = kind === 'keyframe' ? text : kind;
    this.#waiting.delete(key);
    this.#waiting.set(key, text);
    this.#later();
    return true;
  }

  #later(): void {
    this.#cancel ??= this.setTimer(1000 / RATE, () => {
      this.#cancel = null;
      for (const [key, text] of this.#waiting) {
        if (!this.#limiter.take()) break;
        this.#waiting.delete(key);
        this.write(text);
      }
      if (this.#waiting.size > 0) this.#later();
    });
  }

  close(): void {
    this.#cancel?.();
    this.#waiting.clear();
  }
}
