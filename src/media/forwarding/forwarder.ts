/**
 * The core of the forwarding worker: frames come from the own encoder or from up links, go once and
 * in order to every served down link. Knows nothing of threads, so tests drive it directly.
 */
import { ArrivalReporter } from '../congestion/arrival-report.js';
import { DownLines } from '../congestion/down-lines.js';
import { UploadLimiter, wireBytes } from '../congestion/upload-limiter.js';
import type { Codec } from '../frames/codecs/codec.js';
import type { EncodedStreams, Kind, ScriptTransformer } from '../frames/encoded-frames.js';
import {
  type Encoding,
  encodingOf,
  type FrameTrailer,
  stripTrailer,
} from '../frames/frame-trailer.js';
import { PLAIN } from '../frames/frame-transform.js';
import { ALL_STEPS, stepOf, type WantedEncoding } from '../frames/layers.js';
import type { FromWorker, WorkerStats } from '../worker-client/worker-messages.js';
import {
  CarryDownTrack,
  type DownTrack,
  type DownTrackEvents,
  ForwardDownTrack,
  type RelayedFrame,
} from './down-track.js';
import { FlowWatch } from './flow-watch.js';
import { FrameBuffer } from './frame-buffer.js';
import { KeyFrameRation } from './key-frame-ration.js';
import { KeyFrameRequests } from './key-frame-requests.js';
import { SourceRest } from './source-rest.js';
import { SourceTrack } from './source-track.js';
import { UpTrack } from './up-track.js';

export interface ForwarderClock {
  /** Milliseconds since `timeOrigin`. */
  now(): number;
  /** Unix ms. */
  timeOrigin: number;
  random(): number;
}

/** Polled every 25 to 50 ms, so this is no busy machine: the page stood still. */
const ASLEEP_MS = 2_000;
/** A relay holds a frame for one before it no longer than this: below it all wait. */
const PATIENCE_MS = 100;
/** How often a child is told that nothing is due. */
const REST_MS = 100;
/** A busy machine: the thread stood still, and frames that came meanwhile wait in its queue. */
const STALLED_MS = 100;

type PerKind<T> = Partial<Record<Kind, T>>;
/** What is sequenced apart. */
type Strand = Encoding | 'audio';
const strandOf = (kind: Kind, { trailer }: Pick<RelayedFrame, 'trailer'>): Strand =>
  kind === 'audio' ? 'audio' : encodingOf(trailer);

