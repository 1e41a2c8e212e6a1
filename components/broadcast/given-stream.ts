/** A stream that the page has made: watched and muted here, never stopped. */
import { CastoError } from '../../src/errors.js';
import type { CaptureKind } from '../../src/media/capture.js';

export class GivenStream {
  stream: MediaStream | null = null;
  #muted: Record<CaptureKind, boolean> = { camera: false, microphone: false };
  #unwatch = (): void => {};

  constructor(private readonly lost: (error: CastoError) => void) {}

  set(stream: MediaStream | null, muted: Readonly<Record<CaptureKind, boolean>>): void {
    this.release();
    this.stream = stream;
    this.#muted = { ...muted };
    this.#apply(this.#muted);
  }

  mute(kind: CaptureKind, muted: boolean): void {
    this.#muted[kind] = muted;
    this.#apply(this.#muted);
  }

  /** Tells once when all its tracks have ended. */
  watch(): void {
    this.#unwatch();
    const { stream } = this;
    if (!stream) return;
    const tracks = stream.getTracks();
    // A track may be told to have ended before its readyState says so.
    const ended = new Set(tracks.filter((track) => track.readyState === 'ended'));
    const off = (): void => {
      for (const track of tracks) track.removeEventListener('ended', check);
    };
    const check = (event: Event): void => {
      ended.add(event.target as MediaStreamTrack);
      const held = stream.getTracks();
      if (held.some((track) => !ended.has(track) && track.readyState === 'live')) return;
      off();
      this.lost(
        new CastoError('device-missing', 'The stream given as srcObject has ended; set another', {
          fatal: false,
        }),
      );
    };
    for (const track of tracks) track.addEventListener('ended', check);
    this.#unwatch = off;
  }

  /** The page's tracks are as it made them again. */
  release(): void {
    this.#unwatch();
    this.#unwatch = () => {};
    this.#apply({ camera: false, microphone: false });
  }

  #apply(muted: Record<CaptureKind, boolean>): void {
    for (const track of this.stream?.getTracks() ?? []) {
      const off = muted[track.kind === 'video' ? 'camera' : 'microphone'];
      // A track that the page disabled itself is left alone.
      if (off) this.#silence(track);
      else if (this.#silenced.delete(track)) track.enabled = true;
    }
  }

  readonly #silenced = new Set<MediaStreamTrack>();

  #silence(track: MediaStreamTrack): void {
    if (!track.enabled) return;
    track.enabled = false;
    this.#silenced.add(track);
  }
}
