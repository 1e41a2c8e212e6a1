/** A real video with its sound, through the browser's own camera and microphone, four hops away. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  CLIP,
  CLIP_TONE_HZ,
  createStage,
  fileCamera,
  type HarnessPage,
  heardOn,
  listenOn,
  playOn,
  statsOf,
  until,
  waitForState,
} from '../browser/harness/index.js';

const DEPTH = 4;
/** Five pages at 30 frames/s are more than two cores without a GPU do in time. */
const FPS = 15;

describe('a real video file as the camera', () => {
  it('is seen moving and heard four hops away', async (test) => {
    const camera = await fileCamera(FPS);
    const stage = await createStage(camera ?? {});
    try {
      const broadcaster = await stage.page();
      if (camera) {
        await broadcaster.evaluate(() => {
          const element = document.createElement('casto-broadcast');
          element.setAttribute('source', 'camera');
          element.setAttribute('max-children', '1');
          element.setAttribute('autostart', '');
          document.body.append(element);
        });
      } else {
        test.diagnostic(`no ffmpeg: ${CLIP} is played in the page instead`);
        await broadcaster.evaluate(async () => {
          const clip = document.createElement('video') as HTMLVideoElement & {
            captureStream(): MediaStream;
          };
          clip.src = '/media/city-cc0.webm';
          clip.loop = true;
          await clip.play();
          const element = document.createElement('casto-broadcast');
          element.setAttribute('source', 'none');
          element.setAttribute('max-children', '1');
          element.srcObject = clip.captureStream();
          clip.style.width = '160px';
          document.body.append(clip, element);
          element.start().catch(() => undefined);
        });
      }
      await waitForState(broadcaster, 'live');
      // Painted small, for the reason that stage.ts gives.
      await broadcaster.evaluate(() => {
        document.querySelector('casto-broadcast')!.style.width = '160px';
      });
      const players: HarnessPage[] = [];
      for (let i = 0; i < DEPTH; i++) {
        const player = await stage.page();
        await playOn(player, { maxChildren: 1, wait: false });
        await waitForState(player, 'playing');
        players.push(player);
      }
      // On a busy machine frames are late and pages change places, as they should. Each feeds one page,
      // so one of them is four hops away anyway.
      const last = await until(
        async () => {
          const stats = await Promise.all(players.map(statsOf));
          return players[stats.findIndex(({ depth }) => depth === DEPTH)];
        },
        { message: `a page ${DEPTH} hops away` },
      );
      const motion = await last.evaluate(() => {
        const video = document.querySelector('casto-player')?.videoElement;
        if (!video) throw new Error('no video');
        return window.harness.readMotion(video, 60, 20_000);
      });
      test.diagnostic(JSON.stringify(motion));
      assert.ok(motion.contrast > 10, `contrast ${motion.contrast}`);
      assert.ok(motion.change > 0.5, `change ${motion.change}`);
      await listenOn(last);
      await until(async () => Math.abs((await heardOn(last)).frequencyHz - CLIP_TONE_HZ) < 12, {
        message: async () => `${CLIP_TONE_HZ} Hz: ${JSON.stringify(await heardOn(last))}`,
      });
    } finally {
      await stage.close();
      await camera?.remove();
    }
  });
});