export class Forwarder {
  readonly #sources: Partial<Record<Strand, SourceTrack>> = {};
  readonly #ups = new Map<string, PerKind<UpTrack>>();
  readonly #downTracks = new Map<string, PerKind<DownTrack>>();
  readonly #serving = new Set<string>();
  readonly #steps = new Map<string, number>();
  readonly #wanted = new Map<string, WantedEncoding>();
  readonly #reporters = new Map<string, ArrivalReporter>();
  readonly lines: DownLines;
  #both = false;
  readonly #uploadLimiter: UploadLimiter;
  readonly #flow: FlowWatch;
  readonly #rest: SourceRest;
  readonly #frameBuffers: Record<Strand, FrameBuffer<RelayedFrame>>;
  #stream: number;
  readonly #ration: KeyFrameRation;
  readonly #keyFrames: Record<Encoding, KeyFrameRequests>;
  readonly #released: Record<Encoding, [number, number, number]> = {
    full: [0, 0, 0],
    small: [0, 0, 0],
  };
  /** What is released here goes to the page as well. */
  feeds = false;
  #polledAt = Number.POSITIVE_INFINITY;
  #skipped = false;
  #soundAt = Number.NEGATIVE_INFINITY;
  readonly #restToldAt = new Map<string, number>();

  constructor(
    private readonly tell: (message: FromWorker) => void,
    private readonly clock: ForwarderClock,
    private readonly transform = PLAIN,
  ) {
    this.#stream = Math.floor(clock.random() * 128);
    this.#flow = new FlowWatch(tell);
    this.lines = new DownLines(
      {
        decided: (link) => this.#limit(link),
        tell: (link, line) => tell({ type: 'line', link, line }),
        pad: (link, bytes) => {
          const may = this.#uploadLimiter.take('upper', bytes);
          if (may) tell({ type: 'pad', link, bytes });
          return may;
        },
        drop: (reason) => this.#log(`drop: ${reason}`),
      },
      () => clock.now(),
    );
    this.#rest = new SourceRest(tell);
    this.#uploadLimiter = new UploadLimiter(() => clock.now());
    this.#ration = new KeyFrameRation(() => clock.now());
    const requests = (encoding: Encoding): KeyFrameRequests =>
      new KeyFrameRequests(this.#ration, () => {
        const source = this.#sources[encoding];
        if (source) {
          source.requestKeyFrame();
          this.#rest.keyFrameAsked(encoding, this.clock.now());
        }
        this.tell({ type: 'need-keyframe', encoding });
      });
    this.#keyFrames = { full: requests('full'), small: requests('small') };
    const frameBuffer = (strand: Strand): FrameBuffer<RelayedFrame> =>
      new FrameBuffer<RelayedFrame>({
        release: (item) => this.#release(strand === 'audio' ? 'audio' : 'video', item),
        gap: () => this.needKeyFrame(strand === 'small' ? 'small' : 'full'),
      });
    this.#frameBuffers = {
      full: frameBuffer('full'),
      small: frameBuffer('small'),
      audio: frameBuffer('audio'),
    };
  }

  addSource(
    kind: Kind,
    transformer: ScriptTransformer,
    encoding: Encoding = 'full',
    codec?: Codec,
  ): void {
    const strand = kind === 'audio' ? kind : encoding;
    this.#sources[strand]?.close();
    // A second encoder counts from zero again; under the old number its frames would look old.
    this.#stream = (this.#stream + 1) % 128;
    let first = encoding === 'full';
    this.#sources[strand] = new SourceTrack(
      kind,
      transformer,
      this.#stream,
      (item) => {
        if (first) this.tell({ type: 'encoding', kind });
        first = false;
        if (kind === 'video') this.#rest.encoded(encoding);
        this.#release(kind, item);
      },
      this.#onError,
      this.clock,
      { encoding, codec, transform: this.transform },
    );
    // A still source gives a new encoder nothing at all, unless it is asked.
    if (kind === 'video') this.needKeyFrame(encoding);
  }

  addUp(link: string, kind: Kind, streams: EncodedStreams): void {
    const ups = this.#ups.get(link) ?? {};
    this.#ups.set(link, ups);
    ups[kind]?.close();
    const up = new UpTrack(
      kind,
      streams,
      {
        frame: (item) => this.#arrive(link, kind, item),
        flowing: () => this.tell({ type: 'flowing', link, kind }),
        wait: (ms, whole) => {
          const patienceMs = whole ? Math.min(PATIENCE_MS, ms) : 0;
          for (const strand of ['full', 'small'] as const) {
            this.#frameBuffers[strand].patienceMs = patienceMs;
          }
          this.tell({ type: 'wait', link, ms });
        },
        fullEnded: () => {
          for (const { video } of this.#downTracks.values()) video?.fullEnded();
        },
        needKeyFrame: (encoding) => this.needKeyFrame(encoding),
        drop: (reason) => this.#log(`drop: ${reason} on ${link}`),
        error: this.#onError,
      },
      {
        now: () => this.clock.now(),
        unix: () => this.clock.timeOrigin + this.clock.now(),
        random: () => this.clock.random(),
      },
      this.transform,
    );
    up.expectBoth(this.#both);
    ups[kind] = up;
  }

  addForward(link: string, kind: Kind, streams: EncodedStreams): void {
    const events = this.#downTrackEvents(link, kind);
    if (kind === 'audio') events.tick = undefined;
    this.#addDownTrack(
      link,
      kind,
      new ForwardDownTrack(kind, streams, events, () => this.clock.now()),
    );
  }

  addCarry(link: string, kind: Kind, streams: EncodedStreams): void {
    const events = this.#downTrackEvents(link, kind);
    this.#addDownTrack(
      link,
      kind,
      new CarryDownTrack(kind, streams, events, () => this.clock.now()),
    );
  }

  readonly #log = (message: string): void => this.tell({ type: 'log', message });
  readonly #onError = (error: unknown): void => this.#log(`frame handler failed: ${error}`);

  #downTrackEvents(link: string, kind: Kind): DownTrackEvents {
    return {
      needKeyFrame: (encoding) => this.needKeyFrame(encoding, link),
      tick: () => this.tell({ type: 'tick', link, kind }),
      passed: (trailer, bytes) => this.lines.sent(link, trailer, bytes),
      error: this.#onError,
    };
  }

  #addDownTrack(link: string, kind: Kind, downTrack: DownTrack): void {
    const downTracks = this.#downTracks.get(link) ?? {};
    this.#downTracks.set(link, downTracks);
    downTracks[kind]?.close();
    downTracks[kind] = downTrack;
    downTrack.budget = this.#uploadLimiter;
    downTrack.maxStep = this.#stepsOf(link);
    downTrack.wanted = this.#wantedOn(link, downTrack);
    downTrack.on = this.#serving.has(link);
  }

  serve(link: string, on: boolean, peer = link): void {
    if (on) this.#ration.belongs(link, peer);
    if (on) this.#serving.add(link);
    else {
      this.#serving.delete(link);
      this.lines.forget(link);
      this.#limit(link);
    }
    for (const downTrack of Object.values(this.#downTracks.get(link) ?? {})) downTrack.on = on;
  }

  limitSteps(link: string, max: number): void {
    if (max >= ALL_STEPS) this.#steps.delete(link);
    else this.#steps.set(link, max);
    this.#limit(link);
  }

  /** A child's arrival report, unchecked: of one whose frames go by here, while it is fed. */
  reported(link: string, data: ArrayBuffer): void {
    if (this.#serving.has(link) && this.#downTracks.get(link)?.video) this.lines.heard(link, data);
  }

  /** What the page allows, and the line carries. */
  #stepsOf(link: string): number {
    return Math.min(this.#steps.get(link) ?? ALL_STEPS, this.lines.stepOf(link));
  }

  #limit(link: string): void {
    const max = this.#stepsOf(link);
    for (const downTrack of Object.values(this.#downTracks.get(link) ?? {}))
      downTrack.maxStep = max;
  }

  /** Which encoding a child gets; with its next key frame. */
  encode(link: string, wanted: WantedEncoding): void {
    this.#wanted.set(link, wanted);
    const downTrack = this.#downTracks.get(link)?.video;
    if (downTrack) downTrack.wanted = this.#wantedOn(link, downTrack);
  }

  #wantedOn(link: string, downTrack: DownTrack): WantedEncoding {
    const wanted = this.#wanted.get(link) ?? 'full';
    // The pictures of a carrying link are numbered in one row: its child would miss the small ones.
    return wanted === 'both' && !(downTrack instanceof ForwardDownTrack) ? 'full' : wanted;
  }

  /** The parent sends the small encoding as well, for children of this page. */
  expectBoth(both: boolean): void {
    this.#both = both;
    for (const { video } of this.#ups.values()) video?.expectBoth(both);
  }

  /** What all children together may get, bits per second on the wire; null: no limit. */
  limitUpload(bps: number | null): void {
    this.#uploadLimiter.limit(bps);
  }

  watch(link: string, depth: number | null, rttMs = 0): void {
    this.#flow.watch(link, depth, rttMs, this.clock.now());
  }

  expect(link: string): void {
    for (const up of Object.values(this.#ups.get(link) ?? {})) up.expect();
    this.#flow.forget(link);
  }

  /** Whether the channel has a picture at present. */
  expectPicture(on: boolean): void {
    this.#flow.expectPicture(on, this.clock.now());
  }

  /** Frames that do not come by here: of an up link, or of one that the own browser encodes for. */
  came(link: string, kind: Kind): void {
    const now = this.clock.now();
    if (this.#serving.has(link)) this.#rest.released(kind === 'video', now);
    else this.#flow.frame(link, kind, now);
  }

  alive(link: string, picture = false): void {
    this.#flow.idle(link, picture, this.clock.now());
  }

  close(link: string): void {
    for (const up of Object.values(this.#ups.get(link) ?? {})) up.close();
    for (const downTrack of Object.values(this.#downTracks.get(link) ?? {})) downTrack.close();
    this.#ups.delete(link);
    this.#downTracks.delete(link);
    this.#serving.delete(link);
    this.#steps.delete(link);
    this.#wanted.delete(link);
    this.#reporters.delete(link);
    this.#restToldAt.delete(link);
    this.lines.close(link);
    this.#flow.forget(link);
    this.#ration.forget(link);
    for (const requests of Object.values(this.#keyFrames)) requests.forget(link);
  }

  /** @param link the child that needs it; without: this page */
  needKeyFrame(encoding: Encoding = 'full', link?: string): void {
    this.#keyFrames[encoding].need(this.clock.now(), link);
  }

  /** A child asks, for this many viewers at and below it. */
  keyFrameAsked(encoding: Encoding, link: string, viewers: number): void {
    this.#ration.weigh(link, viewers);
    this.needKeyFrame(encoding, link);
  }

  #arrive(link: string, kind: Kind, arrived: Omit<RelayedFrame, 'from'>): void {
    this.#flow.frame(link, kind, this.clock.now());
    if (kind === 'video') this.#report(link, arrived.trailer);
    const frameBuffer = this.#frameBuffers[strandOf(kind, arrived)];
    if (frameBuffer.seen(arrived.trailer)) return;
    const item = { ...arrived, from: link };
    // The frame itself goes to the own decoder right after this call, so what may have to wait is a
    // copy. Without children nothing is kept.
    const keep = this.#downTracks.size > 0 ? copyOf(item) : item;
    frameBuffer.push(keep, item.trailer, this.clock.now());
  }

  #report(link: string, trailer: FrameTrailer): void {
    const reporter = this.#reporters.get(link) ?? new ArrivalReporter();
    this.#reporters.set(link, reporter);
    const data = reporter.arrived(trailer, this.clock.now());
    if (data) this.tell({ type: 'report', link, data });
  }

  #feed(kind: Kind, { data: sealed, trailer }: RelayedFrame): void {
    const data = this.transform.open(stripTrailer(sealed), trailer, kind);
    if (data)
      this.tell({ type: 'fed', kind, key: trailer.key, captureMs: trailer.captureMs, data });
  }

  #release(kind: Kind, item: RelayedFrame): void {
    const cost = wireBytes(item.data.byteLength);
    if (kind === 'audio') this.#soundAt = this.clock.now();
    if (kind === 'audio') for (const steps of Object.values(this.#released)) steps[0] += cost;
    else this.#released[encodingOf(item.trailer)][stepOf(item.trailer)] += cost;
    this.lines.released(kind === 'audio' ? null : item.trailer, item.data.byteLength);
    this.#rest.released(kind === 'video', this.clock.now());
    if (this.feeds && !item.trailer.small) this.#feed(kind, item);
    if (kind === 'video' && item.trailer.key) this.#keyFrames[encodingOf(item.trailer)].satisfied();
    for (const downTracks of this.#downTracks.values()) {
      try {
        downTracks[kind]?.write(item);
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  /** Call every 25 to 50 ms. */
  poll(): void {
    const now = this.clock.now();
    const pausedMs = now - this.#polledAt;
    if (pausedMs > ASLEEP_MS) {
      this.tell({ type: 'woke', ms: pausedMs });
      this.#flow.woke(now);
    } else if (pausedMs > STALLED_MS) this.#flow.stalled(now, pausedMs);
    // Reports that came meanwhile wait behind this; where each time is late they are not waited for.
    if (pausedMs <= STALLED_MS || this.#skipped) this.lines.poll();
    this.#skipped = pausedMs > STALLED_MS && !this.#skipped;
    this.#polledAt = now;
    this.#frameBuffers.full.tick(now);
    this.#frameBuffers.small.tick(now);
    for (const [link, downTracks] of this.#downTracks) {
      for (const downTrack of Object.values(downTracks)) downTrack.poll(now);
      if (downTracks.video?.brokenOff) this.#tellRest(link, now);
    }
    for (const [link, reporter] of this.#reporters) {
      const data = reporter.due(now);
      if (data) this.tell({ type: 'report', link, data });
    }
    for (const requests of Object.values(this.#keyFrames)) requests.poll(now);
    this.#flow.poll(now);
    this.#rest.poll(now);
  }

  /** What goes by is not passed on to this child: it must not take that for a death. */
  #tellRest(link: string, now: number): void {
    if (now - (this.#restToldAt.get(link) ?? 0) < REST_MS) return;
    this.#restToldAt.set(link, now);
    this.tell({ type: 'idle', picture: now - this.#soundAt < REST_MS, link });
  }

  captured(link: string, rtpTimestamp: number): { captureMs: number; estimated: boolean } | null {
    const trailer = this.#ups.get(link)?.video?.captured(rtpTimestamp);
    return trailer ? { captureMs: trailer.captureMs, estimated: trailer.estimated } : null;
  }

  stats(): WorkerStats {
    const stats: WorkerStats = {
      downTracks: {},
      ups: {},
      released: [...this.#released.full],
      releasedSmall: [...this.#released.small],
      uploaded: this.#uploadLimiter.spent,
    };
    for (const [link, downTracks] of this.#downTracks) {
      const entry: WorkerStats['downTracks'][string] = {};
      for (const kind of ['video', 'audio'] as const) {
        const downTrack = downTracks[kind];
        if (downTrack) entry[kind] = { bytes: downTrack.bytes, frames: downTrack.frames };
      }
      stats.downTracks[link] = entry;
    }
    for (const [link, ups] of this.#ups) {
      const entry: WorkerStats['ups'][string] = {};
      for (const kind of ['video', 'audio'] as const) {
        const up = ups[kind];
        if (up) entry[kind] = { ...up.stats };
      }
      stats.ups[link] = entry;
    }
    return stats;
  }

  closeAll(): void {
    for (const source of Object.values(this.#sources)) source.close();
    for (const link of [...this.#ups.keys(), ...this.#downTracks.keys()]) this.close(link);
  }
}

/** Browsers without a copying constructor only carry, and carrying needs nothing but the bytes. */
function copyOf(item: RelayedFrame): RelayedFrame {
  try {
    const Frame = item.frame.constructor as new (frame: unknown) => RelayedFrame['frame'];
    return { ...item, frame: new Frame(item.frame) };
  } catch {
    return item;
  }
}
