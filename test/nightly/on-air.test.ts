/**
 * What the studio shows is what a viewer gets: for each source, each state of camera and microphone, before and during
 * the broadcast. The pictures and sounds travel; test/element/broadcast-on-air.test.ts has the same without a network.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createStage, type HarnessPage, type Stage, until } from '../browser/harness/index.js';

const SOURCES = ['camera', 'screen', 'screen-camera', 'file', 'none'] as const;
type Source = (typeof SOURCES)[number];
type Device = 'camera' | 'microphone';
const STATES = ['on', 'off', 'lost'] as const;
type Wished = (typeof STATES)[number];

/** Of the microphone; no street sounds like it. */
const TONE_HZ = 1_500;
/** Darker than any picture here, 0 to 255. */
const DARK = 30;
/** Twelve changes travel in the time of one test. */
const AGREE = { timeoutMs: 10_000, intervalMs: 200 };

interface Computer {
  unplug(device: Device): void;
  plug(device: Device): void;
  given(): MediaStream;
}
type ComputerWindow = typeof window & { computer: Computer };

/** Runs in the page: a camera, a microphone and a screen whose pictures and tone are real tracks. */
function installComputer(toneHz: number): void {
  const picture = (width: number, height: number): MediaStreamTrack => {
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d')!;
    let at = 0;
    setInterval(() => {
      context.fillStyle = '#ddd';
      context.fillRect(0, 0, width, height);
      context.fillStyle = '#9ab';
      at = (at + 3) % width;
      context.fillRect(at, 0, 9, height);
    }, 50);
    return canvas.captureStream(20).getVideoTracks()[0]!;
  };
  const context = new AudioContext();
  const tone = new OscillatorNode(context, { frequency: toneHz });
  tone.start();
  const sound = (): MediaStreamTrack => {
    const out = context.createMediaStreamDestination();
    tone.connect(out);
    return out.stream.getAudioTracks()[0]!;
  };
  const kinds = { camera: 'videoinput', microphone: 'audioinput' } as const;
  const there = new Set<Device>(['camera', 'microphone']);
  const open: Record<Device, MediaStreamTrack[]> = { camera: [], microphone: [] };
  const take = (device: Device): MediaStreamTrack => {
    if (!there.has(device)) throw new DOMException('none', 'NotFoundError');
    const track = device === 'camera' ? picture(320, 180) : sound();
    open[device].push(track);
    return track;
  };
  const { mediaDevices } = navigator;
  const changed = (): unknown => mediaDevices.dispatchEvent(new Event('devicechange'));
  Object.assign(mediaDevices, {
    enumerateDevices: async () =>
      [...there].map((device) => ({ kind: kinds[device], deviceId: device, label: device })),
    getUserMedia: async ({ video, audio }: MediaStreamConstraints) => {
      if ((video && !there.has('camera')) || (audio && !there.has('microphone'))) {
        throw new DOMException('none', 'NotFoundError');
      }
      return new MediaStream([
        ...(video ? [take('camera')] : []),
        ...(audio ? [take('microphone')] : []),
      ]);
    },
    getDisplayMedia: async () => new MediaStream([picture(640, 360)]),
  });
  (window as ComputerWindow).computer = {
    given: () => new MediaStream([take('camera'), take('microphone')]),
    unplug(device) {
      there.delete(device);
      for (const track of open[device].splice(0)) {
        track.stop();
        track.dispatchEvent(new Event('ended'));
      }
      changed();
    },
    plug(device) {
      there.add(device);
      changed();
    },
  };
}

async function studio(stage: Stage, source: Source, channel: string): Promise<HarnessPage> {
  const page = await stage.page();
  await page.evaluate(installComputer, TONE_HZ);
  await page.evaluate(
    async ({ source, channel }) => {
      const element = document.createElement('casto-broadcast');
      Object.assign(element, { controls: true, countdown: 0, channel, source });
      if (source === 'file') element.file = '/media/city-cc0.webm';
      if (source === 'none') element.srcObject = (window as ComputerWindow).computer.given();
      element.style.width = '480px';
      document.body.append(element);
      await element.openPreview();
      await element.updateComplete;
    },
    { source, channel },
  );
  return page;
}

/** `none`: no such button, or a device that is no part of the source. */
const stateOf = (page: HarnessPage, device: Device): Promise<string> =>
  page.evaluate((device) => {
    const root = document.querySelector('casto-broadcast')!.shadowRoot!;
    const button = root.querySelector(`[part~="${device}-button"]`);
    if (!button) return 'none';
    return ['off', 'lacking'].find((name) => button.classList.contains(name)) ?? 'on';
  }, device);

/** Sets a device, by its button where there is one. */
async function turn(page: HarnessPage, device: Device, wished: Wished): Promise<void> {
  if (wished === 'lost') {
    await page.evaluate((device) => (window as ComputerWindow).computer.unplug(device), device);
    return;
  }
  const now = await stateOf(page, device);
  if (now === 'lacking' || (now === 'on') === (wished === 'on')) return;
  await page.evaluate(
    ({ device, on, button }) => {
      const element = document.querySelector('casto-broadcast')!;
      const root = element.shadowRoot!;
      if (button) root.querySelector<HTMLButtonElement>(`[part~="${device}-button"]`)!.click();
      else if (device === 'camera') element.cameraMuted = !on;
      else element.microphoneMuted = !on;
    },
    { device, on: wished === 'on', button: now !== 'none' },
  );
}

