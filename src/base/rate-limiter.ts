/** Token bucket: lets `rate` events a second through on average, and `burst` of them at once. */
export class RateLimiter {
  readonly #rate: number;
  readonly #burst: number;
  readonly #now: () => number;
  #tokens: number;
  #at: number;

  /**
   * @param rate events a second
   * @param burst events at once
   * @param now milliseconds; any clock that does not run backwards
   */
  constructor(rate: number, burst: number, now: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#burst = burst;
    this.#now = now;
    this.#tokens = burst;
    this.#at = now();
  }

  /** Takes `cost` tokens; false when there are not enough, and then takes none. */
  take(cost = 1): boolean {
    const now = this.#now();
    this.#tokens = Math.min(
      this.#burst,
      this.#tokens + (Math.max(0, now - this.#at) / 1000) * this.#rate,
    );
    this.#at = now;
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }
}

/**
 * One {@link RateLimiter} per key. Holds at most `maxKeys`; the key unused for longest goes first,
 * so a flood of invented peers costs memory up to that bound and no more.
 */
export class KeyedRateLimiter {
  readonly #limiters = new Map<string, RateLimiter>();
  readonly #make: () => RateLimiter;
  readonly #maxKeys: number;

  constructor(rate: number, burst: number, maxKeys = 4096, now?: () => number) {
    this.#make = () => new RateLimiter(rate, burst, now);
    this.#maxKeys = maxKeys;
  }

  take(key: string, cost = 1): boolean {
    const limiter = this.#limiters.get(key) ?? this.#make();
    this.#limiters.delete(key);
    this.#limiters.set(key, limiter);
    if (this.#limiters.size > this.#maxKeys) {
      const oldest = this.#limiters.keys().next();
      if (!oldest.done) this.#limiters.delete(oldest.value);
    }
    return limiter.take(cost);
  }

  get size(): number {
    return this.#limiters.size;
  }
}
