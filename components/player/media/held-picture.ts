/**
 * The last picture, for the time without one: a browser paints black over it as soon as its track has ended.
 * It is drawn once, when the picture is about to go, and costs nothing while one plays.
 */

/** Of the copy, which is shown dimmed or grey. One of 4K would hold 33 MB. */
const MOST_WIDTH_PX = 1280;

export class HeldPicture {
  /** Laid over the video; null: nothing is held. */
  canvas: HTMLCanvasElement | null = null;
  #leaves = false;
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Keeps what the video shows. What is kept already stays: it is black that came after it. */
  hold(video: HTMLVideoElement): void {
    this.#leaves = false;
    if (this.canvas || !video.videoWidth) return;
    const canvas = document.createElement('canvas');
    canvas.width = Math.min(video.videoWidth, MOST_WIDTH_PX);
    canvas.height = Math.round((video.videoHeight * canvas.width) / video.videoWidth);
    canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
    // A page's rules for the video count for its copy as well.
    canvas.setAttribute('part', 'video held');
    canvas.setAttribute('aria-hidden', 'true');
    this.canvas = canvas;
    this.#changed();
  }

  /** Goes with the next picture of the video. */
  dropSoon(video: HTMLVideoElement): void {
    if (!this.canvas) return;
    this.#leaves = true;
    const next = (): void => {
      if (this.#leaves) this.drop();
    };
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(next);
    else video.addEventListener('timeupdate', next, { once: true });
  }

  drop(): void {
    if (!this.canvas) return;
    // Safari frees the pixels late otherwise.
    this.canvas.width = 0;
    this.canvas = null;
    this.#changed();
  }
}