/** Mean luminance of what a person sees of an element: the layer where it hides the picture, else the video. */
const seenLuma = (page: HarnessPage): Promise<number> =>
  page.evaluate(() => {
    const luma = ([red = 0, green = 0, blue = 0]: ArrayLike<number> & Iterable<number>): number =>
      0.2126 * red + 0.7152 * green + 0.0722 * blue;
    const element = document.querySelector<HTMLElement>('casto-broadcast, casto-player')!;
    const root = element.shadowRoot!;
    const layer = root.querySelector('.over');
    const colour =
      layer &&
      getComputedStyle(layer)
        .backgroundColor.match(/[\d.]+/g)
        ?.map(Number);
    if (element.localName === 'casto-broadcast' && colour && (colour[3] ?? 1) === 1) {
      return luma(colour);
    }
    const video = root.querySelector('video')!;
    const canvas = new OffscreenCanvas(16, 9);
    const context = canvas.getContext('2d')!;
    context.drawImage(video, 0, 0, 16, 9);
    const { data } = context.getImageData(0, 0, 16, 9);
    let sum = 0;
    for (let at = 0; at < data.length; at += 4) sum += luma(data.subarray(at, at + 3));
    return sum / (data.length / 4);
  });

/** Whether the tone of the microphone is heard in what the viewer gets. */
const hearsTone = (viewer: HarnessPage): Promise<boolean> =>
  viewer.evaluate(async (hz) => {
    const tracks = document.querySelector('casto-player')!.srcObject?.getAudioTracks() ?? [];
    if (tracks.length === 0) return false;
    const context = new AudioContext();
    try {
      const analyser = new AnalyserNode(context, { smoothingTimeConstant: 0 });
      context.createMediaStreamSource(new MediaStream(tracks)).connect(analyser);
      const levels = new Float32Array(analyser.frequencyBinCount);
      const bin = Math.round((hz * analyser.fftSize) / context.sampleRate);
      for (let look = 0; look < 20; look++) {
        await new Promise((resolve) => setTimeout(resolve, 25));
        analyser.getFloatFrequencyData(levels);
        if (Math.max(...levels.slice(bin - 1, bin + 2)) > -50) return true;
      }
      return false;
    } finally {
      await context.close();
    }
  }, TONE_HZ);

interface Told {
  stage: boolean;
  picture: boolean;
  button: string;
  tone: boolean;
}

async function told(page: HarnessPage, viewer: HarnessPage): Promise<Told> {
  return {
    stage: (await seenLuma(page)) > DARK,
    picture: (await seenLuma(viewer)) > DARK,
    button: await stateOf(page, 'microphone'),
    tone: await hearsTone(viewer),
  };
}

/** The stage is as bright as the picture that the viewer has, and the button says what is heard. */
const agrees = (page: HarnessPage, viewer: HarnessPage, what: string): Promise<unknown> =>
  until(
    async () => {
      const { stage, picture, button, tone } = await told(page, viewer);
      return stage === picture && (button === 'on') === tone;
    },
    { ...AGREE, message: async () => `${what}: ${JSON.stringify(await told(page, viewer))}` },
  );

describe('the studio shows what a viewer gets', () => {
  let stage: Stage;
  before(async () => {
    stage = await createStage();
  });
  after(() => stage?.close());

  for (const source of SOURCES) {
    it(`${source}, changed during the broadcast`, async () => {
      const channel = `during-${source}`;
      const page = await studio(stage, source, channel);
      await page.evaluate(() => document.querySelector('casto-broadcast')!.start());
      const viewer = await stage.player({ channel, wait: false });
      await agrees(page, viewer, 'as it begins');
      const { picture } = await told(page, viewer);
      assert.equal(picture, true, 'a picture is shown at all');
      // What the page gives and has lost does not come back.
      const states = source === 'none' ? STATES.slice(0, 2) : STATES;
      for (const camera of states) {
        for (const microphone of states) {
          await turn(page, 'camera', camera);
          await turn(page, 'microphone', microphone);
          await agrees(page, viewer, `camera ${camera}, microphone ${microphone}`);
          await page.evaluate(() => {
            const { computer } = window as ComputerWindow;
            computer.plug('camera');
            computer.plug('microphone');
          });
        }
      }
      for (const each of [viewer, page]) await each.close();
    });

    for (const camera of STATES) {
      it(`${source}, camera ${camera} before the broadcast`, async () => {
        for (const microphone of STATES) {
          const channel = `before-${source}-${camera}-${microphone}`;
          const page = await studio(stage, source, channel);
          await turn(page, 'camera', camera);
          await turn(page, 'microphone', microphone);
          await page.evaluate(() =>
            document
              .querySelector('casto-broadcast')!
              .start()
              .then(
                () => {},
                () => {},
              ),
          );
          const viewer = await stage.player({ channel, wait: false });
          await agrees(page, viewer, `microphone ${microphone}`);
          if (source === 'none' && camera === 'lost' && microphone === 'lost') {
            // On air anyway: the page may give it other tracks.
            const error = await page.evaluate(
              () => document.querySelector('casto-broadcast')!.error?.code,
            );
            assert.equal(error, 'device-missing');
          }
          await viewer.close();
          await page.close();
        }
      });
    }
  }
});
