/** Whom to ask for which purpose. */
import type { PeerHint } from '../../wire/hint.js';
import {
  type CandidatePool,
  feedCost,
  type ParentCandidate,
  standbyCost,
} from './parent-candidates.js';
import type { Purpose } from './parent-link.js';

/** What is known of the peer that looks for a parent. */
export interface Seeker {
  /** From the root to itself; itself alone while detached. */
  own: readonly string[];
  parent: string | undefined;
  hasChildren: boolean;
  /** Children that it could feed itself. */
  capacity: number;
  /** How many hops above its grandparent it looks for a better place. */
  climb: number;
  now: number;
  /** Peers of this path that its standbys depend on too. */
  sharedWithStandbys(path: readonly string[]): number;
  /** Is there a link, up or down, to this peer already? */
  linked(peer: string): boolean;
}

/** News of free places are believed for this long, ms. */
const FRESH_MS = 30_000;

export function chooseParent(
  pool: CandidatePool,
  purpose: Purpose,
  seeker: Seeker,
): ParentCandidate | null {
  const { own, parent } = seeker;
  const self = own.at(-1) ?? '';
  const possible = (c: ParentCandidate): boolean =>
    c.peer !== self && !(c.path?.includes(self) ?? false) && !seeker.linked(c.peer);
  switch (purpose) {
    case 'feed':
      return pool.choose(possible, feedCost);
    case 'standby':
      // Behind the own parent a standby dies with it; only the root may be in both paths.
      return pool.choose(
        (c) => possible(c) && (parent === undefined || (c.path?.indexOf(parent) ?? -1) < 1),
        (c) =>
          standbyCost(c, own, seeker.hasChildren) +
          (c.path ? seeker.sharedWithStandbys(c.path) : 1),
      );
    case 'improve': {
      const nearer = (c: ParentCandidate): boolean =>
        c.depth + 1 < own.length - 1 && c.seenAt > seeker.now - FRESH_MS && possible(c);
      const open = pool.choose((c) => c.slots > 0 && nearer(c), feedCost);
      if (open || seeker.capacity === 0) return open;
      // An ancestor may feed a leaf whose place a relay can have; or it knows of a place nearby.
      const above = own.length - 3 - seeker.climb;
      if (above < 1) return null;
      pool.learn(
        ancestorsOf({ path: own.slice(0, -1), epoch: 0 }, pool)
          .slice(above, above + 1)
          .filter(({ peer }) => !pool.get(peer)),
      );
      return pool.choose((c) => c.peer === own[above] && possible(c), feedCost);
    }
  }
}

/** Depth that a tree of this many viewers needs when its peers feed three on average. */
export function expectedDepth(viewers: number): number {
  return Math.max(2, Math.ceil(Math.log(Math.max(1, viewers)) / Math.log(3.2)));
}

/** The ancestors of a lost parent, as candidates: the nearest has just got a free place. */
export function ancestorsOf(
  lost: { path: readonly string[]; epoch: number },
  pool: CandidatePool,
): PeerHint[] {
  const { path, epoch } = lost;
  return path.slice(0, -1).map((peer, depth) => {
    const known = pool.get(peer);
    return {
      peer,
      addresses: known?.addresses ?? [],
      depth,
      slots: depth === path.length - 2 ? 1 : 0,
      way: known?.way ?? 'forward',
      epoch,
      path: path.slice(0, depth + 1),
    };
  });
}
