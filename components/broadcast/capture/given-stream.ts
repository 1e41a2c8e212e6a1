/** A stream that the page has made: watched and muted here, never stopped. */
import { CastoError } from '../../../src/base/errors.js';
import type { CaptureKind } from '../../../src/studio/devices/device.js';

export const nothingGiven = (): CastoError =>
  new CastoError(
    'device-missing',
    'source="none" captures nothing: set srcObject to a MediaStream before start()',
  );

export class GivenStream {
  stream: MediaStream | null = null;
  #muted: Record<CaptureKind, boolean> = { camera: false, microphone: false };
  #unwatch = (): void => {};
  #lost: CastoError | null = null;
  #ended = new Set<MediaStreamTrack>();

  readonly #onEnded: () => void;

  constructor(
    private readonly lost: (error: CastoError) => void,
    /** One of its tracks has ended. */
    private readonly changed: () => void,
  ) {
    // A page's stream may outlive the elements that have shown it, and must not hold them.
    const held = new WeakRef(this);
    this.#onEnded = () => held.deref()?.changed();
  }

  set(stream: MediaStream | null, muted: Readonly<Record<CaptureKind, boolean>>): void {
    this.release();
    for (const track of this.stream?.getTracks() ?? []) {
      track.removeEventListener('ended', this.#onEnded);
    }
    this.stream = stream;
    for (const track of stream?.getTracks() ?? []) track.addEventListener('ended', this.#onEnded);
    this.#muted = { ...muted };
    this.#apply(this.#muted);
  }

  mute(kind: CaptureKind, muted: boolean): void {
    this.#muted[kind] = muted;
    this.#apply(this.#muted);
  }

  /** What was told of its end, as long as nothing in it is live. */
  get error(): CastoError | null {
    return this.#lost && this.#isOver() ? this.#lost : null;
  }

  #isOver(): boolean {
    const held = this.stream?.getTracks() ?? [];
    return !held.some((track) => !this.#ended.has(track) && track.readyState === 'live');
  }

  /** Tells once when all its tracks have ended. */
  watch(): void {
    this.#unwatch();
    this.#lost = null;
    const { stream } = this;
    if (!stream) return;
    const tracks = stream.getTracks();
    // A track may be told to have ended before its readyState says so.
    this.#ended = new Set(tracks.filter((track) => track.readyState === 'ended'));
    const off = (): void => {
      for (const track of tracks) track.removeEventListener('ended', check);
    };
    const check = (event: Event): void => {
      this.#ended.add(event.target as MediaStreamTrack);
      if (!this.#isOver()) return;
      off();
      this.#lost = new CastoError(
        'device-missing',
        'The stream given as srcObject has ended; set another',
        { fatal: false },
      );
      this.lost(this.#lost);
    };
    for (const track of tracks) track.addEventListener('ended', check);
    this.#unwatch = off;
  }

  /** The page's tracks are as it made them again. */
  release(): void {
    this.#unwatch();
    this.#unwatch = () => {};
    this.#lost = null;
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
