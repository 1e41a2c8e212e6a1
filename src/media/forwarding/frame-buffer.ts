/**
 * Puts the frames of one kind that may come over several links (the parent and a standby during a
 * switch) into one decodable sequence: each frame once, in order, none before the frame it needs.
 *
 * A relay must do this itself: its children's connections number packets again, so a child's decoder
 * cannot see that a frame is missing and would decode against the wrong reference.
 */
import { type FrameTrailer, SEQUENCE_MODULO, sequenceDistance } from '../frames/frame-trailer.js';

const WINDOW = 512;

export interface FrameBufferEvents<F> {
  /** This frame may be passed on now. */
  release(frame: F, trailer: FrameTrailer): void;
  /** A needed frame is missing; only a key frame helps. Told again until one comes. */
  gap(): void;
}

interface Held<F> {
  /** It could go, but one before it is missing that may still come. */
  patient?: boolean;
  frame: F;
  trailer: FrameTrailer;
  since: number;
}

export class FrameBuffer<F> {
  /** Frames that wait for one they need. */
  readonly #held = new Map<number, Held<F>>();
  readonly #released = new Set<number>();
  readonly #events: FrameBufferEvents<F>;
  readonly #holdMs: number;
  /**
   * How long a frame that could go waits for one before it, ms: for children, who get them in one row, what comes
   * after its successor is lost. 0 where nothing is sent again.
   */
  patienceMs = 0;
  #stream = -1;
  #newest = -1;

  /** `holdMs`: how long a retransmission may take before a frame is called lost. */
  constructor(events: FrameBufferEvents<F>, holdMs = 200) {
    this.#events = events;
    this.#holdMs = holdMs;
  }

  /** True when this frame was already released or is older than anything of use. */
  seen(trailer: FrameTrailer): boolean {
    if (trailer.stream !== this.#stream || this.#newest < 0) return false;
    const distance = sequenceDistance(trailer.sequence, this.#newest);
    return distance <= 0 && distance >= -WINDOW;
  }

  /** Takes a frame at time `now` (ms); returns false when it is a duplicate and was ignored. */
  push(frame: F, trailer: FrameTrailer, now: number): boolean {
    if (trailer.stream !== this.#stream) {
      // Another encoder: nothing of the old sequence can be referenced.
      if (!trailer.key && trailer.needs > 0) {
        this.#events.gap();
        return false;
      }
      this.#reset(trailer.stream);
    }
    if (this.#newest >= 0) {
      const distance = sequenceDistance(trailer.sequence, this.#newest);
      if (Math.abs(distance) > WINDOW) {
        if (!trailer.key && trailer.needs > 0) {
          this.#events.gap();
          return false;
        }
        // No parent lags this far: a new encoder drew the same stream number (one in 128).
        if (distance < 0) this.#reset(trailer.stream);
      } else if (distance <= 0) return false;
    }
    if (this.#held.has(trailer.sequence)) return false;
    const ready = this.#ready(trailer);
    if (ready && this.#misses(trailer)) {
      this.#held.set(trailer.sequence, { frame, trailer, since: now, patient: true });
    } else if (ready) {
      this.#release(frame, trailer);
      this.#releaseHeld();
    } else {
      // At most WINDOW of them: no frame further ahead of the newest gets here.
      this.#held.set(trailer.sequence, { frame, trailer, since: now });
    }
    return true;
  }

  /** Call every few tens of milliseconds: gives up on frames that will not come. */
  tick(now: number): void {
    for (const { patient, since, frame, trailer } of [...this.#held.values()]) {
      if (!patient || now - since < this.patienceMs || !this.#held.delete(trailer.sequence))
        continue;
      this.#release(frame, trailer);
      this.#releaseHeld();
    }
    for (const held of this.#held.values()) {
      if (now - held.since > this.#holdMs) {
        this.#held.clear();
        this.#events.gap();
        return;
      }
    }
  }

  #misses({ sequence, key }: FrameTrailer): boolean {
    if (this.patienceMs === 0 || key || this.#newest < 0) return false;
    return sequenceDistance(sequence, this.#newest) > 1;
  }

  #ready(trailer: FrameTrailer): boolean {
    if (trailer.key || trailer.needs === 0) return true;
    return this.#released.has(
      (trailer.sequence - trailer.needs + SEQUENCE_MODULO) % SEQUENCE_MODULO,
    );
  }

  #release(frame: F, trailer: FrameTrailer): void {
    this.#newest = trailer.sequence;
    this.#released.add(trailer.sequence);
    if (this.#released.size > WINDOW) {
      const oldest = this.#released.values().next().value;
      if (oldest !== undefined) this.#released.delete(oldest);
    }
    if (trailer.key) {
      for (const [sequence] of this.#held) {
        if (sequenceDistance(sequence, trailer.sequence) <= 0) this.#held.delete(sequence);
      }
    }
    this.#events.release(frame, trailer);
  }

  #releaseHeld(): void {
    for (let again = this.#held.size > 0; again; ) {
      again = false;
      const next = [...this.#held.values()].sort((a, b) =>
        sequenceDistance(a.trailer.sequence, b.trailer.sequence),
      );
      for (const held of next) {
        if (sequenceDistance(held.trailer.sequence, this.#newest) <= 0) {
          // A middle layer was lost. The base goes on without it, but later frames of its layer may
          // refer to it as well (libwebrtc's VP8 L1T3 keeps one in the golden buffer).
          this.#held.delete(held.trailer.sequence);
          this.#events.gap();
        } else if (this.#ready(held.trailer)) {
          this.#held.delete(held.trailer.sequence);
          this.#release(held.frame, held.trailer);
          again = true;
        }
      }
    }
  }

  #reset(stream: number): void {
    this.#stream = stream;
    this.#newest = -1;
    this.#released.clear();
    this.#held.clear();
  }
}
