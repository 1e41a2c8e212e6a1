/**
 * Where "live" is on the time line of a stream that cannot be rewound: at `currentTime` while the
 * picture runs, and further on with every second that it is paused.
 */
export class LiveEdge {
  #now: () => number;
  #pausedAt: number | null = null;

  /** @param now - milliseconds, monotonic */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  paused(): void {
    this.#pausedAt ??= this.#now();
  }
  running(): void {
    this.#pausedAt = null;
  }

  /** Seconds since the picture was paused, 0 while it runs. */
  get behind(): number {
    return this.#pausedAt === null ? 0 : (this.#now() - this.#pausedAt) / 1000;
  }
}
