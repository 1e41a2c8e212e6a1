/**
 * Between two times on air, as a worker is started again or a page comes out of the back/forward cache: the
 * record of before stands at the stars, and the stars may be away.
 */
import { CastoError, orAborted } from '../../base/errors.js';
import { createLog } from '../../base/log.js';
import type { CastoNode, ChannelAnnouncement } from '../../network/api.js';

const log = createLog('session:broadcast');

const STAR_AGAIN_MS = 1_000;
/** Without a star nobody can be told of the end, and nobody waits longer than this for one. */
const END_MS = 3_000;

/**
 * Resolves when a star is connected, however late: who watches already is not affected.
 * @throws CastoError `aborted`, and what no waiting mends
 */
export async function starBack(node: Pick<CastoNode, 'ready'>, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      return await node.ready(signal);
    } catch (thrown) {
      if (CastoError.from(thrown).code !== 'star-unreachable') throw thrown;
      log('on air again as soon as a star answers');
    }
    await orAborted(new Promise<void>((resolve) => setTimeout(resolve, STAR_AGAIN_MS)), signal);
  }
}

/**
 * Announces the end while nothing is announced, unless another page of the owner has gone on with the channel.
 * @param own peer ids of this page
 */
export async function endStanding(
  node: Pick<CastoNode, 'ready' | 'announce' | 'findChannel'>,
  channelId: string,
  own: ReadonlySet<string>,
  last: ChannelAnnouncement,
): Promise<void> {
  const signal = AbortSignal.timeout(END_MS);
  await node.ready(signal);
  const record = await node.findChannel(channelId, signal).catch(() => null);
  if (record && !own.has(record.peer)) return;
  await node.announce(last).end();
}
