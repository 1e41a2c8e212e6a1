import { html, isServer, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { createLog } from '../../src/base/log.js';
import type { CastoStats } from '../../src/base/types.js';
import { numberConverter, wholeNumber, wordConverter } from '../base/attributes.js';
import { CastoElement } from '../base/casto-element.js';
import { theme } from '../base/theme.js';
import { moreEnglish } from '../i18n/registry.js';
import { hostStyles } from './stats-host-styles.js';
import type { ScreenSource, StatsScreen } from './stats-screen.js';
import { findTarget, type Measurable } from './stats-target.js';

const POLL_MS = 1000;
/** Asking more often would measure the measuring. */
const LEAST_POLL_MS = 250;
/** An hour. Beyond 2^31 ms a timer would fire at once. */
const MOST_POLL_MS = 3_600_000;
const MODES = ['panel', 'overlay'] as const;
const log = createLog('stats');

export type StatsMode = (typeof MODES)[number];

/**
 * Shows what one player or broadcast of the page measures: graphs of the last minute, figures, the
 * tree as this peer knows it, and every change of parent. It measures only while it can be seen.
 *
 * @element casto-stats
 *
 * @attr {string} for - Id of the element to measure; without it, the nearest one of the page.
 * @attr {'panel'|'overlay'} mode - `overlay`: a few figures laid over the measured element, through
 *   which the pointer goes. Inside a player, give it `slot="overlay"`.
 * @attr {number} interval - Milliseconds between two looks, at least 250; 1000 by default.
 *
 * @csspart toolbar - Title and buttons.
 * @csspart tool - Each button of the toolbar.
 * @csspart pause-button - Stops and starts measuring.
 * @csspart copy-button - Copies everything as JSON.
 * @csspart json - The text to copy by hand where the clipboard refuses.
 * @csspart graphs - All graphs.
 * @csspart graph - The drawing of one graph.
 * @csspart table - The table of figures.
 * @csspart tree - The drawing of the tree.
 * @csspart children - The table of pages fed by this one.
 * @csspart switches - The table of changes of parent.
 * @csspart overlay - The box of `mode="overlay"`.
 *
 * @cssprop [--casto-accent=light-dark(#2563eb, #60a5fa)] - Colour of the graphs and of this page in the
 *   tree; without effect in `mode="overlay"`.
 * @cssprop [--casto-live=#e11d48] - Colour of the broadcaster in the tree.
 * @cssprop --casto-surface - Background.
 * @cssprop --casto-text - Text.
 * @cssprop --casto-text-quiet - Less important text.
 * @cssprop --casto-line - Borders.
 * @cssprop [--casto-radius=12px] - Corner radius.
 * @cssprop [--casto-font=system-ui] - Font family.
 *
 * @cssstate measuring - There is an element to measure.
 * @cssstate paused - The person has paused it.
 */
export class CastoStatsElement extends CastoElement<HTMLElementEventMap> {
  static override styles = [theme, hostStyles];

  /** Id of the element to measure. */
  @property({ attribute: 'for', reflect: true, useDefault: true }) htmlFor = '';

  /** A panel of its own, or laid over the measured element. */
  @property({
    reflect: true,
    useDefault: true,
    converter: wordConverter('<casto-stats> mode', MODES, 'panel'),
  })
  mode: StatsMode = 'panel';

  /** Milliseconds between two looks. */
  @property({ converter: numberConverter('<casto-stats> interval', LEAST_POLL_MS, MOST_POLL_MS) })
  interval: number | undefined;

  #stats: CastoStats | null = null;
  #of: Measurable | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #observer: IntersectionObserver | null = null;
  #visible = false;
  #asking = false;
  #paused = false;
  #screen: StatsScreen | null = null;
  #screenState: 'none' | 'loading' | 'ready' | 'failed' = 'none';

  /** The element being measured, null when there is none. */
  get target(): HTMLElement | null {
    return isServer ? null : findTarget(this, this.htmlFor);
  }
  /** The figures shown now, null before the first. */
  get stats(): CastoStats | null {
    return this.#stats;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (isServer) return;
    this.#observer = new IntersectionObserver((entries) => {
      this.#visible = entries.at(-1)?.isIntersecting ?? false;
      if (this.#visible) this.#poll();
    });
    this.#observer.observe(this);
    this.#startTimer();
    this.#poll();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    this.#observer?.disconnect();
    this.#observer = null;
    this.#visible = false;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('htmlFor')) this.#poll();
    if (changed.has('interval') && this.#observer) this.#startTimer();
    this.toggleState('measuring', this.#stats !== null);
    this.toggleState('paused', this.#paused);
  }

  get #pollMs(): number {
    return (
      wholeNumber('<casto-stats> interval', this.interval, LEAST_POLL_MS, MOST_POLL_MS) ?? POLL_MS
    );
  }

  #startTimer(): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#poll(), this.#pollMs);
  }

  #poll(): void {
    if (document.visibilityState === 'hidden') return;
    // Also out of sight: an overlay comes into sight by lying over the element it finds.
    const target = findTarget(this, this.htmlFor);
    if (target !== this.#of) {
      this.#of = target;
      this.#stats = null;
      this.#screen?.clear();
      this.requestUpdate();
    }
    // An overlay has to be placed before it can be seen.
    if (target && (this.#visible || this.mode === 'overlay')) this.#needScreen();
    if (!target || !this.#visible || this.#asking || (this.#paused && this.#stats)) return;
    this.#asking = true;
    target
      .getStats()
      .then((stats) => {
        if (target !== this.#of) return;
        this.#stats = stats;
        this.#screen?.add(stats);
        this.requestUpdate();
      })
      .catch((thrown: unknown) => log('getStats failed', thrown))
      .finally(() => {
        this.#asking = false;
      });
  }

  #needScreen(): void {
    if (this.#screenState !== 'none') return;
    this.#screenState = 'loading';
    import('./stats-screen.lazy.js').then(
      ({ StatsScreen, english }) => {
        moreEnglish(english);
        this.#screen = new StatsScreen(this, this.#source());
        if (this.#stats) this.#screen.add(this.#stats);
        this.#screenState = 'ready';
        this.requestUpdate();
      },
      (cause: unknown) => {
        this.#screenState = 'failed';
        log('what shows the figures did not load', cause);
        this.requestUpdate();
      },
    );
  }

  #source(): ScreenSource {
    const element = this;
    return {
      get stats() {
        return element.#stats;
      },
      get texts() {
        return element.t;
      },
      get of() {
        return element.#of;
      },
      get overlay() {
        return element.mode === 'overlay';
      },
      get paused() {
        return element.#paused;
      },
      get pollMs() {
        return element.#pollMs;
      },
      togglePause: () => {
        this.#paused = !this.#paused;
        this.requestUpdate();
        if (!this.#paused) this.#poll();
      },
    };
  }

  protected override render(): TemplateResult | typeof nothing {
    const screen = this.#stats && this.#screen ? this.#screen.render(this.#stats) : null;
    if (this.mode === 'overlay') return screen ?? nothing;
    return html`<div class="box">${screen ?? this.#nothingYet()}</div>`;
  }

  #nothingYet(): TemplateResult {
    const { stats, common } = this.t;
    const missing = this.htmlFor && !isServer && !this.#of;
    const waits = this.#screenState === 'failed' ? common.notLoaded : stats.measuring;
    return html`<p class="none">
      ${missing ? stats.badTarget(this.htmlFor) : this.#of ? waits : stats.noTarget}
    </p>`;
  }
}
