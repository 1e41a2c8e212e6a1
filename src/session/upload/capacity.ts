/** How many children this page offers to feed. */
import type { ViewOptions } from '../../base/types.js';

export const BROADCASTER_CHILDREN = 6;
export const RELAY_CHILDREN = 4;
/** A page never feeds more, whatever its author writes. */
const MOST_CHILDREN = 64;
/**
 * Warm standbys cost a few kbit/s each, but in a mass departure many of them want to be fed at the
 * same moment: no more than can be helped then.
 */
export const standbysFor = (maxChildren: number): number =>
  maxChildren === 0 ? 0 : maxChildren + 2;

interface Connection {
  saveData?: boolean;
  type?: string;
}

/** A person who pays by the byte did not agree to feed strangers. */
export function isMetered(
  connection = (globalThis.navigator as { connection?: Connection } | undefined)?.connection,
): boolean {
  return connection?.saveData === true || connection?.type === 'cellular';
}

export const clampChildren = (wanted: number | undefined, standard: number): number =>
  wanted === undefined || !Number.isFinite(wanted)
    ? standard
    : Math.min(MOST_CHILDREN, Math.max(0, Math.floor(wanted)));

/** Children a viewer feeds at most; how many its upload allows is measured, see allocation.ts. */
export function relayCapacity(
  options: Pick<ViewOptions, 'relay' | 'maxChildren'>,
  metered = isMetered(),
): number {
  if (options.relay === 'off' || metered) return 0;
  return clampChildren(options.maxChildren, RELAY_CHILDREN);
}
