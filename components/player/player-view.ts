/** What a player shows, from its state alone. */
import { html, nothing, type TemplateResult } from 'lit';
import { mutedIcon } from '../base/icons.js';
import type { Texts } from '../i18n/texts.js';
import { barView, wayOut } from './controls/bar-view.js';
import { mute } from './controls/buttons/mute.js';
import { press } from './controls/control.js';
import type { PlayerActions, PlayerView } from './controls/player-model.js';
import { badgesView } from './status/badges-view.js';
import { statusView } from './status/status-view.js';

type PlayerPanels = Pick<
  typeof import('./panels/player-panels.lazy.js'),
  'errorDetails' | 'panelView'
>;

/** The `<video>` and everything above it. */
export function playerView(
  video: HTMLVideoElement,
  view: PlayerView,
  act: PlayerActions,
  t: Texts,
  panels: PlayerPanels | null,
): TemplateResult {
  const hasBar = view.controls && view.state !== 'error' && view.state !== 'ended';
  const resting = view.idle && view.wanted && view.state === 'playing' && !view.panel;
  return html`<div class=${`frame ${view.state}${resting ? ' resting' : ''}${hasBar ? ' barred' : ''}`}>
    ${video}${view.held}
    ${view.poster && !view.hasPicture ? html`<img class="poster" part="poster" src=${view.poster} alt="" />` : nothing}
    <div class="stage">
      ${statusView(view, act, t, panels?.errorDetails)} ${view.controls ? badgesView(view, act, t) : nothing}
      <slot name="overlay"></slot>
      ${view.askUnmute && !view.chromeless ? unmutePrompt(act, t) : nothing}
      ${view.notice ? html`<p class="notice" part="notice" aria-hidden="true">${view.notice}</p>` : nothing}
      ${hasBar ? barView(view, act, t) : view.controls && view.fullscreen ? wayOut(view, act, t) : nothing} ${hasBar && panels ? panels.panelView(view, act, t) : nothing}
      <p class="visually-hidden" role="status" part="announcement">${view.announcement}</p>
    </div>
  </div>`;
}

function unmutePrompt(act: PlayerActions, t: Texts): TemplateResult {
  return html`<button class="pill unmute" part="unmute-button" @click=${() => press(mute, act)}>
    ${mutedIcon}<span class="word">${t.player.tapToUnmute}</span>
  </button>`;
}
