import type { PeerHint } from './hint.js';

/** One live channel as announced by its owner; signature already checked. */
export interface ChannelRecord {
  channelId: string;
  ownerId: string;
  slug: string;
  title: string;
  /** Unix ms by the owner's word, never after `issuedAt`. Nothing but the order of a list goes by it. */
  startedAt: number;
  viewers: number;
  /** MIME types, null for a missing kind. */
  video: string | null;
  audio: string | null;
  /** The broadcaster's node. */
  peer: string;
  addresses: string[];
  /** Peers with free slots, the broadcaster first when it has one. */
  entries: PeerHint[];
  /** Rises with every record of one channel. */
  sequence: number;
  /** Unix ms. */
  issuedAt: number;
  ended: boolean;
}
