/** The figures as tables. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CastoStats, EdgeStats } from '../../src/base/types.js';
import { shortId } from '../base/format.js';
import type { Texts } from '../i18n/texts.js';
import { realSwitches } from './graphs/graph-data.js';
import { edgeQualityText, layersOf, qualityText } from './tree/layers.js';

/** Rows of the table of changes; the count above it tells of the rest. */
const SHOWN_CHANGES = 12;

export function figures(stats: CastoStats, t: Texts): TemplateResult {
  const { parent, standby } = stats;
  const rows: [string, unknown][] = [
    [t.stats.role, t.stats.roles[stats.role]],
    [t.stats.peer, stats.peerId ? shortId(stats.peerId) : '–'],
    [t.stats.depth, stats.role === 'broadcaster' ? 0 : stats.depth || '–'],
    [t.stats.path, stats.path.length > 0 ? stats.path.map(shortId).join(' → ') : '–'],
  ];
  if (stats.role !== 'broadcaster') {
    rows.push(
      [t.stats.fedBy, parent ? html`${shortId(parent.peerId)} ${wayChip(parent, t)}` : '–'],
      [t.stats.roundTrip, parent ? t.format.milliseconds(parent.rttMs) : '–'],
      [t.stats.jitter, parent ? t.format.milliseconds(parent.jitterMs) : '–'],
      [t.stats.packetsLost, parent ? t.format.number(parent.packetsLost) : '–'],
      [t.stats.line, parent ? lineText(parent, t) : '–'],
      [t.stats.standby, standbyText(standby, t)],
      [t.stats.firstFrame, t.format.milliseconds(stats.joinMs)],
      [t.stats.parentChanges, changesText(stats, t)],
    );
  }
  rows.push([t.stats.viewers, t.format.number(stats.viewers)], ...pictureRows(stats, t));
  rows.push([t.stats.star, starText(stats.star, t)]);
  return html`<table part="table">
    <tbody>
      ${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td><bdi>${value}</bdi></td></tr>`)}
    </tbody>
  </table>`;
}

/** Size and rate as one figure: what the picture is now. */
export function pictureText({ video }: CastoStats, t: Texts): string {
  if (video.width <= 0) return '–';
  const size = `${video.width} × ${video.height}`;
  const frames = video.framesPerSecond;
  return frames > 0 ? t.stats.pictureAt(size, t.format.number(frames, frames < 10 ? 1 : 0)) : size;
}

export function codecText({ video }: CastoStats): string {
  return video.codec.replace(/^video\//, '') || '–';
}

function pictureRows(stats: CastoStats, t: Texts): [string, unknown][] {
  const { video } = stats;
  const rows: [string, unknown][] = [
    [t.stats.picture, pictureText(stats, t)],
    [t.stats.codec, codecText(stats)],
  ];
  if (stats.role !== 'broadcaster') {
    const dropped = t.format.number(video.framesDropped);
    rows.push(
      [t.stats.framesDropped, t.stats.droppedOf(dropped, t.format.number(video.framesDecoded))],
      [t.stats.freezes, t.format.number(video.freezeCount)],
    );
  }
  const quality = qualityText(stats, t);
  if (quality) rows.push([t.stats.quality, quality]);
  const layers = layersOf(stats, t);
  if (layers.length > 0) {
    rows.push([
      t.stats.layers,
      layers.map((text, index) => html`${index > 0 ? html`<br />` : nothing}${text}`),
    ]);
  }
  return rows;
}

/** Said of a child that does not get the whole stream. */
function lessThanAll({ quality }: EdgeStats, t: Texts): TemplateResult | typeof nothing {
  if (!quality || (quality.frames === 'all' && quality.encoding !== 'small')) return nothing;
  return html`<div class="less">${edgeQualityText(quality, t)}</div>`;
}

function changesText(stats: CastoStats, t: Texts): string {
  const changes = realSwitches(stats.switches);
  const last = changes.at(-1);
  const count = t.format.number(changes.length);
  return last
    ? t.stats.lastChange(count, t.stats.reasons[last.reason] ?? last.reason, gapText(last.gapMs, t))
    : count;
}

function gapText(gapMs: number, t: Texts): string {
  return `${t.format.number(gapMs)} ms`;
}

/** Whether it is connected matters more than its long id, which the tooltip has. */
function starText(star: CastoStats['star'], t: Texts): TemplateResult | string {
  if (!star.address) return t.stats.none;
  const place = star.address.replace(/\/p2p\/\w+$/, '');
  return html`<span title=${star.address}>${star.connected ? t.stats.starConnected : t.stats.starLost} · <bdi>${place}</bdi></span>`;
}

/** What is known of an edge's line, the controller's word first. */
function lineText({ line }: EdgeStats, t: Texts): string {
  if (!line) return '–';
  const { lost, retransmitted, queueMs, carried, state } = line;
  return [
    ...(state === 'unknown' ? [] : [t.stats.lineStates[state]]),
    t.stats.lineLost(t.format.percent(lost), t.format.number(retransmitted)),
    ...(queueMs > 0 ? [t.stats.lineQueue(t.format.milliseconds(queueMs))] : []),
    ...(carried > 0 ? [t.stats.lineCarried(t.format.bitrate(carried))] : []),
  ].join(' · ');
}

export function childrenTable(edges: readonly EdgeStats[], t: Texts): TemplateResult {
  return html`<h3>${t.stats.feeds(t.format.number(edges.length))}</h3>
    ${scrolling(
      t.stats.feeds(t.format.number(edges.length)),
      html`<table class="edges" part="children">
        <thead>
          <tr>
            <th scope="col">${t.stats.peer}</th>
            <th scope="col">${t.stats.way}</th>
            <th scope="col">${t.stats.roundTrip}</th>
            <th scope="col">${t.stats.bitrate}</th>
            <th scope="col">${t.stats.lost}</th>
            <th scope="col">${t.stats.line}</th>
          </tr>
        </thead>
        <tbody>
          ${edges.map(
            (edge) => html`<tr>
              <td title=${edge.peerId}><bdi>${shortId(edge.peerId)}</bdi></td>
              <td>${wayChip(edge, t)} ${lessThanAll(edge, t)}</td>
              <td><bdi>${t.format.milliseconds(edge.rttMs)}</bdi></td>
              <td><bdi>${t.format.bitrate(edge.bitrate)}</bdi></td>
              <td>${t.format.number(edge.packetsLost)}</td>
              <td>${lineText(edge, t)}</td>
            </tr>`,
          )}
        </tbody>
      </table>`,
    )}`;
}

/** Of a wide table in a narrow column: reached by keys too. */
function scrolling(name: string, table: TemplateResult): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${name}>${table}</div>`;
}

