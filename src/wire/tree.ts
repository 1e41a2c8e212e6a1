/**
 * The messages of the tree: on the signalling stream (`/casto/signal/1`) before a link exists, on
 * the link's control channel afterwards. JSON, one object a message, `t` names the kind.
 * Every limit of the protocol stands in {@link LIMITS}; `parse.ts` enforces them.
 */
import type { EncodingChoice, RelayWay } from '../base/types.js';

export const SIGNAL_PROTOCOL = '/casto/signal/1';
export const DIRECTORY_PROTOCOL = '/casto/directory/1';
export const ANNOUNCE_TOPIC = 'casto/announce/1';
export const presenceTopic = (channelId: string): string => `casto/presence/1/${channelId}`;

export const LIMITS = {
  /** Bytes of one JSON message on a signalling stream or control channel. */
  messageBytes: 32 * 1024,
  /** Messages a signalling stream may carry in its life. */
  signalMessages: 200,
  /** Messages a second on a control channel, averaged over 5 s. */
  controlRate: 60,
  /** Characters of an SDP. */
  sdpChars: 24 * 1024,
  /** Characters of one ICE candidate. */
  candidateChars: 1024,
  /** Peers in a path; also the deepest tree. */
  path: 64,
  /** Hints in one message. */
  hints: 10,
  /** Addresses of one hint. */
  addresses: 8,
  addressChars: 256,
  peerIdChars: 128,
  linkIdChars: 32,
  channelIdChars: 200,
  reasonChars: 64,
  /** Age of frames, milliseconds. */
  age: 60_000,
  /** Viewers of a channel, and free places in it. */
  viewers: 10_000_000,
  /** Children of one peer. */
  children: 1000,
  /** Leaves room below the largest safe integer for the one that is added to an epoch. */
  epoch: 2 ** 52,
  /** Bytes that a list of hints may take in a message: it must also fit into a `via`. */
  hintsBytes: 12 * 1024,
} as const;

/** A peer that may have a free slot. */
export interface PeerHint {
  peer: string;
  addresses: string[];
  depth: number;
  /** Free slots as last known. */
  slots: number;
  /** Best way this peer can serve a child with. */
  way: RelayWay;
  epoch: number;
  /** Path from the broadcaster, when known: for disjointness and in-band routing. */
  path?: string[];
}

/** Asks to become a child. `link` is drawn by the child and names the link ever after. */
export interface JoinMessage {
  t: 'join';
  channel: string;
  link: string;
  /** Children this peer could feed in turn; 0 is a leaf by choice. */
  capacity: number;
  /** What it could serve its own children with. */
  ways: RelayWay[];
  /** Whether it strips frame marks; absent: an older page, see media/edge-way.ts. */
  marks?: boolean;
  /** True for a warm standby: connected, no media until `start`. */
  standby: boolean;
  /** Feasibility of the asker, see overlay/feasibility.ts; a childless peer sends null. */
  feasible: { epoch: number; depth: number } | null;
  /** Where the asker can be dialled, so that its parent can send others on to it. */
  addresses?: string[];
  /** The asker has lost its parent and is without frames: a few more than usual are fed then. */
  urgent?: boolean;
  /** The parent that died: if it is a child of the asked peer, its place is probably free. */
  lost?: string;
}

/** Yes. The child may take this parent if (epoch, depth) is feasible for it. */
export interface AcceptMessage {
  t: 'accept';
  link: string;
  /** From the broadcaster to the accepting parent, both included. */
  path: string[];
  epoch: number;
}

export type RefusalReason =
  | 'full'
  | 'detached'
  | 'cycle'
  | 'infeasible'
  | 'unknown-channel'
  | 'busy'
  | 'leaving'
  /** No way of sending is possible between the two; only told to a peer that sent `marks`. */
  | 'unsupported';

/** No; here are others to ask. */
export interface RedirectMessage {
  t: 'redirect';
  link: string;
  reason: RefusalReason;
  peers: PeerHint[];
}

/** SDP from whichever side offers. */
export interface OfferMessage {
  t: 'offer';
  link: string;
  sdp: string;
}
export interface AnswerMessage {
  t: 'answer';
  link: string;
  sdp: string;
}
export interface CandidateMessage {
  t: 'candidate';
  link: string;
  /** Null ends the candidates. */
  candidate: { candidate: string; sdpMid: string | null; sdpMLineIndex: number | null } | null;
}
/**
 * The parent asks the child to be the one who offers (payload types then are the child's). Later, the
 * side that did not offer first asks the other for a new path.
 */
export interface RequestOfferMessage {
  t: 'request-offer';
  link: string;
}

/** Parent to child: the path (to this parent, included) changed. An empty path means detached. */
export interface PathMessage {
  t: 'path';
  path: string[];
  epoch: number;
  /** Rises with every change of path told on this link; `beat` refers to it. */
  seq?: number;
  /** How old frames are at the parent, milliseconds (frame-age.ts). */
  age?: number;
}

/** Parent to child, steadily: newest epoch of the root, viewers of the whole channel. */
export interface BeatMessage {
  t: 'beat';
  epoch: number;
  viewers: number;
  /** `seq` of the path that this epoch belongs to; without that path the epoch says nothing. */
  seq?: number;
  /** As in `path`. */
  age?: number;
}

