/**
 * All that `<casto-stats>` shows once there is something to show. The element imports it then, so that
 * a page whose visitors never look at figures does not load what draws them.
 */
import { adoptStyles, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { wallDate } from '../../src/base/clock.js';
import type { CastoStats } from '../../src/base/types.js';
import { theme } from '../base/theme.js';
import type { Texts } from '../i18n/texts.js';
import { CopyNote } from './copy-note.js';
import { type GraphData, graphData } from './graphs/graph-data.js';
import { GraphsController } from './graphs/graphs-controller.js';
import { type Metric, metricsFor } from './graphs/metrics.js';
import { StatsHistory } from './graphs/stats-history.js';
import { OverlayPlace } from './overlay/overlay-place.js';
import { overlayStyles } from './overlay/overlay-styles.js';
import { overlayView } from './overlay/overlay-view.js';
import { hostStyles } from './stats-host-styles.js';
import { statsStyles } from './stats-styles.js';
import { type StatsActions, statsView } from './stats-view.js';
import { treeStyles } from './tree/tree-styles.js';

/** What the element knows, read at each rendering. */
export interface ScreenSource {
  readonly stats: CastoStats | null;
  readonly texts: Texts;
  /** The element measured. */
  readonly of: Element | null;
  readonly overlay: boolean;
  readonly paused: boolean;
  /** Milliseconds between two looks. */
  readonly pollMs: number;
  togglePause(): void;
}

type Host = ReactiveControllerHost &
  HTMLElement & { readonly renderRoot: HTMLElement | DocumentFragment };

export class StatsScreen {
  readonly #source: ScreenSource;
  readonly #history = new StatsHistory();
  readonly #note: CopyNote;
  readonly #graphs: GraphsController;
  readonly #actions: StatsActions;

  constructor(host: Host, source: ScreenSource) {
    this.#source = source;
    // The order is that of the element's own sheets, so that later rules win as they are written.
    adoptStyles(host.renderRoot as ShadowRoot, [
      theme,
      hostStyles,
      statsStyles,
      treeStyles,
      overlayStyles,
    ]);
    this.#note = new CopyNote(host);
    this.#graphs = new GraphsController(host, (key) => this.#graphData(key));
    new OverlayPlace(host, () => (source.overlay ? source.of : null));
    this.#actions = {
      togglePause: () => source.togglePause(),
      copy: () => this.#note.copy(this.#json()),
    };
  }

  /** One more look at the figures. */
  add(stats: CastoStats): void {
    this.#history.add(stats);
  }

  /** Something else is measured from now on. */
  clear(): void {
    this.#history.clear();
  }

  /** Only with statistics. */
  render(stats: CastoStats): TemplateResult {
    const { texts, overlay, paused } = this.#source;
    const { samples } = this.#history;
    const metrics = this.#metrics(stats);
    if (overlay) return overlayView({ stats, metrics, samples }, texts);
    this.#graphs.need();
    const { ready, point } = this.#graphs;
    const { copied, refused } = this.#note;
    return statsView(
      { stats, metrics, samples, ready, point, paused, copied, json: refused },
      this.#actions,
      texts,
    );
  }

  /** Everything shown, for a bug report. */
  #json(): string {
    const { stats } = this.#source;
    const { samples } = this.#history;
    return JSON.stringify({ at: wallDate().toISOString(), stats, samples }, null, 2);
  }

  #metrics(stats: CastoStats): Metric[] {
    const { texts } = this.#source;
    return metricsFor(stats.role === 'broadcaster', stats.children.length > 0, texts);
  }

  #graphData(key: string): GraphData | null {
    const { stats, pollMs } = this.#source;
    const metric = stats && this.#metrics(stats).find((each) => each.key === key);
    return stats && metric
      ? graphData(metric, this.#history.samples, stats.switches, 5 * pollMs)
      : null;
  }
}
