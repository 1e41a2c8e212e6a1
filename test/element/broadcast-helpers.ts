/** Devices, screens and files that the studio's tests drive. */
import { fixture, html, waitUntil } from '@open-wc/testing';
import type { CastoBroadcast } from '../../components/broadcast/broadcast-element.js';
import { canvasStream } from './fake-engine.js';
import { part, stub } from './setup.js';

export interface FakeDevice {
  kind: MediaDeviceKind;
  deviceId: string;
  label: string;
  /** Where a phone's camera looks. */
  facing?: 'user' | 'environment';
}

export const TWO_OF_EACH: FakeDevice[] = [
  { kind: 'videoinput', deviceId: 'cam-a', label: 'Desk camera' },
  { kind: 'videoinput', deviceId: 'cam-b', label: 'Door camera' },
  { kind: 'audioinput', deviceId: 'mic-a', label: 'Desk microphone' },
  { kind: 'audioinput', deviceId: 'mic-b', label: 'Headset' },
  { kind: 'audiooutput', deviceId: 'spk-a', label: 'Desk speaker' },
];

type Wanted =
  | ({
      deviceId?: { exact?: string; ideal?: string };
      facingMode?: { exact?: string; ideal?: string };
    } & Pick<MediaTrackSettings, 'echoCancellation' | 'noiseSuppression' | 'autoGainControl'>)
  | boolean
  | undefined;

/** A computer whose devices can be plugged in and out; its pictures and sounds are real tracks. */
export class FakeComputer {
  devices: FakeDevice[] = [...TWO_OF_EACH];
  /** Constraints of every getUserMedia call. */
  asked: MediaStreamConstraints[] = [];
  /** Device ids that are in use elsewhere. */
  busy = new Set<string>();
  refuse: DOMException | null = null;
  /** What opening any device of this kind throws. */
  readonly failing = new Map<MediaDeviceKind, DOMException>();
  /** What `permissions.query()` says. */
  readonly permissions = {
    camera: Object.assign(new EventTarget(), { state: 'granted' as PermissionState }),
    microphone: Object.assign(new EventTarget(), { state: 'granted' as PermissionState }),
  };
  screens: MediaStream[] = [];
  /** How often a screen was asked for. */
  picked = 0;
  /** Its microphones hear a tone. */
  sounding = false;
  refuseScreen: DOMException | null = null;
  #sources: { stop(): void }[] = [];
  #guards: { restore(): void }[] = [];
  #open = new Map<MediaStreamTrack, string>();

  constructor() {
    const { mediaDevices } = navigator;
    this.#guards.push(
      stub(mediaDevices, 'enumerateDevices', async () => this.devices as MediaDeviceInfo[]),
      stub(mediaDevices, 'getUserMedia', (constraints) => this.#capture(constraints ?? {})),
      stub(navigator.permissions, 'query', async ({ name }) => {
        const status = this.permissions[name as 'camera' | 'microphone'];
        return status as unknown as PermissionStatus;
      }),
      stub(mediaDevices, 'getDisplayMedia', async () => {
        this.picked++;
        if (this.refuseScreen) throw this.refuseScreen;
        const stream = this.picture(640, 360);
        this.screens.push(stream);
        return stream;
      }),
    );
  }

  picture(width = 320, height = 180, audio = false): MediaStream {
    const source = canvasStream({ width, height, audio, tone: this.sounding });
    this.#sources.push(source);
    return source.stream;
  }

  async #capture({ video, audio }: MediaStreamConstraints): Promise<MediaStream> {
    this.asked.push({ video, audio } as MediaStreamConstraints);
    if (this.refuse) throw this.refuse;
    for (const [kind, wanted] of [
      ['audioinput', audio],
      ['videoinput', video],
    ] as const) {
      const failure = this.failing.get(kind);
      if (wanted && failure) throw failure;
    }
    const tracks: MediaStreamTrack[] = [];
    try {
      if (video) tracks.push(this.#track('videoinput', video as Wanted));
      if (audio) tracks.push(this.#track('audioinput', audio as Wanted));
    } catch (thrown) {
      // Both or none, as in a browser.
      for (const track of tracks) track.stop();
      throw thrown;
    }
    return new MediaStream(tracks);
  }

  #track(kind: MediaDeviceKind, wanted: Wanted): MediaStreamTrack {
    const all = this.devices.filter((device) => device.kind === kind);
    const { deviceId: id, facingMode: look } = typeof wanted === 'object' ? wanted : {};
    const { exact, ideal } = id ?? look ?? {};
    const device = all.find(
      ({ deviceId, facing }) => (look ? facing : deviceId) === (exact ?? ideal),
    );
    const taken = device ?? (exact ? undefined : all[0]);
    if (!taken) {
      throw new DOMException('none', exact ? 'OverconstrainedError' : 'NotFoundError');
    }
    if (this.busy.has(taken.deviceId)) throw new DOMException('busy', 'NotReadableError');
    const stream = this.picture(320, 180, kind === 'audioinput');
    const [track] = kind === 'videoinput' ? stream.getVideoTracks() : stream.getAudioTracks();
    stub(track!, 'getSettings', () => ({
      deviceId: taken.deviceId,
      ...(kind === 'videoinput'
        ? {
            width: 640,
            height: 480,
            frameRate: 30,
            ...(taken.facing && { facingMode: taken.facing }),
          }
        : this.#treatment(wanted)),
    }));
    stub(track!, 'label' as never, taken.label as never);
    this.#open.set(track!, taken.deviceId);
    return track!;
  }

  /** As Chromium: decided when the device is opened, and mixed down to one channel for a voice. */
  #treatment(wanted: Wanted): MediaTrackSettings {
    const { echoCancellation, noiseSuppression, autoGainControl } = wanted as MediaTrackSettings;
    return {
      echoCancellation: echoCancellation!,
      noiseSuppression: noiseSuppression!,
      autoGainControl: autoGainControl!,
      channelCount: echoCancellation ? 1 : 2,
    };
  }

