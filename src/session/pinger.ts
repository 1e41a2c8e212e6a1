/** Round trip and clock of one link: a few pings at once, then one every two seconds. */
const FIRST_PINGS = 4;
const FIRST_INTERVAL_MS = 120;
const INTERVAL_MS = 2_000;
/** ICE takes twelve seconds to call a killed page gone; three pings in a row say it sooner. */
const UNANSWERED_LIMIT = 3;

export class Pinger {
  /** Smoothed round trip, milliseconds; 0 until known. */
  rttMs = 0;
  #n = 0;
  #unanswered = 0;
  readonly #sent = new Map<number, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(
    private readonly send: (n: number) => void,
    private readonly onSample: (rttMs: number, clock: number) => void,
    /** Nothing came back for several pings: the other side is gone. */
    private readonly onLost: () => void = () => {},
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
    this.#timer = setTimeout(
      () => this.#ping(),
      this.#n < FIRST_PINGS ? FIRST_INTERVAL_MS : INTERVAL_MS,
    );
  }

  /** Any message is a sign of life. */
  heard(): void {
    this.#unanswered = 0;
  }

  pong(n: number, clock: number): void {
    const at = this.#sent.get(n);
    if (at === undefined) return;
    this.#sent.delete(n);
    this.#unanswered = 0;
    const rttMs = performance.now() - at;
    this.rttMs = this.rttMs === 0 ? rttMs : this.rttMs * 0.7 + rttMs * 0.3;
    this.onSample(rttMs, clock);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}
