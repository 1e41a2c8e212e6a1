/** Which peers a child is told of: for its standbys, and for its way up. */
import type { PeerHint } from '../../wire/hint.js';
import type { OverlayEnv } from '../api.js';
import { asHint, type CandidatePool } from '../parents/parent-candidates.js';
import { BOUNDS } from '../timing.js';
import type { Child, Standing } from './child.js';
import { hintOf, openBelow } from './free-slots.js';

interface Above {
  peer: string;
  addresses: string[];
  path: string[];
  epoch: number;
}

/** A peer above, as a hint to others. */
function hintAbove(link: Above, pool: CandidatePool): PeerHint {
  const known = pool.get(link.peer);
  return {
    peer: link.peer,
    addresses: link.addresses,
    depth: Math.max(0, link.path.length - 1),
    slots: known?.slots ?? 0,
    way: known?.way ?? 'forward',
    epoch: link.epoch,
    ...(link.path.length > 0 ? { path: link.path } : {}),
  };
}

/** Where the children of a peer that leaves may go: its parent has a free place then. */
export function hintsAbove(
  parent: Above | null,
  standbys: readonly Above[],
  pool: CandidatePool,
): PeerHint[] {
  const hints = standbys.map((link) => ({ ...hintAbove(link, pool), slots: 0 }));
  return parent ? [{ ...hintAbove(parent, pool), slots: 1 }, ...hints] : hints;
}

/** Peers beside and above the child, this peer's standbys among them. */
export function hintsFor(
  child: Child,
  from: {
    standing: Standing;
    root: boolean;
    fed: readonly Child[];
    standbys: readonly Above[];
    pool: CandidatePool;
    env: OverlayEnv;
  },
): PeerHint[] {
  const { standing, pool, env, fed } = from;
  const { path } = standing;
  if (!path) return [];
  const found = new Map<string, PeerHint>();
  const add = (hint: PeerHint): void => {
    if (found.size >= BOUNDS.childHints || hint.peer === child.peer) return;
    if (hint.path?.includes(child.peer)) return;
    found.set(hint.peer, hint);
  };
  for (const standby of from.standbys)
    if (standby.path.length > 0) add(asHint(hintAbove(standby, pool)));
  const relays = fed.filter((c) => c.capacity > 0 && c.viewers > 0);
  const sibling = relays[Math.floor(env.random() * relays.length)];
  if (sibling) add(hintOf(sibling, standing));
  if (from.root) for (const relay of relays) add(hintOf(relay, standing));
  for (const hint of openBelow(fed, standing, env.random).slice(0, 1)) add(hint);
  const shallow = pool.recent((c) => c.depth <= path.length, 12);
  while (shallow.length > 0 && found.size < BOUNDS.childHints) {
    const [hint] = shallow.splice(Math.floor(env.random() * shallow.length), 1);
    if (hint) add(hint);
  }
  return [...found.values()];
}
