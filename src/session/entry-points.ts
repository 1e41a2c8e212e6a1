import type { ChannelRecord } from '../network/index.js';
import type { PeerHint } from '../wire/hint.js';
import { LIMITS } from '../wire/limits.js';

/** At most this many entry points are taken on their own word, when the tree has reported fewer places. */
const GOSSIP_ENTRIES = 3;

/** Stands where it says: below the broadcaster, at the end of its own path. Anybody can claim a depth. */
export const isPlaced = ({ peer, path, depth }: PeerHint, broadcaster: string): boolean =>
  path?.[0] === broadcaster && path.at(-1) === peer && path.length === depth + 1;

/**
 * The entry points that the broadcaster signs: itself, then the free places that it was told of up the tree,
 * nearest first. Strangers that speak for themselves come in for want of those, and only when they claim to
 * stand below one of its own children.
 */
export function entryPoints(
  self: PeerHint,
  told: readonly PeerHint[],
  gossip: readonly PeerHint[],
  children: ReadonlySet<string>,
): PeerHint[] {
  const near = (a: PeerHint, b: PeerHint): number => a.depth - b.depth;
  const known = new Set([self.peer, ...told.map(({ peer }) => peer)]);
  const heard = gossip
    .filter((hint) => !known.has(hint.peer) && isPlaced(hint, self.peer))
    .filter(({ path }) => children.has(path?.[1] ?? ''))
    .sort(near)
    .slice(0, Math.max(0, GOSSIP_ENTRIES - told.length));
  return [self, ...[...told].sort(near), ...heard].slice(0, LIMITS.hints);
}

/** Whom to ask first: the entry points of the record, and the broadcaster itself. */
export function entriesOf(record: ChannelRecord): PeerHint[] {
  if (record.entries.some(({ peer }) => peer === record.peer)) return record.entries;
  return [
    ...record.entries,
    {
      peer: record.peer,
      addresses: record.addresses,
      depth: 0,
      // A full broadcaster redirects, so it is worth asking even so.
      slots: 0,
      way: 'forward',
      epoch: 0,
      path: [record.peer],
    },
  ];
}
