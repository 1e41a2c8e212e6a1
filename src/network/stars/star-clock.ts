/**
 * The page's one clock for whatever others compare: the time of its stars, carried on by this
 * computer's monotonic clock. A computer whose own clock is minutes off would otherwise refuse every
 * record, and have its own refused; one whose clock is set while it broadcasts would vanish from the
 * lists.
 */
import { localUnixMs } from '../../base/clock.js';
import { createLog } from '../../base/log.js';

const log = createLog('network:clock');

/** Answers before 2020 or after 2100 come from a star that has no clock, or from one that lies. */
const PLAUSIBLE = { from: Date.UTC(2020), to: Date.UTC(2100) };
/** Readings of one star, of which the one with the shortest round trip counts (Cristian 1989). */
const READINGS = 8;
/** Two readings of one star that differ by more than their round trips and this: it was set again. */
const NOISE_MS = 2_000;

interface Reading {
  offsetMs: number;
  rttMs: number;
}

export interface ClockReading {
  /** What the star said, Unix time in milliseconds. */
  now: number;
  /** This computer's {@link localUnixMs} before the question and after the answer. */
  askedAt: number;
  answeredAt: number;
}

interface StarTime {
  readings: Reading[];
  best: Reading;
  readAt: number;
}

export const isPlausibleTime = (unixMs: number): boolean =>
  unixMs >= PLAUSIBLE.from && unixMs <= PLAUSIBLE.to;

export class StarClock {
  readonly #local: () => number;
  readonly #stars = new Map<string, StarTime>();
  #offsetMs = 0;

  constructor(local: () => number = localUnixMs) {
    this.#local = local;
  }

  /** This computer's monotonic clock, in which readings are timed. */
  local(): number {
    return this.#local();
  }

  /**
   * Unix time in whole milliseconds: by `star`'s clock when it has been read, else by that of most
   * stars. It moves only when a star tells another time.
   */
  now(star?: string): number {
    const known = star === undefined ? undefined : this.#stars.get(star);
    return Math.round(this.#local() + (known?.best.offsetMs ?? this.#offsetMs));
  }

  /** False when the answer cannot be a time, and is ignored. */
  read(star: string, { now, askedAt, answeredAt }: ClockReading): boolean {
    if (!isPlausibleTime(now)) {
      log(`ignored: star ${star} says that it is ${now} ms since 1970`);
      return false;
    }
    const rttMs = answeredAt - askedAt;
    const reading = { offsetMs: now - (askedAt + answeredAt) / 2, rttMs };
    const held = this.#stars.get(star);
    const noiseMs = NOISE_MS + ((held?.best.rttMs ?? 0) + rttMs) / 2;
    const agrees = held && Math.abs(held.best.offsetMs - reading.offsetMs) <= noiseMs;
    if (held && !agrees) log(`star ${star} tells another time`, reading.offsetMs);
    const readings = [...(agrees ? held.readings : []), reading].slice(-READINGS);
    const best = readings.reduce((a, b) => (b.rttMs < a.rttMs ? b : a));
    this.#stars.set(star, { readings, best, readAt: answeredAt });
    this.#settle();
    return true;
  }

  /** Milliseconds since `star` was read; infinite when it never was. */
  ageOf(star: string): number {
    return this.#local() - (this.#stars.get(star)?.readAt ?? Number.NEGATIVE_INFINITY);
  }

  /** The star is gone. The last one's time is kept until another star tells its own. */
  forget(star: string): void {
    if (this.#stars.size > 1 && this.#stars.delete(star)) this.#settle();
  }

  /**
   * The median of what the stars say, so one that lies among three moves nothing. With an even
   * number this computer's own clock has the casting vote.
   */
  #settle(): void {
    const offsets = [...this.#stars.values()].map(({ best }) => best.offsetMs);
    if (offsets.length % 2 === 0) offsets.push(0);
    offsets.sort((a, b) => a - b);
    const offsetMs = offsets[(offsets.length - 1) / 2]!;
    if (Math.abs(offsetMs - this.#offsetMs) > NOISE_MS) {
      log(`this computer's clock is ${Math.round(offsetMs)} ms behind the stars'`);
    }
    this.#offsetMs = offsetMs;
  }
}
