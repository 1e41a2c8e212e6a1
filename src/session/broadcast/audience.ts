/**
 * How many viewers there can be. A relay counts those below it, and nobody in the tree can prove that it lies; but
 * each viewer has a connection to a star, which sees how many pages listen to the channel.
 */
import type { Listing } from '../../network/api.js';

/** Pages come back to a star that was restarted one after the other, ms. */
const KEPT_MS = 5 * 60_000;
/** The stars are asked every half minute. Meanwhile a channel may double, and a small one gain this many. */
const GROWTH = { factor: 2, viewers: 200 } as const;

export class Audience {
  #heard: { at: number; pages: number }[] = [];

  /**
   * The stars have told how many pages they see; with one that does not, there may be any number.
   * @param now milliseconds, monotonic
   * @returns the most viewers that there can be
   */
  heard(answers: readonly Listing[], now: number): number {
    const pages = answers.reduce((sum, each) => sum + (each.pages ?? Number.POSITIVE_INFINITY), 0);
    this.#heard = this.#heard.filter(({ at }) => now - at < KEPT_MS || answers.length === 0);
    if (answers.length > 0) this.#heard.push({ at: now, pages });
    if (this.#heard.length === 0) return Number.POSITIVE_INFINITY;
    const most = Math.max(...this.#heard.map((each) => each.pages));
    return GROWTH.factor * most + GROWTH.viewers;
  }
}
