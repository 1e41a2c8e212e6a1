/** Lines that carry less than the stream: fewer frames, never a broken picture, and back again. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
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

async function window(pages: HarnessPage[], ms: number) {
  const sinceMs = Date.now();
  await delay(ms);
  return Promise.all(pages.map((page) => framesOf(page, { sinceMs })));
}

const skip = noNarrowLine();

describe('a narrow line', { skip: skip ?? false }, () => {
  let stage: Stage;
  let line: NarrowLine;
  let behind: HarnessBrowser;
  before(async () => {
    stage = await createStage();
    line = await createNarrowLine([stage.server.url, stage.star.url]);
    behind = await line.launch();
  });
  after(async () => {
    await behind?.close();
    await line?.close();
    await stage?.close();
  });

  it('below the stream: fewer frames, decodable all, others undisturbed; lifted: all of them', async (test) => {
    const channel = 'narrow';
    const broadcaster = await stage.broadcaster({ channel, maxChildren: 2 });
    const other = await stage.player({ channel, relay: 'off' });
    const child = await stage.player({ channel, relay: 'off', host: behind });
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
    const [narrow, wide] = await window([child, other], 6000);
    test.diagnostic(`behind the line: ${JSON.stringify(narrow)}`);
    test.diagnostic(`beside it: ${JSON.stringify(wide)}`);
    assert.ok(narrow!.fps > 0.4 * FPS && narrow!.fps < 0.85 * FPS, `${narrow!.fps} fps`);
    assert.equal(narrow!.unreadable, 0, 'no broken picture');
    assert.ok(narrow!.longestGapMs < 600, `a gap of ${narrow!.longestGapMs} ms`);
    assert.ok(wide!.fps > 0.9 * FPS, `the other child: ${wide!.fps} fps`);
    const limited = await statsOf(child);
    assert.equal(limited.parent?.quality?.limitedBy, 'link');
    assert.deepEqual(limited.video.quality, limited.parent?.quality);

    line.limitDown(null);
    await statsWhen(child, ({ parent }) => parent?.quality?.frames === 'all', 'all frames', 90_000);
    const [again] = await window([child], 4000);
    test.diagnostic(`lifted: ${JSON.stringify(again)}`);
    assert.ok(again!.fps > 0.9 * FPS, `${again!.fps} fps`);
    assert.equal(again!.unreadable, 0);
    for (const page of [child, other, broadcaster]) await page.close();
  });

  it('too narrow for the base: the child takes a better parent', async (test) => {
    const channel = 'too-narrow';
    const broadcaster = await stage.broadcaster({ channel, maxChildren: 1 });
    const slow = await stage.player({ channel, maxChildren: 1, host: behind });
    const child = await stage.player({ channel, maxChildren: 1 });
    await waitForFrames(child, 30);
    const slowId = (await statsOf(slow)).peerId;
    assert.equal((await statsOf(child)).parent?.peerId, slowId);
    await broadcaster.evaluate(() =>
      document.querySelector('casto-broadcast')?.setAttribute('max-children', '2'),
    );
    const spare = await stage.player({ channel, maxChildren: 1 });
    await statsWhen(spare, ({ depth }) => depth === 1, 'the spare relay at the top');
    await statsWhen(child, ({ standby }) => !!standby?.connected, 'a standby');
    const whole = await streamKbps(broadcaster);
    const at = Date.now();
    line.limitUp(whole * 0.35);
    const moved = await statsWhen(
      child,
      ({ parent }) => parent !== null && parent.peerId !== slowId,
      'another parent',
      40_000,
    );
    test.diagnostic(`moved after ${Date.now() - at} ms: ${JSON.stringify(moved.switches)}`);
    assert.equal(moved.switches.at(-1)?.reason ?? 'slow-link', 'slow-link');
    line.limitUp(null);
    await delay(1500);
    const [seen] = await window([child], 4000);
    assert.ok(seen!.fps > 0.9 * FPS, `${seen!.fps} fps`);
    await statsWhen(
      child,
      ({ switches }) => switches.at(-1)?.reason === 'slow-link',
      'the switch told as slow-link',
    );
    for (const page of [child, spare, slow, broadcaster]) await page.close();
  });
});
