/**
 * What `<casto-player>` has in common with `<video>`, so that whatever drives a `<video>` (the
 * page's own script, media-chrome, a framework's player) drives it as well.
 */
import { isServer } from 'lit';
import { property } from 'lit/decorators.js';
import { CastoError } from '../../../src/base/errors.js';
import { CastoElement } from '../../base/casto-element.js';
import { toggleFullscreen, type WebKitVideo } from './display-modes.js';
import { LiveEdge } from './live-edge.js';
import { OwnSound } from './own-sound.js';
import { Playback } from './playback.js';

/** A picture this far behind still counts as live: `currentTime` is read twice, a moment apart. */
const LIVE_TOLERANCE_S = 0.5;

/** What the inner `<video>` answers as it is; undefined where the browser's has none. */
const OF_THE_VIDEO = [
  'networkState',
  'videoWidth',
  'videoHeight',
  'duration',
  'seeking',
  'seekable',
  'buffered',
  'played',
  'playbackRate',
  'defaultPlaybackRate',
  'preservesPitch',
  'textTracks',
  'controlsList',
  'captureStream',
  'requestVideoFrameCallback',
  'cancelVideoFrameCallback',
  'webkitEnterFullscreen',
] as const;

/** What is no number counts as 0, as on `<video>`. */
const pixels = {
  fromAttribute: (text: string | null): number => Math.max(0, Number.parseInt(text ?? '', 10) || 0),
  toAttribute: String,
};

/** An element that shows its own `<video>` and answers for it as HTMLMediaElement does. */
export abstract class MediaElement<Events extends object> extends CastoElement<Events> {
  static {
    // The names of the states, which are all that the constructor has of its own; a server has none.
    Object.assign(MediaElement, globalThis.HTMLMediaElement);
    Object.assign(MediaElement.prototype, globalThis.HTMLMediaElement);
    for (const name of OF_THE_VIDEO) {
      Object.defineProperty(MediaElement.prototype, name, {
        configurable: true,
        get(this: MediaElement<object>): unknown {
          if (isServer) return undefined;
          const value: unknown = Reflect.get(this.videoElement, name);
          return typeof value === 'function' ? value.bind(this.videoElement) : value;
        },
        set(this: MediaElement<object>, value: unknown) {
          (this.videoElement as unknown as Record<string, unknown>)[name] = value;
        },
      });
    }
  }
  declare readonly HAVE_NOTHING: 0;
  declare readonly HAVE_METADATA: 1;
  declare readonly HAVE_CURRENT_DATA: 2;
  declare readonly HAVE_FUTURE_DATA: 3;
  declare readonly HAVE_ENOUGH_DATA: 4;
  declare readonly NETWORK_EMPTY: 0;
  declare readonly NETWORK_IDLE: 1;
  declare readonly NETWORK_LOADING: 2;
  declare readonly NETWORK_NO_SOURCE: 3;

  #playback: Playback | null = null;
  #edge = new LiveEdge();
  protected readonly ownSound = new OwnSound();

  /** The `<video>` exists from now on. */
  protected abstract onVideo(video: HTMLVideoElement): void;
  /** What is shown is of before: the broadcast is over, or its picture has not come back. */
  protected abstract readonly offAir: boolean;
  /** A native media event, to be shown to the page. */
  protected abstract onMedia(event: Event): void;

  /** Null until something needs the `<video>`. */
  protected get playback(): Playback | null {
    return this.#playback;
  }

