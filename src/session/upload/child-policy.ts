/**
 * What one child gets when its line carries less than the stream, in this order: fewer frames, the
 * small encoding, and when even that is too much, word that another parent may do better. And back.
 * Which encoding can also be the child's own choice.
 */

import type { EncodingChoice } from '../../base/types.js';
import type { LineState } from '../../media/congestion/down-lines.js';
import { ALL_STEPS } from '../../media/frames/layers.js';
import { wholeOf } from './allocation.js';
import { LayerControl } from './layer-control.js';

/** A congested link is taken to carry this part of the whole stream. */
const CONGESTED_PART = 0.7;
/** After this many congested samples at the least of what it gets, the next means is taken. */
const SLOW_LOOKS = 3;
/** A sample that says the line carries less than the least counts as this many. */
const HOPELESS_LOOKS = 2;
/** The base, sound with it, is more than a line carries on which less than this part of it left as picture. */
const LEAST_PART = 0.9;
/** The full encoding is tried again after this long without congestion, ... */
const HOLD_FULL_MS = 10_000;
/** ... or twice as long after each try without success, up to this. */
const LONGEST_HOLD_MS = 120_000;
/** A return to the full encoding that lasts this long was right. */
const PROVEN_MS = 20_000;
/** A line whose child reports what arrives is slow when frames queue this much, for so long, on the least there is. */
const SLOW_LAG_MS = 150;
const SLOW_MS = 10_000;
/** Part of the full one that the small encoding, in one layer, is taken to need before it is measured. */
const SMALL_PART = 0.3;

export interface ChildLook {
  now: number;
  /** Packets to the child get lost or queue. */
  congested: boolean;
  /** Bits per second that the line carried, sound left out; null where that is not known. */
  carriedBps: number | null;
  /** Bits per second that the page's upload leaves for this child; Infinity: no limit. */
  shareBps: number;
  /** Bits per second of each step of the full encoding. */
  full: readonly number[];
  /** The same of the small one; null while it is not made. */
  small: readonly number[] | null;
  /** The small encoding can be had here. */
  canSmall: boolean;
  /** What the child's viewer chose. */
  choice: EncodingChoice;
  /** What is decided by the arrivals that the child reports; null where it does not. */
  line?: LineState | null;
}

export class ChildPolicy {
  small = false;
  /** The small encoding is what the child chose. */
  chosen = false;
  /** Even what it gets is too much for its line. */
  slow = false;
  #control = new LayerControl();
  #slowLooks = 0;
  #goodSince: number | null = null;
  #fullAt = Number.NEGATIVE_INFINITY;
  #holdMs = HOLD_FULL_MS;
  #lineStep: number = ALL_STEPS;
  #lateSince: number | null = null;

  /** Highest step that the page allows, whatever the line is seen to carry. */
  get allowed(): number {
    return this.#control.max;
  }

  /** Highest step (see stepOf in media/frames/layers.ts) passed on. */
  get step(): number {
    return Math.min(this.#control.max, this.#lineStep);
  }

  look(seen: ChildLook): void {
    this.#obey(seen);
    if (seen.line) {
      this.#follow(seen, seen.line);
      return;
    }
    this.#lineStep = ALL_STEPS;
    const steps = this.small ? (seen.small ?? [wholeOf(seen.full) * SMALL_PART]) : seen.full;
    const whole = wholeOf(steps);
    const share = this.small ? Infinity : seen.shareBps;
    const least = this.#control.max === 0 || steps.slice(1).every((bps) => bps === 0);
    this.#control.update(
      Math.min(seen.congested ? whole * CONGESTED_PART : Infinity, share),
      steps,
      seen.now,
    );
    if (!seen.congested) this.#slowLooks = 0;
    // Frames pile up by half a second a look: what is known to be too much need not be tried.
    else if ((seen.carriedBps ?? Infinity) < (steps[0] ?? 0) * LEAST_PART)
      this.#slowLooks += HOPELESS_LOOKS;
    else this.#slowLooks = least ? this.#slowLooks + 1 : 0;
    const slow = this.#slowLooks >= SLOW_LOOKS;
    if (slow && !this.small && seen.canSmall && seen.choice !== 'full') this.#takeSmall(seen.now);
    else this.slow = slow;
    if (this.small && !this.chosen) this.#mayReturn(seen);
    else if (seen.now - this.#fullAt > PROVEN_MS) this.#holdMs = HOLD_FULL_MS;
  }

  /** The worker has reduced already; here is what else the page can do. */
  #follow({ now, canSmall, choice, shareBps, full }: ChildLook, line: LineState): void {
    this.small = this.chosen || (line.narrow && canSmall && choice !== 'full');
    this.#lineStep = this.small ? ALL_STEPS : line.step;
    this.#control.update(this.small ? Infinity : shareBps, full, now);
    const late = line.step === 0 && line.lagMs > SLOW_LAG_MS && (this.small || !canSmall);
    this.#lateSince = late ? (this.#lateSince ?? now) : null;
    this.slow = this.#lateSince !== null && now - this.#lateSince >= SLOW_MS;
  }

  #obey({ choice, canSmall, now, line }: ChildLook): void {
    const before = this.chosen;
    this.chosen = choice === 'small' && canSmall;
    if (this.chosen && !this.small) this.#takeSmall(now);
    // Nothing says that the line is too narrow for all of it.
    else if (before && !this.chosen) this.#takeFull(now, ALL_STEPS);
    else if (this.small && choice === 'full') this.#takeFull(now, line ? ALL_STEPS : undefined);
  }

  #takeSmall(now: number): void {
    const failed = !this.chosen && now - this.#fullAt < PROVEN_MS;
    if (failed) this.#holdMs = Math.min(LONGEST_HOLD_MS, this.#holdMs * 2);
    this.small = true;
    this.slow = false;
    this.#slowLooks = 0;
    this.#goodSince = null;
    this.#control = new LayerControl();
  }

  #mayReturn({ now, congested }: ChildLook): void {
    if (congested || this.step < ALL_STEPS) {
      this.#goodSince = null;
      return;
    }
    this.#goodSince ??= now;
    if (now - this.#goodSince >= this.#holdMs) this.#takeFull(now);
  }

  /** Its base first, after congestion. */
  #takeFull(now: number, step = 0): void {
    this.small = false;
    this.#fullAt = now;
    this.#control = new LayerControl(step);
  }
}
