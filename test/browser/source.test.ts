/** Sources that are not simply a camera that runs: silent, paused, resized, replaced, ended. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  createStage,
  delay,
  framesOf,
  type HarnessPage,
  SMALL,
  type Stage,
  sentBy,
  showsNewFrames,
  statsOf,
  until,
  waitForFrames,
  waitForState,
} from './harness/index.js';

describe('sources', () => {
  let stage: Stage;
  before(async () => {
    stage = await createStage();
  });
  after(() => stage?.close());

  it('a source without audio is watched two hops away', async () => {
    const channel = 'no-audio';
    const broadcaster = await stage.broadcaster({
      channel,
      ...SMALL,
      maxChildren: 1,
    });
    const relay = await stage.player({ channel, maxChildren: 1 });
    const viewer = await stage.player({ channel, relay: 'off' });
    await waitForFrames(viewer, 10);
    const kinds = await viewer.evaluate(() =>
      document
        .querySelector('casto-player')
        ?.srcObject?.getTracks()
        .map(({ kind }) => kind),
    );
    assert.deepEqual(kinds, ['video']);
    // Who can feed nobody gives an inner place back to the relay, should a stutter have moved the two.
    await until(async () => (await statsOf(viewer)).depth === 2, {
      message: async () => `two hops away: ${JSON.stringify(await statsOf(viewer))}`,
    });
    for (const page of [viewer, relay, broadcaster]) await page.close();
  });

  /** One broadcast, what becomes of it in turn, and what its viewers two hops away see. */
  describe('of one broadcast', () => {
    let broadcaster: HarnessPage;
    let relay: HarnessPage;
    let viewer: HarnessPage;
    before(async () => {
      const channel = 'one';
      broadcaster = await stage.broadcaster({
        channel,
        ...SMALL,
        audio: true,
        maxChildren: 1,
      });
      relay = await stage.player({ channel, maxChildren: 1 });
      viewer = await stage.player({ channel, maxChildren: 1 });
      await waitForFrames(viewer, 10);
    });

    it('that changes its resolution is shown in the new one', async () => {
      await viewer.evaluate(() => {
        const player = document.querySelector('casto-player');
        player?.addEventListener('resize', () => {
          (window as { resized?: number }).resized = player.videoWidth;
        });
      });
      await broadcaster.evaluate(() => window.harness.source?.resize(480, 270));
      for (const page of [relay, viewer]) {
        await page.waitFor(() => window.harness.frames?.records.at(-1)?.width === 480, undefined, {
          message: async () => `480 pixels: ${JSON.stringify(await framesOf(page))}`,
        });
        await showsNewFrames(page, broadcaster);
      }
      await viewer.waitFor(() => (window as { resized?: number }).resized === 480, undefined, {
        message: 'the resize event of the player',
      });
    });

    it('that pauses is picked up again where it goes on', async () => {
      await broadcaster.evaluate(() => window.harness.source?.pause());
      // The picture stands still everywhere: as many frames two seconds later as now.
      await until(
        async () => {
          const count = (await framesOf(viewer)).frames;
          await delay(2000);
          return (await framesOf(viewer)).frames === count;
        },
        { intervalMs: 0, message: 'a picture that stands still' },
      );
      const parentBefore = (await statsOf(viewer)).parent?.peerId;
      await broadcaster.evaluate(() => window.harness.source?.resume());
      await showsNewFrames(viewer, broadcaster);
      assert.equal((await statsOf(viewer)).parent?.peerId, parentBefore);
    });

    it('goes on with the live picture for a viewer that paused', async () => {
      await viewer.evaluate(() => document.querySelector('casto-player')?.pause());
      await viewer.waitFor(() => document.querySelector('casto-player')?.paused === true);
      const pausedAt = await sentBy(broadcaster);
      await until(async () => (await sentBy(broadcaster)) > pausedAt + 20);
      await viewer.evaluate(() => document.querySelector('casto-player')?.play());
      await showsNewFrames(viewer, broadcaster);
      // One that went on where it paused would stay as far behind as it was.
      await until(
        async () => {
          const { lastFrame } = await framesOf(viewer);
          return (await sentBy(broadcaster)) - (lastFrame ?? 0) < 20;
        },
        { message: async () => `the live picture: ${JSON.stringify(await framesOf(viewer))}` },
      );
    });

    it('that stops is over for its viewers', async () => {
      await broadcaster.evaluate(() => document.querySelector('casto-broadcast')?.stop());
      for (const page of [relay, viewer]) await waitForState(page, 'ended');
    });
  });
});
