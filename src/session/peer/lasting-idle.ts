/**
 * Tells a source that rests from one word: a parent that lives says `idle` again and again while its source
 * rests, so a single one, or a few from a parent that then falls silent, are no sign that frames will come.
 */

/** `idle` comes every 100 to 150 ms. */
const NOTES = 6;
/** A longer pause begins the count again. */
const PAUSE_MS = 600;

export class LastingIdle {
  #notes = 0;
  #at = Number.NEGATIVE_INFINITY;

  /** One more `idle`; true when it has lasted. */
  note(now: number): boolean {
    this.#notes = now - this.#at > PAUSE_MS ? 1 : this.#notes + 1;
    this.#at = now;
    return this.#notes >= NOTES;
  }

  /** A frame came. */
  reset(): void {
    this.#notes = 0;
  }
}
