/** Copies a text, and remembers for a while what to say about it. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { createLog } from '../../src/base/log.js';

const COPIED_MS = 4000;
const log = createLog('stats');

type Host = ReactiveControllerHost & HTMLElement & { readonly renderRoot: ParentNode };

export class CopyNote implements ReactiveController {
  /** It was copied a moment ago. */
  copied = false;
  /** The text to copy by hand, '' unless the clipboard refused it. */
  refused = '';
  readonly #host: Host;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.copied = false;
    this.refused = '';
  }

  async copy(text: string): Promise<void> {
    clearTimeout(this.#timer);
    try {
      await navigator.clipboard.writeText(text);
      this.refused = '';
      this.copied = true;
      this.#timer = setTimeout(() => {
        this.copied = false;
        this.#host.requestUpdate();
      }, COPIED_MS);
      this.#host.requestUpdate();
    } catch (thrown) {
      // Frames without clipboard-write and pages without https: the person copies it.
      log('the clipboard refused', thrown);
      this.copied = false;
      this.refused = text;
      this.#host.requestUpdate();
      await this.#host.updateComplete;
      const field = this.#host.renderRoot.querySelector('textarea');
      field?.focus();
      field?.select();
    }
  }
}
