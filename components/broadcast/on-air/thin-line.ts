/** Whether the broadcaster's own line carries what it sends, and what it would carry better. */
import type { CastoStats, EdgeStats } from '../../../src/base/types.js';
import type { GivenFormat } from '../../../src/studio/capture/constraints.js';

/** So many readings in a row: a line that is thin for a moment asks nothing of anybody. */
const THIN_READINGS = 3;

/** Sizes that the studio offers, lines of the picture. */
export const LINES = [360, 480, 720, 1080, 1440];

/**
 * No child gets everything: so it is this page's line, not a child's. What a viewer chose says nothing of a line,
 * and nor does a child for which its edge re-encodes.
 */
export function isThin(children: readonly Pick<EdgeStats, 'quality'>[]): boolean {
  const told = children.flatMap(({ quality }) =>
    quality && quality.limitedBy !== 'choice' ? [quality] : [],
  );
  return told.length > 0 && told.every(({ limitedBy }) => limitedBy !== null);
}

/** The next smaller size; null below the smallest. A portrait counts by its short side. */
export function lowerLines({ width, height }: { width: number; height: number }): number | null {
  return LINES.findLast((lines) => lines < Math.min(width, height)) ?? null;
}

/** What is sent by the last reading, what the person is offered for it, and what they answered. */
export class LineAdvice {
  /** Null while it is not known. */
  sent: GivenFormat | null = null;
  /** Readings in a row in which no child got everything. */
  #thin = 0;
  #kept = false;

  /** The host shows what was read; nothing changes when there is nothing to read any more. */
  ask(host: { getStats(): Promise<CastoStats>; requestUpdate(): void }): void {
    host.getStats().then(
      (stats) => {
        this.read(stats);
        host.requestUpdate();
      },
      () => {
        // The broadcast has ended meanwhile.
      },
    );
  }

  read({ video, children }: Pick<CastoStats, 'video' | 'children'>): void {
    const { width, height } = video;
    const frameRate = Math.round(video.framesPerSecond);
    this.sent = width > 0 ? { width, height, frameRate } : null;
    this.#thin = isThin(children) ? this.#thin + 1 : 0;
  }

  /** Lines that the line would carry better than what is sent; null: nothing is to be said. */
  get lower(): number | null {
    const { sent } = this;
    return this.#thin < THIN_READINGS || this.#kept || !sent ? null : lowerLines(sent);
  }

  /** The picture changes: the line is judged afresh. */
  forget(): void {
    this.#thin = 0;
    this.sent = null;
  }

  /** The person keeps the picture as it is, or (false) another broadcast begins. */
  keep(kept: boolean): void {
    this.#kept = kept;
  }
}
