/** The receiving end of one link and kind inside the worker: reads trailers, feeds the own decoder. */
import { type EncodedFrame, type Kind, rtpTimestampOf } from '../frames/encoded-frames.js';
import {
  appendTrailer,
  type Encoding,
  encodingOf,
  type FrameTrailer,
  readTrailer,
  sequenceDistance,
  stripTrailer,
} from '../frames/frame-trailer.js';
import { PLAIN } from '../frames/frame-transform.js';
import type { UpStats } from '../worker-client/worker-messages.js';
import type { RelayedFrame } from './down-track.js';
import { pump } from './pump.js';
import { RepairWait } from './repair-wait.js';

const CAPTURE_MEMORY = 128;
/** A jump beyond this is another encoder with the same stream number, not loss. */
const FARTHEST_JUMP = 512;
/** No full frame for this long while small ones come, ms: the small ones are for us. */
const ALONE_MS = 400;
/** A parent that was asked to stop sending both has stopped after this long, ms. */
const AFTER_BOTH_MS = 2_000;

export interface UpTrackEvents {
  /** Every frame of this link, duplicates included, before the own decoder takes it. */
  frame(item: Omit<RelayedFrame, 'from'>): void;
  flowing(): void;
  /**
   * The own picture is to wait this long for frames that are sent again, ms; 0: not at all.
   * @param whole most of what is missing comes in the end
   */
  wait(ms: number, whole: boolean): void;
  /** The parent has gone over to the small encoding; the frame that follows is its key frame. */
  fullEnded(): void;
  /** The own decoder cannot go on without a key frame of this encoding. */
  needKeyFrame(encoding: Encoding): void;
  /** The first frame that the transform cannot open: the own decoder does not get it, children do. */
  drop(reason: string): void;
  error(error: unknown): void;
}

export class UpTrack {
  readonly stats: UpStats = { bytes: 0, frames: 0, lost: 0, longestGapMs: 0, unopened: 0 };
  /** Of the worker's clock; -1 before the first frame. */
  lastFrameAt = -1;
  readonly #captures = new Map<number, FrameTrailer>();
  readonly #reader: ReadableStreamDefaultReader<EncodedFrame>;
  readonly #writer: WritableStreamDefaultWriter<EncodedFrame>;
  /** Until then both encodings may come, the small one for children. */
  #bothUntil = Number.NEGATIVE_INFINITY;
  /** The encoding that the own decoder is given. */
  #shown: Encoding | null = null;
  #shownAt = Number.NEGATIVE_INFINITY;
  #newest: FrameTrailer | null = null;
  readonly #repairs = new RepairWait();
  #localSequence = 0;
  readonly #localStream: number;

  constructor(
    readonly kind: Kind,
    streams: { readable: ReadableStream<EncodedFrame>; writable: WritableStream<EncodedFrame> },
    private readonly events: UpTrackEvents,
    private readonly clock: { now(): number; unix(): number; random(): number },
    private readonly transform = PLAIN,
  ) {
    this.#reader = streams.readable.getReader();
    this.#writer = streams.writable.getWriter();
    this.#localStream = Math.floor(clock.random() * 128);
    void pump(this.#reader, (frame) => this.#take(frame), events.error);
  }

  #take(frame: EncodedFrame): void {
    const now = this.clock.now();
    let data = frame.data;
    if (data.byteLength === 0) return;
    let trailer = readTrailer(data);
    if (!trailer) {
      // A transcoding parent strips trailers: this page is where a new sequence begins.
      trailer = this.#ownTrailer(frame);
      data = appendTrailer(this.transform.seal(data, trailer, this.kind), trailer);
      frame.data = data;
    }
    const shown = this.kind === 'audio' || this.#isShown(trailer, now);
    this.#count(trailer, data.byteLength, now, shown);
    if (shown && this.kind === 'video') {
      const wait = this.#repairs.arrived(trailer, now);
      if (wait !== null) this.events.wait(wait, this.#repairs.whole);
    }
    this.#captures.set(rtpTimestampOf(frame), trailer);
    if (this.#captures.size > CAPTURE_MEMORY) {
      this.#captures.delete(this.#captures.keys().next().value!);
    }
    const first = this.lastFrameAt < 0;
    this.lastFrameAt = now;
    try {
      this.events.frame({ frame, data, trailer });
    } catch (error) {
      this.events.error(error);
    }
    if (shown) this.#show(frame, data, trailer);
    if (first) this.events.flowing();
  }

  #show(frame: EncodedFrame, data: ArrayBuffer, trailer: FrameTrailer): void {
    const plain = this.transform.open(stripTrailer(data), trailer, this.kind);
    if (plain) {
      frame.data = plain;
      this.#writer.write(frame).catch(() => {});
    } else if (this.stats.unopened++ === 0) {
      this.events.drop(`${this.kind} cannot be opened`);
    }
  }

