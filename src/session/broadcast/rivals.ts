/** Two pages of one owner that broadcast one channel: which of them goes on. */
import { CastoError, throwIfAborted } from '../../base/errors.js';
import { createLog } from '../../base/log.js';
import type { CastoNode } from '../../network/api.js';

const log = createLog('session:broadcast');

/** How long the page that holds the slug may take to show that it is alive. */
const TAKEN_PROBE_MS = 2_500;

interface Rival {
  /** Unix ms. */
  startedAt: number;
  peer: string;
}

/** Exactly one of two gives way: who started later, and of those that started together, the greater peer id. */
export function givesWay(own: Rival, other: Rival): boolean {
  if (own.startedAt !== other.startedAt) return own.startedAt > other.startedAt;
  return own.peer > other.peer;
}

export const gaveWay = (): CastoError =>
  new CastoError(
    'channel-taken',
    'This channel is live in another tab or window that started first',
  );

/**
 * The same owner may be live on this slug in another tab; after a reload only its record is.
 * @param own peer ids of this page
 * @throws CastoError `channel-taken`, `aborted`
 */
export async function assertFree(
  node: Pick<CastoNode, 'findChannel' | 'openSignal'>,
  channelId: string,
  own: ReadonlySet<string>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const record = await node.findChannel(channelId, signal);
  if (!record || record.ended || own.has(record.peer)) return;
  const timeout = AbortSignal.timeout(TAKEN_PROBE_MS);
  const bounded = signal ? AbortSignal.any([signal, timeout]) : timeout;
  const probe = await node.openSignal(record.peer, record.addresses, bounded).catch(() => null);
  throwIfAborted(signal);
  if (!probe) {
    log('taking over from a page that is gone', record.peer);
    return;
  }
  probe.close();
  throw new CastoError(
    'channel-taken',
    `You are already live on "${record.slug}" in another tab or window. Stop it there or choose another channel`,
  );
}
