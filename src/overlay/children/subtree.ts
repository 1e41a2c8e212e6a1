/**
 * What a child says stands below it, as far as it can be true. The figures are summed up and said on, to the
 * broadcaster's announcement: no sum may leave what the next reader accepts.
 */

import type { PeerHint } from '../../wire/hint.js';
import { LIMITS } from '../../wire/limits.js';
import type { CountMessage } from '../../wire/messages/tree.js';
import { BOUNDS } from '../timing.js';
import type { Child, Standing } from './child.js';

/** The sum of what children say; one less than a message may hold, for the peer that adds itself. */
export const sumOf = (figures: Iterable<number>, most = LIMITS.viewers - 1): number => {
  let sum = 0;
  for (const figure of figures) sum += figure;
  return Math.min(most, sum);
};

/** Takes over what a child counts, lowered to what its place and its own other figures allow. */
export function takeCount(child: Child, message: CountMessage, { path }: Standing): void {
  const depth = path?.length ?? 1;
  child.capacity = message.capacity ?? child.capacity;
  child.relayed ||= child.capacity > 0;
  // Who never offered a place, or hangs at the last level of the tree, has nobody below.
  const alone = !child.relayed || depth + 1 >= BOUNDS.path;
  child.viewers = alone
    ? Math.min(1, message.viewers)
    : Math.min(LIMITS.viewers - 1, message.viewers);
  child.slots = alone ? 0 : Math.min(child.capacity, message.slots ?? child.slots);
  const others = Math.max(0, child.viewers - 1) * BOUNDS.children;
  child.free = Math.min(LIMITS.viewers, child.slots + others, message.free ?? child.slots);
  if (child.capacity === 0) child.free = 0;
  if (message.open) child.openPeers = alone ? [] : openOf(child, message.open, depth);
}

/** They hang below the child, and so at least two levels below this peer. */
function openOf(child: Child, open: readonly PeerHint[], depth: number): PeerHint[] {
  return open.slice(0, BOUNDS.openPeers).map(({ path, ...hint }) => ({
    ...hint,
    depth: Math.min(LIMITS.path, Math.max(hint.depth, depth + 1)),
    ...(path?.[depth] === child.peer ? { path } : {}),
  }));
}
