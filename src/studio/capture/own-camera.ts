/**
 * Camera and microphone of a broadcast that has no element: one stream for its whole life, whatever device is
 * missing, comes back or is treated in another way.
 */
import { CastoError } from '../../base/errors.js';
import { showTracks } from '../../media/tracks/show-tracks.js';
import { CaptureController } from './capture-controller.js';
import { DEFAULT_LAYOUT } from './capture-settings.js';
import { type SoundOptions, soundConstraintsOf } from './sound-settings.js';

export interface OwnCameraEvents {
  /** Other devices are missing than before. */
  missing(errors: readonly CastoError[]): void;
  /** The stream has other tracks. */
  changed(stream: MediaStream): Promise<void>;
}

export class OwnCamera {
  #stream: MediaStream | null = null;
  readonly #capture: CaptureController;

  constructor(options: SoundOptions, events: OwnCameraEvents) {
    const unused = () => Promise.reject(new CastoError('internal', 'A camera needs none of this'));
    const settings = {
      constraints: soundConstraintsOf('new CASTO():', options),
      voice: false,
      file: null,
      muted: { camera: false, microphone: false },
      layout: DEFAULT_LAYOUT,
    };
    this.#capture = new CaptureController(settings, {
      workerUrl: () => undefined,
      loadCompose: unused,
      loadFile: unused,
      loadSlate: unused,
      publish: async (next) => {
        if (this.#stream) {
          showTracks(this.#stream, next.getTracks());
          await events.changed(this.#stream);
        } else this.#stream = next;
      },
    });
    this.#capture.on('missing', events.missing);
  }

  /** @throws CastoError when neither can be opened; `aborted`. */
  async open(signal: AbortSignal): Promise<MediaStream> {
    await this.#capture.open('camera', signal);
    return this.#stream!;
  }

  /** Idempotent. */
  close(): void {
    this.#capture.close();
  }
}
