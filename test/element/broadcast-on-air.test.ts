/** The studio shows what is on air: its stage is as bright as the picture sent, its buttons are as what is heard. */
import { expect, waitUntil } from '@open-wc/testing';
import '../../components/casto-broadcast.js';
import type { CastoBroadcast } from '../../components/broadcast/broadcast-element.js';
import { english } from '../../components/i18n/en/index.js';
import type { CaptureDevice } from '../../src/base/errors.js';
import {
  audioOf,
  type FakeComputer,
  frameOf,
  openPanel,
  press,
  studio,
  TWO_OF_EACH,
  useFakeComputer,
  videoOf,
} from './broadcast-helpers.js';
import { TONE_HZ } from './fake-engine.js';
import { has, part, shadowText, stub, useFakeEngine } from './setup.js';

const CLIP = '/demo/media/city-cc0.webm';
/** Darker than any picture here, lighter than the stage. */
const DARK = 30;

const luma = ([red = 0, green = 0, blue = 0]: number[]): number =>
  0.2126 * red + 0.7152 * green + 0.0722 * blue;

/** Mean luminance of what viewers get. */
async function sentLuma(element: CastoBroadcast): Promise<number> {
  const track = videoOf(element);
  if (track?.readyState !== 'live') return 0;
  const { at } = await frameOf(track);
  const spots = [0.15, 0.5, 0.85].flatMap((x) => [0.15, 0.5, 0.85].map((y) => luma(at(x, y))));
  return spots.reduce((sum, each) => sum + each, 0) / spots.length;
}

/** Mean luminance of what the person sees: the layer where it hides the picture, else the preview. */
async function seenLuma(element: CastoBroadcast): Promise<number> {
  const layer = getComputedStyle(part(element, 'overlay')!).backgroundColor;
  const colour = layer.match(/[\d.]+/g)!.map(Number);
  if ((colour[3] ?? 1) === 1) return luma(colour);
  const shown = part<HTMLVideoElement>(element, 'video')!.srcObject as MediaStream;
  expect(shown === element.srcObject, 'the preview is what is sent').to.equal(true);
  return sentLuma(element);
}

/** How loud the tone is above any street, dB. */
const TONE_DB = -25;
/** Softer than any street; a muted track is silent altogether. */
const QUIET = 0.0005;

