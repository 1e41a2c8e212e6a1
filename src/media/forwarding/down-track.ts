/**
 * Where a relay's worker writes the frames that a child is to get. One down track per link and kind.
 *
 * - {@link ForwardDownTrack}: Chromium's `createEncodedStreams()` pair accepts a copied frame of another
 *   connection; its picture id then is the broadcaster's through the whole tree, its RTP timestamp is placed again.
 * - {@link CarryDownTrack}: standard API only. The connection sends a dummy track; every frame its
 *   encoder makes is held until an upstream frame comes and leaves with that frame's bytes. A dummy
 *   frame must never be dropped: its picture id would be missing and the child would freeze.
 */

import type { Spending, UploadLimiter } from '../congestion/upload-limiter.js';
import {
  type EncodedFrame,
  type EncodedFrameConstructor,
  type EncodedStreams,
  type Kind,
  rtpTimestampOf,
} from '../frames/encoded-frames.js';
import { type Encoding, encodingOf, type FrameTrailer } from '../frames/frame-trailer.js';
import { ALL_STEPS, type WantedEncoding } from '../frames/layers.js';
import { LayerSelector } from './layer-selector.js';
import { pump } from './pump.js';
import { RtpMunger } from './rtp-munger.js';

/** An upstream frame with its bytes, trailer included. */
export interface RelayedFrame {
  frame: EncodedFrame;
  /** Read once: every `frame.data` access may copy. */
  data: ArrayBuffer;
  trailer: FrameTrailer;
  /** The link it came by; its RTP timestamps go on within that link only. Empty: made on this page. */
  from: string;
}

export interface DownTrackEvents {
  /** The child cannot decode until a key frame comes. */
  needKeyFrame(encoding: Encoding): void;
  /** A frame of the picture was handed on. */
  passed?(trailer: FrameTrailer, bytes: number): void;
  /** Asks the main thread to make the dummy track produce one frame. */
  tick?: (() => void) | undefined;
  error(error: unknown): void;
}

export interface DownTrack {
  /** False: drop everything, and start with a key frame when true again. */
  on: boolean;
  write(item: RelayedFrame): void;
  /** Frames of a higher step (see stepOf in layer-selector.ts) are left out; below 0 all of the full encoding. */
  maxStep: number;
  /** Which encoding of the picture. */
  wanted: WantedEncoding;
  /** What all down tracks of this page may send together. */
  budget: UploadLimiter | null;
  /** On, and nothing is passed on for a while although frames come. */
  readonly brokenOff: boolean;
  /** No full frame comes any more: the small one is the best there is, from its next key frame on. */
  fullEnded(): void;
  readonly bytes: number;
  readonly frames: number;
  /** Call every few tens of milliseconds. */
  poll(now: number): void;
  close(): void;
}

/** A child whose picture did not fit into the page's upload is not tried again for this long, ms. */
const STARVED_MS = 1_500;
/** No full frame for this long while small ones come, where no parent was seen to go over, ms. */
const ALONE_MS = 400;

function spendingOf(kind: Kind, trailer: FrameTrailer): Spending {
  if (kind === 'audio') return 'audio';
  if (trailer.key) return 'key';
  return trailer.temporalLayer === 0 ? 'base' : 'upper';
}

/** A full encoding that was broken off waits this long for the small one, ms: its own key frame would queue for long. */
const SMALL_COMES_MS = 700;