/** Child to parent: viewers in the child's subtree, itself included. */
export interface CountMessage {
  t: 'count';
  viewers: number;
  /** Children that the child could feed; may have changed since its `join`. */
  capacity?: number;
  /** Free feeding slots of the child itself. */
  slots?: number;
  /** Free feeding slots in its whole subtree, itself included. */
  free?: number;
  /** A few peers of the subtree with free slots, nearest first; absent: as told before. */
  open?: PeerHint[];
}

/**
 * Child to parent: somebody below may take its new parent only after a newer epoch than it has
 * advertised; please have the broadcaster raise it to at least this one (Babel's sequence number
 * request, RFC 8966 §3.8.1.2). See overlay/feasibility.ts.
 */
export interface RefreshMessage {
  t: 'refresh';
  epoch: number;
}

/** Child to parent: begin (or stop) sending media on this link. */
export interface StartMessage {
  t: 'start';
  /** The parent that was lost: if it is a child of the asked peer, its place is probably free. */
  lost?: string;
  /** As in `join`: a newer epoch, when one is needed, is then ordered together with the key frame. */
  feasible?: { epoch: number; depth: number } | null;
  /** The child is fed and looks for fresher frames: only if there is a free place. */
  calm?: boolean;
}
export interface StopMessage {
  t: 'stop';
}

/** Either side, before it goes. `peers`: where a child may go instead, best first. */
export interface LeaveMessage {
  t: 'leave';
  reason: 'closing' | 'moving' | 'ended' | 'overloaded' | 'frozen';
  peers: PeerHint[];
  /** The one link that is given up; without it, every link with this peer the reason applies to. */
  link?: string;
}

/** Parent to child, on change: other peers of the tree, for standby search without a star. */
export interface HintsMessage {
  t: 'hints';
  peers: PeerHint[];
}

/** Child to parent: a decoder in this subtree needs a key frame. */
export interface KeyFrameMessage {
  t: 'keyframe';
  /** Of the small encoding. */
  small?: boolean;
}

/** Child to parent, on change: which encodings it needs. */
export interface WantMessage {
  t: 'want';
  /** Somebody below needs the small encoding besides the full one. */
  small: boolean;
  /** What the child's own viewer chose; absent: `auto`. */
  own?: EncodingChoice;
}

/** Clock and round trip. `clock` is the answerer's estimate of the broadcaster's Unix time, ms. */
export interface PingMessage {
  t: 'ping';
  n: number;
}
export interface PongMessage {
  t: 'pong';
  n: number;
  clock: number;
}

/** Parent to child, after the link opens and on change: how media comes. */
export interface MediaMessage {
  t: 'media';
  way: RelayWay | 'source';
  /** False where the frames carry no marks though `way` says `source`: encoded for this child alone. */
  marked?: boolean;
  /** MIME types as in RTCRtpCodec, null for a missing kind. */
  video: string | null;
  audio: string | null;
}

/**
 * Parent to child, on change: which frames come. `step` as in media/forwarding/layer-selector.ts: 2 all, 1 three quarters,
 * 0 the base (half of them, with two temporal layers).
 */
export interface QualityMessage {
  t: 'quality';
  step: 0 | 1 | 2;
  /** The small encoding instead of the full one. */
  small: boolean;
  /** Why not all of them: this link carries no more, the parent's `max-upload` is used up, or by choice. */
  by: 'link' | 'upload' | 'choice' | null;
  /** Even this is too much: the child may find a better parent. */
  slow: boolean;
}

/**
 * Parent to child, ten times a second while the source gives no frame (paused video, no sound):
 * what tells a resting broadcast from a dead parent.
 */
export interface IdleMessage {
  t: 'idle';
  /** Twice a second: the picture alone rests (a canvas that nobody draws on), sound comes. */
  picture?: boolean;
}

/** In-band signalling: `body` travels along `route` (next hop first) from link to link. */
export interface ViaMessage {
  t: 'via';
  from: string;
  to: string;
  /** Peers it came through, the sender first: the way back. */
  trail: string[];
  route: string[];
  body: SignalMessage;
}

/** What overlay decisions are made of. */
export type TreeMessage =
  | JoinMessage
  | AcceptMessage
  | RedirectMessage
  | PathMessage
  | BeatMessage
  | CountMessage
  | RefreshMessage
  | StartMessage
  | StopMessage
  | LeaveMessage
  | HintsMessage;

/** What sets a link up. */
export type NegotiationMessage =
  | OfferMessage
  | AnswerMessage
  | CandidateMessage
  | RequestOfferMessage;

/** Allowed on a signalling stream. */
export type SignalMessage =
  | JoinMessage
  | AcceptMessage
  | RedirectMessage
  | NegotiationMessage
  | LeaveMessage;

/** Allowed on a control channel. */
export type ControlMessage =
  | TreeMessage
  | NegotiationMessage
  | KeyFrameMessage
  | WantMessage
  | PingMessage
  | PongMessage
  | MediaMessage
  | QualityMessage
  | IdleMessage
  | ViaMessage;

/** `up`: the peer at the other end is (or may become) our parent. `down`: it is our child. */
export type LinkSide = 'up' | 'down';
