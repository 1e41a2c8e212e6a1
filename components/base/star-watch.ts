/**
 * Settings of a page may come after its elements: `configure()` in a script that waits for something,
 * a `<meta>` that a framework adds, an attribute. What failed for want of a star then begins by itself.
 */
import { isServer, type ReactiveController, type ReactiveControllerHost } from 'lit';
import type { CastoError } from '../../src/base/errors.js';
import { starList } from '../../src/base/settings.js';
import { configuredSoFar } from '../../src/engine-loader.js';
import { metaStars } from '../../src/network/stars/meta-stars.js';

interface StarHost extends ReactiveControllerHost {
  readonly error: CastoError | null;
  readonly star: string;
  readonly isConnected: boolean;
}

const LOOK_MS = 250;

export class StarWatch implements ReactiveController {
  readonly #host: StarHost;
  readonly #retry: () => unknown;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: StarHost, retry: () => unknown) {
    this.#host = host;
    this.#retry = retry;
    host.addController(this);
  }

  hostUpdated(): void {
    const { isConnected, error } = this.#host;
    const on = isConnected && !isServer && error?.code === 'no-star';
    if (on === (this.#timer !== undefined)) return;
    if (on) this.#timer = setInterval(() => this.#look(), LOOK_MS);
    else this.hostDisconnected();
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    // Blanks and commas name none: trying again with them would fail, and be tried again, forever.
    const named = starList('star', [this.#host.star, metaStars()]) ?? configuredSoFar().stars;
    if (!named?.length) return;
    this.hostDisconnected();
    this.#retry();
  }
}
