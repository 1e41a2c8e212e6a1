/** The figures as a table, lines and a tree. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CastoStats, EdgeStats } from '../../src/types.js';
import { bitrateText, millisecondsText, shortId } from '../base/format.js';
import { sparkline } from './sparkline.js';
import { HISTORY, type Sample, sampleOf } from './stats-history.js';
import { treeDrawing } from './tree-drawing.js';

export function statsView(stats: CastoStats, samples: readonly Sample[]): TemplateResult {
  const now = sampleOf(stats);
  const fps = now.framesPerSecond;
  return html`
    <div class="graphs" part="graphs">
      ${graph(
        'Bitrate',
        bitrateText(now.bitrate),
        samples.map((sample) => sample.bitrate),
      )}
      ${graph(
        'Frames/s',
        fps > 0 ? fps.toFixed(fps < 10 ? 1 : 0) : '–',
        samples.map((sample) => sample.framesPerSecond),
      )}
      ${graph(
        'Latency',
        millisecondsText(now.latencyMs),
        samples.map((sample) => sample.latencyMs),
      )}
    </div>
    <div class="columns">
      <section>
        <h3>This page</h3>
        ${figures(stats)}
      </section>
      <section>
        <h3>Tree</h3>
        ${treeDrawing(stats, treeText(stats))}
      </section>
    </div>
    ${stats.children.length > 0 ? children(stats.children) : nothing}
  `;
}

function graph(name: string, value: string, values: number[]): TemplateResult {
  return html`<div class="graph">
    <div class="name">${name}</div>
    <div class="value">${value}</div>
    ${sparkline(values, HISTORY)}
  </div>`;
}

function figures(stats: CastoStats): TemplateResult {
  const { parent, standby, star, video } = stats;
  const size = video.width > 0 ? `${video.width} × ${video.height}` : '–';
  // The first parent is no change.
  const switches = stats.switches.filter(({ reason }) => reason !== 'first');
  const lastSwitch = switches.at(-1);
  const rows: [string, unknown][] = [
    ['Role', stats.role],
    ['Peer', stats.peerId ? shortId(stats.peerId) : '–'],
    ['Depth', stats.role === 'broadcaster' ? 0 : stats.depth || '–'],
    ['Path', stats.path.length > 0 ? stats.path.map(shortId).join(' → ') : '–'],
  ];
  if (stats.role !== 'broadcaster') {
    rows.push(
      ['Fed by', parent ? html`${shortId(parent.peerId)} ${way(parent)}` : '–'],
      ['Round trip', parent ? millisecondsText(parent.rttMs) : '–'],
      ['Jitter', parent ? millisecondsText(parent.jitterMs) : '–'],
      ['Packets lost', parent ? parent.packetsLost : '–'],
      [
        'Standby',
        standby ? `${shortId(standby.peerId)}${standby.connected ? '' : ' (connecting)'}` : 'none',
      ],
      ['First frame after', millisecondsText(stats.joinMs)],
      [
        'Changes of parent',
        lastSwitch
          ? `${switches.length} (last: ${lastSwitch.reason}, ${Math.round(lastSwitch.gapMs)} ms)`
          : '0',
      ],
    );
  }
  rows.push(
    ['Viewers', stats.viewers],
    ['Picture', size],
    ['Codec', video.codec.replace(/^video\//, '') || '–'],
  );
  if (stats.role !== 'broadcaster') {
    rows.push(
      ['Frames dropped', `${video.framesDropped} of ${video.framesDecoded}`],
      ['Freezes', video.freezeCount],
    );
  }
  rows.push(['Star', starText(star)]);
  return html`<table part="table">
    <tbody>
      ${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}
    </tbody>
  </table>`;
}

/** Whether it is connected matters more than its long id, which the tooltip has. */
function starText(star: CastoStats['star']): TemplateResult | string {
  if (!star.address) return 'none';
  const place = star.address.replace(/\/p2p\/\w+$/, '');
  return html`<span title=${star.address}>${star.connected ? 'connected' : 'lost'} · ${place}</span>`;
}

function children(edges: EdgeStats[]): TemplateResult {
  return html`<section>
    <h3>Feeds ${edges.length}</h3>
    <div class="scroll">
      <table class="edges" part="children">
        <thead>
          <tr>
            <th scope="col">Peer</th>
            <th scope="col">Way</th>
            <th scope="col">Round trip</th>
            <th scope="col">Bitrate</th>
            <th scope="col">Lost</th>
          </tr>
        </thead>
        <tbody>
          ${edges.map(
            (edge) => html`<tr>
              <td title=${edge.peerId}>${shortId(edge.peerId)}</td>
              <td>${way(edge)}</td>
              <td>${millisecondsText(edge.rttMs)}</td>
              <td>${bitrateText(edge.bitrate)}</td>
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

/** The drawing in words. */
function treeText(stats: CastoStats): string {
  const hops = Math.max(0, stats.path.length - 1);
  const fed = stats.children.length;
  return `This page is ${hops} ${hops === 1 ? 'hop' : 'hops'} from the broadcaster and feeds ${fed} ${fed === 1 ? 'page' : 'pages'}`;
}
