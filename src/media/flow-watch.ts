/**
 * Watches the frames of up links: late, silent, back again, and a picture that is missing while sound comes.
 * Pure: the time is an argument.
 */
import type { Kind } from './encoded-frames.js';
import type { FromWorker } from './worker-messages.js';

const SILENCE_REPEAT_MS = 200;
/** A gap fades to a half over this many frames (of both kinds: about 80 a second). */
const GAP_FADE_FRAMES = 800;
/** Silence is this many times the longest usual gap, if that is longer than the link's threshold. */
const GAP_FACTOR = 2;
/** Suspicion costs a key frame and no more, so it may come sooner: this many usual gaps. */
const SUSPECT_FACTOR = 1.4;
/** However much a link stutters, a threshold never grows beyond this multiple. */
const THRESHOLD_GROWTH = 2.5;
/**
 * A source that rests is told by `idle` every 100 to 150 ms, through the page's main thread at each hop. One
 * `idle` may come from a relay that is only late itself; from the second in a row on the source rests.
 */
const RESTING_NOTES = 2;
const RESTING_SUSPECT_MS = 400;
const RESTING_SILENT_MS = 700;
/** Sound comes, and for this long neither a picture nor the news that it rests (told every 500 ms). */
const PICTURE_MISSING_MS = 2_500;
const PICTURE_REPEAT_MS = 1_000;

interface Watch {
  afterMs: number;
  suspectMs: number;
  /** Told as suspect, and neither silent nor resumed since. */
  suspect: boolean;
  since: number;
  reportedAt: number;
  /** Longest gap lately, fading: a link that stutters by nature is not dead at each stutter. */
  usualGapMs: number;
  /** `idle` messages since the last frame. */
  notes: number;
  /** The last video frame, or news that the picture rests. */
  pictureAt: number;
}

export class FlowWatch {
  readonly #watches = new Map<string, Watch>();
  #hasPicture = false;

  constructor(private readonly tell: (message: FromWorker) => void) {}

  watch(link: string, afterMs: number | null, suspectMs: number, now: number): void {
    if (afterMs === null) {
      this.#watches.delete(link);
      return;
    }
    const old = this.#watches.get(link);
    this.#watches.set(link, {
      afterMs,
      suspectMs,
      suspect: false,
      since: old?.since ?? now,
      reportedAt: Number.NEGATIVE_INFINITY,
      usualGapMs: old?.usualGapMs ?? 0,
      notes: old?.notes ?? 0,
      pictureAt: old?.pictureAt ?? now,
    });
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
    const gap = now - watch.since;
    watch.usualGapMs = Math.max(gap, watch.usualGapMs * 0.5 ** (1 / GAP_FADE_FRAMES));
    watch.notes = 0;
    if (kind === 'video') watch.pictureAt = now;
    this.#heard(link, watch, now);
  }

  /** The parent says that the source rests; with `picture`, that its picture alone does. */
  idle(link: string, picture: boolean, now: number): void {
    const watch = this.#watches.get(link);
    if (!watch) return;
    watch.pictureAt = now;
    if (picture) return;
    watch.notes++;
    this.#heard(link, watch, now);
  }

  #heard(link: string, watch: Watch, now: number): void {
    watch.since = now;
    if (!watch.suspect) return;
    watch.suspect = false;
    this.tell({ type: 'resumed', link });
  }

  poll(now: number): void {
    for (const [link, watch] of this.#watches) {
      const ms = now - watch.since;
      if (ms > suspicionOf(watch) && !watch.suspect) {
        watch.suspect = true;
        this.tell({ type: 'suspect', link });
      }
      const due = now - watch.reportedAt;
      if (ms > thresholdOf(watch)) {
        if (due < SILENCE_REPEAT_MS) continue;
        watch.reportedAt = now;
        this.tell({ type: 'silent', link, ms });
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
    for (const watch of this.#watches.values()) watch.since = watch.pictureAt = now;
  }

  /** Only the silence that this thread could have heard frames in counts. */
  stalled(now: number, ms: number): void {
    for (const watch of this.#watches.values()) {
      watch.since = Math.min(now, watch.since + ms);
      watch.pictureAt = Math.min(now, watch.pictureAt + ms);
    }
  }
}

const resting = ({ notes }: Watch): boolean => notes >= RESTING_NOTES;

function thresholdOf(watch: Watch): number {
  const { afterMs, usualGapMs } = watch;
  const ms = Math.min(afterMs * THRESHOLD_GROWTH, Math.max(afterMs, usualGapMs * GAP_FACTOR));
  return resting(watch) ? Math.max(ms, RESTING_SILENT_MS) : ms;
}

function suspicionOf(watch: Watch): number {
  const { suspectMs, usualGapMs } = watch;
  const ms = Math.min(
    suspectMs * THRESHOLD_GROWTH,
    Math.max(suspectMs, usualGapMs * SUSPECT_FACTOR),
  );
  return resting(watch) ? Math.max(ms, RESTING_SUSPECT_MS) : ms;
}
