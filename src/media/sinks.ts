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
import type { Spending, UploadBudget } from './upload-budget.js';

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
  /** Frames of a higher step (see {@link stepOf}) are left out. */
  maxStep: number;
  /** What all sinks of this page may send together. */
  budget: UploadBudget | null;
  readonly bytes: number;
  readonly frames: number;
  /** Call every few tens of milliseconds. */
  poll(now: number): void;
  close(): void;
}

const SENT_WINDOW = 256;
/** A child whose picture did not fit into the page's upload is not tried again for this long, ms. */
const STARVED_MS = 1_500;

/**
 * In which order frames can be left out: 2 first, upper frames that refer to others of their layer;
 * then 1, upper frames that refer to the base only; never 0, the base itself. With L1T2 that leaves
 * three quarters of the frames, then half of them.
 */
export const stepOf = (mark: FrameMark): 0 | 1 | 2 =>
  mark.temporalLayer === 0 ? 0 : mark.sync ? 1 : 2;
export const ALL_STEPS = 2;

function spendingOf(kind: Kind, mark: FrameMark): Spending {
  if (kind === 'audio') return 'audio';
  if (mark.key) return 'key';
  return mark.temporalLayer === 0 ? 'base' : 'upper';
}

/** Decides which frames a child can decode: none before a key frame, none without what it needs. */
abstract class DecodableSink implements FrameSink {
  bytes = 0;
  frames = 0;
  budget: UploadBudget | null = null;
  #on = false;
  #maxStep: number = ALL_STEPS;
  readonly #sent = new Set<number>();
  #stream = -1;
  /** Sequence of the newest frame offered, passed on or not. */
  #newest = -1;
  /** Every upper frame since the last key frame or sync was passed on. */
  #upperWhole = true;
  /** This stream marks its syncs; where it does not, only a key frame mends the upper layers. */
  #hasSyncs = false;
  #starvedUntil = Number.NEGATIVE_INFINITY;
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

  get maxStep(): number {
    return this.#maxStep;
  }
  /** Takes effect at once; frames left out come back at a sync or a key frame. */
  set maxStep(max: number) {
    const more = max > this.#maxStep;
    this.#maxStep = max;
    if (more && this.#on && this.#stream >= 0 && !this.#hasSyncs) this.events.needKeyFrame();
  }

  /** Forgets what was sent: the next video frame passed on is a key frame. */
  protected restart(): void {
    this.#sent.clear();
    this.#stream = -1;
  }

  write(item: MarkedFrame): void {
    if (!this.#on) return;
    const { mark } = item;
    const upper = this.kind === 'video' && mark.temporalLayer > 0;
    if (this.kind === 'video' && !this.#wanted(mark)) return;
    if (this.budget && !this.budget.take(spendingOf(this.kind, mark), item.data.byteLength)) {
      if (upper) this.#upperWhole = false;
      else this.#starve(this.budget.now());
      return;
    }
    if (this.kind === 'video') {
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

  /** May the child have this frame, and can it decode it? */
  #wanted(mark: FrameMark): boolean {
    if (this.budget && this.budget.now() < this.#starvedUntil) return false;
    if (!this.#follows(mark)) return false;
    const needed = (mark.sequence - mark.needs + SEQUENCE_MODULO) % SEQUENCE_MODULO;
    if (mark.key || (mark.stream === this.#stream && this.#sent.has(needed))) return true;
    this.events.needKeyFrame();
    return false;
  }

  /** Leaves out the steps not wanted, and after a gap what may refer to a frame in it. */
  #follows(mark: FrameMark): boolean {
    const expected = (this.#newest + 1) % SEQUENCE_MODULO;
    if (mark.key) this.#hasSyncs &&= mark.stream === this.#stream;
    if (mark.sync) this.#hasSyncs = true;
    if (mark.key || mark.sync) this.#upperWhole = true;
    else if (mark.sequence !== expected) this.#upperWhole = false;
    this.#newest = mark.sequence;
    if (stepOf(mark) > this.#maxStep) this.#upperWhole = false;
    return mark.temporalLayer === 0 || this.#upperWhole;
  }

  /** The page's upload is used up: this child rests, so that the others keep theirs. */
  #starve(now: number): void {
    this.#starvedUntil = now + STARVED_MS;
    this.restart();
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
