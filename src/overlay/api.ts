/**
 * The overlay decides who feeds whom, and does nothing else. It owns no clock, no network and no
 * RTCPeerConnection: those come in as {@link OverlayEnv} and {@link OverlayPort}, so the same code
 * runs in a page and in a simulator.
 */

import type { RelayWay, SwitchReason } from '../base/types.js';
import type { PeerHint } from '../wire/hint.js';
import type { LinkSide } from '../wire/messages/row.js';
import type { JoinMessage, TreeMessage } from '../wire/messages/tree.js';

export interface OverlayEnv {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Calls `fn` once after `ms`; the returned function cancels. */
  setTimer(ms: number, fn: () => void): () => void;
  /** Uniform in [0, 1). */
  random(): number;
  log(message: string, ...details: unknown[]): void;
}

export interface OverlayPort {
  /**
   * Over the control channel of `link` when that is open, else over any open control channel with
   * this peer, else over a signalling stream.
   */
  send(peer: string, message: TreeMessage, addresses?: string[], link?: string): void;
  /** Build the RTCPeerConnection of this link; answer with `linkOpened` or `linkClosed`. */
  openLink(link: string, peer: string, side: LinkSide, standby: boolean): void;
  /** Tear it down. Idempotent. The overlay does not wait for `linkClosed`. */
  closeLink(link: string, reason: string): void;
  /** Show and forward the media of this `up` link from now on; the one before is no longer fed. */
  feedFrom(link: string, reason: SwitchReason): void;
  /** Send (or stop sending) media on this `down` link. */
  serve(link: string, on: boolean): void;
  /** `leave` was said to all children; what comes next drops them. Only a page needs to wait. */
  farewell?(): void;
  /** Ask directory, presence and announcement for peers; answer with `candidates`. */
  findPeers(): void;
  /** Something a person may see has changed. */
  changed(view: TreeView): void;
}

export interface OverlayConfig {
  channel: string;
  self: string;
  root: boolean;
  /** Children fed at once. 0 is a leaf by choice. */
  maxChildren: number;
  /** Warm standby children beside the fed ones; they get no media. */
  maxStandbys: number;
  ways: RelayWay[];
  /** Told to parents: whether this page strips frame marks. */
  marks?: boolean;
  /** Whether there is a way to send to this asker; absent: always. */
  canServe?: (join: JoinMessage) => boolean;
  /** Hold warm standby parents. */
  standby: boolean;
  /** How many, default 2: with one, too many lose parent and standby together. */
  standbys?: number;
  /**
   * First epoch of a root, default 1; a function is called at the start. A broadcaster that may come
   * back after a reload begins above all epochs it has used: relays that kept their children can
   * then take the new broadcaster at once.
   */
  firstEpoch?: number | (() => number);
  /** Where this peer can be dialled now; told to parents so that they can send others here. */
  addresses?: () => string[];
  /**
   * Feeds given beyond `maxChildren` for a moment, while standbys of a lost parent switch over or a
   * leaf makes room for a relay. Default half of `maxChildren`; 0 for a root, which then gives a
   * place twice only when another peer reports the child that holds it as dead.
   */
  overcommit?: number;
}

/** `detached` may still hold children while it looks for a parent. */
export type Attachment = 'idle' | 'joining' | 'attached' | 'detached' | 'closed';

/** A snapshot for statistics and presence. */
export interface TreeView {
  attachment: Attachment;
  /** From the broadcaster to this peer, both included; empty while detached. */
  path: string[];
  depth: number;
  epoch: number;
  /** `flowing`: frames come from it, or word that the source rests. */
  parent: { peer: string; link: string; flowing: boolean } | null;
  /** The best of the standbys. */
  standby: { peer: string; link: string; connected: boolean } | null;
  /** All of them, the best first. */
  standbys: { peer: string; link: string }[];
  children: { peer: string; link: string; serving: boolean; viewers: number }[];
  standbyChildren: { peer: string; link: string }[];
  /** Free feeding slots. */
  slots: number;
  /** A few peers of the subtree with free slots, nearest first. */
  open: PeerHint[];
  /** Viewers of the whole channel as last told by the parent (root: counted). */
  viewers: number;
}

/** The state machine of one peer in one channel's tree. Events in, {@link OverlayPort} calls out. */
export interface TreePeer {
  readonly view: TreeView;
  start(): void;
  /** Says `leave` to everybody and closes every link. Idempotent. */
  stop(reason: 'closing' | 'ended' | 'frozen'): void;
  /**
   * Peers learned from the directory, presence or an announcement.
   * @param gossip each speaks for itself, so what it claims may be wrong: others are asked first
   */
  candidates(peers: PeerHint[], gossip?: boolean): void;
  /** Root only: there can be no more viewers than this, whatever is counted up the tree. */
  limitViewers(most: number): void;
  /** What the broadcaster signed: which peer it is, and its epoch at that time (null: not told). */
  announced(broadcaster: string, epoch: number | null): void;
  /** A validated message; `link` is set when it came on a control channel. */
  receive(from: string, message: TreeMessage, link?: string): void;
  /** A signalling attempt to this peer failed (no route, refused, timed out). */
  unreachable(peer: string): void;
  /**
   * This peer (without one: everybody) can be reached by signalling again: what was let wait may have been
   * lost.
   */
  reachable(peer?: string): void;
  linkOpened(link: string): void;
  linkClosed(link: string, reason: string): void;
  /**
   * Nothing comes back on an open link, or again. Its path may be lost for good; until it is known the peer at
   * its end may be asked again, by another way.
   */
  linkAnswers(link: string, yes: boolean): void;
  linkRtt(link: string, rttMs: number): void;
  /** The first frame of this `up` link was decoded, frames flow again, or the source is known to rest. */
  mediaFlowing(link: string): void;
  /** Frames of this `up` link are later than usual; `mediaCaughtUp` or `mediaSilent` follows. */
  mediaLate(link: string): void;
  mediaCaughtUp(link: string): void;
  /** No frame on this `up` link for `ms` although media was started. */
  mediaSilent(link: string, ms: number): void;
  /**
   * This `up` link carries less than the least of the stream: another parent may do better.
   * @param fed false: it brings no picture at all
   */
  linkSlow(link: string, fed?: boolean): void;
  /** Children fed, and standbys held, from now on at most. */
  setCapacity(maxChildren: number, maxStandbys: number): void;
  /** The page's ability to serve changed. */
  setWays(ways: RelayWay[]): void;
}
