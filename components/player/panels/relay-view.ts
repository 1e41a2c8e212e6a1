/** Who feeds this page, whom it feeds, how much it has given, and the switch that allows it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { EdgeStats } from '../../../src/base/types.js';
import { shortId } from '../../base/format.js';
import { CastoRelayChangeEvent } from '../../events/relay-change-event.js';
import type { Texts } from '../../i18n/texts.js';
import type { PlayerActions, PlayerView } from '../controls/player-model.js';
import { lineOf } from '../media/line.js';

export function relayView(view: PlayerView, act: PlayerActions, t: Texts): TemplateResult {
  const toggle = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    const { player } = act;
    player.relay = target.checked ? 'auto' : 'off';
    player.dispatchEvent(new CastoRelayChangeEvent(player.relay));
  };
  return html`
    <label class="switch" part="relay-switch">
      <input type="checkbox" role="switch" .checked=${view.relay} @change=${toggle} />
      <span class="slot" aria-hidden="true"></span>
      <span><b>${t.player.consent}</b><small>${t.player.consentHint}</small></span>
    </label>
    <div class="exchange" part="exchange">${line(view, t)} ${from(view, t)} ${to(view, t)}</div>
  `;
}

/** Three bars and a sentence. */
function line({ exchange }: PlayerView, t: Texts): TemplateResult | typeof nothing {
  const carries = lineOf(exchange);
  if (carries === '') return nothing;
  const limitedBy = exchange?.parent?.quality?.limitedBy;
  const limit = carries !== 'good' && (limitedBy === 'link' || limitedBy === 'upload');
  return html`<section class="line" part="line">
    <h3>${t.player.line}</h3>
    <p class="carries">
      <svg class=${`bars ${carries}`} viewBox="0 0 18 14" aria-hidden="true">
        <path class="bar" d="M0 9h4v5H0z" /><path class="bar" d="M7 5h4v9H7z" /><path class="bar" d="M14 0h4v14h-4z" />
      </svg>
      <span>${t.player.lineCarries[carries]}${limit ? html` ${t.player.lineLimits[limitedBy]}` : nothing}</span>
    </p>
  </section>`;
}

function from({ exchange }: PlayerView, t: Texts): TemplateResult {
  const parent = exchange?.parent;
  const root = exchange?.depth === 1;
  return html`<section>
    <h3>${t.player.from}</h3>
    ${
      parent
        ? peer(parent, root ? t.player.fromSource : '', t)
        : html`<p class="note">${t.player.fromNobody}</p>`
    }
    ${exchange && exchange.depth > 1 ? html`<p class="note">${t.player.hops(exchange.depth)}</p>` : nothing}
  </section>`;
}

function to({ exchange }: PlayerView, t: Texts): TemplateResult {
  const children = exchange?.children ?? [];
  const given = exchange?.uploadedBytes ?? 0;
  return html`<section>
    <h3>${children.length > 0 ? t.player.to(children.length) : t.player.toNobody}</h3>
    ${children.length > 0 ? html`<ul>${children.map((child) => html`<li>${peer(child, '', t)}</li>`)}</ul>` : nothing}
    <p class="given" part="upload"><span>${t.player.given}</span> <b>${bytesText(given, t)}</b></p>
  </section>`;
}

function peer(edge: EdgeStats, name: string, t: Texts): TemplateResult {
  return html`<p class="peer" part="peer">
    <span class="who">${name ? html`${name} ` : nothing}<code dir="ltr">${shortId(edge.peerId)}</code></span>
    <span class="rate">${t.format.bitrate(edge.bitrate)}</span>
    <span class="note">${t.player.ways[edge.way]}${edge.rttMs > 0 ? html` · ${t.format.milliseconds(edge.rttMs)}` : nothing}</span>
  </p>`;
}

/** Bytes as people count them. */
export function bytesText(bytes: number, t: Texts): string {
  if (bytes < 1e6) return `${t.format.number(bytes / 1e3)} kB`;
  if (bytes < 1e9) return `${t.format.number(bytes / 1e6, 1)} MB`;
  return `${t.format.number(bytes / 1e9, 2)} GB`;
}
