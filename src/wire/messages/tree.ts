/** Who feeds whom: the messages that the overlay decides by. */
import type { RelayWay } from '../../base/types.js';
import {
  addressValue,
  epoch,
  figure,
  flag,
  integer,
  link,
  list,
  object,
  oneOf,
  optional,
  path,
  peer,
  text,
  ways,
} from '../fields.js';
import { hints, type PeerHint } from '../hint.js';
import { LIMITS } from '../limits.js';
import type { Family, MessageOf } from './row.js';

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

const REFUSALS: readonly RefusalReason[] = [
  'full',
  'detached',
  'cycle',
  'infeasible',
  'unknown-channel',
  'busy',
  'leaving',
  'unsupported',
];

const LEAVES: readonly LeaveMessage['reason'][] = [
  'closing',
  'moving',
  'ended',
  'overloaded',
  'frozen',
];

function feasible(value: unknown): JoinMessage['feasible'] {
  if (value === null) return null;
  const fields = object(value, 'feasible');
  return { epoch: epoch(fields), depth: figure(fields, 'depth', LIMITS.path) };
}

export const TREE = {
  join: {
    on: 'both',
    from: 'child',
    for: 'tree',
    read: (f): JoinMessage => ({
      t: 'join',
      channel: text(f, 'channel', LIMITS.channelIdChars),
      link: link(f),
      capacity: integer(f, 'capacity', 0, LIMITS.children),
      ways: ways(f),
      standby: flag(f, 'standby'),
      feasible: feasible(f.feasible),
      ...optional(f, 'addresses', () => list(f, 'addresses', LIMITS.addresses, addressValue)),
      ...optional(f, 'marks', () => flag(f, 'marks')),
      ...optional(f, 'urgent', () => flag(f, 'urgent')),
      ...optional(f, 'lost', () => peer(f, 'lost')),
    }),
  },
  accept: {
    on: 'both',
    from: 'parent',
    for: 'tree',
    read: (f): AcceptMessage => ({
      t: 'accept',
      link: link(f),
      path: path(f, 'path'),
      epoch: epoch(f),
    }),
  },
  redirect: {
    on: 'both',
    from: 'parent',
    for: 'tree',
    read: (f): RedirectMessage => ({
      t: 'redirect',
      link: link(f),
      reason: oneOf(f, 'reason', REFUSALS),
      peers: hints(f, 'peers'),
    }),
  },
  path: {
    on: 'control',
    from: 'parent',
    for: 'tree',
    repeated: true,
    read: (f): PathMessage => ({
      t: 'path',
      path: path(f, 'path'),
      epoch: epoch(f),
      ...optional(f, 'seq', () => integer(f, 'seq', 0)),
      ...optional(f, 'age', () => figure(f, 'age', LIMITS.age)),
    }),
  },
  beat: {
    on: 'control',
    from: 'parent',
    for: 'tree',
    repeated: true,
    read: (f): BeatMessage => ({
      t: 'beat',
      epoch: epoch(f),
      viewers: figure(f, 'viewers', LIMITS.viewers),
      ...optional(f, 'seq', () => integer(f, 'seq', 0)),
      ...optional(f, 'age', () => figure(f, 'age', LIMITS.age)),
    }),
  },
  count: {
    on: 'control',
    from: 'child',
    for: 'tree',
    repeated: true,
    read: (f): CountMessage => ({
      t: 'count',
      viewers: figure(f, 'viewers', LIMITS.viewers),
      ...optional(f, 'capacity', () => figure(f, 'capacity', LIMITS.children)),
      ...optional(f, 'slots', () => figure(f, 'slots', LIMITS.children)),
      ...optional(f, 'free', () => figure(f, 'free', LIMITS.viewers)),
      ...optional(f, 'open', () => hints(f, 'open')),
    }),
  },
  refresh: {
    on: 'control',
    from: 'child',
    for: 'tree',
    repeated: true,
    read: (f): RefreshMessage => ({ t: 'refresh', epoch: epoch(f) }),
  },
  start: {
    on: 'control',
    from: 'child',
    for: 'tree',
    read: (f): StartMessage => ({
      t: 'start',
      ...optional(f, 'lost', () => peer(f, 'lost')),
      ...optional(f, 'feasible', () => feasible(f.feasible)),
      ...optional(f, 'calm', () => flag(f, 'calm')),
    }),
  },
  stop: {
    on: 'control',
    from: 'child',
    for: 'tree',
    read: (): StopMessage => ({ t: 'stop' }),
  },
  leave: {
    on: 'both',
    from: 'both',
    for: 'tree',
    read: (f): LeaveMessage => ({
      t: 'leave',
      reason: oneOf(f, 'reason', LEAVES),
      peers: hints(f, 'peers'),
      ...optional(f, 'link', () => link(f)),
    }),
  },
  hints: {
    on: 'control',
    from: 'parent',
    for: 'tree',
    repeated: true,
    read: (f): HintsMessage => ({ t: 'hints', peers: hints(f, 'peers') }),
  },
} satisfies Family<'tree'>;

export type TreeMessage = MessageOf<typeof TREE>;
