/** Hides the controls when nobody has touched the player for a while. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

const IDLE_MS = 3000;
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'focusin'] as const;

export class IdleWatch implements ReactiveController {
  /** True when the controls may be hidden. */
  idle = false;
  #host: ReactiveControllerHost & HTMLElement;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    for (const type of SIGNS) this.#host.addEventListener(type, this.#active, { passive: true });
    this.#host.addEventListener('pointerleave', this.#left);
    this.#active();
  }

  hostDisconnected(): void {
    for (const type of SIGNS) this.#host.removeEventListener(type, this.#active);
    this.#host.removeEventListener('pointerleave', this.#left);
    clearTimeout(this.#timer);
  }

  readonly #active = (): void => {
    this.#set(false);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#left, IDLE_MS);
  };

  readonly #left = (): void => {
    clearTimeout(this.#timer);
    // Someone who uses the keyboard must see where the focus is.
    if (this.#focusVisibleInside()) return;
    this.#set(true);
  };

  #focusVisibleInside(): boolean {
    return this.#host.shadowRoot?.querySelector(':focus-visible') != null;
  }

  #set(idle: boolean): void {
    if (this.idle === idle) return;
    this.idle = idle;
    this.#host.requestUpdate();
  }
}
