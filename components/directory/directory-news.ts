/** What a screen reader is told when the list changes: in one sentence, however much has changed. */
import type { ChannelRecord } from '../../src/wire/channel-record.js';
import type { Texts } from '../i18n/texts.js';

export const titleOf = (channel: ChannelRecord): string => channel.title || channel.slug;

/** `before` is null for the first list. '' when no channel has come or gone. */
export function directoryNews(
  before: readonly ChannelRecord[] | null,
  now: readonly ChannelRecord[],
  t: Texts,
): string {
  const texts = t.directory;
  if (!before) return now.length > 0 ? texts.liveChannels(now.length) : '';
  const come = missingFrom(before, now);
  const gone = missingFrom(now, before);
  const parts: string[] = [];
  if (come.length === 1) parts.push(texts.wentLive(titleOf(come[0]!)));
  else if (come.length > 1) parts.push(texts.wentLiveMany(come.length));
  if (gone.length === 1) parts.push(texts.hasEnded(titleOf(gone[0]!)));
  else if (gone.length > 1) parts.push(texts.haveEnded(gone.length));
  return parts.map((part) => `${part}.`).join(' ');
}

function missingFrom(
  these: readonly ChannelRecord[],
  those: readonly ChannelRecord[],
): ChannelRecord[] {
  const known = new Set(these.map(({ channelId }) => channelId));
  return those.filter(({ channelId }) => !known.has(channelId));
}
