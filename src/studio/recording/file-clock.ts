/**
 * Where in a file the frames of a broadcast stand: it begins with the first picture that needs no other.
 *
 * The clock of a sound card is up to half a percent fast or slow against the stamps, and no packet of
 * sound can be stretched. Players count the sound by its packets, whatever their stamps say (Chromium's
 * AudioDiscardHelper), and show the pictures by it. So the file has the sound's time: packets follow each
 * other without a seam, and the pictures are placed by what the sound's clock is ahead or behind.
 */
import type { Kind } from '../../media/frames/encoded-frames.js';

/** One Opus packet as WebRTC makes them. */
const PACKET_MS = 20;
/** Stamps of sound are rounded and jitter; beyond this it was away. */
const JITTER_MS = 60;
/** Two pictures are never at one place. */
const LEAST_MS = 1;
/**
 * What of the difference between stamp and place each packet corrects. A clock 0.5 % off is followed
 * 10 ms behind, and a stamp that is 60 ms late moves the pictures by 0.6 ms.
 */
const GAIN = 0.01;
/** Sound that is later than a picture by this much is taken to be away. */
const AWAY_MS = 500;

/** Counts in milliseconds, which sum up without rounding, and tells seconds. */
export class FileClock {
  #firstMs: number | null = null;
  /** What the stamps are ahead of the file's time. */
  #ahead = 0;
  #lastPicture = Number.NEGATIVE_INFINITY;
  /** Where the next packet of sound stands; null before the first. */
  #nextSound: number | null = null;
  #silence: number[] = [];

  /** @param hasSound the file has a track for it */
  constructor(private readonly hasSound = true) {}

  /**
   * Seconds from the file's beginning; null for what comes before it.
   * @param captureMs modulo 2^32
   * @param begins a picture that needs no other
   */
  place(kind: Kind, captureMs: number, begins: boolean): number | null {
    if (this.#firstMs === null && !begins) return null;
    this.#firstMs ??= captureMs;
    // Differences on the circle of 2^32 ms.
    const stamp = (captureMs - this.#firstMs) | 0;
    if (stamp < 0) return null;
    const at = stamp - this.#ahead;
    if (kind === 'audio') return this.#placeSound(at) / 1000;
    this.#lastPicture = Math.max(at, this.#lastPicture + LEAST_MS);
    if (this.hasSound) this.#fillUntil(this.#lastPicture - AWAY_MS);
    return this.#lastPicture / 1000;
  }

  /**
   * Places, in seconds, for packets of silence before the frame that was placed last, where the sound was away. Without
   * them a player closes the gap, and a writer holds the pictures back until there is sound again.
   */
  takeSilence(): number[] {
    return this.#silence.splice(0);
  }

  #placeSound(at: number): number {
    this.#nextSound ??= at;
    if (at > this.#nextSound + JITTER_MS) this.#fillUntil(at - PACKET_MS / 2);
    const place = this.#nextSound;
    this.#ahead += GAIN * Math.min(JITTER_MS, Math.max(-JITTER_MS, at - place));
    this.#nextSound = place + PACKET_MS;
    return place;
  }

  #fillUntil(end: number): void {
    if (end <= 0) return;
    for (this.#nextSound ??= 0; this.#nextSound < end; this.#nextSound += PACKET_MS) {
      this.#silence.push(this.#nextSound / 1000);
    }
  }
}
