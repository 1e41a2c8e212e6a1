/**
 * How often each child may have a key frame made. A key frame costs everybody five to ten times an ordinary
 * frame, so one child must not ask for one at will; who has just come, switches or lost a frame must have it at
 * once. A child that asks for many below it may ask more often, up to a limit, because nobody else can say
 * whether they are there.
 */
/** Key frames at once. */
const BURST = 5;
/** Key frames a second, in the long run, for one viewer: about as often as a starved child begins again. */
const RATE = 0.6;
/** The same for a subtree, however many viewers it counts. */
const MOST_RATE = 2;
/** Peers without a link whose rations are remembered. */
const MOST_GONE = 256;

interface Bucket {
  tokens: number;
  at: number;
  rate: number;
}

export class KeyFrameRation {
  /** By peer; by link where the peer is not known. */
  readonly #buckets = new Map<string, Bucket>();
  /** link → peer */
  readonly #peers = new Map<string, string>();

  /** @param now milliseconds */
  constructor(private readonly now: () => number) {}

  /** Whose link it is: a peer that comes again by another link brings no new ration. */
  belongs(link: string, peer: string): void {
    this.#peers.set(link, peer);
  }

  #bucket(link: string): Bucket {
    const now = this.now();
    const key = this.#peers.get(link) ?? link;
    const bucket = this.#buckets.get(key) ?? { tokens: BURST, at: now, rate: RATE };
    bucket.tokens = Math.min(BURST, bucket.tokens + ((now - bucket.at) / 1000) * bucket.rate);
    bucket.at = now;
    this.#buckets.set(key, bucket);
    return bucket;
  }

  /** This child asks for this many viewers, itself included. */
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

  /** The link is gone. What its peer has used up is remembered until it would be there again. */
  forget(link: string): void {
    this.#buckets.delete(link);
    this.#peers.delete(link);
    const here = new Set(this.#peers.values());
    const gone = [...this.#buckets].filter(([key]) => !here.has(key));
    const now = this.now();
    for (const [index, [key, { tokens, at, rate }]] of gone.entries()) {
      const whole = tokens + ((now - at) / 1000) * rate >= BURST;
      if (whole || index < gone.length - MOST_GONE) this.#buckets.delete(key);
    }
  }
}
