/**
 * Round trip, clock and life of one link. The child asks steadily, because it needs the clock; the
 * parent hears by that that it lives, and asks itself only when it hears nothing. With three links
 * a page, pings are a third of all control traffic.
 */
const FIRST_PINGS = 4;
const FIRST_INTERVAL_MS = 120;
const INTERVAL_MS = 5_000;
/** After a ping that was not answered. */
const WORRIED_INTERVAL_MS = 1_500;
/** ICE takes twelve seconds to call a killed page gone; three pings in a row say it sooner. */
const UNANSWERED_LIMIT = 3;
/** A side that is still there answers within this, milliseconds. */
const ANSWER_MS = 800;

/** Calls `fn` after `ms`; the returned function cancels. */
export type SetTimer = (ms: number, fn: () => void) => () => void;

const pageTimer: SetTimer = (ms, fn) => {
  const timer = setTimeout(fn, ms);
  return () => clearTimeout(timer);
};

export class Heartbeat {
  /** Smoothed round trip, milliseconds; 0 until known. */
  rttMs = 0;
  #n = 0;
  #unanswered = 0;
  readonly #sent = new Map<number, number>();
  #heardAt = 0;
  #cancel = (): void => {};
  #cancelDoubt: (() => void) | null = null;
  #stopped = false;

  constructor(
    private readonly send: (n: number) => void,
    private readonly onSample: (rttMs: number, clock: number) => void,
    /** Nothing came back for several pings: the other side is gone. */
    private readonly onLost: () => void = () => {},
    /** One that a hidden tab's throttling does not reach, where there is one. */
    private readonly setTimer: SetTimer = pageTimer,
    /** After the first pings, ask only when nothing was heard for an interval. */
    private readonly lazy = false,
  ) {
    this.#ping();
  }

  #ping(): void {
    if (this.#unanswered >= UNANSWERED_LIMIT && this.#n > FIRST_PINGS) {
      this.onLost();
      return;
    }
    this.#unanswered++;
    const n = this.#n++;
    this.#sent.set(n, performance.now());
    this.send(n);
    // Sending may find the link closed, and closing it stops us.
    if (this.#stopped) return;
    if (this.#n < FIRST_PINGS) this.#after(FIRST_INTERVAL_MS, () => this.#ping());
    else this.#after(WORRIED_INTERVAL_MS, () => this.#look());
  }

  /** Was the last ping answered? */
  #look(): void {
    if (this.#unanswered > 0) this.#ping();
    else this.#after(INTERVAL_MS - WORRIED_INTERVAL_MS, () => this.#turn());
  }

  #turn(): void {
    // A moment more than the other side takes between two of its pings.
    const pause = INTERVAL_MS + WORRIED_INTERVAL_MS / 2;
    if (this.lazy && performance.now() - this.#heardAt < pause) {
      this.#after(pause, () => this.#turn());
    } else {
      this.#ping();
    }
  }

  #after(ms: number, run: () => void): void {
    this.#cancel = this.setTimer(ms, run);
  }

  /** Any message is a sign of life. */
  heard(): void {
    this.#unanswered = 0;
    this.#heardAt = performance.now();
  }

  /** This page has slept: is the other side still there? */
  woke(): void {
    this.#trust();
    this.ask(() => this.onLost());
  }

  /** Asks now; `unresponsive` when nothing is heard soon. */
  ask(unresponsive: () => void): void {
    if (this.#stopped || this.#cancelDoubt) return;
    const askedAt = performance.now();
    // Those that nobody answered were perhaps never sent, or never arrived.
    this.#unanswered = 0;
    this.#cancel();
    this.#ping();
    this.#cancelDoubt = this.setTimer(ANSWER_MS, () => {
      this.#cancelDoubt = null;
      if (!this.#stopped && this.#heardAt < askedAt) unresponsive();
    });
  }

  #trust(): void {
    this.#cancelDoubt?.();
    this.#cancelDoubt = null;
  }

  pong(n: number, clock: number): void {
    const at = this.#sent.get(n);
    if (at === undefined) return;
    this.#sent.delete(n);
    this.heard();
    const rttMs = performance.now() - at;
    this.rttMs = this.rttMs === 0 ? rttMs : this.rttMs * 0.7 + rttMs * 0.3;
    this.onSample(rttMs, clock);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
    this.#trust();
  }
}