  /** Made on first use: a server has no `<video>` to make. */
  protected get media(): Playback {
    if (!this.#playback) {
      const video = document.createElement('video');
      video.playsInline = true;
      video.setAttribute('part', 'video');
      this.#playback = new Playback(video, {
        event: (event) => {
          if (event.type === 'pause') this.#edge.paused();
          if (event.type === 'play' || event.type === 'emptied') this.#edge.running();
          this.onMedia(event);
        },
        changed: () => this.requestUpdate(),
      });
      this.onVideo(video);
    }
    return this.#playback;
  }

  /** The inner `<video>`. */
  get videoElement(): HTMLVideoElement {
    return this.media.video;
  }

  // ------------------------------------------------------------------ sound

  /**
   * Sound is off. The attribute sets it once more whenever it changes. A player that shows the broadcast of
   * its own page begins muted unless this was set before.
   */
  @property({ type: Boolean })
  get muted(): boolean {
    return isServer ? false : this.videoElement.muted;
  }
  set muted(muted: boolean) {
    if (isServer) return;
    this.ownSound.chosen();
    this.videoElement.muted = muted;
  }

  /** 0 to 1. */
  @property({ attribute: false })
  get volume(): number {
    return isServer ? 1 : this.videoElement.volume;
  }
  set volume(volume: number) {
    if (!isServer) this.videoElement.volume = volume;
  }

  /** The attribute `muted`, as on HTMLMediaElement. */
  get defaultMuted(): boolean {
    return this.hasAttribute('muted');
  }
  set defaultMuted(muted: boolean) {
    this.toggleAttribute('muted', muted);
  }

  /** Id of the loudspeaker, '' for the usual one. */
  get sinkId(): string {
    return this.#playback?.video.sinkId ?? '';
  }
  /** As HTMLMediaElement.setSinkId(); needs the browser's leave to use another loudspeaker. */
  setSinkId(sinkId: string): Promise<void> {
    return this.videoElement.setSinkId(sinkId);
  }

  // ------------------------------------------------------------------ playing

  /** True until `play()`, after `pause()`, and once the broadcast has ended. */
  get paused(): boolean {
    return !this.#playback?.wanted;
  }
  /** As HTMLMediaElement.readyState. */
  get readyState(): number {
    const ready = this.#playback?.video.readyState ?? 0;
    // Chromium's has enough forever, though the stream has no track any more.
    return this.offAir ? Math.min(ready, 2) : ready;
  }
  /** As HTMLMediaElement.networkState. */
  declare readonly networkState: number;
  declare readonly videoWidth: number;
  declare readonly videoHeight: number;
  /** Seconds shown so far. A live stream cannot be searched: setting it does nothing, as with any MediaStream. */
  get currentTime(): number {
    return this.#playback?.video.currentTime ?? 0;
  }
  set currentTime(_seconds: number) {}

  /** `Infinity` once the stream is known, NaN before. */
  declare readonly duration: number;
  declare readonly seeking: boolean;
  /** Empty: nothing of a live stream is kept. */
  declare readonly seekable: TimeRanges;
  declare readonly buffered: TimeRanges;
  declare readonly played: TimeRanges;
  /** Always 1 in effect, as with any MediaStream. */
  declare playbackRate: number;
  declare defaultPlaybackRate: number;
  /** Always false: what is live has no start to go back to. */
  get loop(): boolean {
    return false;
  }
  set loop(_loop: boolean) {}
  /** Always `none`: nothing is fetched before `play()` or `autoplay`. */
  get preload(): '' | 'none' | 'metadata' | 'auto' {
    return 'none';
  }
  set preload(_preload: '' | 'none' | 'metadata' | 'auto') {}

  declare preservesPitch: boolean;
  /** Always true: a stream of this page cannot be handed to a television. */
  get disableRemotePlayback(): boolean {
    return true;
  }
  set disableRemotePlayback(_disabled: boolean) {}

  // ------------------------------------------------------------------ live

  /** `live`, for control bars that lay themselves out by it. */
  get streamType(): 'live' {
    return 'live';
  }
  /** 0: there is nothing to rewind into (no DVR window). */
  get targetLiveWindow(): number {
    return 0;
  }
  /** From this `currentTime` on the picture is live; NaN while there is none, and after the end. */
  get liveEdgeStart(): number {
    const video = this.#playback?.video;
    if (!video || video.readyState === 0 || this.offAir) return Number.NaN;
    return video.currentTime + this.#edge.behind - LIVE_TOLERANCE_S;
  }

  // ------------------------------------------------------------------ text tracks

  /** The attribute `crossorigin`; for the files of `<track>` children. */
  get crossOrigin(): string | null {
    return this.getAttribute('crossorigin');
  }
  set crossOrigin(value: string | null) {
    if (value === null) this.removeAttribute('crossorigin');
    else this.setAttribute('crossorigin', value);
  }

  /** Captions and the like: the page's `<track>` children and what `addTextTrack()` has added. */
  declare readonly textTracks: TextTrackList;
  /** As HTMLMediaElement.addTextTrack(); cue times are those of `currentTime`. */
  addTextTrack(kind: TextTrackKind, label?: string, language?: string): TextTrack {
    return this.videoElement.addTextTrack(kind, label, language);
  }

  // ------------------------------------------------------------------ methods

  /** Stops the picture. The stream stays, and this page goes on feeding others. */
  pause(): void {
    this.media.pause();
  }

  /** As HTMLMediaElement.canPlayType(). */
  canPlayType(type: string): CanPlayTypeResult {
    return this.videoElement.canPlayType(type);
  }

  /** As HTMLVideoElement.getVideoPlaybackQuality(). */
  getVideoPlaybackQuality(): VideoPlaybackQuality {
    return this.videoElement.getVideoPlaybackQuality();
  }

  /** As HTMLVideoElement.requestPictureInPicture(). */
  requestPictureInPicture(): Promise<PictureInPictureWindow> {
    const { video } = this.media;
    if (typeof video.requestPictureInPicture !== 'function') {
      return Promise.reject(
        new CastoError('unsupported', 'This browser has no picture-in-picture for pages'),
      );
    }
    return video.requestPictureInPicture();
  }

  /** Enters or leaves full screen; needs a click, as every full screen does. */
  toggleFullscreen(): Promise<void> {
    return toggleFullscreen(this, this.videoElement);
  }

  // ------------------------------------------------------------------ as <video> alone has it

  /** Always true in effect. */
  @property({ type: Boolean, reflect: true }) playsinline = false;
  /** `playsinline` as `<video>` writes it. */
  get playsInline(): boolean {
    return this.playsinline;
  }
  set playsInline(inline: boolean) {
    this.playsinline = inline;
  }

  /** Pixels, for scripts that read it; the size on the page is that of CSS. */
  @property({ reflect: true, useDefault: true, converter: pixels }) width = 0;
  /** As `width`. */
  @property({ reflect: true, useDefault: true, converter: pixels }) height = 0;

  /** No picture-in-picture: there is no button, and `requestPictureInPicture()` is refused. */
  @property({ type: Boolean, reflect: true })
  get disablePictureInPicture(): boolean {
    return isServer ? false : this.videoElement.disablePictureInPicture === true;
  }
  set disablePictureInPicture(disabled: boolean) {
    if (!isServer) this.videoElement.disablePictureInPicture = disabled;
  }

  /** As on `<video>`; of its words, `nofullscreen` takes the button away. */
  @property()
  get controlslist(): string {
    return isServer ? '' : (this.videoElement.getAttribute('controlslist') ?? '');
  }
  set controlslist(words: string | null) {
    if (!isServer) this.videoElement.setAttribute('controlslist', words ?? '');
  }
  /** The words of `controlslist`; undefined in browsers whose `<video>` has no such list. */
  declare readonly controlsList: DOMTokenList | undefined;
  /** The picture and sound being shown, as a stream of its own; undefined where the browser's `<video>` has none. */
  declare readonly captureStream: (() => MediaStream) | undefined;
  /** As HTMLVideoElement.requestVideoFrameCallback(); undefined where the browser has none. */
  declare readonly requestVideoFrameCallback:
    | HTMLVideoElement['requestVideoFrameCallback']
    | undefined;
  /** As HTMLVideoElement.cancelVideoFrameCallback(). */
  declare readonly cancelVideoFrameCallback:
    | HTMLVideoElement['cancelVideoFrameCallback']
    | undefined;

  // ------------------------------------------------------------------ iPhone

  /** iPhone's full screen of the video alone; undefined where the browser has none. */
  declare readonly webkitEnterFullscreen: (() => void) | undefined;
  get webkitDisplayingFullscreen(): boolean {
    return (this.#playback?.video as WebKitVideo | undefined)?.webkitDisplayingFullscreen ?? false;
  }
}
