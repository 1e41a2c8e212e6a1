/** How the sizes to choose from are called. */
import type { Quality } from '../../../src/base/types.js';
import type { Texts } from '../../i18n/texts.js';

/** The choice that leaves it to the engine. */
export const AUTO = 'auto';

export function qualityName(qualities: readonly Quality[], id: string, t: Texts): string {
  const quality = qualities.find((each) => each.id === id);
  if (!quality) return t.player.qualityAuto;
  const lines = quality.height > 0 ? `${quality.height}p` : quality.id;
  return quality.bitrate ? `${lines} · ${t.format.bitrate(quality.bitrate)}` : lines;
}
