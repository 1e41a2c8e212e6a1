/** One child behind a line that loses, is narrow, and is good again; the nightly tests look longer. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { EdgeStats } from '../../src/base/types.js';
import {
  type BadLine,
  createBadLine,
  createStage,
  type HarnessBrowser,
  type HarnessPage,
  noBadLine,
  type Stage,
  statsOf,
  until,
} from './harness/index.js';

describe('a child behind a bad line', { skip: noBadLine() ?? false }, () => {
  let stage: Stage;
  let line: BadLine;
  let browser: HarnessBrowser;
  let broadcaster: HarnessPage;

  before(async () => {
    stage = await createStage();
    line = await createBadLine([stage.server.url, stage.star.url]);
    browser = await line.launch();
    const picture = { width: 640, height: 360, fps: 24, maxBitrate: 600 };
    broadcaster = await stage.broadcaster({ channel: 'line', ...picture });
    const viewer = await stage.player({ channel: 'line', host: browser });
    await until(async () => (await statsOf(viewer)).video.framesDecoded > 50);
  });
  after(async () => {
    await browser?.close();
    await line?.close();
    await stage?.close();
  });

  const edge = async (): Promise<EdgeStats | undefined> => (await statsOf(broadcaster)).children[0];
  const message = async (): Promise<string> => JSON.stringify(await edge());

  it('keeps all frames where a few packets are lost, and they are told', async () => {
    await until(async () => (await edge())?.line?.state === 'clear', { message });
    line.set({ down: { delayMs: 20, loss: 0.03 }, up: { delayMs: 20 } });
    await until(async () => ((await edge())?.line?.lost ?? 0) > 0.005, { message });
    const now = await edge();
    assert.ok(now!.line!.retransmitted > 0, await message());
    assert.equal(now!.line!.state, 'clear', await message());
    assert.equal(now!.quality!.frames, 'all', await message());
  });

  it('gets the small encoding on a narrow line, and everything when that is over', async () => {
    line.set({ down: { kbps: 300, queue: 40, delayMs: 20 }, up: { delayMs: 20 } });
    await until(async () => (await edge())?.line?.state === 'narrow', { message });
    await until(async () => (await edge())?.quality?.encoding === 'small', { message });
    assert.ok(((await edge())?.line?.carried ?? 0) > 100_000, await message());
    line.set({});
    await until(
      async () => {
        const { line: known, quality } = (await edge()) ?? {};
        return known?.state === 'clear' && quality?.encoding === 'full' && quality.frames === 'all';
      },
      { message },
    );
  });
});
