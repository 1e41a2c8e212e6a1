/**
 * How much later frames arrive than they could: the way of each against the shortest of the last minute.
 * Times there are by the child's clock and times here by ours, so that only differences mean anything.
 * Pure, in milliseconds and bytes.
 */

/** A minimum of ten seconds would learn a standing queue as normal. */
const MINIMUM_SLOTS = 6;
const MINIMUM_SLOT_MS = 10_000;
/** Share of a new difference in the jitter, as in RFC 3550, section 6.4.1. */
const JITTER_GAIN = 1 / 16;

export interface Arrival {
  /** When the frame was there, by the child's clock. */
  at: number;
  bytes: number;
  /** From sending by our clock to `at`. */
  way: number;
}

export class FrameLag {
  /** The newest last, each with the jitter of the frames before it. */
  readonly #arrivals: (Arrival & { jitter: number })[] = [];
  #minima: { since: number; least: number }[] = [];
  #jitter = 0;

  /** @param remembered frames that can be compared */
  constructor(private readonly remembered: number) {}

  /** The shortest way of the last minute. */
  get usual(): number {
    return Math.min(...this.#minima.map(({ least }) => least));
  }

  /** The shortest way is this from now on: the route is another one. */
  rebase(way: number, now: number): void {
    this.#minima = [{ since: now, least: way }];
  }

  arrived(arrival: Arrival, now: number): void {
    const { way } = arrival;
    const before = this.#arrivals.at(-1)?.way ?? way;
    this.#arrivals.push({ ...arrival, jitter: this.#jitter });
    this.#jitter += (Math.abs(way - before) - this.#jitter) * JITTER_GAIN;
    if (this.#arrivals.length > this.remembered) this.#arrivals.shift();
    const slot = this.#minima.at(-1);
    if (slot && now - slot.since <= MINIMUM_SLOT_MS) {
      slot.least = Math.min(slot.least, way);
      return;
    }
    this.#minima.push({ since: now, least: way });
    if (this.#minima.length > MINIMUM_SLOTS) this.#minima.shift();
  }

  #last(samples: number): (Arrival & { jitter: number })[] | null {
    return this.#arrivals.length < samples ? null : this.#arrivals.slice(-samples);
  }

  /** Least lag of the last frames: one that was repaired is late alone. 0 before there are as many. */
  lag(samples: number): number {
    const recent = this.#last(samples);
    return recent ? Math.min(...recent.map(({ way }) => way)) - this.usual : 0;
  }

  /**
   * By how much each of the last frames was later than the one before, in all but the largest rise, which may
   * be a repair; 0 where one was not later.
   */
  growth(samples: number): number {
    const recent = this.#last(samples);
    if (!recent) return 0;
    const rises = recent.slice(1).map(({ way }, i) => way - recent[i]!.way);
    if (rises.some((rise) => rise <= 0)) return 0;
    return rises.reduce((sum, rise) => sum + rise, 0) - Math.max(...rises);
  }

  /** Jitter before the last frames. */
  jitterBefore(samples: number): number {
    return this.#last(samples)?.[0]?.jitter ?? 0;
  }

  /**
   * Bits per second that arrived between the last frames, which is what the line carries while they queue.
   * @param soundBps sent beside them
   */
  carriedBps(samples: number, soundBps: number): number | null {
    const [first, ...rest] = this.#arrivals.slice(-samples);
    const last = rest.at(-1);
    if (!first || !last || last.at <= first.at) return null;
    const ms = last.at - first.at;
    // Sound was sent with them, in the time that they took to send.
    const sound = (soundBps * (ms - (last.way - first.way))) / ms;
    return sound + (rest.reduce((sum, { bytes }) => sum + bytes * 8, 0) * 1000) / ms;
  }
}
