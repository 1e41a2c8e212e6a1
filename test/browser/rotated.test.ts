/** A phone's picture, held any way: upright for every viewer and in a recording. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import {
  broadcastOn,
  createStage,
  type HarnessPage,
  type Stage,
  standsBelow,
  until,
} from './harness/index.js';

let stage: Stage;
before(async () => {
  stage = await createStage();
});
after(() => stage?.close());

interface Held {
  rotation: number;
  file: Blob | null;
}

/** Frames as of a sensor of 320×180, blue in its upper left corner, with a note of how it is held. */
async function holdPhone(page: HarnessPage, rotation: number): Promise<void> {
  await page.evaluate(async (first) => {
    const held = window as unknown as Held;
    held.rotation = first;
    const canvas = new OffscreenCanvas(320, 180);
    const context = canvas.getContext('2d')!;
    type Generator = MediaStreamTrack & { writable: WritableStream<VideoFrame> };
    const { MediaStreamTrackGenerator } = window as unknown as {
      MediaStreamTrackGenerator: new (init: { kind: 'video' }) => Generator;
    };
    const track = new MediaStreamTrackGenerator({ kind: 'video' });
    const writer = track.writable.getWriter();
    let count = 0;
    setInterval(() => {
      count++;
      context.fillStyle = `rgb(200 ${count % 2} 0)`;
      context.fillRect(0, 0, 320, 180);
      context.fillStyle = 'rgb(0 0 200)';
      context.fillRect(0, 0, 160, 90);
      const timestamp = Math.round(performance.now() * 1000);
      const plain = new VideoFrame(canvas, { timestamp });
      const { rotation } = held;
      const frame = new VideoFrame(plain, { rotation } as VideoFrameInit);
      plain.close();
      writer.write(frame).catch(() => frame.close());
    }, 66);
    document.querySelector('casto-broadcast')!.srcObject = new MediaStream([track]);
  }, rotation);
}

/** Size and the corner that is blue, as a person sees the picture. */
const seen = (page: HarnessPage): Promise<string> =>
  page.evaluate(() => {
    const own = document.querySelector<HTMLVideoElement>('#file');
    const video = own ?? document.querySelector('casto-player')!.videoElement;
    const { videoWidth, videoHeight } = video;
    if (videoWidth === 0) return 'nothing';
    const canvas = new OffscreenCanvas(videoWidth, videoHeight);
    const context = canvas.getContext('2d')!;
    context.drawImage(video, 0, 0);
    const blue = (x: number, y: number): boolean => {
      const [red = 0, , blueness = 0] = context.getImageData(x, y, 1, 1).data;
      return blueness > red;
    };
    const [right, bottom] = [videoWidth - 8, videoHeight - 8];
    const corners = [
      blue(8, 8) && 'upper left',
      blue(right, 8) && 'upper right',
      blue(8, bottom) && 'lower left',
      blue(right, bottom) && 'lower right',
    ].filter(Boolean);
    return `${videoWidth}×${videoHeight}, blue ${corners.join(' and ')}`;
  });

const UPRIGHT: [number, string][] = [
  [90, '180×320, blue upper right'],
  [0, '320×180, blue upper left'],
  [270, '180×320, blue lower left'],
  [180, '320×180, blue lower right'],
];

it('a rotated picture is upright where no RTP extension goes, however the phone is turned', async () => {
  const page = await stage.page({ ways: ['carry'] });
  await broadcastOn(page, { channel: 'turned', audio: false });
  await holdPhone(page, 90);
  const viewer = await stage.player({ channel: 'turned', ways: ['carry'], wait: false });
  for (const [rotation, expected] of UPRIGHT) {
    await page.evaluate((degrees) => {
      (window as unknown as Held).rotation = degrees;
    }, rotation);
    await until(async () => (await seen(viewer)) === expected, {
      message: async () => `${rotation}°: ${expected}, but it is ${await seen(viewer)}`,
    });
  }
  await viewer.close();
  await page.close();
});

it('a rotated picture is upright in Firefox, and in what Firefox passes on', async () => {
  const page = await stage.page();
  await broadcastOn(page, { channel: 'firefox', audio: false, maxChildren: 1 });
  await holdPhone(page, 90);
  const relay = await stage.player({ channel: 'firefox', browser: 'firefox', wait: false });
  const upright = (viewer: HarnessPage, where: string): Promise<boolean> =>
    until(async () => (await seen(viewer)) === '180×320, blue upper right', {
      message: async () => `upright ${where}, but it is ${await seen(viewer)}`,
    });
  await upright(relay, 'in Firefox');
  const viewer = await stage.player({ channel: 'firefox', wait: false, relay: 'off' });
  await standsBelow(viewer, relay);
  await upright(viewer, 'below Firefox');
  for (const each of [viewer, relay, page]) await each.close();
});

it('a rotated picture is upright in a recording', async () => {
  const page = await stage.page();
  await broadcastOn(page, { channel: 'recorded', audio: false });
  await holdPhone(page, 90);
  const viewer = await stage.player({ channel: 'recorded', wait: false });
  await until(async () => (await seen(viewer)).startsWith('180×320'), {
    message: async () => `a portrait, but it is ${await seen(viewer)}`,
  });
  await page.evaluate(async () => {
    Reflect.deleteProperty(window, 'showSaveFilePicker');
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      if (blob instanceof Blob && blob.type.startsWith('video/')) {
        (window as unknown as Held).file = blob;
      }
      return make(blob);
    };
    await document.querySelector('casto-broadcast')!.startRecording();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await document.querySelector('casto-broadcast')!.stopRecording();
    const video = document.createElement('video');
    video.id = 'file';
    video.muted = true;
    video.src = make((window as unknown as Held).file!);
    document.body.append(video);
    await video.play();
    await new Promise((resolve) => video.addEventListener('ended', resolve, { once: true }));
  });
  assert.equal(await seen(page), '180×320, blue upper right');
  await viewer.close();
  await page.close();
});
