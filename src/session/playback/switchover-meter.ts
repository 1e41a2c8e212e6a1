/** Measures what a change of parent cost the viewer, and tells it once the new picture moves. */
import type { SwitchReason } from '../../base/types.js';
import type { ParentChange } from '../api.js';
import type { Playout } from './playout.js';

/** The old parent's last frames count as well: the break began before anybody noticed it. */
const LOOK_BACK_MS = 3_000;
/** Frames to see after the switch before the gap is called known. */
const FRAMES_AFTER = 3;
/** A page that presents nothing (hidden, paused, audio only) is told after this time. */
const PATIENCE_MS = 2_000;

interface Pending {
  change: Omit<ParentChange, 'gapMs'>;
  since: number;
  framesLeft: number;
  timer: ReturnType<typeof setTimeout>;
}

export class SwitchoverMeter {
  #pending: Pending | null = null;
  #closed = false;

  constructor(
    private readonly playout: Playout,
    private readonly tell: (change: ParentChange) => void,
  ) {}

  begin(from: string | null, to: string, reason: SwitchReason): void {
    this.#finish();
    const change = { from, to, reason };
    if (from === null) {
      this.tell({ ...change, gapMs: 0 });
      return;
    }
    this.#pending = {
      change,
      since: performance.now() - LOOK_BACK_MS,
      framesLeft: FRAMES_AFTER,
      timer: setTimeout(() => this.#finish(), PATIENCE_MS),
    };
  }

  /** A frame was presented. */
  presented(): void {
    const pending = this.#pending;
    if (pending && --pending.framesLeft <= 0) this.#finish();
  }

  #finish(): void {
    const pending = this.#pending;
    this.#pending = null;
    if (!pending || this.#closed) return;
    clearTimeout(pending.timer);
    // A picture that moved before and still stands is a gap that goes on; a hidden or paused page
    // presented nothing before either.
    const last = this.playout.lastPresentedAt;
    const standing = last !== null && last >= pending.since ? performance.now() - last : 0;
    const gapMs = Math.round(Math.max(standing, this.playout.longestGapSince(pending.since)));
    this.tell({ ...pending.change, gapMs });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#pending?.timer);
    this.#pending = null;
  }
}