  /** The person has allowed it in the browser's own settings. */
  allow(device: 'camera' | 'microphone'): void {
    this.failing.delete(device === 'camera' ? 'videoinput' : 'audioinput');
    this.permissions[device].state = 'granted';
    this.permissions[device].dispatchEvent(new Event('change'));
  }

  unplug(deviceId: string): void {
    this.devices = this.devices.filter((device) => device.deviceId !== deviceId);
    for (const [track, id] of this.#open) {
      if (id !== deviceId) continue;
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
    this.changed();
  }

  plug(device: FakeDevice): void {
    this.devices = [...this.devices, device];
    this.changed();
  }

  changed(): void {
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  }

  /** Tracks that nobody has stopped. */
  get live(): MediaStreamTrack[] {
    return [...this.#open.keys()].filter((track) => track.readyState === 'live');
  }

  restore(): void {
    for (const guard of this.#guards.splice(0)) guard.restore();
    for (const source of this.#sources.splice(0)) source.stop();
  }
}

/** A computer and a studio that remembers nothing, fresh for each test of one `describe`. */
export function useFakeComputer(given?: (computer: FakeComputer) => void): void {
  let computer: FakeComputer;
  beforeEach(() => {
    localStorage.removeItem('casto.studio');
    computer = new FakeComputer();
    given?.(computer);
  });
  afterEach(() => computer.restore());
}

export const videoOf = (element: CastoBroadcast): MediaStreamTrack | undefined =>
  element.srcObject?.getVideoTracks()[0];

export const audioOf = (element: CastoBroadcast): MediaStreamTrack | undefined =>
  element.srcObject?.getAudioTracks()[0];

/** Presses a button by its part. */
export async function press(element: CastoBroadcast, name: string): Promise<void> {
  await element.updateComplete;
  const button = part<HTMLButtonElement>(element, name);
  if (!button) throw new Error(`there is no ${name}`);
  button.click();
  await element.updateComplete;
}

/** As a person goes live: the preview first, unless it is there, and from it on air. */
export async function goLive(element: CastoBroadcast): Promise<void> {
  element.countdown = 0;
  if (!element.srcObject) {
    await press(element, 'start-button');
    await waitUntil(() => element.srcObject && element.state === 'idle', 'no preview');
  }
  await press(element, 'start-button');
  await waitUntil(() => element.state === 'live', 'not live');
}

export async function openPanel(element: CastoBroadcast, name: string): Promise<void> {
  await press(element, `${name}-button`);
  await waitUntil(() => part(element, `${name}-panel`)?.querySelector('h2'), `no ${name} panel`);
}

/** Chooses in a <select>, as a person does. */
export async function select(element: CastoBroadcast, name: string, value: string): Promise<void> {
  await element.updateComplete;
  const field = part<HTMLSelectElement>(element, name);
  if (!field) throw new Error(`there is no ${name}`);
  field.value = value;
  field.dispatchEvent(new Event('change'));
  await element.updateComplete;
}

/** The device that a track comes from. */
export const deviceOf = (track: MediaStreamTrack | undefined): string =>
  track?.getSettings().deviceId ?? '';

/** Mean colour of the middle of a track's next frame, to see that it moves and what it shows. */
export async function frameOf(
  track: MediaStreamTrack,
): Promise<{ width: number; height: number; at(x: number, y: number): number[] }> {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  await video.play();
  await waitUntil(() => video.videoWidth > 0, 'no frame');
  const canvas = document.createElement('canvas');
  const { videoWidth: width, videoHeight: height } = video;
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.drawImage(video, 0, 0);
  video.srcObject = null;
  return {
    width,
    height,
    at: (x, y) => [
      ...context.getImageData(Math.round(x * width), Math.round(y * height), 1, 1).data,
    ],
  };
}

export const studio = (): Promise<CastoBroadcast> =>
  fixture<CastoBroadcast>(html`<casto-broadcast controls></casto-broadcast>`);
