/**
 * How often each child may have a key frame made. A key frame costs everybody five to ten times an ordinary
 * frame, so one child must not ask for one at will; who has just come, switches or lost a frame must have it at
 * once. A child that asks for many below it may ask more often, up to a limit, because nobody else can say
 * whether they are there.
 */
/** Key frames at once. */
const BURST = 5;
/** Key frames a second, in the long run, for one viewer: about as often as a starved child begins anew. */
const RATE = 0.6;
/** The same for a subtree, however many viewers it counts. */
const MOST_RATE = 2;

interface Bucket {
  tokens: number;
  at: number;
  rate: number;
}

export class KeyFrameRation {
  readonly #buckets = new Map<string, Bucket>();

  /** @param now milliseconds */
  constructor(private readonly now: () => number) {}

  #bucket(link: string): Bucket {
    const now = this.now();
    const bucket = this.#buckets.get(link) ?? { tokens: BURST, at: now, rate: RATE };
    bucket.tokens = Math.min(BURST, bucket.tokens + ((now - bucket.at) / 1000) * bucket.rate);
    bucket.at = now;
    this.#buckets.set(link, bucket);
    return bucket;
  }

  /** This child asks for so many viewers, itself included. */
  weigh(link: string, viewers: number): void {
    const rate = RATE * (1 + Math.log2(Math.max(1, viewers)));
    this.#bucket(link).rate = Math.min(MOST_RATE, rate);
  }

  /** May it have one now? */
  allows(link: string): boolean {
    return this.#bucket(link).tokens >= 1;
  }

  /** It gets one; what it has not got is not owed. */
  take(link: string): void {
    const bucket = this.#bucket(link);
    bucket.tokens = Math.max(0, bucket.tokens - 1);
  }

  forget(link: string): void {
    this.#buckets.delete(link);
  }
}
