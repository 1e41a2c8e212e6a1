/**
 * Keeps what this page gives away below its `max-upload` at any moment, frame by frame: a token
 * bucket whose burst is small enough for any five seconds to stay within 10 % of the limit.
 *
 * What a child can best do without goes first: upper temporal layers, then the picture of the child
 * that came last. Sound always passes; it is little, and counted.
 */

export type Spending = 'audio' | 'key' | 'base' | 'upper';

/** The bucket, in seconds of the limit. A burst of it adds 9 % to five seconds. */
const BURST_S = 0.45;
/** Part of the bucket that upper layers leave at least, and at most. */
const RESERVED = 0.3;
const MOST_RESERVED = 0.85;
/** Key frames go to all children at once; those this close together, ms, are one burst. */
const BURST_MS = 100;
/** A key frame larger than the bucket may overdraw it when the bucket is this full. */
const NEARLY_FULL = 0.9;

/** Payload of one packet, and RTP (with extensions), SRTP, UDP and IP headers around it. */
const PACKET_BYTES = 1_140;
const HEADER_BYTES = 66;

/** About what a frame costs on the wire. */
export const wireBytes = (frameBytes: number): number =>
  frameBytes + Math.max(1, Math.ceil(frameBytes / PACKET_BYTES)) * HEADER_BYTES;

export class UploadLimiter {
  /** Wire bytes spent so far, by estimate. */
  spent = 0;
  #bytesPerMs: number | null = null;
  #level = 0;
  #at = 0;
  /** What the last burst of key frames cost: upper layers leave room for the next one. */
  #keyBurst = 0;
  #keyAt = Number.NEGATIVE_INFINITY;

  constructor(readonly now: () => number) {}

  /** Bits per second on the wire; null lifts the limit. */
  limit(bps: number | null): void {
    this.#refill();
    const before = this.#bytesPerMs;
    this.#bytesPerMs = bps === null || !Number.isFinite(bps) ? null : Math.max(0, bps) / 8000;
    // What is left in the bucket stays: setting the limit again and again must not fill it.
    this.#level = before === null ? this.#size : Math.min(this.#level, this.#size);
  }

  get #size(): number {
    return (this.#bytesPerMs ?? 0) * 1000 * BURST_S;
  }

  #refill(): void {
    const now = this.now();
    this.#level = Math.min(this.#size, this.#level + (now - this.#at) * (this.#bytesPerMs ?? 0));
    this.#at = now;
  }

  /** True when a frame of this size may leave now; it then counts as sent. */
  take(what: Spending, frameBytes: number): boolean {
    const cost = wireBytes(frameBytes);
    if (this.#bytesPerMs !== null) {
      this.#refill();
      if (what === 'key') this.#noteKey(cost);
      if (!this.#affords(what, cost)) return false;
      this.#level -= cost;
    }
    this.spent += cost;
    return true;
  }

  #noteKey(cost: number): void {
    if (this.#at - this.#keyAt > BURST_MS) this.#keyBurst = 0;
    this.#keyAt = this.#at;
    this.#keyBurst += cost;
  }

  /** What upper layers leave in the bucket. */
  get #reserve(): number {
    return Math.min(MOST_RESERVED * this.#size, Math.max(RESERVED * this.#size, this.#keyBurst));
  }

  #affords(what: Spending, cost: number): boolean {
    switch (what) {
      case 'audio':
        return true;
      case 'key':
        return this.#level >= Math.min(cost, this.#size * NEARLY_FULL);
      case 'base':
        return this.#level >= cost;
      case 'upper':
        return this.#level - cost >= this.#reserve;
    }
  }
}
