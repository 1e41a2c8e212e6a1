/** The panels are a file of their own, which comes when somebody goes to the controls. */
import { adoptStyles, type CSSResultOrNative, type ReactiveElement } from 'lit';
import { createLog } from '../../src/log.js';

export type Panels = typeof import('./panel-view.js');

const log = createLog('player');
const load = (): Promise<Panels> => import('./panel-view.js');

export class PanelLoader {
  /** Null until they are here. */
  current: Panels | null = null;
  #host: ReactiveElement;
  #styles: readonly CSSResultOrNative[];
  #loading: Promise<void> | null = null;

  /** @param styles - the host's own, which stay */
  constructor(host: ReactiveElement, styles: readonly CSSResultOrNative[]) {
    this.#host = host;
    this.#styles = styles;
  }

  /** Settles when they are here, or when they could not be had; the next call tries again. */
  need(): Promise<void> {
    if (this.current) return Promise.resolve();
    this.#loading ??= load()
      .then(
        (panels) => {
          this.current = panels;
          const root = this.#host.shadowRoot;
          if (root) adoptStyles(root, [...this.#styles, ...panels.styles]);
          this.#host.requestUpdate();
        },
        (cause: unknown) => log('the panels did not load', cause),
      )
      .finally(() => {
        this.#loading = null;
      });
    return this.#loading;
  }

  /** What is under way. */
  get pending(): Promise<void> | null {
    return this.#loading;
  }
}
