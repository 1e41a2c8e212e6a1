/** In full screen a phone turns to the picture's shape, where the browser lets a page turn the screen. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { isFullscreen } from './display-modes.js';

interface Host extends ReactiveControllerHost, HTMLElement {
  readonly videoElement: HTMLVideoElement;
}

/** Left out of TypeScript's DOM, as Safari has neither. */
interface Turning {
  lock?(shape: string): Promise<void>;
  unlock?(): void;
}

export class ScreenTurn implements ReactiveController {
  readonly #host: Host;
  /** '' while the screen is left to how it is held. */
  #shape = '';

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
    // Of the picture: a phone that broadcasts was turned, or another source was chosen.
    host.addEventListener('resize', () => this.hostUpdated());
  }

  hostUpdated(): void {
    const video = this.#host.videoElement;
    const { videoWidth: width, videoHeight: height } = video;
    const free = width === height || !isFullscreen(this.#host, video);
    const shape = free ? '' : width > height ? 'landscape' : 'portrait';
    if (shape === this.#shape) return;
    this.#shape = shape;
    // Computers refuse, and so do frames without the right: the screen then stays as it is.
    this.#turn(shape).catch(() => {});
  }

  async #turn(shape: string): Promise<void> {
    const orientation = screen.orientation as Turning | undefined;
    if (shape) await orientation?.lock?.(shape);
    else orientation?.unlock?.();
  }
}
