/** Two pages of one owner that broadcast one channel: which of them goes on. */

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
