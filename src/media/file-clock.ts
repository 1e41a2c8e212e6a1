/** Where in a file the frames of a broadcast stand: it begins with the first picture that needs no other. */
import type { Kind } from './encoded-frames.js';

/** One Opus packet as WebRTC makes them, seconds. */
const PACKET_S = 0.02;
/** Stamps of sound are rounded and jitter; beyond this it was away. */
const JITTER_S = 0.06;
/** Two pictures are never at one place. */
const LEAST_S = 0.001;

export class FileClock {
  #firstMs: number | null = null;
  #last: Record<Kind, number> = {
    video: Number.NEGATIVE_INFINITY,
    audio: Number.NEGATIVE_INFINITY,
  };

  /**
   * Seconds from the file's beginning; null for what comes before it.
   * @param captureMs modulo 2^32
   * @param begins a picture that needs no other
   */
  place(kind: Kind, captureMs: number, begins: boolean): number | null {
    if (this.#firstMs === null && !begins) return null;
    this.#firstMs ??= captureMs;
    // Differences on the circle of 2^32 ms.
    const at = ((captureMs - this.#firstMs) | 0) / 1000;
    if (at < 0) return null;
    const last = this.#last[kind];
    const place = kind === 'video' ? Math.max(at, last + LEAST_S) : followOn(at, last);
    this.#last[kind] = place;
    return place;
  }
}

/** Packet after packet without a seam, unless the sound was away. */
function followOn(at: number, last: number): number {
  const next = last + PACKET_S;
  return at > next + JITTER_S || next === Number.NEGATIVE_INFINITY ? at : next;
}
