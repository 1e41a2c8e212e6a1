import { html, isServer, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { createLog } from '../../src/log.js';
import type { CastoStats } from '../../src/types.js';
import { CastoElement } from '../base/casto-element.js';
import { theme } from '../base/theme.js';
import { StatsHistory } from './stats-history.js';
import { statsStyles } from './stats-styles.js';
import { findTarget, type Measurable } from './stats-target.js';
import { statsView } from './stats-view.js';

const POLL_MS = 1000;
const log = createLog('stats');

/**
 * Shows what one player or broadcast of the page measures: figures, graphs of the last minute, and
 * the tree as this peer knows it. It measures only while it can be seen.
 *
 * @element casto-stats
 *
 * @attr {string} for - Id of the element to measure; without it, the nearest one of the page.
 *
 * @csspart graphs - The three graphs.
 * @csspart table - The table of figures.
 * @csspart tree - The drawing of the tree.
 * @csspart children - The table of pages fed by this one.
 *
 * @cssprop [--casto-accent=#2563eb] - Colour of the graphs and of this page in the tree.
 * @cssprop [--casto-live=#e11d48] - Colour of the broadcaster in the tree.
 * @cssprop --casto-surface - Background.
 * @cssprop --casto-text - Text.
 * @cssprop --casto-text-quiet - Less important text.
 * @cssprop --casto-line - Borders.
 * @cssprop [--casto-radius=12px] - Corner radius.
 * @cssprop [--casto-font=system-ui] - Font family.
 *
 * @cssstate measuring - There is an element to measure.
 */
export class CastoStatsElement extends CastoElement<HTMLElementEventMap> {
  static override styles = [theme, statsStyles];

  /** Id of the element to measure. */
  @property({ attribute: 'for', reflect: true }) htmlFor = '';

  #stats: CastoStats | null = null;
  #of: Measurable | null = null;
  #history = new StatsHistory();
  #timer: ReturnType<typeof setInterval> | undefined;
  #observer: IntersectionObserver | null = null;
  #visible = false;
  #asking = false;

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
    this.#timer = setInterval(() => this.#poll(), POLL_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    this.#observer?.disconnect();
    this.#observer = null;
    this.#visible = false;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('htmlFor') && this.#visible) this.#poll();
    this.toggleState('measuring', this.#stats !== null);
  }

  #poll(): void {
    if (!this.#visible || this.#asking || document.visibilityState === 'hidden') return;
    const target = findTarget(this, this.htmlFor);
    if (target !== this.#of) {
      this.#of = target;
      this.#stats = null;
      this.#history.clear();
      this.requestUpdate();
    }
    if (!target) return;
    this.#asking = true;
    target
      .getStats()
      .then((stats) => {
        if (target !== this.#of) return;
        this.#stats = stats;
        this.#history.add(stats);
        this.requestUpdate();
      })
      .catch((thrown: unknown) => log('getStats failed', thrown))
      .finally(() => {
        this.#asking = false;
      });
  }

  protected override render(): TemplateResult {
    if (this.#stats) return statsView(this.#stats, this.#history.samples, this.t);
    const { stats } = this.t;
    const missing = this.htmlFor && !isServer && !this.#of;
    return html`<p class="none">
      ${missing ? stats.badTarget(this.htmlFor) : this.#of ? '' : stats.noTarget}
    </p>`;
  }
}
