/** What a viewer sees from the last frame on: that one, in each way a picture ends, and no black. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  createStage,
  delay,
  type HarnessPage,
  SMALL,
  type Stage,
  showsNewFrames,
  statsOf,
  until,
  waitForState,
} from './harness/index.js';

/** Chromium used to be black four seconds after the last frame of a page that had vanished. */
const LOOKED_AT_MS = 7_000;
/** Of 255. The test picture has 60 and more, black has 16 at most. */
const DARK = 30;

type Watched = typeof window & { darkest: number; looks: number };

/** Looks at what the player shows, from now on. */
function lookAt(page: HarnessPage): Promise<void> {
  return page.evaluate(() => {
    const watched = window as Watched;
    Object.assign(watched, { darkest: 255, looks: 0 });
    const canvas = Object.assign(document.createElement('canvas'), { width: 16, height: 9 });
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    setInterval(() => {
      context.fillStyle = '#000';
      context.fillRect(0, 0, 16, 9);
      const root = document.querySelector('casto-player')!.shadowRoot!;
      // As they lie over one another.
      for (const part of root.querySelectorAll<HTMLVideoElement>('[part~="video"]')) {
        context.drawImage(part, 0, 0, 16, 9);
      }
      const { data } = context.getImageData(0, 0, 16, 9);
      const mean = data.reduce((sum, value, i) => (i % 4 === 3 ? sum : sum + value), 0);
      watched.darkest = Math.min(watched.darkest, mean / (16 * 9 * 3));
      watched.looks++;
    }, 20);
  });
}

const seen = (page: HarnessPage): Promise<{ darkest: number; looks: number; held: boolean }> =>
  page.evaluate(() => {
    const { darkest, looks } = window as Watched;
    const root = document.querySelector('casto-player')!.shadowRoot!;
    return { darkest, looks, held: root.querySelector('[part~="held"]') !== null };
  });

async function neverBlack(page: HarnessPage): Promise<void> {
  const { darkest, looks } = await seen(page);
  assert.ok(looks > 20, `${looks} looks`);
  assert.ok(darkest > DARK, `mean brightness was ${darkest.toFixed(1)}`);
}

describe('the last picture', () => {
  let stage: Stage;
  before(async () => {
    stage = await createStage();
  });
  after(() => stage?.close());

  it('stays when the broadcaster’s page is gone', async () => {
    const channel = 'gone';
    const broadcaster = await stage.broadcaster({ channel, ...SMALL });
    const viewer = await stage.player({ channel });
    await showsNewFrames(viewer, broadcaster);
    await lookAt(viewer);
    await broadcaster.crash();
    await waitForState(viewer, 'reconnecting');
    await delay(LOOKED_AT_MS);
    await neverBlack(viewer);
    await viewer.close();
  });

  it('stays when the broadcast has ended', async () => {
    const channel = 'ended';
    const broadcaster = await stage.broadcaster({ channel, ...SMALL });
    const viewer = await stage.player({ channel });
    await showsNewFrames(viewer, broadcaster);
    await lookAt(viewer);
    await broadcaster.evaluate(() => document.querySelector('casto-broadcast')!.stop());
    await waitForState(viewer, 'ended');
    await delay(1_000);
    await neverBlack(viewer);
    for (const each of [viewer, broadcaster]) await each.close();
  });

  it('stays between two parents, and goes with the first frame of the second', async () => {
    const channel = 'between';
    const broadcaster = await stage.broadcaster({ channel, ...SMALL, maxChildren: 1 });
    const relay = await stage.player({ channel, maxChildren: 1 });
    const viewer = await stage.player({ channel, relay: 'off' });
    await until(async () => (await statsOf(viewer)).depth === 2, {
      message: async () => `below the relay: ${JSON.stringify(await statsOf(viewer))}`,
    });
    await lookAt(viewer);
    await relay.close();
    await until(async () => (await statsOf(viewer)).depth === 1, { message: 'the only place' });
    await showsNewFrames(viewer, broadcaster, { ahead: 15 });
    await neverBlack(viewer);
    assert.equal((await seen(viewer)).held, false, 'the old picture covers the new one');
    for (const each of [viewer, broadcaster]) await each.close();
  });
});
