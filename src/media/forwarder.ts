/**
 * The core of the forwarding worker: frames come from the own encoder or from up links, go once and
 * in order to every served down link. Knows nothing of threads, so tests drive it directly.
 */
import { ArrivalReporter } from './arrival-report.js';
import { DownLines } from './down-lines.js';
import type { EncodedStreams, Kind, ScriptTransformer } from './encoded-frames.js';
import { FlowWatch } from './flow-watch.js';
import { type Encoding, encodingOf, type FrameMark, stripMark } from './frame-mark.js';
import { KeyFrameRation } from './key-frame-ration.js';
import { KeyFrameRequests } from './key-frame-requests.js';
import { ALL_STEPS, stepOf, type WantedEncoding } from './lane.js';
import { Sequencer } from './sequencer.js';
import {
  CarrySink,
  ForwardSink,
  type FrameSink,
  type MarkedFrame,
  type SinkEvents,
} from './sinks.js';
import { SourceMarker } from './source-marker.js';
import { SourceRest } from './source-rest.js';
import { UploadBudget, wireBytes } from './upload-budget.js';
import { Upstream } from './upstream.js';
import type { FromWorker, WorkerStats } from './worker-messages.js';

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
const strandOf = (kind: Kind, { mark }: Pick<MarkedFrame, 'mark'>): Strand =>
  kind === 'audio' ? 'audio' : encodingOf(mark);

