/**
 * A line that carries less than the stream: fewer frames, never a broken picture. How it is when it is lifted,
 * and when the line carries less still: test/nightly/bandwidth.test.ts.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { CastoStats } from '../../src/types.js';
import {
  createNarrowLine,
  createStage,
  delay,
  framesOf,
  type HarnessBrowser,
  type HarnessPage,
  type NarrowLine,
  noNarrowLine,
  type Stage,
  statsOf,
  until,
  waitForFrames,
} from './harness/index.js';

const FPS = 30;

/** Waits for statistics of a page to be as wished. */
const statsWhen = (
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
async function streamKbps(broadcaster: HarnessPage): Promise<number> {
  await statsOf(broadcaster);
  await delay(4000);
  const { children } = await statsOf(broadcaster);
  return Math.max(...children.map(({ bitrate }) => bitrate)) / 1000;
}

/**
 * What pages show in a window: frames a second, and the part of the source's frames from the first to the
 * last shown. Only that tells what was left out while a page plays faster than sent, to make up for a
 * queue. Both count also frames that the reader was too late for.
 */
async function windowOf(pages: HarnessPage[], ms: number) {
  const sinceMs = Date.now();
  await delay(ms);
  return Promise.all(
    pages.map(async (page) => {
      const seen = await framesOf(page, { sinceMs });
      return { ...seen, shown: (seen.presented * 1000) / ms, part: seen.presented / seen.span };
    }),
  );
}

const skip = noNarrowLine() ?? false;

describe('a narrow line', () => {
  let stage: Stage;
  let line: NarrowLine;
  let behind: HarnessBrowser;
  before(async () => {
    if (skip) return;
    stage = await createStage();
    line = await createNarrowLine([stage.server.url, stage.star.url]);
    behind = await line.launch();
  });
  let opened: HarnessPage[] = [];
  const broadcasts: Stage['broadcaster'] = async (given) => {
    const page = await stage.broadcaster(given);
    opened.push(page);
    return page;
  };
  const plays: Stage['player'] = async (given) => {
    const page = await stage.player(given);
    opened.push(page);
    return page;
  };
  afterEach(async () => {
    line?.limitDown(null);
    for (const page of opened.reverse()) await page.close();
    opened = [];
  });
  after(async () => {
    await behind?.close();
    await line?.close();
    await stage?.close();
  });

  it('below the stream: fewer frames, decodable all, others undisturbed', {
    skip,
  }, async (test) => {
    const channel = 'narrow';
    const broadcaster = await broadcasts({ channel, maxChildren: 2 });
    const other = await plays({ channel, relay: 'off' });
    const child = await plays({ channel, relay: 'off', host: behind });
    await waitForFrames(child, 60);
    const whole = await streamKbps(broadcaster);
    const { quality } = await statsWhen(child, ({ parent }) => !!parent?.quality, 'a quality').then(
      ({ parent }) => parent!,
    );
    assert.equal(quality?.frames, 'all');
    test.diagnostic(`the stream: ${Math.round(whole)} kbit/s`);

    line.limitDown(whole * 0.8);
    await statsWhen(child, ({ parent }) => parent?.quality?.frames !== 'all', 'fewer frames');
    // What had queued before is worked off first.
    await delay(3000);
    const [narrow, wide] = await windowOf([child, other], 4000);
    test.diagnostic(`behind the line: ${JSON.stringify(narrow)}`);
    test.diagnostic(`beside it: ${JSON.stringify(wide)}`);
    assert.ok(narrow!.shown > 0.4 * FPS && narrow!.shown < 0.85 * FPS, `${narrow!.shown} fps`);
    assert.ok(narrow!.part > 0.4 && narrow!.part < 0.85, `${narrow!.part} of the frames`);
    assert.equal(narrow!.unreadable, 0, 'no broken picture');
    assert.ok(narrow!.stillMs < 600, `the picture stood still for ${narrow!.stillMs} ms`);
    assert.ok(wide!.shown > 0.9 * FPS, `the other child: ${wide!.shown} fps`);
    const limited = await statsOf(child);
    assert.equal(limited.parent?.quality?.limitedBy, 'link');
    assert.deepEqual(limited.video.quality, limited.parent?.quality);
  });
});
