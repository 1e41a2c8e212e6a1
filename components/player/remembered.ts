/** How loud, and in which size, a person watched the last time on this site; of players with controls alone. */
import { readStored, writeStored } from '../base/page-store.js';

const KEY = 'casto.player';
const MOST_CHARACTERS = 32;

export interface Watched {
  volume: number;
  muted: boolean;
  quality: string;
}

/** What is no answer is left out. */
export function recallWatched(): Partial<Watched> {
  const { volume, muted, quality } = (readStored(KEY) ?? {}) as Watched;
  return {
    ...(volume >= 0 && volume <= 1 && { volume }),
    ...(typeof muted === 'boolean' && { muted }),
    ...(typeof quality === 'string' && quality.length <= MOST_CHARACTERS && { quality }),
  };
}

export const rememberWatched = (watched: Watched): void => writeStored(KEY, watched);