export class Forwarder {
  readonly #sources: Partial<Record<Strand, SourceMarker>> = {};
  readonly #ups = new Map<string, PerKind<Upstream>>();
  readonly #sinks = new Map<string, PerKind<FrameSink>>();
  readonly #serving = new Set<string>();
  readonly #steps = new Map<string, number>();
  readonly #wanted = new Map<string, WantedEncoding>();
  readonly #reporters = new Map<string, ArrivalReporter>();
  readonly lines: DownLines;
  #both = false;
  readonly #budget: UploadBudget;
  readonly #flow: FlowWatch;
  readonly #rest: SourceRest;
  readonly #sequencers: Record<Strand, Sequencer<MarkedFrame>>;
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
  ) {
    this.#stream = Math.floor(clock.random() * 128);
    this.#flow = new FlowWatch(tell);
    this.lines = new DownLines(
      {
        decided: (link) => this.#limit(link),
        tell: (link, line) => tell({ type: 'line', link, line }),
        pad: (link, bytes) => {
          const may = this.#budget.take('upper', bytes);
          if (may) tell({ type: 'pad', link, bytes });
          return may;
        },
        drop: (reason) => tell({ type: 'log', message: `drop: ${reason}` }),
      },
      () => clock.now(),
    );
    this.#rest = new SourceRest(tell);
    this.#budget = new UploadBudget(() => clock.now());
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
    const sequencer = (strand: Strand): Sequencer<MarkedFrame> =>
      new Sequencer<MarkedFrame>({
        release: (item) => this.#release(strand === 'audio' ? 'audio' : 'video', item),
        gap: () => this.needKeyFrame(strand === 'small' ? 'small' : 'full'),
      });
    this.#sequencers = {
      full: sequencer('full'),
      small: sequencer('small'),
      audio: sequencer('audio'),
    };
  }

  addSource(kind: Kind, transformer: ScriptTransformer, encoding: Encoding = 'full'): void {
    const strand = kind === 'audio' ? kind : encoding;
    this.#sources[strand]?.close();
    // A second encoder counts from zero again; under the old number its frames would look old.
    this.#stream = (this.#stream + 1) % 128;
    let first = encoding === 'full';
    this.#sources[strand] = new SourceMarker(
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
      encoding,
    );
    // A still source gives a new encoder nothing at all, unless it is asked.
    if (kind === 'video') this.needKeyFrame(encoding);
  }

  addUp(link: string, kind: Kind, streams: EncodedStreams): void {
    const ups = this.#ups.get(link) ?? {};
    this.#ups.set(link, ups);
    ups[kind]?.close();
    const up = new Upstream(
      kind,
      streams,
      {
        frame: (item) => this.#arrive(link, kind, item),
        flowing: () => this.tell({ type: 'flowing', link, kind }),
        wait: (ms, whole) => {
          const patienceMs = whole ? Math.min(PATIENCE_MS, ms) : 0;
          for (const strand of ['full', 'small'] as const) {
            this.#sequencers[strand].patienceMs = patienceMs;
          }
          this.tell({ type: 'wait', link, ms });
        },
        fullEnded: () => {
          for (const { video } of this.#sinks.values()) video?.fullEnded();
        },
        needKeyFrame: (encoding) => this.needKeyFrame(encoding),
        error: this.#onError,
      },
      {
        now: () => this.clock.now(),
        unix: () => this.clock.timeOrigin + this.clock.now(),
        random: () => this.clock.random(),
      },
    );
    up.expectBoth(this.#both);
    ups[kind] = up;
  }

  addForward(link: string, kind: Kind, streams: EncodedStreams): void {
    const events = this.#sinkEvents(link, kind);
    if (kind === 'audio') events.tick = undefined;
    this.#addSink(link, kind, new ForwardSink(kind, streams, events, () => this.clock.now()));
  }

  addCarry(link: string, kind: Kind, streams: EncodedStreams): void {
    const events = this.#sinkEvents(link, kind);
    this.#addSink(link, kind, new CarrySink(kind, streams, events, () => this.clock.now()));
  }

  readonly #onError = (error: unknown): void => {
    this.tell({ type: 'log', message: `frame handler failed: ${String(error)}` });
  };

  #sinkEvents(link: string, kind: Kind): SinkEvents {
    return {
      needKeyFrame: (encoding) => this.needKeyFrame(encoding, link),
      tick: () => this.tell({ type: 'tick', link, kind }),
      passed: (mark, bytes) => this.lines.sent(link, mark, bytes),
      error: this.#onError,
    };
  }

  #addSink(link: string, kind: Kind, sink: FrameSink): void {
    const sinks = this.#sinks.get(link) ?? {};
    this.#sinks.set(link, sinks);
    sinks[kind]?.close();
    sinks[kind] = sink;
    sink.budget = this.#budget;
    sink.maxStep = this.#stepsOf(link);
    sink.wanted = this.#wantedOn(link, sink);
    sink.on = this.#serving.has(link);
  }

  serve(link: string, on: boolean, peer = link): void {
    if (on) this.#ration.belongs(link, peer);
    if (on) this.#serving.add(link);
    else {
      this.#serving.delete(link);
      this.lines.forget(link);
      this.#limit(link);
    }
    for (const sink of Object.values(this.#sinks.get(link) ?? {})) sink.on = on;
  }

  limitSteps(link: string, max: number): void {
    if (max >= ALL_STEPS) this.#steps.delete(link);
    else this.#steps.set(link, max);
    this.#limit(link);
  }

  /** A child's arrival report, unchecked: of one whose frames go by here, while it is fed. */
  reported(link: string, data: ArrayBuffer): void {
    if (this.#serving.has(link) && this.#sinks.get(link)?.video) this.lines.heard(link, data);
  }

  /** What the page allows, and the line carries. */
  #stepsOf(link: string): number {
    return Math.min(this.#steps.get(link) ?? ALL_STEPS, this.lines.stepOf(link));
  }

  #limit(link: string): void {
    const max = this.#stepsOf(link);
    for (const sink of Object.values(this.#sinks.get(link) ?? {})) sink.maxStep = max;
  }

  /** Which encoding a child gets; with its next key frame. */
  encode(link: string, wanted: WantedEncoding): void {
    this.#wanted.set(link, wanted);
    const sink = this.#sinks.get(link)?.video;
    if (sink) sink.wanted = this.#wantedOn(link, sink);
  }

  #wantedOn(link: string, sink: FrameSink): WantedEncoding {
    const wanted = this.#wanted.get(link) ?? 'full';
    // The pictures of a carrying link are numbered in one row: its child would miss the small ones.
    return wanted === 'both' && !(sink instanceof ForwardSink) ? 'full' : wanted;
  }

  /** The parent sends the small encoding besides, for children of this page. */
  expectBoth(both: boolean): void {
    this.#both = both;
    for (const { video } of this.#ups.values()) video?.expectBoth(both);
  }

  /** What all children together may get, bits per second on the wire; null: no limit. */
  limitUpload(bps: number | null): void {
    this.#budget.limit(bps);
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
    for (const sink of Object.values(this.#sinks.get(link) ?? {})) sink.close();
    this.#ups.delete(link);
    this.#sinks.delete(link);
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

  /** A child asks, for so many viewers at and below it. */
  keyFrameAsked(encoding: Encoding, link: string, viewers: number): void {
    this.#ration.weigh(link, viewers);
    this.needKeyFrame(encoding, link);
  }

  #arrive(link: string, kind: Kind, arrived: Omit<MarkedFrame, 'from'>): void {
    this.#flow.frame(link, kind, this.clock.now());
    if (kind === 'video') this.#report(link, arrived.mark);
    const sequencer = this.#sequencers[strandOf(kind, arrived)];
    if (sequencer.seen(arrived.mark)) return;
    const item = { ...arrived, from: link };
    // The frame itself goes to the own decoder right after this call, so what may have to wait is a
    // copy. Without children nothing is kept.
    const keep = this.#sinks.size > 0 ? copyOf(item) : item;
    sequencer.push(keep, item.mark, this.clock.now());
  }

  #report(link: string, mark: FrameMark): void {
    const reporter = this.#reporters.get(link) ?? new ArrivalReporter();
    this.#reporters.set(link, reporter);
    const data = reporter.arrived(mark, this.clock.now());
    if (data) this.tell({ type: 'report', link, data });
  }

  #feed(kind: Kind, { data, mark: { key, captureMs } }: MarkedFrame): void {
    this.tell({ type: 'fed', kind, key, captureMs, data: stripMark(data) });
  }

  #release(kind: Kind, item: MarkedFrame): void {
    const cost = wireBytes(item.data.byteLength);
    if (kind === 'audio') this.#soundAt = this.clock.now();
    if (kind === 'audio') for (const steps of Object.values(this.#released)) steps[0] += cost;
    else this.#released[encodingOf(item.mark)][stepOf(item.mark)] += cost;
    this.lines.released(kind === 'audio' ? null : item.mark, item.data.byteLength);
    this.#rest.released(kind === 'video', this.clock.now());
    if (this.feeds && !item.mark.small) this.#feed(kind, item);
    if (kind === 'video' && item.mark.key) this.#keyFrames[encodingOf(item.mark)].satisfied();
    for (const sinks of this.#sinks.values()) {
      try {
        sinks[kind]?.write(item);
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
    this.#sequencers.full.tick(now);
    this.#sequencers.small.tick(now);
    for (const [link, sinks] of this.#sinks) {
      for (const sink of Object.values(sinks)) sink.poll(now);
      if (sinks.video?.brokenOff) this.#tellRest(link, now);
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
    const mark = this.#ups.get(link)?.video?.captured(rtpTimestamp);
    return mark ? { captureMs: mark.captureMs, estimated: mark.estimated } : null;
  }

  stats(): WorkerStats {
    const stats: WorkerStats = {
      sinks: {},
      ups: {},
      released: [...this.#released.full],
      releasedSmall: [...this.#released.small],
      uploaded: this.#budget.spent,
    };
    for (const [link, sinks] of this.#sinks) {
      const entry: WorkerStats['sinks'][string] = {};
      for (const kind of ['video', 'audio'] as const) {
        const sink = sinks[kind];
        if (sink) entry[kind] = { bytes: sink.bytes, frames: sink.frames };
      }
      stats.sinks[link] = entry;
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
    for (const link of [...this.#ups.keys(), ...this.#sinks.keys()]) this.close(link);
  }
}

/** Browsers without a copying constructor only carry, and carrying needs nothing but the bytes. */
function copyOf(item: MarkedFrame): MarkedFrame {
  try {
    const Frame = item.frame.constructor as new (frame: unknown) => MarkedFrame['frame'];
    return { ...item, frame: new Frame(item.frame) };
  } catch {
    return item;
  }
}
