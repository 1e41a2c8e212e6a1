/** The broadcaster's epoch, and the requests for a newer one that climb to it (feasibility.ts). */
import type { OverlayEnv } from './api.js';
import type { Timing } from './timing.js';

/** Root only: raises the epoch steadily, and on request. */
export class RootEpoch {
  #raisedAt = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;

  constructor(
    private readonly env: OverlayEnv,
    private readonly timing: Timing,
    public value: number,
    private readonly raised: () => void,
  ) {}

  raise(): void {
    this.stop();
    this.value++;
    this.#raisedAt = this.env.now();
    this.#cancel = this.env.setTimer(this.timing.epochMs, () => this.raise());
    this.raised();
  }

  /** Somebody waits for a newer one. */
  request(): void {
    const left = this.#raisedAt + this.timing.refreshMs - this.env.now();
    if (left <= 0) {
      this.raise();
      return;
    }
    this.stop();
    this.#cancel = this.env.setTimer(left, () => this.raise());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}

/** Everybody else: merges the requests of those below into few upward. */
export class EpochRequests {
  #wanted = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #link = '';

  constructor(
    private readonly env: OverlayEnv,
    private readonly timing: Timing,
  ) {}

  /** Is this to be asked for on the link to the parent, or was it a moment ago? */
  due(wanted: number, link: string): boolean {
    const now = this.env.now();
    const news = wanted > this.#wanted || link !== this.#link;
    if (!news && now - this.#askedAt < 4 * this.timing.refreshMs) return false;
    this.#wanted = wanted;
    this.#link = link;
    this.#askedAt = now;
    return true;
  }
}
