/** A recording on air keeps what is sent, as it is encoded: no second encoder, a file that can be searched. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type * as Mediabunny from 'mediabunny';
import { createStage, type HarnessPage, type Stage, sentBy, until } from './harness/index.js';

const FPS = 15;

let stage: Stage;
before(async () => {
  stage = await createStage();
});
after(() => stage?.close());

/** Waits until the source has made as many more frames as it does in so many seconds of its own time. */
async function goesOn(page: HarnessPage, seconds: number): Promise<void> {
  const last = (await sentBy(page)) + seconds * FPS;
  await until(async () => (await sentBy(page)) >= last, {
    timeoutMs: 30_000,
    message: `${seconds} s of the source`,
  });
}

/** The way of what was recorded in so many seconds of the source; the file is kept on the page. */
async function record(page: HarnessPage, seconds: number): Promise<string> {
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
  await goesOn(page, seconds);
  return page.evaluate(async () => {
    await document.querySelector('casto-broadcast')!.stopRecording();
    const { way, encoders } = window as unknown as { way: string; encoders: number };
    return `${way}, ${encoders} encoders`;
  });
}

/** Mediabunny as the page imports it; the test server has it at this address. */
const MEDIABUNNY = '/mediabunny/mediabunny.min.mjs';

/**
 * What is in the file: every picture and all sound, decoded as fast as it goes. Playing it would tell what a
 * busy machine paints in time (67 of 75 pictures).
 */
function decode(page: HarnessPage) {
  return page.evaluate(async (address) => {
    const { Input, BlobSource, ALL_FORMATS, VideoSampleSink, AudioSampleSink } = (await import(
      address
    )) as typeof Mediabunny;
    const { file } = window as unknown as { file: Blob };
    const input = new Input({ formats: ALL_FORMATS, source: new BlobSource(file) });
    const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
    if (!video || !audio) throw new Error('a track is missing');
    const pictures: { frame: number; at: number }[] = [];
    let unreadable = 0;
    for await (const sample of new VideoSampleSink(video).samples()) {
      const picture = sample.toVideoFrame();
      const mark = await window.harness.readPicture(picture);
      if (mark) pictures.push({ frame: mark.frame, at: sample.timestamp });
      else unreadable++;
      picture.close();
      sample.close();
    }
    /** Seconds at which beeps begin, and of how many blocks the tone is the strongest. */
    const beeps: number[] = [];
    const tones = { blocks: 0, tone: 0 };
    let sounding = false;
    for await (const sample of new AudioSampleSink(audio).samples()) {
      const wave = new Float32Array(sample.numberOfFrames);
      sample.copyTo(wave, { planeIndex: 0, format: 'f32-planar' });
      for (let from = 0; from + 480 <= wave.length; from += 480) {
        const block = wave.subarray(from, from + 480);
        const beep = window.harness.amplitude(block, 2000, sample.sampleRate);
        const tone = window.harness.amplitude(block, 440, sample.sampleRate);
        const at = sample.timestamp + from / sample.sampleRate;
        if (!sounding && beep > 0.12) beeps.push(at);
        sounding = beep > (sounding ? 0.04 : 0.12);
        tones.blocks++;
        if (tone > 0.1) tones.tone++;
      }
      sample.close();
    }
    const duration = await input.computeDuration();
    const frames = pictures.map(({ frame }) => frame);
    return {
      duration,
      width: video.displayWidth,
      height: video.displayHeight,
      unreadable,
      frames: new Set(frames).size,
      span: (frames.at(-1) ?? 0) - (frames[0] ?? 0) + 1,
      inOrder: frames.every((frame, i) => i === 0 || frame > frames[i - 1]!),
      toneShare: tones.tone / tones.blocks,
      flashes: pictures.filter(({ frame }) => frame % 15 === 0).map(({ at }) => at),
      beeps,
    };
  }, MEDIABUNNY);
}

/** What a player makes of the file: how long it is, and where it lands when something is sought. */
function seek(page: HarnessPage) {
  return page.evaluate(async () => {
    const { file } = window as unknown as { file: Blob };
    const video = document.createElement('video');
    video.src = URL.createObjectURL(file);
    const event = (name: string) =>
      new Promise((resolve) => video.addEventListener(name, resolve, { once: true }));
    await event('loadeddata');
    const { duration } = video;
    video.currentTime = duration / 2;
    await event('seeked');
    return { type: file.type, duration, sought: video.currentTime };
  });
}

it('keeps the frames that are sent, with their sound, in a file that can be searched', async (test) => {
  const page = await stage.broadcaster({ fps: FPS, maxChildren: 1 });
  await page.evaluate(() => {
    Reflect.deleteProperty(window, 'showSaveFilePicker');
  });
  assert.equal(await record(page, 5), 'download, 0 encoders');
  const found = await decode(page);
  test.diagnostic(JSON.stringify(found));
  assert.deepEqual([found.width, found.height], [640, 360]);
  // What the source made is there.
  assert.ok(found.frames >= 0.9 * found.span, 'hardly a frame is missing');
  assert.ok(found.span >= 3.5 * FPS, `${found.span} frames of the source`);
  assert.ok(found.inOrder, 'in order');
  assert.equal(found.unreadable, 0);
  // Beeps of 2000 Hz go with some of the pictures.
  assert.ok(found.toneShare > 0.5, `440 Hz in ${found.toneShare} of the file`);
  const offsets = found.flashes
    .flatMap((flash) => found.beeps.map((beep) => beep - flash))
    .filter((offset) => Math.abs(offset) < 0.45);
  const offset = offsets.sort((one, other) => one - other)[offsets.length >> 1];
  assert.ok(offset !== undefined && Math.abs(offset) < 0.1, `sound ${offset} s off`);
  const { type, duration, sought } = await seek(page);
  assert.equal(type, 'video/webm');
  assert.ok(Number.isFinite(duration) && duration > 3.5, `${duration} s`);
  assert.ok(Math.abs(sought - duration / 2) < 0.5, `sought ${sought}`);
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
  await goesOn(page, 3);
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
  const found = await decode(page);
  assert.ok(found.duration > 1.5, `${found.duration} s`);
  assert.ok(found.frames >= 0.9 * found.span && found.span > FPS, JSON.stringify(found));
  await page.close();
});
