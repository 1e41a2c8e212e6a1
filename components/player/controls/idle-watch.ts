/** Hides the controls when nobody has touched the player for a while. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

const IDLE_MS = 3000;
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'focusin'] as const;

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
    for (const type of SIGNS) this.#host.addEventListener(type, this.#sign, { passive: true });
    this.#host.addEventListener('pointerleave', this.#left);
    this.show();
  }

  hostDisconnected(): void {
    for (const type of SIGNS) this.#host.removeEventListener(type, this.#sign);
    this.#host.removeEventListener('pointerleave', this.#left);
    clearTimeout(this.#timer);
  }

  /** The controls are wanted now. */
  show(): void {
    this.#set(false);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#rest, IDLE_MS);
  }

  /** A finger on the picture asks for the controls, and sends them away again. */
  tap(): void {
    if (this.idle) this.show();
    else this.#hide();
  }

  readonly #sign = (event: Event): void => {
    // A finger that slides over the picture scrolls the page; `tap()` is what it says to us. On a
    // control it keeps them.
    const onPicture = event.composedPath()[0] instanceof HTMLVideoElement;
    if (onPicture && event instanceof PointerEvent && event.pointerType === 'touch') return;
    // A finger on the picture brings the focus to the first button, before its tap is counted.
    if (event.type === 'focusin' && !this.#keyboardInside) return;
    this.show();
  };

  /** A finger leaves with every tap. */
  readonly #left = (event: PointerEvent): void => {
    if (event.pointerType !== 'touch') this.#hide();
  };

  readonly #rest = (): void => {
    const bar = this.#host.shadowRoot?.querySelector('.controls');
    // The pointer rests on a button: a person who reads its tooltip has not gone.
    if (bar?.matches(':hover') && !matchMedia('(pointer: coarse)').matches) this.show();
    else this.#hide();
  };

  #hide(): void {
    clearTimeout(this.#timer);
    // Someone who uses the keyboard must see where the focus is.
    if (this.#keyboardInside) return;
    this.#set(true);
  }

  get #keyboardInside(): boolean {
    return this.#host.shadowRoot?.querySelector(':focus-visible') != null;
  }

  #set(idle: boolean): void {
    if (this.idle === idle) return;
    this.idle = idle;
    this.#host.requestUpdate();
  }
}
