/** What elements and the SDK drive. The engine behind it is loaded by dynamic import. */
import type { CastoError } from '../base/errors.js';
import type {
  BroadcastOptions,
  BroadcastState,
  CastoConfig,
  CastoStats,
  ParentSwitch,
  Quality,
  ViewOptions,
  ViewState,
} from '../base/types.js';
import type { EncodedFeed } from '../media/frames/encoded-feed.js';
import type { ChannelRecord } from '../wire/channel-record.js';

export interface BroadcastEvents {
  state: { from: BroadcastState; to: BroadcastState };
  viewers: number;
  /** Fatal or not, see `error.fatal`. */
  error: CastoError;
  /** What was told by this `error` is over. */
  mended: CastoError;
}

/** The `cause` of an error that says which tracks of a broadcast have ended. */
export interface EndedKinds {
  readonly ended: readonly ('video' | 'audio')[];
}

/** One channel being broadcast. `stop()` ends it for good; make a new one to go live again. */
export interface Broadcast {
  readonly state: BroadcastState;
  readonly channelId: string;
  readonly viewers: number;
  readonly error: CastoError | null;
  /** All that is wrong while it goes on, the gravest first. */
  readonly troubles: readonly CastoError[];
  readonly stream: MediaStream | null;
  /** What is sent, as it is encoded; null while nothing is. */
  readonly encoded: EncodedFeed | null;
  on<K extends keyof BroadcastEvents>(
    type: K,
    listener: (detail: BroadcastEvents[K]) => void,
  ): () => void;
  /** Goes live with this stream; resolves once announced. Tracks added or removed later follow. */
  start(stream: MediaStream, options?: { signal?: AbortSignal }): Promise<void>;
  /** Swaps the source without ending the broadcast. */
  replaceStream(stream: MediaStream): Promise<void>;
  /** A video that shows the stream: viewers get its picture when the source gave that before the broadcast began. */
  attachVideo(video: HTMLVideoElement | null): void;
  /** All of these; one that is left out is the default again. */
  setOptions(options: Pick<BroadcastOptions, 'label' | 'maxBitrate' | 'maxChildren'>): void;
  getStats(): Promise<CastoStats>;
  /** Announces the end. The caller's tracks are left running. Idempotent. */
  stop(): Promise<void>;
}

export interface ParentChange {
  from: string | null;
  to: string | null;
  reason: ParentSwitch['reason'];
  gapMs: number;
}

export interface ViewEvents {
  state: { from: ViewState; to: ViewState };
  viewers: number;
  parentchange: ParentChange;
  /** The channel's record: title, start time, owner. */
  channel: ChannelRecord;
  error: CastoError;
  /**
   * `false`: the tracks are about to end or to go; what the video shows at this moment is the last picture for a
   * while, and black comes after it. `true`: a new picture is shown.
   */
  picture: boolean;
}

/** One channel being watched and, unless `relay` is off, passed on. */
export interface Viewing {
  readonly state: ViewState;
  readonly channelId: string;
  readonly viewers: number;
  readonly error: CastoError | null;
  readonly record: ChannelRecord | null;
  /** What is shown is broadcast by this very page, with its own microphone. */
  readonly own?: boolean;
  /** One stream object for the whole life; its tracks change under it. */
  readonly stream: MediaStream;
  on<K extends keyof ViewEvents>(type: K, listener: (detail: ViewEvents[K]) => void): () => void;
  /** Resolves at once; progress comes as `state`. */
  start(): void;
  /** All of these; one that is left out is the default again. */
  setOptions(options: Pick<ViewOptions, 'relay' | 'maxChildren' | 'maxUpload'>): void;
  /** Sizes to choose from; empty where there is one alone, or none known yet. */
  readonly qualities: readonly Quality[];
  /** `auto` or the id of one. Who chooses a smaller picture passes nothing on. Others are ignored. */
  quality: string;
  /** The video the stream is shown in, for exact latency and frame counts. */
  attachVideo(video: HTMLVideoElement | null): void;
  getStats(): Promise<CastoStats>;
  /** Leaves the tree. Idempotent. */
  close(): Promise<void>;
}

/** The watcher behind `<casto-directory>`. */
export interface DirectoryWatch {
  readonly channels: ChannelRecord[];
  /** Unix ms by the stars' clock, with which ages are told. */
  now?(): number;
  onChange(listener: (channels: ChannelRecord[]) => void): () => void;
  onError(listener: (error: CastoError) => void): () => void;
  close(): Promise<void>;
}

/** The module that `import()` yields. Elements know nothing else of the engine. */
export interface Engine {
  createBroadcast(options: BroadcastOptions): Broadcast;
  createViewing(options: ViewOptions): Viewing;
  watchDirectory(options: { stars?: string[] }): DirectoryWatch;
  configure(config: CastoConfig): void;
}
