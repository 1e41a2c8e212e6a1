/**
 * How long a picture stood still through the fault of what lies between source and page. The plain time
 * between two frames that were read also holds what the machine did to both ends: a reader that came late
 * to frames which were shown anyway, and a source that painted nothing for a while.
 */
import { type Mark, wrappedDifference } from './barcode.js';

/** A frame that was read from the picture. */
export interface Sight extends Mark {
  /** Unix ms at which the browser gave the frame to its compositor. */
  presentedAtMs: number;
  /** Frames that the browser had presented until then, this one included. */
  presentedFrames: number;
}

/** Long enough that a source which is late once, and catches up, does not look faster than it is. */
const STRETCH_FRAMES = 30;

/** A source of no known rate is taken for one of 30 frames a second. */
const USUAL_INTERVAL_MS = 1000 / 30;

/**
 * Milliseconds from frame to frame of a source that nothing holds up, from its own marks: those of its
 * fastest stretch. A busy machine makes a source slower, never faster.
 */
export function nominalIntervalMs(sights: readonly Mark[]): number {
  let least = Number.POSITIVE_INFINITY;
  let from = 0;
  for (const [to, last] of sights.entries()) {
    // The latest start that makes the stretch long enough.
    while (from < to && framesBetween(sights[from + 1]!, last) >= STRETCH_FRAMES) from++;
    const frames = framesBetween(sights[from]!, last);
    if (frames >= STRETCH_FRAMES) {
      least = Math.min(least, capturedBetween(sights[from]!, last) / frames);
    }
  }
  if (Number.isFinite(least)) return least;
  const [first, last] = [sights[0], sights.at(-1)];
  const frames = first && last ? framesBetween(first, last) : 0;
  return frames > 0 ? capturedBetween(first!, last!) / frames : USUAL_INTERVAL_MS;
}

const framesBetween = (earlier: Mark, later: Mark): number =>
  wrappedDifference(later.frame, earlier.frame);

const capturedBetween = (earlier: Mark, later: Mark): number =>
  wrappedDifference(later.captureMs, earlier.captureMs);

/**
 * The time between two frames, without
 * - an interval of the source for each frame that was presented in between and not read: the picture moved.
 *   Not more of them than the source has made: the same picture once more is no movement;
 * - the time in which the source painted nothing: what passed on its clock beyond the frames it numbered.
 */
export function stillMs(before: Sight, after: Sight, intervalMs: number): number {
  const passed = after.presentedAtMs - before.presentedAtMs;
  const made = framesBetween(before, after);
  // Frames out of order, or of another source: their numbers excuse nothing.
  if (made <= 0) return passed;
  const presented = after.presentedFrames - before.presentedFrames;
  const unread = Math.max(0, Math.min(presented, made) - 1);
  const rested = Math.max(0, capturedBetween(before, after) - made * intervalMs);
  return Math.max(0, passed - unread * intervalMs - rested);
}

/** The longest of them, ms; 0 for fewer than two frames. */
export function longestStillMs(sights: readonly Sight[], intervalMs: number): number {
  return sights.reduce(
    (longest, sight, at) =>
      at === 0 ? 0 : Math.max(longest, stillMs(sights[at - 1]!, sight, intervalMs)),
    0,
  );
}
