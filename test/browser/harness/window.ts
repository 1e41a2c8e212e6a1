/** What pages show in a window of time, and statistics that are waited for. */
import type { CastoStats } from '../../../src/base/types.js';
import type { HarnessPage } from './browser.js';
import type { FrameSummary } from './page/read-frames.js';
import { framesOf, sentBy, statsOf } from './stage.js';
import { delay, until } from './until.js';

/** Frames a second of the test source, unless told otherwise. */
export const SOURCE_FPS = 30;

/** Waits for statistics of a page to be as wished. */
export const statsWhen = (
  page: HarnessPage,
  wished: (stats: CastoStats) => boolean,
  what: string,
  timeoutMs = 30_000,
): Promise<CastoStats> =>
  until(
    async () => {
      const stats = await statsOf(page);
      return wished(stats) ? stats : null;
    },
    {
      timeoutMs,
      intervalMs: 250,
      message: async () => `${what}: ${JSON.stringify(await statsOf(page))}`,
    },
  );

/** kbit/s that leave for one child. */
export async function streamKbps(broadcaster: HarnessPage): Promise<number> {
  await statsOf(broadcaster);
  await delay(4000);
  const { children } = await statsOf(broadcaster);
  return Math.max(...children.map(({ bitrate }) => bitrate)) / 1000;
}

export interface WindowSummary extends FrameSummary {
  /** Frames a second of the source's time: a busy machine lets the source itself make fewer. */
  shown: number;
  /** The part of the source's frames from the first to the last shown. */
  part: number;
}

/**
 * What pages show of a source of {@link SOURCE_FPS} in a window: only `part` tells what was left out while a page
 * plays faster than sent, to make up for a queue. Both count also frames that the reader was too late for.
 */
export async function windowOf(
  broadcaster: HarnessPage,
  pages: HarnessPage[],
  ms: number,
): Promise<WindowSummary[]> {
  const sinceMs = Date.now();
  const before = await sentBy(broadcaster);
  await delay(ms);
  const made = (await sentBy(broadcaster)) - before;
  return Promise.all(
    pages.map(async (page) => {
      const seen = await framesOf(page, { sinceMs });
      return {
        ...seen,
        shown: (seen.presented * SOURCE_FPS) / made,
        part: seen.presented / seen.span,
      };
    }),
  );
}

/**
 * Waits for a page to show the whole frame rate. What its parent says comes ahead of what it shows: frames
 * that had queued in the line, and in the jitter buffer, are shown first.
 */
export const shownWhole = (broadcaster: HarnessPage, page: HarnessPage): Promise<unknown> =>
  until(async () => (await windowOf(broadcaster, [page], 1000))[0]!.shown > 0.85 * SOURCE_FPS, {
    timeoutMs: 20_000,
    intervalMs: 0,
    message: 'the whole frame rate',
  });
