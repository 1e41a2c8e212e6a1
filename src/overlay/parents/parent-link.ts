/** A link to a parent, or to a peer that may become one. */
import type { LeaveMessage } from '../../wire/messages/tree.js';
import type { OverlayEnv } from '../api.js';

/** `feed`: a parent, urgently. `standby`: a warm standby. `improve`: a place nearer the root. */
export type Purpose = 'feed' | 'standby' | 'improve';

export interface ParentLink {
  readonly id: string;
  readonly peer: string;
  readonly addresses: string[];
  readonly purpose: Purpose;
  /** Asked because it spoke for itself; it may be nobody. */
  readonly gossip: boolean;
  /** The neighbour that named it, see parent-candidates.ts. */
  readonly teller: string | null;
  /** It was asked because a neighbour named it, and does not answer. */
  overdue: boolean;
  state: 'asked' | 'accepted' | 'open';
  /** From the root to the peer at the other end; empty: it is detached, or has not said yet. */
  path: string[];
  epoch: number;
  seq: number;
  /** A standby that was asked for media. */
  started: boolean;
  /** Frames were decoded on it. */
  flowing: boolean;
  /** Frames flow, but it may be taken only after a newer epoch (feasibility.ts). */
  awaitsEpoch: boolean;
  /** Nothing comes back on it at present. */
  unresponsive: boolean;
  /** The session reported silence, and no frame since. */
  silent: boolean;
  /** When frames came again after a silence; null: they did not, or there was none. */
  healedAt: number | null;
  /**
   * Why the other end said that it leaves, null while it stays. Only when `overloaded` does it stay in
   * the tree itself: else its own place is free.
   */
  leaving: LeaveMessage['reason'] | null;
  heardAt: number;
  detachedAt: number | null;
  /** The last round trip, ms. */
  rttMs: number | null;
  /** Round trips measured recently, the newest last. */
  readonly rttsMs: number[];
  /** How old frames are at the other end, ms (frame-age.ts); null: not told. */
  age: number | null;
  /** When fresher frames were last asked for here, and none came or no place was free. */
  calmAt: number;
  /** Cancels the patience timer of the present state. */
  patience: () => void;
}

const LINK_CHARS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** 16 characters, about 80 bits: never drawn twice. */
function drawLinkId(env: OverlayEnv): string {
  let id = '';
  for (let i = 0; i < 16; i++) id += LINK_CHARS[Math.floor(env.random() * LINK_CHARS.length)];
  return id;
}

const RTTS_KEPT = 8;

export function measured(link: ParentLink, rttMs: number): void {
  link.rttMs = rttMs;
  link.rttsMs.push(rttMs);
  if (link.rttsMs.length > RTTS_KEPT) link.rttsMs.shift();
}

export function createParentLink(
  env: OverlayEnv,
  to: {
    peer: string;
    addresses: string[];
    rttMs: number | null;
    gossip: boolean;
    teller: string | null;
  },
  purpose: Purpose,
): ParentLink {
  return {
    id: drawLinkId(env),
    peer: to.peer,
    addresses: to.addresses,
    purpose,
    gossip: to.gossip,
    teller: to.teller,
    overdue: false,
    state: 'asked',
    path: [],
    epoch: 0,
    seq: 0,
    started: false,
    flowing: false,
    awaitsEpoch: false,
    unresponsive: false,
    silent: false,
    healedAt: null,
    leaving: null,
    heardAt: env.now(),
    detachedAt: null,
    rttMs: to.rttMs,
    rttsMs: [],
    age: null,
    calmAt: Number.NEGATIVE_INFINITY,
    patience: () => {},
  };
}
