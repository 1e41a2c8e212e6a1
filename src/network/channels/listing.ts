/**
 * Is a broadcast listed? An announcement is gossip: it may be lost, come too late for a clock, or be
 * refused by a star whose book is full. So the broadcaster asks its stars for its own channel, says
 * it again when one does not list it, and reports that when saying it again does not help.
 */
import type { Listing } from '../api.js';

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
  /**
   * Called when a star does not list it although it was told again, with each new reason, and when all do
   * again: what every star that has answered says. A star that may only have missed a record counts as one
   * that lists it.
   */
  report(listings: Listing[]): void;
  /** Called with every set of answers. */
  heard?(answers: Listing[]): void;
  random?: () => number;
}

export class ListingCheck {
  readonly #options: ListingOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** By star: how often in a row. */
  readonly #misses = new Map<string, number>();
  #confirmed = false;
  /** The refusals that were reported, and whether another star listed it; '' when there were none. */
  #told = '';
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
    for (const [star, misses] of this.#misses) {
      if (misses < MISSES_TOLD) this.#misses.delete(star);
      // One that was reported refuses until it lists the channel, but is told at once again.
      else this.#misses.set(star, MISSES_TOLD - 1);
    }
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
    const missing = answers.filter(({ listed }) => !listed);
    // Several may stand behind one address.
    const refusing = new Set(missing.map(({ star }) => star));
    for (const { star } of answers) if (!refusing.has(star)) this.#misses.delete(star);
    for (const star of refusing) this.#misses.set(star, this.#missed(star) + 1);
    this.#tell(answers);
    const { random = Math.random } = this.#options;
    const spread = 0.8 + 0.4 * random();
    this.#confirmed = missing.length === 0 && answers.length > 0;
    if (missing.length === 0) {
      this.#in((this.#confirmed ? CHECK_MS : RETRY_MS.most) * spread, this.#check);
      return;
    }
    // The star that was told least often decides: one that never lists it holds nobody up.
    const misses = Math.min(...[...refusing].map((star) => this.#missed(star)));
    if (misses < MISSES_TOLD) this.#again();
    else {
      const wait = Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** (misses - MISSES_TOLD));
      this.#in(wait * spread, this.#again);
    }
  };

  #missed(star: string): number {
    return this.#misses.get(star) ?? 0;
  }

  #tell(answers: readonly Listing[]): void {
    if (answers.length === 0) return;
    const counted = answers.map((each) =>
      each.listed || this.#missed(each.star) >= MISSES_TOLD
        ? each
        : { ...each, listed: true, reason: null },
    );
    const refusals = counted.filter(({ listed }) => !listed);
    const said = refusals.map(({ star, reason }) => `${star} ${reason}`).sort();
    const told =
      refusals.length === 0 ? '' : JSON.stringify([refusals.length < counted.length, said]);
    if (told === this.#told) return;
    this.#told = told;
    this.#options.report(counted);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}
