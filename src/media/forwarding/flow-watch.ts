/**
 * Watches the frames of up links: late, silent, back again, and a picture that is missing while sound comes.
 * Pure: the time is an argument.
 */

import type { Kind } from '../frames/encoded-frames.js';
import type { FromWorker } from '../worker-client/worker-messages.js';
import { FailureDetector } from './failure-detector.js';

const SILENCE_REPEAT_MS = 200;
/** Sound comes, and for this long neither a picture nor the news that it rests (told every 500 ms). */
const PICTURE_MISSING_MS = 2_500;
const PICTURE_REPEAT_MS = 1_000;

interface Watch {
  liveness: FailureDetector;
  /** Told as suspect, and neither silent nor resumed since. */
  suspect: boolean;
  reportedAt: number;
  /** The last video frame, or news that the picture rests. */
  pictureAt: number;
}

export class FlowWatch {
  readonly #watches = new Map<string, Watch>();
  #hasPicture = false;

  constructor(private readonly tell: (message: FromWorker) => void) {}

  /** @param depth hops from the broadcaster; null stops */
  watch(link: string, depth: number | null, rttMs: number, now: number): void {
    if (depth === null) {
      this.#watches.delete(link);
      return;
    }
    const old = this.#watches.get(link);
    const liveness = old?.liveness ?? new FailureDetector({ now, depth });
    liveness.place(depth, rttMs);
    const suspect = false;
    const reportedAt = Number.NEGATIVE_INFINITY;
    const pictureAt = old?.pictureAt ?? now;
    this.#watches.set(link, { liveness, suspect, reportedAt, pictureAt });
  }

  forget(link: string): void {
    this.#watches.delete(link);
  }

  /** Whether the channel has a picture at present: without one nothing is missing beside the sound. */
  expectPicture(on: boolean, now: number): void {
    if (on === this.#hasPicture) return;
    this.#hasPicture = on;
    for (const watch of this.#watches.values()) watch.pictureAt = now;
  }

  frame(link: string, kind: Kind, now: number): void {
    const watch = this.#watches.get(link);
    if (!watch) return;
    watch.liveness.frame(now);
    if (kind === 'video') watch.pictureAt = now;
    this.#heard(link, watch, now);
  }

  /** The parent says that the source rests; with `picture`, that its picture alone does. */
  idle(link: string, picture: boolean, now: number): void {
    const watch = this.#watches.get(link);
    if (!watch) return;
    watch.pictureAt = now;
    if (picture) return;
    watch.liveness.rests(now);
    this.#heard(link, watch, now);
  }

  #heard(link: string, watch: Watch, now: number): void {
    // Taken for dead, and back.
    if (watch.liveness.health === 'dead') watch.liveness = watch.liveness.anew(now);
    if (!watch.suspect) return;
    watch.suspect = false;
    this.tell({ type: 'resumed', link });
  }

  poll(now: number): void {
    for (const [link, watch] of this.#watches) {
      const health = watch.liveness.check(now);
      if (health !== 'live' && !watch.suspect) {
        watch.suspect = true;
        this.tell({ type: 'suspect', link });
      }
      const due = now - watch.reportedAt;
      if (health !== 'live' && health !== 'late') {
        if (due < SILENCE_REPEAT_MS) continue;
        watch.reportedAt = now;
        this.tell({ type: 'silent', link, ms: watch.liveness.gapMs(now) });
      } else if (
        this.#hasPicture &&
        now - watch.pictureAt > PICTURE_MISSING_MS &&
        due >= PICTURE_REPEAT_MS
      ) {
        watch.reportedAt = now;
        this.tell({ type: 'no-picture', link });
      }
    }
  }

  /** Silence counts from now on: frames that came meanwhile are about to be delivered. */
  woke(now: number): void {
    this.stalled(now, Number.POSITIVE_INFINITY);
  }

  /** Only the silence that this thread could have heard frames in counts. */
  stalled(now: number, ms: number): void {
    for (const watch of this.#watches.values()) {
      watch.liveness.stoodStill(ms, now);
      watch.pictureAt = Math.min(now, watch.pictureAt + ms);
    }
  }
}