  /** Both encodings come from now on, or the parent was asked to send the full one only. */
  expectBoth(both: boolean): void {
    if (both) this.#bothUntil = Number.POSITIVE_INFINITY;
    // Some of the small ones are still on their way.
    else if (this.#bothUntil === Number.POSITIVE_INFINITY) {
      this.#bothUntil = this.clock.now() + AFTER_BOTH_MS;
    }
  }

  /**
   * Each encoding numbers its pictures apart, so a decoder that is given the frames of one misses
   * nothing. It changes over at a key frame: at any of the full one, and of the small one when that
   * is all that comes.
   */
  #isShown(trailer: FrameTrailer, now: number): boolean {
    const encoding = encodingOf(trailer);
    this.#shown ??= encoding;
    if (encoding !== this.#shown) {
      const alone = now > this.#bothUntil || now - this.#shownAt > ALONE_MS;
      const mayChange = encoding === 'full' || alone;
      if (mayChange && trailer.key) {
        this.#shown = encoding;
        if (encoding === 'small') this.events.fullEnded();
      } else if (mayChange) this.events.needKeyFrame(encoding);
    }
    if (encoding !== this.#shown) return false;
    this.#shownAt = now;
    return true;
  }

  /** The next frame is told as `flowing` again. */
  expect(): void {
    this.lastFrameAt = -1;
  }

  #ownTrailer(frame: EncodedFrame): FrameTrailer {
    const sequence = this.#localSequence++ % 2 ** 28;
    const key = this.kind === 'video' && frame.type === 'key';
    return {
      captureMs: Math.floor(this.clock.unix()) % 2 ** 32,
      sequence,
      needs: this.kind === 'audio' || key ? 0 : 1,
      temporalLayer: 0,
      key,
      estimated: true,
      sync: false,
      small: false,
      stream: this.#localStream,
    };
  }

  #count(trailer: FrameTrailer, bytes: number, now: number, shown: boolean): void {
    const { stats } = this;
    stats.bytes += bytes;
    if (!shown) return;
    stats.frames++;
    if (this.lastFrameAt >= 0) {
      stats.longestGapMs = Math.max(stats.longestGapMs, now - this.lastFrameAt);
    }
    if (this.#newest && this.#newest.stream === trailer.stream) {
      const distance = sequenceDistance(trailer.sequence, this.#newest.sequence);
      if (Math.abs(distance) > FARTHEST_JUMP) {
        this.#newest = trailer;
        return;
      }
      if (distance > 1) stats.lost += distance - 1;
      else if (distance <= 0) {
        // A duplicate fills no gap.
        if (distance === 0) return;
        stats.lost = Math.max(0, stats.lost - 1);
        return;
      }
    }
    this.#newest = trailer;
  }

  /** The trailer of the frame with this RTP timestamp, if still remembered. */
  captured(rtpTimestamp: number): FrameTrailer | undefined {
    return this.#captures.get(rtpTimestamp);
  }

  close(): void {
    this.#reader.cancel().catch(() => {});
    this.#writer.abort().catch(() => {});
  }
}
