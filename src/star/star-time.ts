/** The time that a star tells its pages, and by which it judges what they announce. */
import { localUnixMs } from '../base/clock.js';
import { createLog } from '../base/log.js';
import { isPlausibleTime } from '../network/stars/star-clock.js';

const log = createLog('star:time');

/** Two stars that differ by less understand each other's records, milliseconds. */
const NEAR_MS = 5_000;

/**
 * Taken from the computer's clock at the start and carried on by the monotonic one: when the clock is
 * set, pages notice nothing. Stars that know each other go by the latest of their clocks, as the one
 * that is behind was mostly started before its computer had asked for the time.
 */
export class StarTime {
  #aheadMs = 0;

  constructor(private readonly clock: () => number = localUnixMs) {}

  /** Unix time in whole milliseconds. */
  readonly now = (): number => Math.round(this.clock() + this.#aheadMs);

  /** Another star has told its time. */
  heard(now: number): void {
    const aheadMs = now - this.now();
    if (!isPlausibleTime(now) || Math.abs(aheadMs) < NEAR_MS) return;
    log(`a star that this one is linked to is ${aheadMs} ms ahead`);
    if (aheadMs > 0) this.#aheadMs += aheadMs;
  }
}
