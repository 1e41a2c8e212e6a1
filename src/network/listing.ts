/**
 * Is a broadcast listed? An announcement is gossip: it may be lost, come too late for a clock, or be
 * refused by a star whose book is full. So the broadcaster asks its stars for its own channel, says
 * it again when one does not list it, and reports that when saying it again does not help.
 */
import type { Listing } from './api.js';

/** Milliseconds that a record takes at most to be in a star's book. */
const SETTLE_MS = 1_500;
/** Milliseconds between two looks while all is well. */
const CHECK_MS = 30_000;
/** Milliseconds until it is announced again when that did not help, growing. */
const RETRY_MS = { first: 2_000, most: 30_000 };
/** A record that was lost once is no trouble. */
const MISSES_TOLD = 2;

export interface ListingOptions {
  /** What each connected star says of the channel; those that do not answer are left out. */
  ask(): Promise<Listing[]>;
  /** Announces again. */
  publish(): void;
  /** Called when it is not listed, with each new reason, and when it is again. */
  report(listing: Listing): void;
  /** Called with every set of answers. */
  heard?(answers: Listing[]): void;
  random?: () => number;
}

export class ListingCheck {
  readonly #options: ListingOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #misses = 0;
  #confirmed = false;
  #told: Listing | null = null;
  #stopped = false;

  constructor(options: ListingOptions) {
    this.#options = options;
  }

  /** A record went out. */
  published(): void {
    if (!this.#confirmed && this.#timer === undefined) this.#in(SETTLE_MS, this.#check);
  }

  /** A star has come, or the network changed: what was confirmed counts no longer. */
  doubt(): void {
    this.#confirmed = false;
    this.#misses = 0;
    this.#in(SETTLE_MS, this.#check);
  }

  #in(ms: number, then: () => void): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      then();
    }, ms);
  }

  readonly #again = (): void => {
    this.#options.publish();
    this.#in(SETTLE_MS, this.#check);
  };

  readonly #check = async (): Promise<void> => {
    const answers = await this.#options.ask();
    if (this.#stopped) return;
    this.#options.heard?.(answers);
    const missing = answers.find(({ listed }) => !listed);
    const { random = Math.random, report } = this.#options;
    const spread = 0.8 + 0.4 * random();
    if (missing) {
      this.#confirmed = false;
      this.#misses++;
      if (this.#misses >= MISSES_TOLD && !isSame(this.#told, missing)) {
        this.#told = missing;
        report(missing);
      }
      if (this.#misses < MISSES_TOLD) this.#again();
      else {
        const wait = Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** (this.#misses - MISSES_TOLD));
        this.#in(wait * spread, this.#again);
      }
      return;
    }
    const listing = answers[0];
    this.#confirmed = listing !== undefined;
    this.#misses = 0;
    if (listing && this.#told) {
      this.#told = null;
      report(listing);
    }
    this.#in((listing ? CHECK_MS : RETRY_MS.most) * spread, this.#check);
  };

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}

function isSame(a: Listing | null, b: Listing): boolean {
  return a !== null && a.star === b.star && a.reason === b.reason;
}
