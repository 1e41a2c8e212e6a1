/** The graphs, each with its name, its value and a summary in words. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Texts } from '../../i18n/texts.js';
import { graphTop, sampleAt } from './graph-data.js';
import { type Metric, summary, valueText } from './metrics.js';
import { sparkline } from './sparkline.js';
import type { Sample } from './stats-history.js';

export interface GraphsView {
  metrics: readonly Metric[];
  samples: readonly Sample[];
  /** The drawing code is here: boxes are filled by it. */
  ready: boolean;
  /** Where the pointer is, seconds before the newest sample. */
  point: number | null;
}

export function graphsView(view: GraphsView, t: Texts): TemplateResult {
  const { samples, point } = view;
  const newest = samples.at(-1);
  const shown = point === null ? newest : sampleAt(samples, point);
  const ago = newest && shown ? Math.round((newest.at - shown.at) / 1000) : 0;
  return html`
    <div class="graphs" part="graphs">
      ${repeat(
        view.metrics,
        ({ key }) => key,
        (metric) => graph(metric, shown, view, t),
      )}
    </div>
    <p class="caption" aria-hidden="true">${point === null ? t.stats.lastMinute : t.stats.secondsAgo(ago)}</p>
  `;
}

function graph(
  metric: Metric,
  shown: Sample | undefined,
  { samples, ready }: GraphsView,
  t: Texts,
): TemplateResult {
  const [first, second] = metric.lines;
  const top = graphTop(metric, samples);
  return html`<div class="graph">
    <div class="name">${metric.name}</div>
    <div class="value"><bdi>${valueText(metric, shown && first?.value(shown))}</bdi></div>
    ${
      second
        ? html`<div class="second">
            <span class="dash"></span><bdi>${valueText(metric, shown && second.value(shown))}</bdi> ${second.name}
          </div>`
        : nothing
    }
    <div class="frame" part="graph" role="img" aria-label=${summary(metric, samples, t)}>
      ${
        ready
          ? nothing
          : sparkline(
              samples.map((sample) => first?.value(sample) ?? null),
              top,
            )
      }
      <div class="canvas" data-plot=${metric.key}></div>
      <span class="top" aria-hidden="true"><bdi>${metric.format(top)}</bdi></span>
    </div>
  </div>`;
}
