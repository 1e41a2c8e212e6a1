/** Qualities to choose from, where the engine offers layers of different size. */
import type { Texts } from '../i18n/texts.js';

/** One of the sizes in which a broadcast comes. */
export interface Quality {
  id: string;
  /** Lines of the picture, 0 when not known. */
  height: number;
  /** Bits per second, 0 when not known. */
  bitrate?: number;
}

/** The choice that leaves it to the engine. */
export const AUTO = 'auto';

/** What an engine adds to its viewing when it has several. */
export interface OffersQualities {
  readonly qualities?: readonly Quality[];
  /** `auto` or the id of one. */
  quality?: string;
}

export function qualityName(qualities: readonly Quality[], id: string, t: Texts): string {
  const quality = qualities.find((each) => each.id === id);
  if (!quality) return t.player.qualityAuto;
  const lines = quality.height > 0 ? `${quality.height}p` : quality.id;
  return quality.bitrate ? `${lines} · ${t.format.bitrate(quality.bitrate)}` : lines;
}
