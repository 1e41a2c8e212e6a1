/** The whole panel: tools, graphs, figures, tree, children, changes. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CastoStats } from '../../src/base/types.js';
import { pauseIcon, playIcon } from '../base/icons.js';
import type { Texts } from '../i18n/texts.js';
import { copyIcon, doneIcon } from '../share/copy-icons.js';
import { changesTable, childrenTable, figures } from './figures-view.js';
import { type GraphsView, graphsView } from './graphs/graphs-view.js';
import { treeDrawing } from './tree/tree-drawing.js';

export interface StatsView extends GraphsView {
  stats: CastoStats;
  paused: boolean;
  copied: boolean;
  /** The text, when the clipboard refused it. */
  json: string;
}

export interface StatsActions {
  togglePause(): void;
  copy(): unknown;
}

export function statsView(view: StatsView, act: StatsActions, t: Texts): TemplateResult {
  const { stats } = view;
  const known = stats.peerId !== '' || stats.path.length > 0;
  return html`
    ${toolbar(view, act, t)} ${graphsView(view, t)}
    <div class="columns">
      <section>
        <h3>${t.stats.thisPage}</h3>
        ${figures(stats, t)}
      </section>
      <section>
        <h3>${t.stats.tree}</h3>
        ${known ? treeDrawing(stats, t) : html`<p class="none">${t.stats.noTree}</p>`}
        ${stats.children.length > 0 ? childrenTable(stats.children, t) : nothing}
        ${stats.role === 'broadcaster' ? nothing : changesTable(stats, t)}
      </section>
    </div>
  `;
}

function toolbar(view: StatsView, act: StatsActions, t: Texts): TemplateResult {
  const { paused, copied, json } = view;
  const pause = paused ? t.stats.resume : t.stats.pause;
  return html`
    <div class="toolbar" part="toolbar">
      <h2>${t.stats.title}</h2>
      <button class="tool" part="tool pause-button" title=${pause} @click=${act.togglePause}>
        ${paused ? playIcon : pauseIcon}<span>${pause}</span>
      </button>
      <button class="tool" part="tool copy-button" title=${t.stats.copyJson} @click=${act.copy}>
        ${copied ? doneIcon : copyIcon}<span>${copied ? t.stats.copied : t.stats.copyJson}</span>
      </button>
    </div>
    <p class=${json ? 'said' : 'visually-hidden'} role="status">
      ${json ? t.stats.copyRefused : copied ? t.stats.jsonCopied : ''}
    </p>
    ${
      json
        ? html`<textarea class="json" part="json" readonly rows="6" dir="ltr" aria-label=${t.stats.json} .value=${json}></textarea>`
        : nothing
    }
  `;
}
