/**
 * Whether the picture runs: what the person or page wants, against what the browser allows.
 *
 * The wish is kept apart from `video.paused`, because a video pauses by itself when it is moved in
 * the DOM, when its stream runs dry between two parents and when autoplay is refused.
 */
export interface PlaybackHooks {
  /** A native media event to show to the page. */
  event(event: Event): void;
  /** Something that is drawn has changed. */
  changed(): void;
}

/** Shown to the page as they are. `play`, `pause` and `ended` follow the wish instead. */
const FORWARDED = [
  'loadstart',
  'loadedmetadata',
  'loadeddata',
  'durationchange',
  'progress',
  'suspend',
  'stalled',
  'emptied',
  'waiting',
  'canplay',
  'canplaythrough',
  'playing',
  'timeupdate',
  'ratechange',
  'volumechange',
  'resize',
  'enterpictureinpicture',
  'leavepictureinpicture',
  // iPhone's full screen of the video alone.
  'webkitbeginfullscreen',
  'webkitendfullscreen',
  'webkitpresentationmodechanged',
] as const;

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

export class Playback {
  readonly video: HTMLVideoElement;
  #hooks: PlaybackHooks;
  #wanted = false;
  /** The picture ran until the stream ended. */
  #ranToEnd = false;
  #mayMute = false;
  #mutedByPolicy = false;
  #waiters: Waiter[] = [];

  constructor(video: HTMLVideoElement, hooks: PlaybackHooks) {
    this.video = video;
    this.#hooks = hooks;
    for (const type of FORWARDED) video.addEventListener(type, this.#forward);
    video.addEventListener('pause', this.#onNativePause);
    video.addEventListener('play', this.#onNativePlay);
  }

  /** The page or person wants the picture to run. */
  get wanted(): boolean {
    return this.#wanted;
  }

  /** True after autoplay was only allowed without sound. */
  get mutedByPolicy(): boolean {
    return this.#mutedByPolicy;
  }

  /** Frames are being shown. */
  get running(): boolean {
    const { video } = this;
    return !video.paused && !video.ended && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
  }

  /** Shows another stream, or none. */
  show(stream: MediaStream | null): void {
    if (this.video.srcObject === stream) return;
    this.video.srcObject = stream;
    if (stream && this.#wanted) this.#kick();
  }

  /** As HTMLMediaElement.play(): resolves when the picture runs, rejects when refused or paused. */
  play(): Promise<void> {
    this.#mayMute = false;
    return this.#want();
  }

  /** Plays with sound if the browser lets a page do so, else muted. Never rejects. */
  autoplay(): void {
    this.#mayMute = true;
    this.#want().catch(() => {
      // Refused even muted: the start button is shown.
    });
  }

  pause(): void {
    this.#ranToEnd = false;
    this.#stop('The play() request was interrupted by pause()');
  }

  /** The stream is over: as in HTML, that pauses, and ends every wait for the picture. */
  end(): void {
    this.#ranToEnd = this.#wanted;
    this.#tell('timeupdate');
    this.#stop('The play() request was interrupted by the end of the broadcast');
  }

  /** What was over has come back: runs on by itself unless it was paused. */
  goOn(): void {
    if (this.#ranToEnd && !this.#wanted) this.autoplay();
    this.#ranToEnd = false;
  }

  /** Runs on after a move in the DOM or a change of tracks. */
  resume(): void {
    if (this.#wanted && this.video.srcObject && this.video.paused) this.#kick();
  }

  /** A wait for the picture ends with it. */
  fail(error: unknown): void {
    this.#settle(error);
  }

  /** Sound on, by a click of the person. */
  unmute(): void {
    this.video.muted = false;
    if (this.video.volume === 0) this.video.volume = 1;
    this.resume();
  }

  /** Sound on after it was off for a reason that is over; where a page needs a click for it, that is asked for. */
  restoreSound(): void {
    if (navigator.userActivation?.hasBeenActive === false) {
      this.#mutedByPolicy = true;
      this.#hooks.changed();
    } else this.video.muted = false;
  }

  #stop(why: string): void {
    const was = this.#wanted;
    this.#wanted = false;
    this.video.autoplay = false;
    this.video.pause();
    this.#settle(new DOMException(why, 'AbortError'));
    if (was) this.#tell('pause');
  }

  #want(): Promise<void> {
    const began = !this.#wanted;
    this.#wanted = true;
    // The browser then starts by itself when a stream that ran dry has tracks again.
    this.video.autoplay = true;
    if (began) this.#tell('play');
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      if (this.running) this.#settle();
      this.#kick();
    });
  }

  #kick(): void {
    this.video.play().then(
      () => this.#settle(),
      (error: unknown) => {
        // AbortError: a new stream, a move or pause() interrupted; its caller goes on from there.
        if (error instanceof DOMException && error.name === 'NotAllowedError') this.#refused(error);
      },
    );
  }

  #refused(error: DOMException): void {
    if (!this.#wanted) return;
    if (this.#mayMute && !this.video.muted) {
      this.video.muted = true;
      this.#mutedByPolicy = true;
      this.#hooks.changed();
      this.#kick();
      return;
    }
    this.#wanted = false;
    this.video.autoplay = false;
    this.#settle(error);
    this.#tell('pause');
  }

  #settle(error?: unknown): void {
    for (const waiter of this.#waiters.splice(0)) {
      if (error === undefined) waiter.resolve();
      else waiter.reject(error);
    }
  }

  #tell(type: string): void {
    this.#hooks.event(new Event(type));
    this.#hooks.changed();
  }

  readonly #forward = (event: Event): void => {
    const { type } = event;
    if (type === 'playing') this.#settle();
    if (type === 'volumechange' && !this.video.muted) this.#mutedByPolicy = false;
    const isPictureInPicture =
      typeof PictureInPictureEvent === 'function' && event instanceof PictureInPictureEvent;
    this.#hooks.event(
      isPictureInPicture
        ? new PictureInPictureEvent(type, { pictureInPictureWindow: event.pictureInPictureWindow })
        : new Event(type),
    );
    // timeupdate and progress come several times a second and change nothing that is drawn.
    if (type !== 'timeupdate' && type !== 'progress') this.#hooks.changed();
  };

  /** Media keys and the picture-in-picture window pause and play the inner video directly. */
  readonly #onNativePause = (): void => {
    const { video } = this;
    if (this.#wanted && video.paused && video.isConnected && !video.ended && video.srcObject) {
      const stream = video.srcObject as MediaStream;
      // A stream without live tracks pauses by itself; that is no wish of a person.
      if (stream.active) this.pause();
    }
  };

  readonly #onNativePlay = (): void => {
    // The event may come late, after a pause() that followed.
    if (this.#wanted || this.video.paused) return;
    this.#wanted = true;
    this.#tell('play');
  };
}
