/** Where there is room below a peer: what it tells those whom it cannot take, and its parent. */
import type { PeerHint } from '../../wire/hint.js';
import { bestWay } from '../parents/parent-candidates.js';
import { BOUNDS } from '../timing.js';
import type { Child, Standing } from './child.js';

type Random = () => number;

/** One child's report draws at most this many times what the reports of all others draw together. */
const REST_TIMES = 4;

export function hintOf(child: Child, { path, epoch }: Standing, withPath = true): PeerHint {
  // A path may name the child, by mistake or malice, or be too long for one more.
  const told = path && withPath && !path.includes(child.peer) && path.length < BOUNDS.path;
  return {
    peer: child.peer,
    addresses: child.addresses,
    depth: path?.length ?? 1,
    slots: child.slots,
    way: bestWay(child.ways),
    epoch,
    ...(told ? { path: [...path, child.peer] } : {}),
  };
}

/** Others to ask, for a peer that cannot be taken: free places below, spread at random. */
export function freeSlotsBelow(
  fed: readonly Child[],
  standing: Standing,
  asker: string,
  standby: boolean,
  random: Random,
): PeerHint[] {
  const relays = fed.filter(
    (child) => child.open && child.capacity > 0 && child.peer !== asker && child.shedAt === null,
  );
  const found = new Map<string, PeerHint>();
  const free = relays.reduce((sum, child) => sum + child.free, 0);
  // Subtrees fill unevenly, but one child's word does not draw everybody.
  const weigh = (child: Child): number =>
    standby ? 1 : Math.min(child.free, Math.max(1, REST_TIMES * (free - child.free)));
  for (let tries = 0; tries < 12 && found.size < BOUNDS.redirectHints - 2; tries++) {
    const child = weighted(relays, weigh, random());
    if (!child) break;
    const places = [...(child.slots > 0 ? [hintOf(child, standing)] : []), ...child.openPeers];
    const place = places[Math.floor(random() * places.length)];
    const hint = standby || !place ? hintOf(child, standing) : place;
    if (hint.peer !== asker) found.set(hint.peer, hint);
  }
  // A full child still knows the way further down.
  for (let tries = 0; tries < 4 && found.size < BOUNDS.redirectHints; tries++) {
    const child = relays[Math.floor(random() * relays.length)];
    if (child && !found.has(child.peer)) found.set(child.peer, hintOf(child, standing));
  }
  return [...found.values()];
}

/** Peers below with free places, nearest first. */
export function openBelow(
  fed: readonly Child[],
  standing: Standing,
  random: Random,
  max: number = BOUNDS.openPeers,
): PeerHint[] {
  const found = new Map<string, PeerHint>();
  for (const child of fed) {
    if (!child.open || child.viewers === 0) continue;
    if (child.slots > 0) found.set(child.peer, hintOf(child, standing, false));
    for (const hint of child.openPeers) if (hint.slots > 0) found.set(hint.peer, hint);
  }
  const list = [...found.values()];
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list.sort((a, b) => a.depth - b.depth).slice(0, max);
}

/** One of `items` at random, in proportion to its weight; null when nothing has weight. */
function weighted<T>(items: readonly T[], weight: (item: T) => number, random: number): T | null {
  const total = items.reduce((sum, item) => sum + weight(item), 0);
  let left = random * total;
  for (const item of items) {
    left -= weight(item);
    if (left < 0) return item;
  }
  return null;
}
