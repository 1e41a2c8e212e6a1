/** What `<casto-player>` has in common with `<video>`: sound, playing and pausing, the picture. */
import { isServer } from 'lit';
import { property } from 'lit/decorators.js';
import { CastoError } from '../../src/errors.js';
import { CastoElement } from '../base/casto-element.js';
import { toggleFullscreen } from './display-modes.js';
import { Playback } from './playback.js';

/** An element that shows its own `<video>` and answers for it as HTMLMediaElement does. */
export abstract class MediaElement<Events extends object> extends CastoElement<Events> {
  #playback: Playback | null = null;

  /** The `<video>` exists from now on. */
  protected abstract onVideo(video: HTMLVideoElement): void;
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
        event: (event) => this.onMedia(event),
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

  /** Sound is off. The attribute sets it once more whenever it changes. */
  @property({ type: Boolean })
  get muted(): boolean {
    return isServer ? false : this.videoElement.muted;
  }
  set muted(muted: boolean) {
    if (!isServer) this.videoElement.muted = muted;
  }

  /** 0 to 1. */
  @property({ attribute: false })
  get volume(): number {
    return isServer ? 1 : this.videoElement.volume;
  }
  set volume(volume: number) {
    if (!isServer) this.videoElement.volume = volume;
  }

  /** True until `play()`, and after `pause()`. */
  get paused(): boolean {
    return !this.#playback?.wanted;
  }
  /** As HTMLMediaElement.readyState. */
  get readyState(): number {
    return this.#playback?.video.readyState ?? 0;
  }
  get videoWidth(): number {
    return this.#playback?.video.videoWidth ?? 0;
  }
  get videoHeight(): number {
    return this.#playback?.video.videoHeight ?? 0;
  }
  /** Seconds shown so far. */
  get currentTime(): number {
    return this.#playback?.video.currentTime ?? 0;
  }

  /** Stops the picture. The stream stays, and this page goes on feeding others. */
  pause(): void {
    this.media.pause();
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
}
