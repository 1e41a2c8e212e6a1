/** Tells a break from jitter, and a long break from a short one. */

/** A picture that stands still this long is a break, not jitter. */
const STALL_MS = 1_000;
/** Without a parent this long the viewer is told, and the search goes on. */
const NO_PARENT_MS = 15_000;

export interface Fed {
  /** A parent sends. */
  attached(): boolean;
  /** Looked at, and attached. */
  well(): void;
  broken(): void;
  /** Broken for long: called once a break, ... */
  complain(): void;
  /** ... and this at every look from then on. */
  lasting(): void;
}

export class BreakWatch {
  #since: number | null = null;
  #complained = false;
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
    if (this.fed.attached()) {
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
    this.fed.lasting();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
