/** What the session sees of the network: peers, channels and message streams; libp2p stays inside. */
import type { IceServer } from '../base/ice-servers.js';
import type { ChannelRecord } from '../wire/channel-record.js';
import type { PeerHint } from '../wire/hint.js';
import type { SignalMessage } from '../wire/messages/signal.js';
import type { Presence } from '../wire/presence.js';

export interface StarStatus {
  address: string;
  connected: boolean;
}

/** What a broadcaster says of its channel; the network adds owner, sequence, time, signature. */
export type ChannelAnnouncement = Omit<
  ChannelRecord,
  'channelId' | 'ownerId' | 'sequence' | 'issuedAt' | 'peer' | 'addresses'
>;

/** What a star said when a broadcaster asked for its own channel. */
export interface Listing {
  /** Address of the star. */
  star: string;
  listed: boolean;
  /** Why the star refused the last record, in the words of its metrics; null when it did not say. */
  reason: string | null;
  /** Pages that listen to the channel there; absent: the star does not tell, or others know more. */
  pages?: number;
}

/** An ordered stream of validated messages to one peer, over the star or directly. */
export interface SignalingStream {
  readonly peer: string;
  send(message: SignalMessage): void;
  onMessage(listener: (message: SignalMessage) => void): () => void;
  onClose(listener: (reason: string) => void): () => void;
  close(): void;
}

export interface NodeEvents {
  /** A star came or went. */
  stars: StarStatus[];
  /** A record new to this page, or newer than the one held. */
  channel: ChannelRecord;
  /** `iceServers` has changed. */
  iceServers: undefined;
}

/** The page's one node. Got with `acquireNode()`, given back with `release()`. */
export interface CastoNode {
  readonly peerId: string;
  /** Owner identity of this browser, persistent. */
  readonly ownerId: string;
  /** Addresses others can dial, through the stars. */
  readonly addresses: string[];
  readonly stars: StarStatus[];
  /** STUN/TURN named by the page's author or the star's casto.json, as they are now. */
  readonly iceServers: IceServer[];
  on<K extends keyof NodeEvents>(type: K, listener: (detail: NodeEvents[K]) => void): () => void;

  /** Resolves when at least one star is connected; rejects `star-unreachable` etc. */
  ready(signal?: AbortSignal): Promise<void>;
  /** The network may have changed: stars that do not answer at once are dialled again. */
  checkStars(): void;
  /** A connection failed: TURN passwords may have ended before their time, and are asked for again. */
  renewIceServers(): void;
  /** Channels known now; asks the stars' directories first when `fresh`. */
  channels(options?: { fresh?: boolean; signal?: AbortSignal }): Promise<ChannelRecord[]>;
  /** Resolves a slug or a full id to the live record, or null when it is not live. */
  findChannel(channel: string, signal?: AbortSignal): Promise<ChannelRecord | null>;

  /** Unix time in whole milliseconds by the stars' clock; it never jumps with this computer's. */
  now(): number;
  /** Where a broadcaster may begin to count epochs: above all that this owner has used before. */
  firstEpoch(): number;
  /** The broadcaster has counted this far. */
  usedEpoch(epoch: number): void;

  /**
   * Publishes now and keeps publishing every 10 s until `end()`.
   * @param onListings called with what each star says, when one does not list the channel though it was told
   *   again, and when all do again
   * @param onAnswers called with what the stars answered, each time that they were asked
   */
  announce(
    first: ChannelAnnouncement,
    onListings?: (listings: Listing[]) => void,
    onAnswers?: (answers: Listing[]) => void,
  ): {
    channelId: string;
    update(next: ChannelAnnouncement): void;
    /** Publishes the same soon: another record has taken its place. */
    refresh(): void;
    /** Publishes the final record. */
    end(): Promise<void>;
    /** Publishes nothing more: another page of this owner goes on with the channel. */
    cancel(): void;
  };

  /** Joins a channel's presence topic. `offer(null)` stays silent but listens. */
  presence(
    channelId: string,
    onPresence: (presence: Presence) => void,
  ): {
    offer(hint: Omit<PeerHint, 'addresses' | 'peer'> | null, viewers: number): void;
    close(): void;
  };

  /**
   * @param first a `join` known already: it travels with the opening, and the stream is handed out
   *   with the first answer at hand. Without it the stream says only that the peer was reached.
   */
  openSignal(
    peer: string,
    addresses: string[],
    signal?: AbortSignal,
    first?: SignalMessage,
  ): Promise<SignalingStream>;
  /** Incoming streams; the first message is always `join` and picks the channel. */
  onSignal(channelId: string, handler: (stream: SignalingStream) => void): () => void;

  /** Gives the node back; the last one stops it. Idempotent. */
  release(): Promise<void>;
}
