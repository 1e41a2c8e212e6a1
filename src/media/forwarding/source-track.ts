/** The broadcaster's end inside the worker: marks what its own encoder makes. */
import type { Codec } from '../frames/codecs/codec.js';
import type { EncodedFrame, Kind, ScriptTransformer } from '../frames/encoded-frames.js';
import {
  appendTrailer,
  type Encoding,
  type FrameTrailer,
  SEQUENCE_MODULO,
  sequenceDistance,
} from '../frames/frame-trailer.js';
import { type FrameTransform, PLAIN } from '../frames/frame-transform.js';
import type { RelayedFrame } from './down-track.js';
import { fillerFrame } from './filler-frame.js';
import { pump } from './pump.js';

/**
 * Sequence numbers and dependencies of one encoder's frames. Temporal layers follow the patterns of
 * L1T2 and L1T3 (w3c/webrtc-svc): a base frame needs the base frame before it, a frame of layer 1
 * the last base frame, a frame of layer 2 the last frame of a lower layer.
 */
export class TrailerMaker {
  #sequence: number;
  #lastOfLayer: number[] = [];

  constructor(
    private readonly kind: Kind,
    private readonly stream: number,
    firstSequence = 0,
    private readonly encoding: Encoding = 'full',
  ) {
    this.#sequence = (firstSequence + SEQUENCE_MODULO - 1) % SEQUENCE_MODULO;
  }

  next(key: boolean, temporalLayer: number, captureMs: number, sync = false): FrameTrailer {
    this.#sequence = (this.#sequence + 1) % SEQUENCE_MODULO;
    const layer = Math.min(Math.max(temporalLayer, 0), 2);
    let needs = 0;
    if (this.kind === 'video') {
      if (key) this.#lastOfLayer = [];
      else {
        const below = layer === 0 ? this.#lastOfLayer[0] : this.#newestBelow(layer);
        const needed = below ?? this.#sequence - 1;
        needs = (this.#sequence - needed + SEQUENCE_MODULO) % SEQUENCE_MODULO;
      }
      this.#lastOfLayer[layer] = this.#sequence;
    }
    return {
      captureMs,
      sequence: this.#sequence,
      needs,
      temporalLayer: layer,
      key: this.kind === 'video' && key,
      estimated: false,
      sync: this.kind === 'video' && sync && layer > 0 && !key,
      small: this.encoding === 'small',
      stream: this.stream,
    };
  }

  #newestBelow(layer: number): number | undefined {
    let newest: number | undefined;
    for (let i = 0; i < layer; i++) {
      const at = this.#lastOfLayer[i];
      if (at === undefined) continue;
      if (newest === undefined || sequenceDistance(at, newest) > 0) newest = at;
    }
    return newest;
  }
}

/** Frames remembered; a libvpx pattern never refers further back. */
const TRACE = 32;

/** Tells frames of an upper layer that refer to lower layers only, by what the encoder says. */
export class LayerTrace {
  readonly #layers = new Map<number, number>();

  /** False also where the browser does not name the frames that a frame refers to. */
  isSync(layer: number, frameId: number | undefined, refersTo: number[] | undefined): boolean {
    if (frameId === undefined) return false;
    this.#layers.set(frameId, layer);
    if (this.#layers.size > TRACE) this.#layers.delete(this.#layers.keys().next().value!);
    if (layer === 0 || !refersTo) return false;
    // An unknown frame counts as one of the own layer.
    return refersTo.every((id) => (this.#layers.get(id) ?? layer) < layer);
  }
}

/** At most this long after capture does an encoder deliver; beyond it the stamp is not believed. */
const MAX_ENCODE_MS = 1000;

export interface SourceTrackOptions {
  encoding?: Encoding | undefined;
  /** Of the encoder: its filler goes on over the loopback. Absent: the frames themselves. */
  codec?: Codec | undefined;
  transform?: FrameTransform | undefined;
}

export class SourceTrack {
  readonly #maker: TrailerMaker;
  readonly #trace = new LayerTrace();
  readonly #reader: ReadableStreamDefaultReader<EncodedFrame>;
  readonly #writer: WritableStreamDefaultWriter<EncodedFrame>;
  readonly #transformer: ScriptTransformer;
  lastFrameAt = -1;

  constructor(
    readonly kind: Kind,
    transformer: ScriptTransformer,
    stream: number,
    private readonly onFrame: (item: RelayedFrame) => void,
    private readonly onError: (error: unknown) => void,
    private readonly clock: { now(): number; timeOrigin: number },
    private readonly options: SourceTrackOptions = {},
  ) {
    this.#transformer = transformer;
    this.#maker = new TrailerMaker(kind, stream, 0, options.encoding);
    this.#reader = transformer.readable.getReader();
    this.#writer = transformer.writable.getWriter();
    void pump(this.#reader, (frame) => this.#take(frame), onError);
  }

  #take(frame: EncodedFrame): void {
    const plain = frame.data;
    // An empty frame carries nothing a child could decode; a trailer alone would look like one.
    if (plain.byteLength === 0) {
      this.#writer.write(frame).catch(() => {});
      return;
    }
    const metadata = frame.getMetadata();
    const now = this.clock.now();
    this.lastFrameAt = now;
    const stamp = metadata.captureTime;
    const capturedAt =
      stamp !== undefined && now - stamp >= 0 && now - stamp < MAX_ENCODE_MS ? stamp : now;
    const layer = metadata.temporalIndex ?? 0;
    const trailer = this.#maker.next(
      frame.type === 'key',
      layer,
      Math.floor(this.clock.timeOrigin + capturedAt) % 2 ** 32,
      this.#trace.isSync(layer, metadata.frameId, metadata.dependencies),
    );
    const { transform = PLAIN, codec } = this.options;
    const data = appendTrailer(transform.seal(plain, trailer, this.kind), trailer);
    frame.data = data;
    this.onFrame({ frame, data, trailer, from: '' });
    frame.data = (codec && fillerFrame(codec, metadata.mimeType)) ?? plain;
    this.#writer.write(frame).catch(() => {});
  }

  requestKeyFrame(): void {
    this.#transformer.generateKeyFrame?.()?.catch(this.onError);
  }

  close(): void {
    this.#reader.cancel().catch(() => {});
    this.#writer.abort().catch(() => {});
  }
}
