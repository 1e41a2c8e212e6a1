/**
 * Camera and microphone of a broadcast that has no element: one stream for its whole life, whatever device is
 * missing, comes back or is treated in another way.
 */
import { CastoError } from './errors.js';
import { CaptureDesk } from './media/capture-desk.js';
import type { SoundWish } from './media/capture-wish.js';
import { DEFAULT_LAYOUT, SOUNDS, type Sound } from './media/desk-wishes.js';
import { showTracks } from './session/show-tracks.js';

export type OnOff = 'on' | 'off' | boolean;

export interface SoundOptions {
  /** `voice`, the default: made for speech. `music`: as it is, in stereo. */
  sound?: Sound;
  /** This part of it alone, whatever `sound` is. */
  echoCancellation?: OnOff;
  noiseSuppression?: OnOff;
  autoGain?: OnOff;
}

export interface OwnCameraEvents {
  /** Other devices are missing than before. */
  missing(errors: readonly CastoError[]): void;
  /** The stream has other tracks. */
  changed(stream: MediaStream): Promise<void>;
}

/** What is not known warns and is left to its default. */
function soundWish(options: SoundOptions): SoundWish {
  const onOff = (name: 'echoCancellation' | 'noiseSuppression' | 'autoGain') => {
    const value = options[name];
    if (value === undefined || typeof value === 'boolean') return value;
    if (value === 'on' || value === 'off') return value === 'on';
    console.warn(`CASTO ${name}: "${value}" is not known, use on or off`);
    return undefined;
  };
  const { sound } = options;
  const known = sound === undefined || SOUNDS.includes(sound);
  if (!known) console.warn(`CASTO sound: "${sound}" is not known, use ${SOUNDS.join(' or ')}`);
  return {
    sound: known ? sound : undefined,
    echoCancellation: onOff('echoCancellation'),
    noiseSuppression: onOff('noiseSuppression'),
    autoGain: onOff('autoGain'),
  };
}

export class OwnCamera {
  #stream: MediaStream | null = null;
  readonly #desk: CaptureDesk;

  constructor(options: SoundOptions, events: OwnCameraEvents) {
    const unused = () => Promise.reject(new CastoError('internal', 'A camera needs none of this'));
    const wishes = {
      wish: soundWish(options),
      voice: false,
      file: null,
      muted: { camera: false, microphone: false },
      layout: DEFAULT_LAYOUT,
    };
    this.#desk = new CaptureDesk(wishes, {
      workerUrl: () => undefined,
      loadCompose: unused,
      loadFile: unused,
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
