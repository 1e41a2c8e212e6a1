/** Tells a break from jitter, and a long break from a short one. */

/** A picture that stands still this long is a break, not jitter. */
const STALL_MS = 1_000;
/** Without a parent that gives something this long the viewer is told, and the search goes on. */
const NO_PARENT_MS = 8_000;
/** Whether the channel still exists is asked this often then. */
const LASTING_MS = 2_000;

export interface Fed {
  /** A parent sends, or says that the source rests. */
  flows(): boolean;
  /** Looked at, and it does. */
  well(): void;
  broken(): void;
  /** Broken for long: called once a break, ... */
  complain(): void;
  /** ... and this now and then from then on. */
  lasting(): void;
}

export class StallDetector {
  #since: number | null = null;
  #complained = false;
  #lastingAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly fed: Fed) {}

  start(): void {
    this.stop();
    this.#since = performance.now();
    this.#complained = false;
    this.#timer = setInterval(() => this.#look(), STALL_MS / 4);
  }

  /** Something came. */
  flowing(): void {
    this.#since = null;
    this.#complained = false;
  }

  #look(): void {
    if (this.fed.flows()) {
      this.#since = null;
      this.fed.well();
      return;
    }
    this.#since ??= performance.now();
    const ms = performance.now() - this.#since;
    if (ms > STALL_MS) this.fed.broken();
    if (ms <= NO_PARENT_MS) return;
    if (!this.#complained) {
      this.#complained = true;
      this.fed.complain();
    }
    if (performance.now() - this.#lastingAt < LASTING_MS) return;
    this.#lastingAt = performance.now();
    this.fed.lasting();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
