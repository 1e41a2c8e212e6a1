/** What all elements share: texts, custom states, and resources that outlive a move in the DOM. */
import { LitElement, type PropertyValues } from 'lit';
import type { CastoError } from '../../src/base/errors.js';
import { CastoErrorEvent } from '../events/error-event.js';
import { Localize } from '../i18n/localize.js';
import type { Texts } from '../i18n/texts.js';
import { tellAuthor } from './tell-author.js';

/** Base of the CASTO elements. `Events` maps event names to event types. */
export abstract class CastoElement<Events extends object> extends LitElement {
  /**
   * How long an element out of the document keeps its stream, milliseconds. Frameworks move a node
   * by removing and inserting it, at times a few frames apart.
   */
  static releaseGraceMs = 1000;
  /** Missing in Safari before 16.4, and in the DOMs that some test runners make. */
  readonly #internals = this.attachInternals?.() as ElementInternals | undefined;
  #releaseTimer: ReturnType<typeof setTimeout> | undefined;
  #held = false;
  protected readonly localize = new Localize(this);

  /** The texts of the language that the element stands in. */
  protected get t(): Texts {
    return this.localize.t;
  }

  /** Called when the element comes into a document and holds nothing yet. */
  protected acquire(): void {}
  /** Called when the element comes back within the grace. */
  protected resume(): void {}
  /** Called when the grace is over: everything is to be closed. */
  protected release(): void {}

  /** Out of the document, and given up when the grace is over. */
  protected get leaving(): boolean {
    return this.#held && !this.isConnected;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    clearTimeout(this.#releaseTimer);
    if (this.#held) {
      this.resume();
    } else {
      this.#held = true;
      this.acquire();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.releaseSoon();
  }

  /** Gives up what it holds unless it comes into a document within the grace. */
  protected releaseSoon(): void {
    clearTimeout(this.#releaseTimer);
    this.#releaseTimer = setTimeout(
      () => {
        this.#held = false;
        this.release();
      },
      (this.constructor as typeof CastoElement).releaseGraceMs,
    );
  }

  protected override update(changed: PropertyValues): void {
    // The style sheet turns these into a direction, unless the page has given one.
    const { dir, dirIsGiven } = this.localize;
    this.toggleState('ltr', !dirIsGiven && dir === 'ltr');
    this.toggleState('rtl', !dirIsGiven && dir === 'rtl');
    super.update(changed);
    // A page in a language that CASTO has no texts for: a screen reader must know that these are not.
    for (const child of this.renderRoot.children as HTMLCollectionOf<HTMLElement>) {
      if (child.lang !== this.t.lang) child.lang = this.t.lang;
    }
  }

  /** Its presence makes `moveBefore()` skip the two callbacks above. */
  connectedMoveCallback(): void {}

  /** Tells an error to listeners of the element, to those above, and to the page's author. */
  protected tellError(error: CastoError): void {
    tellAuthor(this, error);
    this.dispatchEvent(new CastoErrorEvent(error));
    this.dispatchEvent(new CastoErrorEvent(error, 'casto-error'));
  }

  /** Shows or hides `:state(name)`. Browsers before 2024 lack custom states; nothing depends on them. */
  protected toggleState(name: string, on: boolean): void {
    const states = this.#internals?.states;
    if (on) states?.add(name);
    else states?.delete(name);
  }

  /** Exactly one of `names` is on. */
  protected pickState(names: readonly string[], current: string): void {
    for (const name of names) this.toggleState(name, name === current);
  }

  override addEventListener<K extends keyof Events & string>(
    type: K,
    listener: (this: this, event: Events[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void {
    super.addEventListener(type, listener, options);
  }

  override removeEventListener<K extends keyof Events & string>(
    type: K,
    listener: (this: this, event: Events[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  override removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
  override removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void {
    super.removeEventListener(type, listener, options);
  }
}
