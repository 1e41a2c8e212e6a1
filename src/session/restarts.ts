/** A worker that died is started again, but not forever: one that dies each time would never be told of. */

const MOST = 3;
const WINDOW_MS = 60_000;

export class Restarts {
  #at: number[] = [];

  /** @param now milliseconds, monotonic */
  allow(now: number): boolean {
    this.#at = this.#at.filter((at) => now - at < WINDOW_MS);
    if (this.#at.length >= MOST) return false;
    this.#at.push(now);
    return true;
  }
}
