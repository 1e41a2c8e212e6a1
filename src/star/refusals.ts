/** Why the last records of pages were refused, so that a broadcaster that asks can be told. */

/** Milliseconds that a refusal is worth telling. */
const KEPT_MS = 60_000;
const MAX_PAGES = 4_000;

export class Refusals {
  readonly #last = new Map<string, { reason: string; at: number }>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  note(page: string, reason: string): void {
    this.#last.delete(page);
    this.#last.set(page, { reason, at: this.now() });
    if (this.#last.size > MAX_PAGES) this.#last.delete(this.#last.keys().next().value!);
  }

  /** Why the last record of `page` was refused; null when it was not, or long ago. */
  of(page: string): string | null {
    const last = this.#last.get(page);
    return last && this.now() - last.at <= KEPT_MS ? last.reason : null;
  }

  /** A record of this page was accepted, or it has left. */
  forget(page: string): void {
    this.#last.delete(page);
  }
}
