/** The broadcaster's epoch, and the requests for a newer one that climb to it (feasibility.ts). */
import { LIMITS } from '../../wire/limits.js';
import type { OverlayEnv } from '../api.js';
import type { Timing } from '../timing.js';

/**
 * Epochs beyond any use. The broadcaster's grow by one in five seconds and by twenty a second at most; after a
 * reload they begin with its clock, which gains ten a second. Epochs that a relay invents are bounded by the
 * {@link EpochHorizon} of those who hear them, and the broadcaster can therefore get above them.
 */
const HORIZON = {
  /** What may be ahead of the last epoch that the broadcaster signed, and what more in each second since. */
  ahead: 100_000,
  perSecond: 100,
  /** A request may reach this much further: who asks may have heard more, or believed more for long. */
  request: 100_000_000,
} as const;

/**
 * How new an epoch can be. What is told beyond it counts as the newest possible one: that is safe, because a
 * peer may take a parent's distance to be worse than it is (feasibility.ts), never to be better.
 */
export class EpochHorizon {
  #epoch: number | null = null;
  #at = 0;
  #asked = 0;

  constructor(private readonly now: () => number) {}

  get #newest(): number {
    if (this.#epoch === null) return LIMITS.epoch;
    return this.#epoch + HORIZON.ahead + (HORIZON.perSecond * (this.now() - this.#at)) / 1000;
  }

  /** The broadcaster's own word; it only widens what is possible. */
  anchor(epoch: number): void {
    if (this.#epoch !== null && epoch + HORIZON.ahead <= this.#newest) return;
    this.#epoch = epoch;
    this.#at = this.now();
  }

  /** Before the broadcaster's word is known, the first that somebody says. */
  hearsay(epoch: number): void {
    if (this.#epoch === null) this.anchor(epoch);
  }

  /** This epoch, or the newest that is possible. */
  clamp(epoch: number): number {
    const newest = Math.max(Math.floor(this.#newest), this.#asked);
    return Math.min(epoch, newest, LIMITS.epoch);
  }

  /** May the broadcaster be asked for it? */
  mayAsk(epoch: number): boolean {
    return epoch <= Math.min(LIMITS.epoch, this.#newest + HORIZON.request);
  }

  /** It is asked for, so it is possible from now on. */
  asked(epoch: number): void {
    this.#asked = Math.max(this.#asked, epoch);
  }
}

/** Root only: raises the epoch steadily, and on request. */
export class RootEpoch {
  #raisedAt = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;
  /** Asked for, and not reached yet. */
  #wanted = 0;

  constructor(
    private readonly env: OverlayEnv,
    private readonly timing: Timing,
    public value: number,
    private readonly raised: () => void,
  ) {}

  raise(): void {
    this.stop();
    this.value = Math.min(LIMITS.epoch, Math.max(this.value + 1, this.#wanted));
    this.#raisedAt = this.env.now();
    this.#cancel = this.env.setTimer(this.timing.epochMs, () => this.raise());
    this.raised();
  }

  /** Somebody waits for one at least this new. */
  request(wanted: number): void {
    this.#wanted = Math.max(this.#wanted, wanted);
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

/** Everybody else: merges the requests of those below into few parentLinks. */
export class EpochRequests {
  #wanted = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #link = '';
  #cancel: (() => void) | null = null;

  constructor(
    private readonly env: OverlayEnv,
    private readonly timing: Timing,
  ) {}

  /**
   * Is this to be asked for on the link to the parent, or was it a moment ago? News that come too soon after
   * the last are asked for a little later: the children of one peer together may say more than it may.
   */
  due(wanted: number, link: string, again: () => void): boolean {
    const now = this.env.now();
    const news = wanted > this.#wanted || link !== this.#link;
    if (!news && now - this.#askedAt < 4 * this.timing.refreshMs) return false;
    const left = this.#askedAt + this.timing.refreshMs - now;
    if (left > 0 && link === this.#link) {
      this.#cancel ??= this.env.setTimer(left, () => {
        this.#cancel = null;
        again();
      });
      return false;
    }
    this.#wanted = wanted;
    this.#link = link;
    this.#askedAt = now;
    return true;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
