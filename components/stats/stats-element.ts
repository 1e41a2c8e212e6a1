import { html, isServer, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { createLog } from '../../src/log.js';
import type { CastoStats } from '../../src/types.js';
import { numberConverter, wordConverter } from '../attributes.js';
import { CastoElement } from '../base/casto-element.js';
import { theme } from '../base/theme.js';
import { CopyNote } from './copy-note.js';
import { graphData } from './graph-data.js';
import { GraphsController } from './graphs-controller.js';
import { type Metric, metricsFor } from './metrics.js';
import { OverlayPlace } from './overlay-place.js';
import { overlayStyles } from './overlay-styles.js';
import { overlayView } from './overlay-view.js';
import { StatsHistory } from './stats-history.js';
import { statsStyles } from './stats-styles.js';
import { findTarget, type Measurable } from './stats-target.js';
import { type StatsActions, statsView } from './stats-view.js';
import { treeStyles } from './tree-styles.js';

const POLL_MS = 1000;
/** Asking more often would measure the measuring. */
const LEAST_POLL_MS = 250;
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
 * @cssstate paused - The person has paused it.
 */
export class CastoStatsElement extends CastoElement<HTMLElementEventMap> {
  static override styles = [theme, statsStyles, treeStyles, overlayStyles];

  /** Id of the element to measure. */
  @property({ attribute: 'for', reflect: true }) htmlFor = '';

  /** A panel of its own, or laid over the measured element. */
  @property({ reflect: true, converter: wordConverter('<casto-stats> mode', MODES, 'panel') })
  mode: StatsMode = 'panel';

  /** Milliseconds between two looks. */
  @property({ converter: numberConverter('<casto-stats> interval', LEAST_POLL_MS) })
  interval: number | undefined;

  #stats: CastoStats | null = null;
  #of: Measurable | null = null;
  #history = new StatsHistory();
  #timer: ReturnType<typeof setInterval> | undefined;
  #observer: IntersectionObserver | null = null;
  #visible = false;
  #asking = false;
  #paused = false;
  readonly #note = new CopyNote(this);
  readonly #graphs = new GraphsController(this, (key) => this.#graphData(key));

  constructor() {
    super();
    new OverlayPlace(this, () => (this.mode === 'overlay' ? this.#of : null));
  }

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
    if (this.#stats && this.#visible && this.mode === 'panel') this.#graphs.need();
    this.toggleState('measuring', this.#stats !== null);
    this.toggleState('paused', this.#paused);
  }

  get #pollMs(): number {
    return Math.max(LEAST_POLL_MS, this.interval ?? POLL_MS);
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
      this.#history.clear();
      this.requestUpdate();
    }
    if (!target || !this.#visible || this.#asking || (this.#paused && this.#stats)) return;
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

  readonly #actions: StatsActions = {
    togglePause: () => {
      this.#paused = !this.#paused;
      this.requestUpdate();
      if (!this.#paused) this.#poll();
    },
    copy: () => this.#note.copy(this.#json()),
  };

  /** Everything shown, for a bug report. */
  #json(): string {
    const { samples } = this.#history;
    return JSON.stringify({ at: new Date().toISOString(), stats: this.#stats, samples }, null, 2);
  }

  #metrics(stats: CastoStats): Metric[] {
    return metricsFor(stats.role === 'broadcaster', stats.children.length > 0, this.t);
  }

  #graphData(key: string): ReturnType<typeof graphData> {
    const stats = this.#stats;
    const metric = stats && this.#metrics(stats).find((each) => each.key === key);
    if (!stats || !metric) return null;
    return graphData(metric, this.#history.samples, stats.switches, 5 * this.#pollMs);
  }

  protected override render(): TemplateResult | typeof nothing {
    const stats = this.#stats;
    const overlay = this.mode === 'overlay';
    if (!stats) return overlay ? nothing : this.#nothingYet();
    const metrics = this.#metrics(stats);
    const { samples } = this.#history;
    if (overlay) return overlayView({ stats, metrics, samples }, this.t);
    return statsView(
      {
        stats,
        metrics,
        samples,
        ready: this.#graphs.ready,
        point: this.#graphs.point,
        paused: this.#paused,
        copied: this.#note.copied,
        json: this.#note.refused,
      },
      this.#actions,
      this.t,
    );
  }

  #nothingYet(): TemplateResult {
    const { stats } = this.t;
    const missing = this.htmlFor && !isServer && !this.#of;
    return html`<p class="none">
      ${missing ? stats.badTarget(this.htmlFor) : this.#of ? stats.measuring : stats.noTarget}
    </p>`;
  }
}
