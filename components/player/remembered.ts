/** How loud, and in which size, a person watched the last time on this site; of players with controls alone. */
const KEY = 'casto.player';
const MOST_CHARACTERS = 32;

export interface Watched {
  volume: number;
  muted: boolean;
  quality: string;
}

/** What is stored is anybody's; what is no answer is left out. */
export function recallWatched(): Partial<Watched> {
  try {
    const { volume, muted, quality } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Watched;
    return {
      ...(volume >= 0 && volume <= 1 && { volume }),
      ...(typeof muted === 'boolean' && { muted }),
      ...(typeof quality === 'string' && quality.length <= MOST_CHARACTERS && { quality }),
    };
  } catch {
    // No storage here, or nothing that can be read.
    return {};
  }
}

export function rememberWatched({ volume, muted, quality }: Watched): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ volume, muted, quality }));
  } catch {
    // Full or forbidden.
  }
}
