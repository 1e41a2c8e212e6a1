/** What a peer knows of others that may feed it, and how it ranks them. */

import { traitsOf } from '../../base/relay-ways.js';
import type { RelayWay } from '../../base/types.js';
import { RELAY_WAYS } from '../../wire/fields.js';
import type { PeerHint } from '../../wire/hint.js';
import type { OverlayEnv } from '../api.js';
import { BOUNDS, type Timing } from '../timing.js';

export interface ParentCandidate extends PeerHint {
  /** When somebody last mentioned it. */
  seenAt: number;
  /** Not to be asked before this time. */
  avoidUntil: number;
  /** Its link was open and no frame came: not trusted before this time. */
  dryUntil: number;
  /** Known from what it says itself, and from nobody else. */
  gossip: boolean;
  /** The neighbour that named it; null: the broadcaster, itself, or this peer's own knowledge. */
  teller: string | null;
  /** Milliseconds, null when never measured. */
  rttMs: number | null;
}

/**
 * Hops that a peer must be nearer by when only its own word says so. With a free place it is asked after those
 * without one, which know the way to places and are of the tree.
 */
const GOSSIP_COST = 7;
const GOSSIP_STANDBY_COST = 3;

/** More than a full peer or a deep one costs: a peer that gave nothing recently comes after all others. */
const DRY_COST = 100;

/** The best of a peer's ways; `transcode` always works. */
export function bestWay(ways: readonly RelayWay[]): RelayWay {
  return RELAY_WAYS.find((way) => ways.includes(way)) ?? 'transcode';
}

/**
 * Cost of being fed by this candidate, in hops: its depth, plus what its way and its round trip are
 * worth. Lower is better. A full peer is asked only when none with a free place is known: it can
 * only redirect, and in a crowd everybody would ask the broadcaster first.
 */
export function feedCost(candidate: ParentCandidate): number {
  return (
    candidate.depth +
    (candidate.slots > 0 ? 0 : 6) +
    (candidate.gossip ? GOSSIP_COST : 0) +
    (traitsOf(candidate.way).cost ?? 0) +
    Math.min(2, (candidate.rttMs ?? 100) / 200)
  );
}

/** Peers that both paths pass through, the broadcaster (first) left out. */
export function sharedInterior(own: readonly string[], other: readonly string[]): number {
  const mine = new Set(own.slice(1, -1));
  return other.reduce((count, peer, index) => (index > 0 && mine.has(peer) ? count + 1 : count), 0);
}

/**
 * Cost of a standby parent. What counts is that it does not die of the same cause (disjoint path),
 * that it has room when the time comes, and that a peer which feeds others does not sink in the tree.
 * A peer that feeds nobody leaves the few places near the root to those.
 */
export function standbyCost(
  candidate: ParentCandidate,
  own: readonly string[],
  hasChildren: boolean,
): number {
  const shared = candidate.path ? sharedInterior(own, candidate.path) : 1.5;
  // Hops that the peer would sink by.
  const sinks = candidate.depth + 2 - own.length;
  return (
    2 * shared +
    (hasChildren ? (sinks > 0 ? 0.5 + 0.7 * sinks : 0) : 0.15 * Math.abs(sinks)) +
    // The root gives no more than its places, so it can take nobody over who has lost a parent.
    (candidate.depth === 0 ? 3 : 0) +
    (candidate.slots > 0 ? -1 : 0) +
    (candidate.gossip ? GOSSIP_STANDBY_COST : 0) +
    (traitsOf(candidate.way).cost ?? 0) +
    Math.min(1, (candidate.rttMs ?? 100) / 300)
  );
}

/**
 * What each silence of one that spoke for itself adds to the cost of all such, up to a few of them; and of one that a
 * neighbour named, to the cost of all that it named.
 */
const SILENCE_COST = 4;
const SILENCES = 5;

type Word = Pick<ParentCandidate, 'gossip' | 'teller'>;

/** Whose word it is that a candidate is there; null: nobody's that is doubted. */
const wordOf = ({ gossip, teller }: Word): string | null => (gossip ? '' : teller);

function remember(times: Map<string, number>, peer: string, until: number): void {
  times.delete(peer);
  times.set(peer, until);
  const first = times.keys().next().value;
  if (times.size > BOUNDS.candidates && first !== undefined) times.delete(first);
}

/** Bounded memory of candidates. */
export class CandidatePool {
  /** How many of those that each neighbour named did not answer recently; under '', of those that spoke for themselves. */
  readonly #silences = new Map<string, number>();
  /** The broadcaster, once it is known; nobody else is at depth 0. */
  root: string | null = null;
  #known = new Map<string, ParentCandidate>();
  #avoided = new Map<string, number>();
  #dry = new Map<string, number>();

  constructor(
    private readonly self: string,
    private readonly env: OverlayEnv,
    private readonly timing: Timing,
  ) {}

  get size(): number {
    return this.#known.size;
  }

  get(peer: string): ParentCandidate | undefined {
    return this.#known.get(peer);
  }

