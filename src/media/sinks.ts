/**
 * Where a relay's worker writes the frames that a child shall get. One sink per link and kind.
 *
 * - {@link ForwardSink}: Chromium's `createEncodedStreams()` pair accepts a copied frame of another
 *   connection; RTP timestamps and picture ids then are the broadcaster's through the whole tree.
 * - {@link CarrySink}: standard API only. The connection sends a dummy track; every frame its
 *   encoder makes is held until an upstream frame comes and leaves with that frame's bytes. A dummy
 *   frame must never be dropped: its picture id would be missing and the child would freeze.
 */
import type {
  EncodedFrame,
  EncodedFrameConstructor,
  EncodedStreams,
  Kind,
} from './encoded-frames.js';
import { type FrameMark, SEQUENCE_MODULO } from './frame-mark.js';
import { pump } from './pump.js';

/** An upstream frame with its bytes, mark included. */
export interface MarkedFrame {
  frame: EncodedFrame;
  /** Read once: every `frame.data` access may copy. */
  data: ArrayBuffer;
  mark: FrameMark;
}

export interface SinkEvents {
  /** The child cannot decode until a key frame comes. */
  needKeyFrame(): void;
  /** The main thread shall make the dummy track produce one frame. */
  tick?: (() => void) | undefined;
  error(error: unknown): void;
}

export interface FrameSink {
  /** False: drop everything, and start with a key frame when true again. */
  on: boolean;
  write(item: MarkedFrame): void;
  /** Highest temporal layer passed on; 3 is all. */
  maxTemporalLayer: number;
  readonly bytes: number;
  readonly frames: number;
  /** Call every few tens of milliseconds. */
  poll(now: number): void;
  close(): void;
}

const SENT_WINDOW = 256;

/** Decides which frames a child can decode: none before a key frame, none without what it needs. */
abstract class DecodableSink implements FrameSink {
  bytes = 0;
  frames = 0;
  #on = false;
  #maxLayer = 3;
  #layerFromKey = 3;
  readonly #sent = new Set<number>();
  #stream = -1;
  #dummySeen = false;

  constructor(
    protected readonly kind: Kind,
    protected readonly events: SinkEvents,
  ) {}

