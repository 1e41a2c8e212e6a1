/** A link to a child. Held from the moment of `accept`, so a promise counts as a place. */
import type { RelayWay } from '../../base/types.js';
import type { PeerHint } from '../../wire/hint.js';
import type { JoinMessage } from '../../wire/messages/tree.js';

export interface Child {
  readonly link: string;
  readonly peer: string;
  readonly addresses: string[];
  capacity: number;
  /** It has offered places at some time. */
  relayed: boolean;
  readonly ways: RelayWay[];
  /** When it was promised a feed, or started one. */
  since: number;
  /** Promised or fed; false: a warm standby. */
  feeding: boolean;
  open: boolean;
  /** In its subtree, itself included; 0 until it has taken this link. */
  viewers: number;
  slots: number;
  free: number;
  openPeers: PeerHint[];
  /** Somebody there waits for an epoch at least this new; 0: nobody. */
  wants: number;
  /** When something of each kind was last told. */
  pathAt: number;
  beatAt: number;
  hintsAt: number;
  /** When another child lost it as its parent. */
  doubtedAt: number;
  /** When it was told to go. */
  shedAt: number | null;
  patience: () => void;
}

export function createChild(peer: string, join: JoinMessage, now: number): Child {
  return {
    link: join.link,
    peer,
    addresses: join.addresses ?? [],
    capacity: join.capacity,
    relayed: join.capacity > 0,
    ways: join.ways,
    since: now,
    feeding: !join.standby,
    open: false,
    viewers: 0,
    slots: join.capacity,
    free: join.capacity,
    openPeers: [],
    wants: 0,
    pathAt: now,
    beatAt: now,
    hintsAt: Number.NEGATIVE_INFINITY,
    doubtedAt: Number.NEGATIVE_INFINITY,
    shedAt: null,
    patience: () => {},
  };
}

/** Who loses least by being asked to move comes first. */
export const leastLossFirst = (a: Child, b: Child): number =>
  Math.sign(a.capacity) - Math.sign(b.capacity) ||
  a.viewers - b.viewers ||
  a.capacity - b.capacity ||
  b.since - a.since;

/** Where a peer stands; null path: detached. */
export interface Standing {
  path: string[] | null;
  epoch: number;
}
