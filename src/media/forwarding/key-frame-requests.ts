/** Requests for key frames of one encoding: merged, and rationed by child. */
import type { KeyFrameRation } from './key-frame-ration.js';

/** One key frame per this many milliseconds satisfies every child that asks meanwhile. */
const SPACING_MS = 300;

export class KeyFrameRequests {
  #askedAt = Number.NEGATIVE_INFINITY;
  /** This page itself goes on with a key frame only. */
  #own = false;
  /** Children that wait for one. */
  readonly #waiting = new Set<string>();
  /** Children whose ration was charged for the key frame that is on its way. */
  readonly #charged = new Set<string>();

  constructor(
    private readonly ration: KeyFrameRation,
    private readonly ask: () => void,
  ) {}

  /** @param link the child that needs it; without: this page */
  need(now: number, link?: string): void {
    if (link === undefined) this.#own = true;
    else this.#waiting.add(link);
    this.poll(now);
  }

  /** However many ask, one request leaves per spacing; the last is never lost. */
  poll(now: number): void {
    if (now - this.#askedAt < SPACING_MS) return;
    const entitled = [...this.#waiting].filter(
      (link) => this.#charged.has(link) || this.ration.allows(link),
    );
    if (!this.#own && entitled.length === 0) return;
    for (const link of this.#own ? [] : entitled) {
      if (!this.#charged.has(link)) this.ration.take(link);
      this.#charged.add(link);
    }
    this.#own = false;
    this.#waiting.clear();
    this.#askedAt = now;
    this.ask();
  }

  /** A key frame has come: nobody waits any longer. */
  satisfied(): void {
    this.#own = false;
    this.#waiting.clear();
    this.#charged.clear();
  }

  forget(link: string): void {
    this.#waiting.delete(link);
    this.#charged.delete(link);
  }
}
