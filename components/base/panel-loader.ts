/** What an element shows only when asked: a file of its own, which brings its styles and its English texts. */
import type { CSSResultOrNative, ReactiveElement } from 'lit';
import { createLog } from '../../src/base/log.js';
import { moreEnglish } from '../i18n/registry.js';
import type { PartialDictionary } from '../i18n/texts.js';
import { adoptMore } from './adopt-more.js';

export interface LatePart {
  readonly styles: readonly CSSResultOrNative[];
  readonly english: PartialDictionary;
}

const log = createLog('elements');

export class PanelLoader<Panels extends LatePart> {
  /** Null until they are here. */
  current: Panels | null = null;
  /**
   * The last try found nothing: a file of a build that a newer one has replaced, one that was not put
   * beside the bundle, or no network. `common.notLoaded` says what to do; what runs goes on.
   */
  failed = false;
  readonly #host: ReactiveElement;
  readonly #load: () => Promise<Panels>;
  readonly #ready: (panels: Panels) => void;
  #loading: Promise<void> | null = null;

  /** @param ready Called once, when they are here. */
  constructor(
    host: ReactiveElement,
    load: () => Promise<Panels>,
    ready: (panels: Panels) => void = () => {},
  ) {
    this.#host = host;
    this.#load = load;
    this.#ready = ready;
  }

  /** What is under way. */
  get pending(): Promise<void> | null {
    return this.#loading;
  }

  /** Settles when they are here, or when they could not be had; the next call tries again. */
  need(): Promise<void> {
    if (this.current) return Promise.resolve();
    this.#loading ??= this.#load().then(
      (panels) => this.#arrived(panels),
      (cause: unknown) => {
        log('what was asked for did not load', cause);
        this.#loading = null;
        this.failed = true;
        this.#host.requestUpdate();
      },
    );
    return this.#loading;
  }

  #arrived(panels: Panels): void {
    moreEnglish(panels.english);
    this.#loading = null;
    this.failed = false;
    this.current = panels;
    adoptMore(this.#host, panels.styles);
    this.#ready(panels);
    this.#host.requestUpdate();
  }
}
