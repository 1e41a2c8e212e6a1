/** A viewer chooses the size of its picture: it alone gets the small one, at once, and back again. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import {
  createStage,
  framesOf,
  type HarnessPage,
  type Stage,
  standsBelow,
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
  const viewer = await stage.player({ channel, relay: 'off' });
  await standsBelow(viewer, relay);
  await until(async () => (await offered(viewer)).length > 0, { message: 'qualities' });
  assert.deepEqual(await offered(viewer), [360, 180]);
  assert.equal(await choose(viewer, 'no such'), 'auto');

  const sinceMs = Date.now();
  assert.equal(await choose(viewer, 'small'), 'small');
  await shows(viewer, 320);
  await waitForFrames(viewer, 30);
  const { stillMs, longestGapMs } = await framesOf(viewer, { sinceMs });
  const stats = await statsOf(viewer);
  test.diagnostic(
    `still for ${stillMs} ms, gap ${longestGapMs} ms; ${stats.parent?.bitrate} bit/s`,
  );
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
  assert.ok(stillMs < 1000, `the picture stood still for ${stillMs} ms`);

  assert.equal(await choose(viewer, 'auto'), 'auto');
  await shows(viewer, 640);
  assert.equal((await statsOf(viewer)).parent?.quality?.limitedBy ?? null, null);
  for (const page of [viewer, relay, broadcaster]) await page.close();
});

it('who chooses the small picture gives its children away', async (test) => {
  const channel = 'choice-of-a-relay';
  const broadcaster = await stage.broadcaster({ channel, fps: 15, maxChildren: 1 });
  const relay = await stage.player({ channel, maxChildren: 1 });
  const child = await stage.player({ channel, relay: 'off' });
  await until(async () => (await offered(relay)).length > 0, { message: 'qualities' });
  // One place below the broadcaster, and the child cannot have it: it feeds nobody. Should a stutter of a
  // busy machine have lent it that place, the two change again.
  const relayId = (await statsOf(relay)).peerId;
  await until(async () => (await statsOf(child)).parent?.peerId === relayId, {
    message: async () => `the child below the relay: ${JSON.stringify(await statsOf(child))}`,
  });
  await broadcaster.evaluate(() =>
    document.querySelector('casto-broadcast')!.setAttribute('max-children', '2'),
  );
  await choose(relay, 'small');
  await until(async () => (await statsOf(child)).depth === 1, {
    message: async () => `another parent: ${JSON.stringify(await statsOf(child))}`,
  });
  // It was sent away, and did not merely find something better.
  const last = await until(async () => (await statsOf(child)).switches.slice(1).at(-1), {
    message: 'the switch in the history',
  });
  test.diagnostic(JSON.stringify(last));
  assert.equal(last.reason, 'leave');
  await until(async () => (await statsOf(relay)).children.length === 0, {
    message: 'a relay that feeds nobody',
  });
  await shows(relay, 320);
  await shows(child, 640);
  for (const page of [child, relay, broadcaster]) await page.close();
});
