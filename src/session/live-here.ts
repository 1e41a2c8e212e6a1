/** The channels that this very page broadcasts: a player beside them shows the source itself. */
const live = new Map<string, () => MediaStream | null>();

export function setLiveHere(channelId: string, stream: () => MediaStream | null): () => void {
  live.set(channelId, stream);
  return () => {
    if (live.get(channelId) === stream) live.delete(channelId);
  };
}

/** The stream being broadcast here on this channel, or null when this page is not its source. */
export const liveHere = (channelId: string): MediaStream | null => live.get(channelId)?.() ?? null;