  /**
   * Takes in hints. Newer knowledge replaces older; addresses once known are kept. What a neighbour says replaces none
   * that the broadcaster signed: wrong ones would lead everybody away from it.
   */
  learn(hints: readonly PeerHint[], gossip = false, teller: string | null = null): void {
    const now = this.env.now();
    const word = wordOf({ gossip, teller });
    const most = word === null ? BOUNDS.candidates : BOUNDS.ofOneWord;
    // Of more than it can remember the first would be forgotten at once.
    for (const hint of hints.slice(-most)) {
      if (hint.peer === this.self) continue;
      const old = this.#known.get(hint.peer);
      // What a peer says itself adds nothing to what others say of it, and no neighbour takes from it.
      const signed = old && wordOf(old) === null;
      const keeps = old && (gossip || signed);
      const here = old?.addresses ?? [];
      const stays = hint.addresses.length === 0 || (signed && teller !== null && here.length > 0);
      const next: ParentCandidate = {
        ...hint,
        ...this.#place(hint),
        addresses: stays ? here : hint.addresses,
        seenAt: now,
        avoidUntil: old?.avoidUntil ?? this.#avoided.get(hint.peer) ?? 0,
        dryUntil: old?.dryUntil ?? this.#dry.get(hint.peer) ?? 0,
        gossip: keeps ? old.gossip : gossip,
        teller: keeps ? old.teller : teller,
        rttMs: old?.rttMs ?? null,
      };
      this.#known.delete(hint.peer);
      this.#known.set(hint.peer, next);
    }
    this.#forget((candidate) => wordOf(candidate) === word, most);
    this.#forget((candidate) => wordOf(candidate) !== null, BOUNDS.ofNeighbours);
    this.#forget(() => true, BOUNDS.candidates);
  }

  /** Forgets the oldest of these beyond `most`. */
  #forget(these: (c: ParentCandidate) => boolean, most: number): void {
    const found = [...this.#known.values()].filter(these);
    for (const { peer } of found.slice(0, -most)) this.#known.delete(peer);
  }

  /** A path that leads to the peer says how deep it is; no other peer is where the broadcaster is. */
  #place({ peer, depth, path }: PeerHint): Pick<PeerHint, 'depth' | 'path'> {
    if (path?.at(-1) === peer) return { depth: path.length - 1, path };
    const least = this.root === null || peer === this.root ? 0 : 1;
    return { depth: Math.max(least, depth), path: undefined };
  }

  avoid(peer: string, ms: number): void {
    const known = this.#known.get(peer);
    const until = this.env.now() + ms;
    if (known) known.avoidUntil = Math.max(known.avoidUntil, until);
    // Others may go on naming somebody who has just left: remembered even when not a candidate.
    else remember(this.#avoided, peer, until);
  }

  /** It accepted, and gave nothing: others are asked before it for a while, however near it is. */
  dry(peer: string): void {
    const until = this.env.now() + this.timing.dryMs;
    const known = this.#known.get(peer);
    if (known) known.dryUntil = until;
    remember(this.#dry, peer, until);
  }

  /** It gives what it should. */
  flows(peer: string): void {
    const known = this.#known.get(peer);
    if (known) known.dryUntil = 0;
    this.#dry.delete(peer);
  }

  /** A peer that was asked has answered, or does not answer. */
  answers(asked: Word, yes: boolean): void {
    const word = wordOf(asked);
    if (word === null) return;
    const count = Math.min(SILENCES, Math.max(0, this.#silencesOf(asked) + (yes ? -1 : 1)));
    if (count === 0) this.#silences.delete(word);
    else remember(this.#silences, word, count);
  }

  #silencesOf(candidate: Word): number {
    const word = wordOf(candidate);
    return word === null ? 0 : (this.#silences.get(word) ?? 0);
  }

  /** It refused for want of a place: the report of free ones was out of date. */
  full(peer: string): void {
    const known = this.#known.get(peer);
    if (known) known.slots = 0;
  }

  /** Forgives everybody: after a pause, or when there is nobody else left. */
  forgive(): void {
    this.#avoided.clear();
    for (const known of this.#known.values()) known.avoidUntil = 0;
  }

  forgetOld(): void {
    const limit = this.env.now() - this.timing.candidateMs;
    // In the order of seenAt: `learn` moves what it hears of to the end.
    for (const [peer, known] of this.#known) {
      if (known.seenAt >= limit) return;
      this.#known.delete(peer);
    }
  }

  /** The cheapest that may be asked now; up to one hop of jitter spreads a crowd. */
  choose(
    allowed: (c: ParentCandidate) => boolean,
    cost: (c: ParentCandidate) => number,
  ): ParentCandidate | null {
    const now = this.env.now();
    let best: ParentCandidate | null = null;
    let bestCost = Number.POSITIVE_INFINITY;
    for (const candidate of this.#known.values()) {
      if (candidate.avoidUntil > now || !allowed(candidate)) continue;
      const dry = candidate.dryUntil > now ? DRY_COST : 0;
      const distrust = SILENCE_COST * this.#silencesOf(candidate);
      const value = cost(candidate) + dry + distrust + this.env.random();
      if (value < bestCost) {
        best = candidate;
        bestCost = value;
      }
    }
    return best;
  }

  /** What may be told to others, newest first. */
  recent(allowed: (c: ParentCandidate) => boolean, max: number): PeerHint[] {
    return [...this.#known.values()].reverse().filter(allowed).slice(0, max).map(asHint);
  }
}

/** Strips what is private to this peer. */
export function asHint(candidate: PeerHint): PeerHint {
  const { peer, addresses, depth, slots, way, epoch, path } = candidate;
  return { peer, addresses, depth, slots, way, epoch, ...(path ? { path } : {}) };
}