/** What viewers hear within this time: the microphone's tone, and anything at all. */
async function heard(
  element: CastoBroadcast,
  ms = 250,
): Promise<{ tone: boolean; anything: boolean }> {
  const track = audioOf(element);
  const found = { tone: false, anything: false };
  if (track?.readyState !== 'live') return found;
  const context = new AudioContext();
  try {
    const analyser = new AnalyserNode(context, { smoothingTimeConstant: 0 });
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const levels = new Float32Array(analyser.frequencyBinCount);
    const bin = Math.round((TONE_HZ * analyser.fftSize) / context.sampleRate);
    // What was heard before the last change has passed.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const wave = new Float32Array(analyser.fftSize);
    for (let waited = 0; waited < ms && !found.tone; waited += 20) {
      analyser.getFloatFrequencyData(levels);
      analyser.getFloatTimeDomainData(wave);
      found.tone ||= Math.max(...levels.slice(bin - 1, bin + 2)) > TONE_DB;
      found.anything ||= wave.some((value) => Math.abs(value) > QUIET);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return found;
  } finally {
    await context.close();
  }
}

describe('<casto-broadcast> shows what is on air', () => {
  const fake = useFakeEngine();
  let computer: FakeComputer;
  useFakeComputer((fresh) => {
    computer = fresh;
    computer.sounding = true;
    computer.devices = [TWO_OF_EACH[0]!, TWO_OF_EACH[2]!];
  });

  const stateOf = (element: CastoBroadcast, kind: CaptureDevice): string => {
    const button = part(element, `${kind}-button`);
    if (!button) return 'none';
    return ['off', 'lacking'].find((name) => button.classList.contains(name)) ?? 'on';
  };

  async function turn(element: CastoBroadcast, kind: CaptureDevice, on: boolean): Promise<void> {
    await element.updateComplete;
    const now = stateOf(element, kind);
    if (now === 'none') {
      element[kind === 'camera' ? 'cameraMuted' : 'microphoneMuted'] = !on;
    } else if (on !== (now === 'on')) {
      await press(element, `${kind}-button`);
      await waitUntil(() => (stateOf(element, kind) === 'on') === on, `${kind} not ${on}`);
    }
    await element.updateComplete;
  }

  async function agree(element: CastoBroadcast, what: string): Promise<void> {
    await element.updateComplete;
    await waitUntil(
      async () => (await sentLuma(element)) > DARK === (await seenLuma(element)) > DARK,
      `${what}: stage and picture differ`,
      { timeout: 3000 },
    );
    const offAir = (await sentLuma(element)) < DARK;
    const stage = part(element, 'overlay')?.textContent ?? '';
    expect(stage.includes(english.broadcast.cameraOff), what).to.equal(
      offAir && stateOf(element, 'camera') === 'off',
    );
    const { tone, anything } = await heard(element);
    expect(stateOf(element, 'microphone') === 'on', `${what}: microphone`).to.equal(tone);
    expect(has(element, 'muted-badge'), `${what}: badge`).to.equal(
      !anything && stateOf(element, 'microphone') !== 'none',
    );
  }

  for (const source of ['camera', 'screen', 'screen-camera', 'file', 'none'] as const) {
    for (const phase of ['before', 'during'] as const) {
      it(`${source}, ${phase} the broadcast, with each state of the devices`, async () => {
        const element = await studio();
        if (source === 'file') element.file = CLIP;
        if (source === 'none') element.srcObject = computer.picture(320, 180, true);
        else element.source = source;
        if (phase === 'before') await element.openPreview();
        else await element.start();

        for (const camera of [true, false]) {
          for (const microphone of [true, false]) {
            await turn(element, 'camera', camera);
            await turn(element, 'microphone', microphone);
            await agree(element, `camera ${camera}, microphone ${microphone}`);
          }
        }
        await turn(element, 'camera', true);
        await turn(element, 'microphone', true);
        const pulled = (id: string, track: MediaStreamTrack | undefined): void => {
          if (source !== 'none') computer.unplug(id);
          else {
            track!.stop();
            track!.dispatchEvent(new Event('ended'));
          }
        };
        pulled('mic-a', audioOf(element));
        await agree(element, 'microphone lost');
        await turn(element, 'camera', false);
        await agree(element, 'camera off, microphone lost');
        await turn(element, 'camera', true);
        pulled('cam-a', videoOf(element));
        await agree(element, 'both lost');
      });
    }
  }

  it('shows the screen that is sent, though the camera was turned off before', async () => {
    const element = await studio();
    await element.openPreview();
    await press(element, 'camera-button');
    expect(shadowText(element)).to.contain(english.broadcast.cameraOff);
    await openPanel(element, 'source');
    await press(element, 'screen-option');
    await waitUntil(() => element.source === 'screen');
    await element.start();
    await element.updateComplete;
    expect(await sentLuma(element), 'viewers see it').to.be.greaterThan(DARK);
    expect(await seenLuma(element), 'so does the person').to.be.greaterThan(DARK);
    expect(shadowText(element)).not.to.contain(english.broadcast.cameraOff);
    expect(fake.engine.broadcast.stream === element.srcObject).to.equal(true);
  });

  it('asks before a page is left that records, though it is not on air', async () => {
    const element = await studio();
    const click = stub(HTMLAnchorElement.prototype, 'click', () => {});
    const picker = stub(window as never, 'showSaveFilePicker' as never, undefined as never);
    const leaving = (): boolean => {
      const event = new Event('beforeunload', { cancelable: true });
      dispatchEvent(event);
      return event.defaultPrevented;
    };
    try {
      await element.openPreview();
      await element.startRecording();
      await element.updateComplete;
      expect(leaving(), 'recording').to.equal(true);
      await element.stopRecording();
      await element.updateComplete;
      expect(leaving(), 'recorded').to.equal(false);
    } finally {
      click.restore();
      picker.restore();
    }
  });
});
