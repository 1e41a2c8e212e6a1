/**
 * Milliseconds to wait before attempt `n` (0 is the first retry): exponential, with half of it
 * random, so that a thousand pages do not come back to a restarted star in one instant.
 */
export function backoff(n: number, random: () => number = Math.random): number {
  const ceiling = Math.min(30_000, 500 * 2 ** Math.min(n, 10));
  return ceiling / 2 + (ceiling / 2) * random();
}