/** Decides which frames a child can decode: none before a key frame, none without what it needs. */
abstract class DecodableDownTrack implements DownTrack {
  bytes = 0;
  frames = 0;
  budget: UploadLimiter | null = null;
  #on = false;
  #maxStep: number = ALL_STEPS;
  #wanted: WantedEncoding = 'full';
  /** The encoding that the child decodes; null before the first key frame. */
  #current: Encoding | null = null;
  readonly #selectors: Record<Encoding, LayerSelector> = {
    full: new LayerSelector(),
    small: new LayerSelector(),
  };
  #starvedUntil = Number.NEGATIVE_INFINITY;
  #fullAt = Number.NEGATIVE_INFINITY;
  #brokenOffAt = Number.NEGATIVE_INFINITY;
  #dummySeen = false;

  constructor(
    protected readonly kind: Kind,
    protected readonly events: DownTrackEvents,
  ) {}

  get on(): boolean {
    return this.#on;
  }
  set on(on: boolean) {
    if (on === this.#on) return;
    this.#on = on;
    this.restart();
    if (on) this.#needKeyFrames();
  }

  get maxStep(): number {
    return this.#maxStep;
  }
  /** Takes effect at once; frames left out come back at a sync or a key frame. */
  set maxStep(max: number) {
    const more = max > this.#maxStep;
    if (max < 0 || this.#maxStep < 0) this.#brokenOffAt = this.#now();
    this.#maxStep = max;
    const selector = this.#current ? this.#selectors[this.#current] : null;
    if (more && this.#on && selector?.started && !selector.hasSyncs) {
      this.events.needKeyFrame(this.#current ?? 'full');
    }
  }

  get wanted(): WantedEncoding {
    return this.#wanted;
  }
  /** The change comes with the next key frame of what is wanted; until then what is there goes on. */
  set wanted(wanted: WantedEncoding) {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    if (this.#on) this.#needKeyFrames();
  }

  /** Asks for a key frame of each encoding that is wanted and not running. */
  #needKeyFrames(): void {
    if (this.kind !== 'video') return;
    const { full, small } = this.#selectors;
    const both = this.#wanted === 'both';
    if ((both || this.#wanted === 'full') && !(full.started && this.#current === 'full')) {
      this.events.needKeyFrame('full');
    }
    if ((both && !small.started) || (this.#wanted === 'small' && this.#current !== 'small')) {
      this.events.needKeyFrame('small');
    }
  }

  /** Forgets what was sent: the next video frame passed on is a key frame. */
  protected restart(): void {
    this.#selectors.full.restart();
    this.#selectors.small.restart();
    this.#current = null;
  }

  write(item: RelayedFrame): void {
    if (!this.#on) return;
    const { trailer } = item;
    const selector = this.kind === 'video' ? this.#selectorFor(trailer) : null;
    if (this.kind === 'video') {
      if (!trailer.small && this.brokenOff) return;
      if (!selector || (this.budget && this.budget.now() < this.#starvedUntil)) return;
      const verdict = selector.judge(trailer, this.#maxStep);
      if (verdict === 'key') this.events.needKeyFrame(encodingOf(trailer));
      if (verdict !== 'pass') return;
    }
    if (this.budget && !this.budget.take(spendingOf(this.kind, trailer), item.data.byteLength)) {
      if (selector && trailer.temporalLayer > 0) selector.leftOut();
      else this.#starve(this.budget.now());
      return;
    }
    selector?.passed(trailer);
    try {
      if (!this.pass(item)) return;
    } catch (error) {
      // What follows must not refer to a frame that never left.
      this.startAnew();
      throw error;
    }
    if (selector) this.events.passed?.(trailer, item.data.byteLength);
    this.bytes += item.data.byteLength;
    this.frames++;
  }

  /** Null: this encoding is not for this child, or not yet. */
  #selectorFor(trailer: FrameTrailer): LayerSelector | null {
    const encoding = encodingOf(trailer);
    const selector = this.#selectors[encoding];
    if (this.#wanted === 'both') {
      if (encoding === 'full' && trailer.key) this.#current = 'full';
      return selector;
    }
    if (encoding === 'full') this.#fullAt = this.#now();
    // Where only the small one comes, it is the best there is.
    const fits = encoding === this.#wanted || this.#now() - this.#fullAt > ALONE_MS;
    if (this.#current === encoding) return selector;
    if (!fits) return null;
    if (!trailer.key) {
      this.events.needKeyFrame(encoding);
      return null;
    }
    this.#current = encoding;
    this.#selectors[encoding === 'full' ? 'small' : 'full'].restart();
    return selector;
  }

  get brokenOff(): boolean {
    if (!this.#on || this.#current === 'small') return false;
    if (this.#maxStep < 0) return true;
    return this.#wanted === 'small' && this.#now() - this.#brokenOffAt < SMALL_COMES_MS;
  }

  fullEnded(): void {
    this.#fullAt = Number.NEGATIVE_INFINITY;
  }

  #now(): number {
    return this.budget?.now() ?? 0;
  }

  /** The page's upload is used up: this child rests, so that the others keep theirs. */
  #starve(now: number): void {
    this.#starvedUntil = now + STARVED_MS;
    this.restart();
  }

  /** Frames were given up: the child needs a key frame to go on. */
  protected startAnew(): void {
    this.restart();
    this.#needKeyFrames();
  }

  /** A key frame of the dummy encoder, after its first, is the child's PLI. */
  protected noticeDummy(dummy: EncodedFrame): void {
    if (dummy.type === 'key' && this.#dummySeen && this.#on) {
      this.events.needKeyFrame(this.#current ?? (this.#wanted === 'small' ? 'small' : 'full'));
    }
    this.#dummySeen = true;
  }

  /** False when the frame could not be taken. */
  protected abstract pass(item: RelayedFrame): boolean;
  poll(_now: number): void {}
  abstract close(): void;
}

/** How often a forwarding sender's dummy track makes a frame. */
const DUMMY_INTERVAL_MS = 100;

export class ForwardDownTrack extends DecodableDownTrack {
  readonly #writer: WritableStreamDefaultWriter<EncodedFrame>;
  readonly #reader: ReadableStreamDefaultReader<EncodedFrame>;
  #closed = false;
  #lastTick = Number.NEGATIVE_INFINITY;
  readonly #rtp = new RtpMunger();

  constructor(
    kind: Kind,
    streams: EncodedStreams,
    events: DownTrackEvents,
    private readonly now: () => number,
  ) {
    super(kind, events);
    this.#writer = streams.writable.getWriter();
    this.#reader = streams.readable.getReader();
    // The dummy track's frames end here.
    void pump(this.#reader, (dummy) => this.noticeDummy(dummy), events.error);
  }

  protected override noticeDummy(dummy: EncodedFrame): void {
    this.#rtp.own(rtpTimestampOf(dummy), this.now());
    super.noticeDummy(dummy);
  }

  protected pass({ frame, trailer, from }: RelayedFrame): boolean {
    if (this.#closed) return false;
    const copy = this.#copy(frame, trailer, from);
    // A write after the connection closed rejects; the link is being torn down already.
    this.#writer.write(copy).catch(() => {});
    return true;
  }

  #copy(frame: EncodedFrame, trailer: FrameTrailer, from: string): EncodedFrame {
    const Frame = frame.constructor as EncodedFrameConstructor;
    // The browser bears any step of a sound's time (0 ms concealed in 8 switches); times of capture are too coarse for
    // it (0 to 34 ms).
    if (this.kind === 'audio') return new Frame(frame);
    const timestamp = rtpTimestampOf(frame);
    const placed = this.#rtp.place(from, trailer, timestamp, this.now());
    if (placed === timestamp) return new Frame(frame);
    return new Frame(frame, { metadata: { ...frame.getMetadata(), rtpTimestamp: placed } });
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

/** Frames a carrying down track may queue before it skips to the next key frame: half a second at 30 fps. */
const CARRY_QUEUE = 15;
/**
 * Audio frames stand alone, and where a real track paces the dummies (no generator) they come
 * exactly as fast as the frames: whatever waits here once would delay the sound forever.
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

export class CarryDownTrack extends DecodableDownTrack {
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
    events: DownTrackEvents,
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

  protected pass({ data }: RelayedFrame): boolean {
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
      // A copy: writing a frame may detach its buffer, and other down tracks share it.
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
