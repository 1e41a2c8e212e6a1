/** Numbers and ids as people read them. */

/** The end of a peer id: its start is the same for all. */
export function shortId(id: string): string {
  // U+2060 keeps a line from breaking after the dots.
  return id.length <= 8 ? id : `…\u2060${id.slice(-6)}`;
}

/** Bits per second. */
export function bitrateText(bitsPerSecond: number): string {
  if (!(bitsPerSecond > 0)) return '–';
  if (bitsPerSecond >= 1e6) return `${(bitsPerSecond / 1e6).toFixed(1)} Mbit/s`;
  return `${Math.round(bitsPerSecond / 1e3)} kbit/s`;
}

/** Milliseconds; 0 means not known. */
export function millisecondsText(ms: number): string {
  if (!(ms > 0)) return '–';
  return ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms)} ms`;
}

export function countText(count: number): string {
  if (count < 1000) return String(count);
  if (count < 1e6) return `${(count / 1000).toFixed(count < 1e4 ? 1 : 0)}k`;
  return `${(count / 1e6).toFixed(1)}M`;
}

/** How long ago, for a time given as Unix milliseconds. */
export function ageText(since: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - since) / 60_000);
  if (minutes < 1) return 'just started';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d`;
}