/** Every change of parent, newest first. */
export function changesTable(stats: CastoStats, t: Texts): TemplateResult {
  const changes = realSwitches(stats.switches).slice(-SHOWN_CHANGES).reverse();
  const clock = new Intl.DateTimeFormat(t.lang, { timeStyle: 'medium' });
  return html`<h3>${t.stats.parentChanges}</h3>
    ${
      changes.length === 0
        ? html`<p class="none">${t.stats.noChanges}</p>`
        : scrolling(
            t.stats.parentChanges,
            html`<table class="edges" part="switches">
            <thead>
              <tr>
                <th scope="col">${t.stats.time}</th>
                <th scope="col">${t.stats.reason}</th>
                <th scope="col">${t.stats.gap}</th>
              </tr>
            </thead>
            <tbody>
              ${changes.map(
                ({ at, reason, gapMs }) => html`<tr>
                  <td><bdi>${clock.format(at)}</bdi></td>
                  <td>${t.stats.reasons[reason] ?? reason}</td>
                  <td><bdi>${gapText(gapMs, t)}</bdi></td>
                </tr>`,
              )}
            </tbody>
          </table>`,
          )
    }`;
}

export function wayChip(edge: EdgeStats, t: Texts): TemplateResult {
  return html`<span class=${`chip ${edge.way}`}>${t.stats.ways[edge.way] ?? edge.way}</span>`;
}

function standbyText(standby: CastoStats['standby'], t: Texts): string {
  if (!standby) return t.stats.none;
  const peer = shortId(standby.peerId);
  return standby.connected ? peer : t.stats.standbyConnecting(peer);
}
