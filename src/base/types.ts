/** Shapes that pages see: statistics, states, options. Plain data, no behaviour. */
import type { IceServer } from './ice-servers.js';

/** How an edge carries media. `source` is the broadcaster's own encoder. */
export type Way = 'source' | 'forward' | 'carry' | 'transcode';

/** Ways a relay can serve a child with, best first. */
export type RelayWay = Exclude<Way, 'source'>;

export type BroadcastState =
  | 'idle'
  | 'requesting'
  | 'connecting'
  | 'live'
  | 'reconnecting'
  | 'ended'
  | 'error';

export type ViewState =
  | 'idle'
  | 'connecting'
  | 'waiting'
  | 'playing'
  | 'reconnecting'
  | 'ended'
  | 'error';

/** One link of the tree, as this peer measures it. */
export interface EdgeStats {
  peerId: string;
  way: Way;
  /** Round trip on the control channel, milliseconds; NaN is never used, 0 means not yet known. */
  rttMs: number;
  /** Media bitrate over the last second, bits per second. */
  bitrate: number;
  packetsLost: number;
  jitterMs: number;
  /** Media bytes since the link opened. */
  bytes: number;
  /** What of the stream this edge carries now; absent where the edge re-encodes. */
  quality?: EdgeQuality;
  /** What is known of the line; absent where neither the browser nor the child tells. */
  line?: EdgeLine;
}

/** The line under an edge, by what the other side reports. */
export interface EdgeLine {
  /** Part of the video packets that got lost so far, 0 to 1, before they were sent again. */
  lost: number;
  /** Packets sent again so far; 0 on the edge from the parent. */
  retransmitted: number;
  /** How long frames queue on the way to the child now, milliseconds; 0 where that is not known. */
  queueMs: number;
  /** Bits per second that the line carried when frames last queued; 0: they never did, or it is not known. */
  carried: number;
  /**
   * What the congestion controller of a child's line does: `clear`, everything is sent; `reduced`, the base only;
   * `narrow`, the small encoding; `unknown` where the child does not report.
   */
  state: 'clear' | 'reduced' | 'narrow' | 'unknown';
}

/** What of the broadcaster's stream an edge carries, as the feeding side decides it. */
export interface EdgeQuality {
  /**
   * Which frames: `all`; `most`, every fourth is left out; `base`, every second is left out (with the
   * two temporal layers that CASTO encodes). What is left is always decodable.
   */
  frames: 'all' | 'most' | 'base';
  /** `small`: half as wide and high, for a line that does not carry the base of the full one. */
  encoding: 'full' | 'small';
  /**
   * Why not all: the link is congested, the feeding peer's `max-upload` is used up, or the viewer chose
   * the small encoding.
   */
  limitedBy: 'link' | 'upload' | 'choice' | null;
  /** Video frames that passed over the last second or so, a second. */
  framesPerSecond: number;
}

/** `auto`: the full encoding, or the small one where a line carries no more; else always that one. */
export type EncodingChoice = 'auto' | 'full' | 'small';

/** One of the sizes in which a broadcast comes. */
export interface Quality {
  id: string;
  /** Lines of the picture, 0 when not known. */
  height: number;
  /** Bits per second, absent when not known. */
  bitrate?: number;
}

/** Why a viewer changed parent. */
export type SwitchReason =
  | 'leave'
  | 'closed'
  | 'silent'
  | 'stalled'
  | 'better-parent'
  | 'slow-link'
  | 'cycle'
  | 'first';

export interface ParentSwitch {
  /** Unix time, milliseconds. */
  at: number;
  reason: SwitchReason;
  /** Longest time without a new frame around the switch, milliseconds. */
  gapMs: number;
}

/** What `getStats()` of every element returns: plain JSON. */
export interface CastoStats {
  role: 'broadcaster' | 'relay' | 'viewer';
  channelId: string;
  peerId: string;
  /** Hops from the broadcaster; 0 is the broadcaster itself. */
  depth: number;
  /** Peer ids from the broadcaster to this peer, both included. */
  path: string[];
  parent: EdgeStats | null;
  standby: { peerId: string; connected: boolean } | null;
  children: EdgeStats[];
  /** Viewers of the whole channel. */
  viewers: number;
  /** Capture to presentation against the broadcaster's clock, milliseconds. */
  latencyMs: number;
  /** From asking to watch to the first frame shown, milliseconds. */
  joinMs: number;
  switches: ParentSwitch[];
  video: {
    width: number;
    height: number;
    framesPerSecond: number;
    codec: string;
    framesDecoded: number;
    framesDropped: number;
    freezeCount: number;
    /** A viewer's: what its parent sends it of the stream, the same as `parent.quality`. */
    quality?: EdgeQuality;
  };
  star: { connected: boolean; address: string };
}

/** Page-wide settings, from `configure()` or found in the page. */
export interface CastoConfig {
  /** Multiaddrs or http(s) URLs of stars. */
  stars?: string[];
  iceServers?: IceServer[];
  /** URL of the forwarding worker, for pages whose CSP refuses `blob:` workers. */
  workerUrl?: string;
  /** Ways this page may use, best first. For tests and for working around a browser bug. */
  ways?: RelayWay[];
}

export interface BroadcastOptions {
  /** Slug, default `live`. */
  channel?: string;
  stars?: string[];
  /** Title shown to viewers. */
  label?: string;
  /** kbit/s for video. */
  maxBitrate?: number;
  /** Direct children that the broadcaster feeds. */
  maxChildren?: number;
}

export interface ViewOptions {
  /** Slug or full channel id (`<ownerPeerId>/<slug>`). */
  channel: string;
  stars?: string[];
  /** `off`: receive only, never feed others. */
  relay?: 'auto' | 'off';
  maxChildren?: number;
  /** kbit/s given to others. */
  maxUpload?: number;
}
