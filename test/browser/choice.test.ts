/** A viewer chooses the size of its picture: it alone gets the small one, at once, and back again. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import {
  createStage,
  framesOf,
  type HarnessPage,
  type Stage,
  statsOf,
  until,
  waitForFrames,
} from './harness/index.js';

let stage: Stage;
before(async () => {
  stage = await createStage();
});
after(() => stage?.close());

const offered = (page: HarnessPage): Promise<number[]> =>
  page.evaluate(() =>
    document.querySelector('casto-player')!.qualities.map(({ height }) => height),
  );

const choose = (page: HarnessPage, id: string): Promise<string> =>
  page.evaluate((chosen) => {
    const player = document.querySelector('casto-player')!;
    player.quality = chosen;
    return player.quality;
  }, id);

const shows = (page: HarnessPage, width: number): Promise<unknown> =>
  until(async () => (await statsOf(page)).video.width === width, {
    message: async () => `${width} px wide: ${JSON.stringify(await statsOf(page))}`,
  });

it('a viewer has the small picture by choice, nobody else has', async (test) => {
  const channel = 'choice';
  const broadcaster = await stage.broadcaster({ channel, fps: 15, maxChildren: 1 });
  const relay = await stage.player({ channel, maxChildren: 1 });
  const viewer = await stage.player({ channel, maxChildren: 1 });
  assert.equal((await statsOf(viewer)).depth, 2);
  await until(async () => (await offered(viewer)).length > 0, { message: 'qualities' });
  assert.deepEqual(await offered(viewer), [360, 180]);
  assert.equal(await choose(viewer, 'no such'), 'auto');

  const sinceMs = Date.now();
  assert.equal(await choose(viewer, 'small'), 'small');
  await shows(viewer, 320);
  await waitForFrames(viewer, 30);
  const { longestGapMs } = await framesOf(viewer, { sinceMs });
  const stats = await statsOf(viewer);
  test.diagnostic(`a gap of ${longestGapMs} ms; ${stats.parent?.bitrate} bit/s`);
  assert.deepEqual(
    [
      stats.parent?.quality?.encoding,
      stats.parent?.quality?.limitedBy,
      stats.parent?.quality?.frames,
    ],
    ['small', 'choice', 'all'],
  );
  assert.equal((await statsOf(relay)).video.width, 640);
  assert.deepEqual(await offered(viewer), [360, 180], 'the way back stays open');
  assert.ok(longestGapMs < 1000, `a gap of ${longestGapMs} ms`);

  assert.equal(await choose(viewer, 'auto'), 'auto');
  await shows(viewer, 640);
  assert.equal((await statsOf(viewer)).parent?.quality?.limitedBy ?? null, null);
  for (const page of [viewer, relay, broadcaster]) await page.close();
});

it('who chooses the small picture gives its children away', async () => {
  const channel = 'choice-of-a-relay';
  const broadcaster = await stage.broadcaster({ channel, fps: 15, maxChildren: 2 });
  const relay = await stage.player({ channel, maxChildren: 1 });
  const spare = await stage.player({ channel, relay: 'off' });
  const child = await stage.player({ channel, relay: 'off' });
  const relayId = (await statsOf(relay)).peerId;
  assert.equal((await statsOf(child)).parent?.peerId, relayId);
  await spare.close();
  await until(async () => (await offered(relay)).length > 0, { message: 'qualities' });
  await choose(relay, 'small');
  await until(async () => (await statsOf(child)).depth === 1, {
    message: async () => `another parent: ${JSON.stringify(await statsOf(child))}`,
  });
  await shows(relay, 320);
  await shows(child, 640);
  for (const page of [child, relay, broadcaster]) await page.close();
});
