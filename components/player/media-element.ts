/**
 * What `<casto-player>` has in common with `<video>`, so that whatever drives a `<video>` (the
 * page's own script, media-chrome, a framework's player) drives it as well.
 */
import { isServer } from 'lit';
import { property } from 'lit/decorators.js';
import { CastoError } from '../../src/errors.js';
import { CastoElement } from '../base/casto-element.js';
import { toggleFullscreen, type WebKitVideo } from './display-modes.js';
import { LiveEdge } from './live-edge.js';
import { OwnSound } from './own-sound.js';
import { Playback } from './playback.js';

/** A picture this far behind still counts as live: `currentTime` is read twice, a moment apart. */
const LIVE_TOLERANCE_S = 0.5;

/** An element that shows its own `<video>` and answers for it as HTMLMediaElement does. */
export abstract class MediaElement<Events extends object> extends CastoElement<Events> {
  #playback: Playback | null = null;
  #edge = new LiveEdge();
  protected readonly ownSound = new OwnSound();

  /** The `<video>` exists from now on. */
  protected abstract onVideo(video: HTMLVideoElement): void;
  /** What is shown is over. */
  abstract readonly ended: boolean;
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
    return this.#playback?.video.readyState ?? 0;
  }
  /** As HTMLMediaElement.networkState. */
  get networkState(): number {
    return this.#playback?.video.networkState ?? 0;
  }
  get videoWidth(): number {
    return this.#playback?.video.videoWidth ?? 0;
  }
  get videoHeight(): number {
    return this.#playback?.video.videoHeight ?? 0;
  }
  /** Seconds shown so far. A live stream cannot be searched: setting it does nothing, as with any MediaStream. */
  get currentTime(): number {
    return this.#playback?.video.currentTime ?? 0;
  }
  set currentTime(_seconds: number) {}

  /** `Infinity` once the stream is known, NaN before. */
  get duration(): number {
    return this.#playback?.video.duration ?? Number.NaN;
  }
  get seeking(): boolean {
    return this.#playback?.video.seeking ?? false;
  }
  /** Empty: nothing of a live stream is kept. */
  get seekable(): TimeRanges {
    return this.videoElement.seekable;
  }
  get buffered(): TimeRanges {
    return this.videoElement.buffered;
  }
  get played(): TimeRanges {
    return this.videoElement.played;
  }
  /** Always 1 in effect, as with any MediaStream. */
  get playbackRate(): number {
    return this.#playback?.video.playbackRate ?? 1;
  }
  set playbackRate(rate: number) {
    this.videoElement.playbackRate = rate;
  }
  get defaultPlaybackRate(): number {
    return this.#playback?.video.defaultPlaybackRate ?? 1;
  }
  set defaultPlaybackRate(rate: number) {
    this.videoElement.defaultPlaybackRate = rate;
  }
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

  get preservesPitch(): boolean {
    return this.#playback?.video.preservesPitch ?? true;
  }
  set preservesPitch(preserves: boolean) {
    this.videoElement.preservesPitch = preserves;
  }
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
  /** From this `currentTime` on the picture is live; NaN before there is one, and after the end. */
  get liveEdgeStart(): number {
    const video = this.#playback?.video;
    if (!video || video.readyState === 0 || this.ended) return Number.NaN;
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
  get textTracks(): TextTrackList {
    return this.videoElement.textTracks;
  }
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

  // ------------------------------------------------------------------ iPhone

  /** iPhone's full screen of the video alone; undefined where the browser has none. */
  get webkitEnterFullscreen(): (() => void) | undefined {
    const video: WebKitVideo = this.videoElement;
    return video.webkitEnterFullscreen?.bind(video);
  }
  get webkitDisplayingFullscreen(): boolean {
    return (this.#playback?.video as WebKitVideo | undefined)?.webkitDisplayingFullscreen ?? false;
  }
}
