/** The panels' content is a file of its own, which comes when somebody goes to the controls. */
import { adoptStyles, type CSSResultOrNative, type ReactiveElement } from 'lit';
import { createLog } from '../../src/log.js';

export type StudioPanels = typeof import('./studio-panels.js');

const log = createLog('broadcast');
const load = (): Promise<StudioPanels> => import('./studio-panels.js');

export class PanelLoader {
  /** Null until they are here. */
  current: StudioPanels | null = null;
  readonly #host: ReactiveElement;
  #loading: Promise<void> | null = null;

  constructor(host: ReactiveElement) {
    this.#host = host;
  }

  /** What is under way. */
  get pending(): Promise<void> | null {
    return this.#loading;
  }

  /** Settles when they are here, or when they could not be had; the next call tries again. */
  need(): Promise<void> {
    if (this.current) return Promise.resolve();
    this.#loading ??= load()
      .then(
        (panels) => this.#arrived(panels),
        (cause: unknown) => log('the panels did not load', cause),
      )
      .finally(() => {
        this.#loading = null;
      });
    return this.#loading;
  }

  #arrived(panels: StudioPanels): void {
    this.current = panels;
    const { shadowRoot } = this.#host;
    const own: CSSResultOrNative[] = (this.#host.constructor as typeof ReactiveElement)
      .elementStyles;
    if (shadowRoot) adoptStyles(shadowRoot, [...own, ...panels.styles]);
    this.#host.requestUpdate();
  }
}