  get on(): boolean {
    return this.#on;
  }
  set on(on: boolean) {
    if (on === this.#on) return;
    this.#on = on;
    this.restart();
    if (on && this.kind === 'video') this.events.needKeyFrame();
  }

  get maxTemporalLayer(): number {
    return this.#layerFromKey;
  }
  /**
   * Less takes effect at once, more at a key frame, which is asked for: frames of an upper layer
   * also refer to older ones of their layer, which the child never got.
   */
  set maxTemporalLayer(max: number) {
    this.#layerFromKey = max;
    if (max < this.#maxLayer || this.#stream < 0) this.#maxLayer = max;
    else if (max > this.#maxLayer && this.#on) this.events.needKeyFrame();
  }

  /** Forgets what was sent: the next video frame passed on is a key frame. */
  protected restart(): void {
    this.#sent.clear();
    this.#stream = -1;
  }

  write(item: MarkedFrame): void {
    if (!this.#on) return;
    const { mark } = item;
    if (this.kind === 'video') {
      if (mark.key) this.#maxLayer = this.#layerFromKey;
      if (mark.temporalLayer > this.#maxLayer) return;
      const needed = (mark.sequence - mark.needs + SEQUENCE_MODULO) % SEQUENCE_MODULO;
      const decodable = mark.key || (mark.stream === this.#stream && this.#sent.has(needed));
      if (!decodable) {
        this.events.needKeyFrame();
        return;
      }
      if (mark.key) this.#sent.clear();
      this.#stream = mark.stream;
      this.#sent.add(mark.sequence);
      if (this.#sent.size > SENT_WINDOW) this.#sent.delete(this.#sent.values().next().value!);
    }
    try {
      if (!this.pass(item)) return;
    } catch (error) {
      // What follows must not refer to a frame that never left.
      this.startAnew();
      throw error;
    }
    this.bytes += item.data.byteLength;
    this.frames++;
  }

  /** Frames were given up: the child needs a key frame to go on. */
  protected startAnew(): void {
    this.restart();
    if (this.kind === 'video') this.events.needKeyFrame();
  }

  /** A key frame of the dummy encoder, after its first, is the child's PLI. */
  protected noticeDummy(dummy: EncodedFrame): void {
    if (dummy.type === 'key' && this.#dummySeen && this.#on) this.events.needKeyFrame();
    this.#dummySeen = true;
  }

  /** False when the frame could not be taken. */
  protected abstract pass(item: MarkedFrame): boolean;
  poll(_now: number): void {}
  abstract close(): void;
}

/** How often a forwarding sender's dummy track makes a frame. */
const DUMMY_INTERVAL_MS = 100;

export class ForwardSink extends DecodableSink {
  readonly #writer: WritableStreamDefaultWriter<EncodedFrame>;
  readonly #reader: ReadableStreamDefaultReader<EncodedFrame>;
  #closed = false;
  #lastTick = Number.NEGATIVE_INFINITY;

  constructor(kind: Kind, streams: EncodedStreams, events: SinkEvents) {
    super(kind, events);
    this.#writer = streams.writable.getWriter();
    this.#reader = streams.readable.getReader();
    // The dummy track's frames end here.
    void pump(this.#reader, (dummy) => this.noticeDummy(dummy), events.error);
  }

  protected pass({ frame }: MarkedFrame): boolean {
    if (this.#closed) return false;
    const copy = new (frame.constructor as EncodedFrameConstructor)(frame);
    // A write after the connection closed rejects; the link is being torn down already.
    this.#writer.write(copy).catch(() => {});
    return true;
  }

  /** Without an active encoder the pacer delays frames: p95 at the fourth hop 294 ms, with it 87. */
  override poll(now: number): void {
    if (!this.on || now - this.#lastTick < DUMMY_INTERVAL_MS) return;
    this.#lastTick = now;
    this.events.tick?.();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#reader.cancel().catch(() => {});
    this.#writer.abort().catch(() => {});
  }
}

/** Frames a carry sink may queue before it skips to the next key frame: half a second at 30 fps. */
const CARRY_QUEUE = 15;
/**
 * Audio frames stand alone, and where a real track paces the dummies (no generator) they come
 * exactly as fast as the frames: whatever waits here once would delay the sound for ever.
 */
const CARRY_AUDIO_QUEUE = 8;
/**
 * Frames that have waited all through such a time wait for dummies that were lost in the encoder
 * (most are at the start, before it runs). As many are asked for again, or the delay would stay for
 * ever. A shorter time would ask for dummies that are only late.
 */
const BACKLOG_WINDOW_MS = 150;
/** Dummies asked for out of turn keep this distance; a canvas gives one frame a refresh. */
const TICK_SPACING_MS = 16;

export class CarrySink extends DecodableSink {
  readonly #writer: WritableStreamDefaultWriter<EncodedFrame>;
  readonly #reader: ReadableStreamDefaultReader<EncodedFrame>;
  readonly #queue: ArrayBuffer[] = [];
  readonly #dummies: EncodedFrame[] = [];
  #askedAt = 0;
  /** Fewest frames waiting in the window that began at `#windowAt`. */
  #fewest = 0;
  #windowAt = 0;
  /** Dummies to ask for out of turn. */
  #missing = 0;
  #closed = false;

  constructor(
    kind: Kind,
    streams: EncodedStreams,
    events: SinkEvents,
    private readonly now: () => number,
  ) {
    super(kind, events);
    this.#writer = streams.writable.getWriter();
    this.#reader = streams.readable.getReader();
    void pump(this.#reader, (dummy) => this.#collect(dummy), events.error);
  }

  #collect(dummy: EncodedFrame): void {
    this.noticeDummy(dummy);
    this.#dummies.push(dummy);
    // Audio dummies come by themselves at 50/s: keep them from piling up while idle.
    if (this.kind === 'audio' && this.#dummies.length > 2) this.#dummies.shift();
    this.#pair();
  }

  protected pass({ data }: MarkedFrame): boolean {
    if (this.#closed) return false;
    this.#queue.push(data);
    if (this.kind === 'audio') {
      if (this.#queue.length > CARRY_AUDIO_QUEUE) this.#queue.shift();
    } else if (this.#queue.length > CARRY_QUEUE) {
      this.#queue.length = 0;
      this.startAnew();
      return false;
    }
    this.#pair();
    if (this.#queue.length > 0) this.#ask();
    return true;
  }

  #ask(): void {
    if (!this.events.tick) return;
    this.#askedAt = this.now();
    this.events.tick();
  }

  #pair(): void {
    while (!this.#closed && this.#queue.length > 0 && this.#dummies.length > 0) {
      const dummy = this.#dummies.shift()!;
      // A copy: writing a frame may detach its buffer, and other sinks share it.
      dummy.data = this.#queue.shift()!.slice(0);
      this.#writer.write(dummy).catch(() => {});
    }
    this.#fewest = Math.min(this.#fewest, this.#queue.length);
  }

  override poll(now: number): void {
    this.#fewest = Math.min(this.#fewest, this.#queue.length);
    if (now - this.#windowAt >= BACKLOG_WINDOW_MS) {
      this.#missing = this.#fewest;
      this.#fewest = this.#queue.length;
      this.#windowAt = now;
    }
    if (this.#missing > 0 && now - this.#askedAt >= TICK_SPACING_MS) {
      this.#missing--;
      this.#ask();
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#queue.length = 0;
    this.#dummies.length = 0;
    this.#reader.cancel().catch(() => {});
    this.#writer.abort().catch(() => {});
  }
}
