/** Keeps an overlay exactly above the element that it measures, and above it in full screen too. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { createLog } from '../../../src/base/log.js';

const log = createLog('stats');

type Host = ReactiveControllerHost & HTMLElement & { readonly renderRoot: ParentNode };

export class OverlayPlace implements ReactiveController {
  readonly #host: Host;
  readonly #wanted: () => Element | null;
  #target: Element | null = null;
  #sizes: ResizeObserver | null = null;
  /** The place goes into a sheet of its own: the host's style attribute belongs to the author. */
  #sheet: CSSStyleSheet | null = null;
  #left = 0;
  #top = 0;
  #raised = false;

  /** `wanted` gives the element to lie over, null while the host is no overlay. */
  constructor(host: Host, wanted: () => Element | null) {
    this.#host = host;
    this.#wanted = wanted;
    host.addController(this);
  }

  hostUpdated(): void {
    const target = this.#host.isConnected ? this.#wanted() : null;
    if (target !== this.#target) {
      this.#stop();
      if (target) this.#start(target);
    }
    // Content above may have moved both without a change of size.
    this.#place();
  }

  hostDisconnected(): void {
    this.#stop();
  }

  #start(target: Element): void {
    this.#target = target;
    this.#sheet = new CSSStyleSheet();
    this.#sheet.replaceSync(':host {}');
    (this.#host.renderRoot as ShadowRoot).adoptedStyleSheets.push(this.#sheet);
    this.#sizes = new ResizeObserver(this.#place);
    this.#sizes.observe(target);
    this.#sizes.observe(document.body);
    addEventListener('resize', this.#place);
    document.addEventListener('fullscreenchange', this.#raise);
    this.#raise();
  }

  #stop(): void {
    if (!this.#target) return;
    this.#target = null;
    const root = this.#host.renderRoot as ShadowRoot;
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
    this.#sheet = null;
    this.#left = 0;
    this.#top = 0;
    this.#sizes?.disconnect();
    this.#sizes = null;
    removeEventListener('resize', this.#place);
    document.removeEventListener('fullscreenchange', this.#raise);
    this.#lower();
  }

  readonly #place = (): void => {
    const rule = this.#sheet?.cssRules[0] as CSSStyleRule | undefined;
    if (!this.#target || !rule || this.#raised) return;
    const wanted = this.#target.getBoundingClientRect();
    const own = this.#host.getBoundingClientRect();
    // Whatever box the host is placed in: it moves by what is missing from where it stands now.
    this.#left += wanted.left - own.left;
    this.#top += wanted.top - own.top;
    rule.style.setProperty('--_left', `${this.#left}px`);
    rule.style.setProperty('--_top', `${this.#top}px`);
    rule.style.setProperty('--_width', `${wanted.width}px`);
    rule.style.setProperty('--_height', `${wanted.height}px`);
  };

  /** Full screen shows its element alone, save for what is put on the top layer after it. */
  readonly #raise = (): void => {
    const full = this.#target?.matches(':fullscreen') ?? false;
    if (!full || this.#target?.contains(this.#host)) {
      this.#lower();
      return;
    }
    if (this.#raised || this.#host.popover !== null) return;
    try {
      this.#host.popover = 'manual';
      this.#host.showPopover();
      this.#raised = true;
    } catch (thrown) {
      // Browsers without popover: the overlay is not seen in full screen.
      this.#host.removeAttribute('popover');
      log('the overlay cannot be raised', thrown);
    }
  };

  #lower(): void {
    if (!this.#raised) return;
    this.#raised = false;
    // Removing the attribute hides the popover and shows the element in its place again.
    this.#host.removeAttribute('popover');
    this.#place();
  }
}
