/** The badges in the corner: live and how far behind, viewers. */
import { html, nothing, type TemplateResult } from 'lit';
import { viewersBadge } from '../../base/stage-parts.js';
import type { Texts } from '../../i18n/texts.js';
import type { PlayerActions, PlayerView } from '../controls/player-model.js';

export function badgesView(view: PlayerView, act: PlayerActions, t: Texts): TemplateResult {
  const { state } = view;
  const known = state === 'playing' || state === 'reconnecting';
  return html`<div class="badges" part="badges">
    ${known ? liveBadge(view, act, t) : nothing} ${known ? viewersBadge(view.viewers, t) : nothing}
  </div>`;
}

function liveBadge(view: PlayerView, act: PlayerActions, t: Texts): TemplateResult {
  if (!view.wanted) {
    return html`<button class="badge live off" part="live-badge" aria-label=${`${t.common.paused}: ${t.player.play}`} @click=${act.play}>
      ${t.common.paused}
    </button>`;
  }
  const live = view.state === 'playing';
  const latency = live && view.exchange ? view.exchange.latencyMs : 0;
  return html`<span class=${live ? 'badge live' : 'badge live off'} part="live-badge">
    ${t.common.live}${latency > 0 ? latencyText(t.format.milliseconds(latency), t) : nothing}
  </span>`;
}

function latencyText(time: string, t: Texts): TemplateResult {
  return html`<span class="latency" part="latency" title=${t.player.latency(time)}>
    <span aria-hidden="true">${time}</span>
    <span class="visually-hidden">${t.player.latency(time)}</span>
  </span>`;
}
