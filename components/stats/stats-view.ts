/** The figures as a table, lines and a tree. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CastoStats, EdgeStats } from '../../src/types.js';
import { shortId } from '../base/format.js';
import type { Texts } from '../i18n/texts.js';
import { sparkline } from './sparkline.js';
import { HISTORY, type Sample, sampleOf } from './stats-history.js';
import { treeDrawing } from './tree-drawing.js';

export function statsView(stats: CastoStats, samples: readonly Sample[], t: Texts): TemplateResult {
  const now = sampleOf(stats);
  const fps = now.framesPerSecond;
  return html`
    <div class="graphs" part="graphs">
      ${graph(
        t.stats.bitrate,
        t.format.bitrate(now.bitrate),
        samples.map((sample) => sample.bitrate),
      )}
      ${graph(
        t.stats.frameRate,
        fps > 0 ? t.format.number(fps, fps < 10 ? 1 : 0) : '–',
        samples.map((sample) => sample.framesPerSecond),
      )}
      ${graph(
        t.stats.latency,
        t.format.milliseconds(now.latencyMs),
        samples.map((sample) => sample.latencyMs),
      )}
    </div>
    <div class="columns">
      <section>
        <h3>${t.stats.thisPage}</h3>
        ${figures(stats, t)}
      </section>
      <section>
        <h3>${t.stats.tree}</h3>
        ${treeDrawing(stats, t)}
      </section>
    </div>
    ${stats.children.length > 0 ? children(stats.children, t) : nothing}
  `;
}

function graph(name: string, value: string, values: number[]): TemplateResult {
  return html`<div class="graph">
    <div class="name">${name}</div>
    <div class="value">${value}</div>
    ${sparkline(values, HISTORY)}
  </div>`;
}

function figures(stats: CastoStats, t: Texts): TemplateResult {
  const { parent, standby, star, video } = stats;
  const size = video.width > 0 ? `${video.width} × ${video.height}` : '–';
  // The first parent is no change.
  const switches = stats.switches.filter(({ reason }) => reason !== 'first');
  const lastSwitch = switches.at(-1);
  const rows: [string, unknown][] = [
    [t.stats.role, stats.role],
    [t.stats.peer, stats.peerId ? shortId(stats.peerId) : '–'],
    [t.stats.depth, stats.role === 'broadcaster' ? 0 : stats.depth || '–'],
    [t.stats.path, stats.path.length > 0 ? stats.path.map(shortId).join(' → ') : '–'],
  ];
  if (stats.role !== 'broadcaster') {
    rows.push(
      [t.stats.fedBy, parent ? html`${shortId(parent.peerId)} ${way(parent)}` : '–'],
      [t.stats.roundTrip, parent ? t.format.milliseconds(parent.rttMs) : '–'],
      [t.stats.jitter, parent ? t.format.milliseconds(parent.jitterMs) : '–'],
      [t.stats.packetsLost, parent ? parent.packetsLost : '–'],
      [t.stats.standby, standbyText(standby, t)],
      [t.stats.firstFrame, t.format.milliseconds(stats.joinMs)],
      [
        t.stats.parentChanges,
        lastSwitch
          ? t.stats.lastChange(
              t.format.number(switches.length),
              lastSwitch.reason,
              `${t.format.number(lastSwitch.gapMs)} ms`,
            )
          : '0',
      ],
    );
  }
  rows.push(
    [t.stats.viewers, stats.viewers],
    [t.stats.picture, size],
    [t.stats.codec, video.codec.replace(/^video\//, '') || '–'],
  );
  if (stats.role !== 'broadcaster') {
    rows.push(
      [
        t.stats.framesDropped,
        t.stats.droppedOf(
          t.format.number(video.framesDropped),
          t.format.number(video.framesDecoded),
        ),
      ],
      [t.stats.freezes, video.freezeCount],
    );
  }
  rows.push([t.stats.star, starText(star, t)]);
  return html`<table part="table">
    <tbody>
      ${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}
    </tbody>
  </table>`;
}

/** Whether it is connected matters more than its long id, which the tooltip has. */
function starText(star: CastoStats['star'], t: Texts): TemplateResult | string {
  if (!star.address) return t.stats.none;
  const place = star.address.replace(/\/p2p\/\w+$/, '');
  return html`<span title=${star.address}>${star.connected ? t.stats.starConnected : t.stats.starLost} · ${place}</span>`;
}

function children(edges: EdgeStats[], t: Texts): TemplateResult {
  return html`<section>
    <h3>${t.stats.feeds(t.format.number(edges.length))}</h3>
    <div class="scroll">
      <table class="edges" part="children">
        <thead>
          <tr>
            <th scope="col">${t.stats.peer}</th>
            <th scope="col">${t.stats.way}</th>
            <th scope="col">${t.stats.roundTrip}</th>
            <th scope="col">${t.stats.bitrate}</th>
            <th scope="col">${t.stats.lost}</th>
          </tr>
        </thead>
        <tbody>
          ${edges.map(
            (edge) => html`<tr>
              <td title=${edge.peerId}>${shortId(edge.peerId)}</td>
              <td>${way(edge)}</td>
              <td>${t.format.milliseconds(edge.rttMs)}</td>
              <td>${t.format.bitrate(edge.bitrate)}</td>
              <td>${edge.packetsLost}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function way(edge: EdgeStats): TemplateResult {
  return html`<span class=${`chip ${edge.way}`}>${edge.way}</span>`;
}

function standbyText(standby: CastoStats['standby'], t: Texts): string {
  if (!standby) return t.stats.none;
  const peer = shortId(standby.peerId);
  return standby.connected ? peer : t.stats.standbyConnecting(peer);
}
