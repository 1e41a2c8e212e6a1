/** The few figures that matter while watching, small enough to lie over the picture. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CastoStats } from '../../../src/base/types.js';
import { shortId } from '../../base/format.js';
import type { Texts } from '../../i18n/texts.js';
import { codecText, pictureText } from '../figures-view.js';
import { graphTop, realSwitches } from '../graphs/graph-data.js';
import { type Metric, type MetricKey, valueText } from '../graphs/metrics.js';
import { sparkline } from '../graphs/sparkline.js';
import type { Sample } from '../graphs/stats-history.js';

export interface OverlayView {
  stats: CastoStats;
  metrics: readonly Metric[];
  samples: readonly Sample[];
}

/** Lines that are worth their place over a picture. */
const DRAWN: ReadonlySet<MetricKey> = new Set(['bitrate', 'latency']);

export function overlayView(view: OverlayView, t: Texts): TemplateResult {
  const { stats, metrics, samples } = view;
  const { parent, standby, video } = stats;
  const newest = samples.at(-1);
  const viewing = stats.role !== 'broadcaster';
  return html`<div class="overlay" part="overlay" role="group" aria-label=${t.stats.title}>
    <dl>
      ${row(t.stats.picture, `${pictureText(stats, t)} · ${codecText(stats)}`)}
      ${metrics
        .filter(({ key }) => key !== 'frames')
        .map((metric) => {
          const [first, second] = metric.lines;
          const values = samples.map((sample) => first?.value(sample) ?? null);
          const also =
            second && newest ? ` · ${valueText(metric, second.value(newest))} ${second.name}` : '';
          return row(
            metric.name,
            `${valueText(metric, newest && first?.value(newest))}${also}`,
            DRAWN.has(metric.key) ? sparkline(values, graphTop(metric, samples)) : nothing,
          );
        })}
      ${
        viewing
          ? more(
              t.stats.framesDropped,
              `${t.format.number(video.framesDropped)} · ${t.stats.freezes} ${t.format.number(video.freezeCount)}`,
            )
          : nothing
      }
      ${
        viewing
          ? more(
              t.stats.fedBy,
              parent
                ? `${shortId(parent.peerId)} · ${t.stats.ways[parent.way] ?? parent.way}`
                : '–',
            )
          : nothing
      }
      ${viewing ? more(t.stats.standby, standby ? shortId(standby.peerId) : t.stats.none) : nothing}
      ${viewing ? more(t.stats.parentChanges, t.format.number(realSwitches(stats.switches).length)) : nothing}
      ${more(t.stats.viewers, `${t.format.number(stats.viewers)} · ${t.stats.feeds(t.format.number(stats.children.length))}`)}
    </dl>
  </div>`;
}

function row(name: string, value: string, drawing: unknown = nothing): TemplateResult {
  return html`<dt>${name}</dt><dd><bdi>${value}</bdi>${drawing}</dd>`;
}

/** A row that a small player has no room for. */
function more(name: string, value: string): TemplateResult {
  return html`<dt class="more">${name}</dt><dd class="more"><bdi>${value}</bdi></dd>`;
}
