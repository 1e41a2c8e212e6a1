/** A recording on air keeps what is sent, as it is encoded: no second encoder, a file that can be searched. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { createStage, delay, type HarnessPage, type Stage, until } from './harness/index.js';

const FPS = 15;

let stage: Stage;
before(async () => {
  stage = await createStage();
});
after(() => stage?.close());

/** The way of what was recorded in so many ms; the file is kept on the page. */
async function record(page: HarnessPage, ms: number): Promise<string> {
  await page.evaluate(async () => {
    const element = document.querySelector('casto-broadcast')!;
    const kept = window as unknown as { file: Blob | null; way: string; encoders: number };
    kept.file = null;
    kept.encoders = 0;
    const { start } = MediaRecorder.prototype;
    MediaRecorder.prototype.start = function (...all) {
      kept.encoders++;
      start.apply(this, all);
    };
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      if (blob instanceof Blob && blob.type.startsWith('video/')) kept.file = blob;
      return make(blob);
    };
    element.addEventListener('casto-recording', ({ detail }) => {
      kept.way = detail.way;
    });
    await element.startRecording();
  });
  await delay(ms);
  return page.evaluate(async () => {
    await document.querySelector('casto-broadcast')!.stopRecording();
    const { way, encoders } = window as unknown as { way: string; encoders: number };
    return `${way}, ${encoders} encoders`;
  });
}

/**
 * What is in the file, found by playing it: as it is for what is heard, and at half the speed for the
 * pictures. A busy machine leaves out some that are in the file (75 of 75, of which it showed 67).
 */
function play(page: HarnessPage) {
  return page.evaluate(async () => {
    const file = (window as unknown as { file: Blob }).file;
    const video = document.createElement('video');
    video.src = URL.createObjectURL(file);
    video.width = 160;
    document.body.append(video);
    const frames = window.harness.readFrames(video);
    const stream = (video as unknown as { captureStream(): MediaStream }).captureStream();
    await video.play();
    const tone = await window.harness.readTone(stream);
    const heard: number[] = [];
    while (!video.ended) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      heard.push(Math.round(tone.read().frequencyHz));
    }
    const avOffsetMs = window.harness.avOffsetMs(frames.records, tone.beeps);
    const { duration, currentTime, videoWidth, videoHeight } = video;
    frames.reset();
    video.playbackRate = 0.5;
    await video.play();
    await new Promise((resolve) => video.addEventListener('ended', resolve, { once: true }));
    const summary = frames.summary();
    video.currentTime = duration / 2;
    await new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
    const sought = video.currentTime;
    frames.stop();
    video.remove();
    return {
      type: file.type,
      duration,
      currentTime,
      videoWidth,
      videoHeight,
      heard,
      avOffsetMs,
      sought,
      summary,
    };
  });
}

it('keeps the frames that are sent, with their sound, in a file that can be searched', async (test) => {
  const page = await stage.broadcaster({ fps: FPS, maxChildren: 1 });
  await page.evaluate(() => {
    Reflect.deleteProperty(window, 'showSaveFilePicker');
  });
  assert.equal(await record(page, 5000), 'download, 0 encoders');
  const found = await play(page);
  test.diagnostic(JSON.stringify(found));
  assert.equal(found.type, 'video/webm');
  assert.deepEqual([found.videoWidth, found.videoHeight], [640, 360]);
  assert.ok(Number.isFinite(found.duration) && found.duration > 3.5, `${found.duration} s`);
  assert.ok(Math.abs(found.sought - found.duration / 2) < 0.5, `sought ${found.sought}`);
  const { summary } = found;
  assert.ok(summary.frames >= 0.9 * summary.span, 'hardly a frame is missing');
  assert.ok(summary.span >= 3.5 * FPS, `${summary.span} frames of the source`);
  assert.equal(summary.unreadable, 0);
  // Beeps of 2000 Hz go with some of the pictures.
  const tones = found.heard.filter((frequency) => Math.abs(frequency - 440) < 20);
  assert.ok(tones.length > found.heard.length / 2, `${found.heard} Hz heard`);
  assert.ok(Math.abs(found.avOffsetMs ?? Infinity) < 100, `sound ${found.avOffsetMs} ms off`);
  await page.close();
});

it('goes to the disk where the browser can, and is saved when the broadcast ends', async () => {
  const page = await stage.broadcaster({ fps: FPS, maxChildren: 1 });
  await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle('kept.webm', { create: true });
    Object.assign(window, { handle, showSaveFilePicker: async () => handle });
    const element = document.querySelector('casto-broadcast')!;
    await element.startRecording();
  });
  await delay(3000);
  await page.evaluate(() => document.querySelector('casto-broadcast')!.stop());
  const recording = (): Promise<boolean> =>
    page.evaluate(() => document.querySelector('casto-broadcast')!.recording);
  await until(async () => !(await recording()), { message: 'the end of the recording' });
  await until(
    () =>
      page.evaluate(async () => {
        const kept = window as unknown as { handle: FileSystemFileHandle; file: Blob };
        kept.file = await kept.handle.getFile();
        return kept.file.size > 1000;
      }),
    { message: 'the file' },
  );
  const { duration, summary } = await play(page);
  assert.ok(duration > 1.5, `${duration} s`);
  assert.ok(summary.frames >= 0.9 * summary.span && summary.span > FPS, JSON.stringify(summary));
  await page.close();
});
