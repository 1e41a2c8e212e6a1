/** The one picture and the one sound that come of what is open. */
import type { compose } from '../compose/compose.js';
import type { Composer } from '../compose/composer.js';
import type { ComposeLayout } from '../compose/layout.js';
import { SoundMixer } from '../compose/sound-mixer.js';
import { isLive } from '../devices/device.js';
import type { StudioSource } from './capture-settings.js';
import type { CaptureConstraints } from './constraints.js';
import { type OpenSources, soundTracks } from './open-sources.js';

export type LoadCompose = () => Promise<typeof compose>;

/** A composition is not larger unless asked: it is drawn again for every frame. */
const HEIGHT = 1080;
const FRAME_RATE = 30;

export class Program {
  #composer: Composer | null = null;
  #mixer: SoundMixer | null = null;
  /** Replaced, but still on air. */
  #worn: { close(): void }[] = [];

  constructor(
    private readonly load: LoadCompose,
    private readonly workerUrl: () => string | undefined,
    /** The composer in use has died. */
    private readonly onFailed: () => void,
  ) {}

  /** How screen and camera are put together, null when they are not. */
  get way(): Composer['way'] | null {
    return this.#composer?.way ?? null;
  }

  async newComposer(constraints: CaptureConstraints, layout: ComposeLayout): Promise<Composer> {
    const height = constraints.height ?? HEIGHT;
    const load = await this.load();
    const composer: Composer = await load(
      {
        most: { width: Math.round((height * 16) / 9), height },
        frameRate: constraints.frameRate ?? FRAME_RATE,
        layout,
        failed: () => {
          if (this.#composer === composer) this.onFailed();
        },
      },
      this.workerUrl(),
    );
    // Letters on a screen matter more than smooth movement.
    composer.track.contentHint = 'detail';
    return composer;
  }

  adopt(composer: Composer): void {
    if (this.#composer) this.#worn.push(this.#composer);
    this.#composer = composer;
  }

  setLayout(layout: ComposeLayout): void {
    this.#composer?.setLayout(layout);
  }

  /** A camera that is off leaves no black box behind. */
  layOut(parts: OpenSources, cameraOff: boolean): void {
    const { camera, screen } = parts;
    this.#composer?.setLayers({
      base: screen?.getVideoTracks()[0] ?? null,
      inset: !cameraOff && camera && isLive(camera.track) ? camera.track : null,
    });
  }

  /** What is to be broadcast now. */
  tracks(source: StudioSource, parts: OpenSources, cameraOff: boolean): MediaStreamTrack[] {
    if (source !== 'screen-camera' && this.#composer) {
      this.#worn.push(this.#composer);
      this.#composer = null;
    }
    if (!this.#composer) return [...plainPicture(parts), ...this.#sound(parts)];
    this.layOut(parts, cameraOff);
    return [this.#composer.track, ...this.#sound(parts)];
  }

  #sound(parts: OpenSources): MediaStreamTrack[] {
    const tracks = soundTracks(parts);
    if (tracks.length < 2) {
      if (this.#mixer) this.#worn.push(this.#mixer);
      this.#mixer = null;
      return tracks;
    }
    this.#mixer ??= new SoundMixer();
    this.#mixer.setInputs(tracks);
    return [this.#mixer.track];
  }

  /** What was replaced is no longer on air. */
  sweep(): void {
    for (const each of this.#worn.splice(0)) each.close();
  }

  close(): void {
    this.sweep();
    this.#composer?.close();
    this.#composer = null;
    this.#mixer?.close();
    this.#mixer = null;
  }
}

function plainPicture({ camera, screen, file }: OpenSources): MediaStreamTrack[] {
  return [
    ...(camera ? [camera.track] : []),
    ...(screen?.getVideoTracks() ?? []),
    ...(file?.stream.getVideoTracks() ?? []),
  ].slice(0, 1);
}
