/**
 * How old frames are at a peer, as far as the way they came accounts for it: half a round trip for
 * each link and the time in each relay. Hops are not alike: one within a city takes 20 ms, one across
 * an ocean 100.
 */
import { LIMITS } from '../../wire/limits.js';
import type { ParentLink } from './parent-link.js';

/**
 * In one relay, milliseconds: an assumption between two cases. Chromium hands frames on at 64 Hz
 * ticks (docs/architecture.md): between two machines, whose ticks are independent, a frame waits
 * 7.8 ms in the mean, on one machine 15.6 ms.
 */
const RELAY_MS = 12;

/**
 * Milliseconds; null: the other end has not told its own age, or the round trip is not known. Of the
 * round trips the shortest counts: the others waited for a busy page, and say little of the way.
 */
export function ageBy({ age, rttsMs }: Pick<ParentLink, 'age' | 'rttsMs'>): number | null {
  if (age === null || rttsMs.length === 0) return null;
  return Math.min(LIMITS.age, Math.round(age + Math.min(...rttsMs) / 2 + RELAY_MS));
}
