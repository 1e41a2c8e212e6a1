/**
 * Camera and microphone of a broadcast that has no element: one stream for its whole life, whatever device is
 * missing, comes back or is treated in another way.
 */
import { CastoError } from './errors.js';
import { CaptureDesk } from './media/capture-desk.js';
import { DEFAULT_LAYOUT } from './media/desk-wishes.js';
import { showTracks } from './session/show-tracks.js';
import { type SoundOptions, soundWish } from './sound-wish.js';

export interface OwnCameraEvents {
  /** Other devices are missing than before. */
  missing(errors: readonly CastoError[]): void;
  /** The stream has other tracks. */
  changed(stream: MediaStream): Promise<void>;
}

export class OwnCamera {
  #stream: MediaStream | null = null;
  readonly #desk: CaptureDesk;

  constructor(options: SoundOptions, events: OwnCameraEvents) {
    const unused = () => Promise.reject(new CastoError('internal', 'A camera needs none of this'));
    const wishes = {
      wish: soundWish('new CASTO():', options),
      voice: false,
      file: null,
      muted: { camera: false, microphone: false },
      layout: DEFAULT_LAYOUT,
    };
    this.#desk = new CaptureDesk(wishes, {
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
    this.#desk.on('missing', events.missing);
  }

  /** @throws CastoError when neither can be opened; `aborted`. */
  async open(signal: AbortSignal): Promise<MediaStream> {
    await this.#desk.open('camera', signal);
    return this.#stream!;
  }

  /** Idempotent. */
  close(): void {
    this.#desk.close();
  }
}
