/** What the page and its forwarding worker say to each other. */
import type { LineState } from '../congestion/down-lines.js';
import type { Codec } from '../frames/codecs/codec.js';
import type { FedFrame } from '../frames/encoded-feed.js';
import type { EncodedStreams, Kind } from '../frames/encoded-frames.js';
import type { TurnedFrame } from '../frames/frame-rotator.js';
import type { Encoding } from '../frames/frame-trailer.js';
import type { WantedEncoding } from '../frames/layers.js';

/** `RTCRtpScriptTransform` options: which end of which link the frames belong to. */
export type TransformRole =
  | { role: 'source'; kind: Kind; encoding?: Encoding; codec?: Codec }
  | { role: 'up'; link: string; kind: Kind }
  | { role: 'carry'; link: string; kind: Kind }
  /** Its frames end here; see pacing-sender.ts. */
  | { role: 'pace' };

export type ToWorker =
  /** Forward: the sender's stream pair, transferred. */
  | { type: 'forward'; link: string; kind: Kind; streams: EncodedStreams }
  /** Send (or stop sending) media on a down link. */
  | { type: 'serve'; link: string; on: boolean; peer: string }
  /** Frames above this step (stepOf in layer-selector.ts) are not passed to the child; 2 is all. */
  | { type: 'steps'; link: string; max: number }
  /** A child's arrival report, unchecked; and what the connection to it counts. */
  | { type: 'report'; link: string; data: ArrayBuffer }
  | { type: 'packets'; link: string; sent: number; lost: number }
  /** Bits per second on the wire that all children together may get; null: no limit. */
  | { type: 'upload'; bps: number | null }
  /** Report when this up link is late, then silent, for a page at this depth, in hops from the broadcaster; null stops. */
  | { type: 'watch'; link: string; depth: number | null; rttMs: number }
  /** Media was asked for on this up link: tell its next frame as `flowing`. */
  | { type: 'expect'; link: string }
  /** Where the worker does not see them: new frames came on this up link, or left on this down link. */
  | { type: 'came'; link: string; kind: Kind }
  /** The control channel said the source (or its picture alone) is idle: not silence. */
  | { type: 'alive'; link: string; picture?: boolean }
  /** Whether the channel has a picture at present. */
  | { type: 'picture'; on: boolean }
  | { type: 'close'; link: string }
  /** Which encoding the child gets. */
  | { type: 'encode'; link: string; wanted: WantedEncoding }
  /** The parent sends (or no longer sends) the small encoding as well, for children of this page. */
  | { type: 'both'; on: boolean }
  /** A key frame is needed: here, or by a child, for this many viewers at and below it. */
  | { type: 'keyframe'; encoding?: Encoding; child?: { link: string; viewers: number } }
  /** Hand over what the own encoder makes as `fed`, or no longer. */
  | { type: 'feed'; on: boolean }
  /** Turn the pixels of these frames as they say. */
  | { type: 'upright'; readable: ReadableStream<TurnedFrame>; writable: WritableStream<VideoFrame> }
  /** A timer that a hidden tab's throttling does not reach. */
  | { type: 'timer'; id: number; ms: number }
  | { type: 'cancel-timer'; id: number }
  | { type: 'stats'; id: number }
  /** When was the frame with this RTP timestamp captured? */
  | { type: 'captured'; id: number; link: string; rtpTimestamp: number };

export interface DownTrackStats {
  bytes: number;
  frames: number;
}

export interface UpStats {
  bytes: number;
  frames: number;
  /** Frames missing from the sequence (video). */
  lost: number;
  /** Longest time between two video frames so far, milliseconds. */
  longestGapMs: number;
  /** Frames that the transform could not open. */
  unopened: number;
}

export interface WorkerStats {
  downTracks: Record<string, Partial<Record<Kind, DownTrackStats>>>;
  ups: Record<string, Partial<Record<Kind, UpStats>>>;
  /** Wire bytes that one child with every frame would have got, by step; audio counts with the first. */
  released: readonly [number, number, number];
  /** The same of the small encoding. */
  releasedSmall: readonly [number, number, number];
  /** Wire bytes given to children so far, by estimate. */
  uploaded: number;
}

export type FromWorker =
  /** A decoder below (or here) needs a key frame. */
  | { type: 'need-keyframe'; encoding: Encoding }
  /** Make the dummy track of this link produce one frame. */
  | { type: 'tick'; link: string; kind: Kind }
  /** The own encoder's first frame of this kind. */
  | { type: 'encoding'; kind: Kind }
  /** First frame of this kind since the link began or was silent. */
  | { type: 'flowing'; link: string; kind: Kind }
  /** A watched link is later than usual; told once, then `silent` or `resumed` follows. */
  | { type: 'suspect'; link: string }
  | { type: 'resumed'; link: string }
  | { type: 'silent'; link: string; ms: number }
  /** To be sent to the parent: what arrived on this up link. */
  | { type: 'report'; link: string; data: ArrayBuffer }
  /** The picture of this up link is to wait this long for frames that are sent again, ms; 0: not at all. */
  | { type: 'wait'; link: string; ms: number }
  /** A child's line, at changes and every second, with the bytes of padding to send on it. */
  | { type: 'line'; link: string; line: LineState }
  | { type: 'pad'; link: string; bytes: number }
  /** Sound comes on a watched link, but no picture, though the channel has one; told again and again. */
  | { type: 'no-picture'; link: string }
  /**
   * No frame (with `picture`: no picture beside the sound) was released for a moment, or passed on to this link;
   * told again and again while that lasts.
   */
  | { type: 'idle'; picture: boolean; link?: string }
  /** A key frame is wanted, and the own encoder gets no picture to encode; told until one comes. */
  | { type: 'still'; encoding: Encoding }
  /** Nothing ran here for so long: the page was frozen, or the computer slept. */
  | { type: 'woke'; ms: number }
  | { type: 'timer'; id: number }
  | { type: 'stats'; id: number; stats: WorkerStats }
  /** Null: unknown frame, or its way carries no trailers. */
  | { type: 'captured'; id: number; captureMs: number | null; estimated: boolean }
  | ({ type: 'fed' } & FedFrame)
  | { type: 'log'; message: string };
