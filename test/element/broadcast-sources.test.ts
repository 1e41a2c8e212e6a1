import { expect, waitUntil } from '@open-wc/testing';
import '../../components/casto-broadcast.js';
import type { CastoBroadcast } from '../../components/broadcast/broadcast-element.js';
import { english } from '../../components/i18n/en/index.js';
import { WORKER_WATCH } from '../../src/media/worker-client/worker-watch.js';
import { drawn } from '../../src/studio/capture/file-source.js';
import {
  audioOf,
  deviceOf,
  type FakeComputer,
  frameOf,
  openPanel,
  press,
  select,
  studio,
  useFakeComputer,
  videoOf,
} from './broadcast-helpers.js';
import { has, part, record, shadowText, stub, useFakeEngine } from './setup.js';

const CLIP = '/demo/media/city-cc0.webm';

/** Resolves once the track has shown this many new frames. */
async function frames(track: MediaStreamTrack, count: number): Promise<void> {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  await video.play();
  for (let seen = 0; seen < count; seen++) {
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  }
  video.srcObject = null;
}

const different = (some: number[], others: number[]): boolean =>
  some.slice(0, 3).some((value, index) => Math.abs(value - others[index]!) > 24);

describe('<casto-broadcast> sources', () => {
  const fake = useFakeEngine();
  let computer: FakeComputer;
  useFakeComputer((fresh) => {
    computer = fresh;
  });

  /** A screen of one colour, so that the camera in its corner stands out. */
  function plainScreen(): MediaStream {
    const canvas = document.createElement('canvas');
    canvas.width = 640;
    canvas.height = 360;
    const context = canvas.getContext('2d')!;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, 640, 360);
    return canvas.captureStream(30);
  }

  async function screenWithCamera(): Promise<{ element: CastoBroadcast; screen: MediaStream }> {
    const screen = plainScreen();
    navigator.mediaDevices.getDisplayMedia = async () => screen;
    const element = await studio();
    element.source = 'screen-camera';
    await element.start();
    return { element, screen };
  }

  const WHITE = [255, 255, 255];

  it('puts the camera in a corner of the screen', async () => {
    const { element } = await screenWithCamera();
    const track = videoOf(element)!;
    await frames(track, 5);
    // Until the screen's first frame has come the camera is alone, in its own size.
    await waitUntil(async () => {
      const { width, height, at } = await frameOf(track);
      const asTheScreen = width === 640 && height === 360;
      return asTheScreen && different(at(0.85, 0.85), WHITE) && !different(at(0.5, 0.4), WHITE);
    }, 'no camera at the bottom right of a picture as large as the screen');
    const { width, height } = await frameOf(track);
    expect([width, height], 'as large as the screen').to.deep.equal([640, 360]);
    expect(deviceOf(audioOf(element)), 'with the voice').to.equal('mic-a');
    expect(getComputedStyle(part(element, 'video')!).transform, 'text stays readable').to.equal(
      'none',
    );

    await openPanel(element, 'settings');
    await select(element, 'corner-select', 'top-left');
    await waitUntil(async () => {
      const frame = await frameOf(track);
      return different(frame.at(0.15, 0.15), WHITE) && !different(frame.at(0.85, 0.85), WHITE);
    }, 'not moved to the top left');
    await press(element, 'camera-button');
    await waitUntil(
      async () => !different((await frameOf(track)).at(0.15, 0.15), WHITE),
      'a camera that is off leaves a box',
    );
    expect(videoOf(element) === track, 'one track through all of it').to.equal(true);
    expect(track.readyState).to.equal('live');
  });

  it('shows a screen that does not move, though its first frame was lost on the way to the worker', async () => {
    const scope = globalThis as unknown as {
      MediaStreamTrackProcessor: new (init: object) => object;
    };
    const { MediaStreamTrackProcessor } = scope;
    let lost = 0;
    scope.MediaStreamTrackProcessor = new Proxy(MediaStreamTrackProcessor, {
      construct: (target, [init]) =>
        lost++ < 2 ? { readable: new ReadableStream() } : new target(init),
    });
    try {
      const { element } = await screenWithCamera();
      await waitUntil(async () => {
        const { width, at } = await frameOf(videoOf(element)!);
        return width === 640 && !different(at(0.5, 0.4), WHITE);
      }, 'the screen is not seen');
      expect(lost).to.be.greaterThan(2);
    } finally {
      scope.MediaStreamTrackProcessor = MediaStreamTrackProcessor;
    }
  });

  it('composes on a canvas where the breakout box is missing', async () => {
    const guard = stub(window as never, 'MediaStreamTrackGenerator' as never, undefined as never);
    try {
      const { element } = await screenWithCamera();
      await frames(videoOf(element)!, 5);
      await waitUntil(
        async () => different((await frameOf(videoOf(element)!)).at(0.85, 0.85), WHITE),
        'no camera at the bottom right',
      );
      await openPanel(element, 'settings');
      expect(part(element, 'facts')?.textContent).to.contain('hidden');
    } finally {
      guard.restore();
    }
  });

  it('composes on a canvas where the worker does not run', async () => {
    // As a policy refuses it: the constructor returns, and an event is all that comes.
    const guard = stub(
      window as never,
      'Worker' as never,
      class extends Worker {
        constructor() {
          super('/no-such-worker.js');
        }
      } as never,
    );
    try {
      const { element } = await screenWithCamera();
      await frames(videoOf(element)!, 5);
      await waitUntil(
        async () => different((await frameOf(videoOf(element)!)).at(0.85, 0.85), WHITE),
        'no camera at the bottom right',
      );
    } finally {
      guard.restore();
    }
  });

  it('composes anew when the composing worker dies', async () => {
    const workers: Worker[] = [];
    const guard = stub(
      window as never,
      'Worker' as never,
      class extends Worker {
        constructor(...args: ConstructorParameters<typeof Worker>) {
          super(...args);
          workers.push(this);
        }
      } as never,
    );
    // A dead one is known sooner here.
    const death = stub(WORKER_WATCH as { deadMs: number }, 'deadMs', 1_000);
    try {
      const { element } = await screenWithCamera();
      const first = videoOf(element)!;
      await frames(first, 5);
      for (const worker of workers) worker.terminate();
      await waitUntil(() => videoOf(element) !== first, 'the same track for ever', {
        timeout: 8_000,
      });
      await frames(videoOf(element)!, 5);
      expect(element.state).to.equal('live');
    } finally {
      death.restore();
      guard.restore();
    }
  });

  it('goes on with the camera when the share is stopped', async () => {
    const { element, screen } = await screenWithCamera();
    const composed = videoOf(element)!;
    const states = record(element, 'casto-statechange');
    screen.getVideoTracks()[0]!.dispatchEvent(new Event('ended'));
    await waitUntil(() => element.source === 'camera');
    expect(deviceOf(videoOf(element))).to.equal('cam-a');
    expect(deviceOf(fake.engine.broadcast.stream?.getVideoTracks()[0])).to.equal('cam-a');
    await waitUntil(() => composed.readyState === 'ended', 'the composer is not closed');
    expect(element.state).to.equal('live');
    expect(states).to.have.length(0);
  });

  it('takes the microphone along to the screen, and mixes it with the screen’s sound', async () => {
    const element = await studio();
    await element.start();
    const camera = videoOf(element)!;
    const voice = audioOf(element)!;
    const screen = computer.picture(640, 360, true);
    navigator.mediaDevices.getDisplayMedia = async () => screen;
    await openPanel(element, 'source');
    await press(element, 'screen-option');
    await waitUntil(() => videoOf(element) === screen.getVideoTracks()[0]);
    expect(element.source).to.equal('screen');
    await waitUntil(() => camera.readyState === 'ended', 'the camera is not closed');
    expect(voice.readyState).to.equal('live');
    expect(element.srcObject!.getAudioTracks()).to.have.length(1);
    expect(audioOf(element) === voice, 'the two are mixed').to.equal(false);
    expect(audioOf(element)?.readyState).to.equal('live');
    await press(element, 'microphone-button');
    expect(voice.enabled).to.equal(false);
    await element.stop();
    expect(screen.getTracks().every((track) => track.readyState === 'ended')).to.equal(true);
    expect(computer.live).to.have.length(0);
  });

  it('stays with the camera when the screen is refused on air', async () => {
    const element = await studio();
    await element.start();
    computer.refuseScreen = new DOMException('Permission denied by system', 'NotAllowedError');
    await openPanel(element, 'source');
    await press(element, 'screen-option');
    await waitUntil(() => element.error !== null);
    expect(element.error?.fatal).to.equal(false);
    expect(element.state).to.equal('live');
    expect(element.source).to.equal('camera');
    expect(deviceOf(videoOf(element))).to.equal('cam-a');
    computer.refuseScreen = null;
    await openPanel(element, 'source');
    await press(element, 'screen-option');
    await waitUntil(() => element.source === 'screen', 'not asked again');
    expect(element.error).to.equal(null);
  });

  it('broadcasts a video file, and adds the microphone when asked', async () => {
    const element = await studio();
    element.source = 'file';
    const error = await element.start().catch((thrown: { code: string }) => thrown.code);
    expect(error, 'without a file').to.equal('device-missing');

    element.file = CLIP;
    await element.start();
    expect(element.state).to.equal('live');
    await frames(videoOf(element)!, 5);
    expect(computer.asked, 'no device is opened').to.have.length(0);
    await openPanel(element, 'source');
    expect(part(element, 'source-panel')?.textContent).to.contain('city-cc0.webm');
    expect(part(element, 'file-option')?.getAttribute('aria-pressed')).to.equal('true');
    const silent = audioOf(element);
    await press(element, 'microphone-button');
    await waitUntil(() => audioOf(element) !== silent && audioOf(element) !== undefined);
    expect(computer.live.map(deviceOf)).to.deep.equal(['mic-a']);
    await element.stop();
    expect(computer.live).to.have.length(0);
  });

  it('takes a dropped video, swaps it in on air, and refuses other files', async () => {
    const element = await studio();
    await element.start();
    const urls: string[] = [];
    const made = stub(
      URL,
      'createObjectURL',
      (() => {
        const make = URL.createObjectURL.bind(URL);
        return (blob: Blob) => {
          const url = make(blob);
          urls.push(url);
          return url;
        };
      })(),
    );
    const freed = stub(
      URL,
      'revokeObjectURL',
      (() => {
        const free = URL.revokeObjectURL.bind(URL);
        return (url: string) => {
          urls.splice(urls.indexOf(url), 1);
          free(url);
        };
      })(),
    );
    try {
      const drop = (type: string, file: File): DragEvent => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(file);
        const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
        element.dispatchEvent(event);
        return event;
      };
      const text = new File(['hello'], 'hello.txt', { type: 'text/plain' });
      // What takes files is fetched with the first studio.
      await waitUntil(() => drop('dragover', text).defaultPrevented, 'no file is taken');
      await element.updateComplete;
      expect(has(element, 'drop')).to.equal(true);
      expect(drop('drop', text).defaultPrevented, 'the page would be left').to.equal(true);
      await element.updateComplete;
      expect(has(element, 'drop')).to.equal(false);
      expect(shadowText(element)).to.contain('not a video');

      const clip = await (await fetch(CLIP)).blob();
      drop('drop', new File([clip], 'city.webm', { type: 'video/webm' }));
      await waitUntil(() => element.source === 'file', 'not swapped in', { timeout: 4000 });
      expect(element.state).to.equal('live');
      await frames(videoOf(element)!, 3);
      expect(fake.engine.broadcast.stream === element.srcObject).to.equal(true);

      const broken = new File(['no video'], 'broken.webm', { type: 'video/webm' });
      const playing = videoOf(element);
      drop('drop', broken);
      await waitUntil(() => element.error?.code === 'unsupported', 'a broken file is not told');
      expect(element.error?.fatal).to.equal(false);
      expect(videoOf(element) === playing && playing?.readyState === 'live').to.equal(true);
      expect(urls).to.have.length(1);
      await element.stop();
      expect(urls, 'object URLs are freed').to.have.length(0);
    } finally {
      made.restore();
      freed.restore();
    }
  });

  for (const [what, address] of Object.entries({
    none: 'https://[',
    'that of nothing': '/nowhere/clip.webm',
  })) {
    it(`says that the address of a file is ${what}, and plays on`, async () => {
      const element = await studio();
      await element.start();
      const playing = videoOf(element);
      element.file = address;
      element.source = 'file';
      await waitUntil(() => element.error !== null, 'not told', { timeout: 4000 });
      expect(element.error?.code).to.equal('file-missing');
      expect(element.error?.fatal).to.equal(false);
      expect(element.error?.message).to.contain(address);
      await element.updateComplete;
      expect(shadowText(element)).to.contain(english.errors['file-missing'].title);
      expect(element.state).to.equal('live');
      expect(videoOf(element) === playing && playing?.readyState === 'live').to.equal(true);
    });
  }

  it('draws a file again where a video cannot be captured', async () => {
    const video = document.createElement('video');
    video.src = CLIP;
    video.loop = true;
    video.muted = true;
    await video.play();
    const { stream, stop } = drawn(video);
    await frames(stream.getVideoTracks()[0]!, 5);
    expect(stream.getAudioTracks()).to.have.length(1);
    stop();
    expect(stream.getTracks().every((track) => track.readyState === 'ended')).to.equal(true);
    video.removeAttribute('src');
  });

  it('mirrors the preview as told, never the broadcast', async () => {
    const element = await studio();
    const track = (await element.start()).getVideoTracks()[0];
    const mirrored = (): boolean =>
      getComputedStyle(part(element, 'video')!).transform.startsWith('matrix(-1');
    await element.updateComplete;
    expect(mirrored()).to.equal(true);
    await openPanel(element, 'settings');
    await press(element, 'mirror-checkbox');
    expect(mirrored()).to.equal(false);
    expect(element.mirror).to.equal('off');
    element.mirror = 'on';
    await element.updateComplete;
    expect(mirrored()).to.equal(true);
    expect(fake.engine.broadcast.stream?.getVideoTracks()[0] === track).to.equal(true);
  });

  it('lets the page’s own stream alone: no choice of source beside it', async () => {
    const element = await studio();
    element.srcObject = computer.picture();
    await element.updateComplete;
    expect(has(element, 'source-button')).to.equal(false);
    expect(has(element, 'microphone-button'), 'it has no sound').to.equal(false);
  });
});
