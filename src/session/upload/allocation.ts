/** Who gets how much of what a page may give: pure arithmetic, tested without a clock. */
import { DEFAULT_MAX_KBPS } from '../../media/encoder/loopback-encoder.js';

/** Part of `max-upload` that is planned with; key frames and retransmissions come on top. */
const PLANNED_PART = 0.95;

export interface StreamRates {
  /** Bits per second on the wire of each step (see stepOf in media/frames/layers.ts), sound with the first. */
  steps: readonly number[];
}

/** What the stream takes with every step, bits per second. */
export const wholeOf = (steps: readonly number[]): number =>
  steps.reduce((sum, bps) => sum + bps, 0);

/**
 * Children this page may feed within its upload. New ones are taken only where the whole stream fits;
 * those that are here may stay as long as the base of each fits.
 *
 * @param rates what one child costs, as measured; null while unknown
 * @param fed children fed now
 */
export function childrenWithin(
  maxChildren: number,
  uploadKbps: number | undefined,
  rates: StreamRates | null,
  fed: number,
): number {
  if (uploadKbps === undefined || !Number.isFinite(uploadKbps)) return maxChildren;
  const bps = Math.max(0, uploadKbps) * 1000;
  if (!rates || wholeOf(rates.steps) <= 0) {
    return Math.min(maxChildren, Math.floor(bps / (DEFAULT_MAX_KBPS * 1000)));
  }
  const entire = Math.floor((bps * PLANNED_PART) / wholeOf(rates.steps));
  const least = Math.floor((bps * PLANNED_PART) / Math.max(1, rates.steps[0]!));
  return Math.min(maxChildren, Math.max(entire, Math.min(fed, least)));
}

/**
 * What each of this many children may get of the upload, bits per second: every child the base, then
 * the first step for as many as fit, then the second. The first children come first, so that one
 * more child gets fewer frames and not everybody.
 */
export function shareOut(
  uploadKbps: number | undefined,
  { steps }: StreamRates,
  children: number,
): number[] {
  const base = steps[0] ?? 0;
  if (uploadKbps === undefined || !Number.isFinite(uploadKbps)) {
    return new Array<number>(children).fill(Infinity);
  }
  const shares = new Array<number>(children).fill(base);
  let left = uploadKbps * 1000 * PLANNED_PART - base * children;
  for (const bps of steps.slice(1)) {
    for (let i = 0; i < children && bps <= left; i++) {
      shares[i]! += bps;
      left -= bps;
    }
  }
  // A share of everything is no limit: more headroom would be asked for before a step up.
  return shares.map((share) => (share >= wholeOf(steps) ? Infinity : share));
}
