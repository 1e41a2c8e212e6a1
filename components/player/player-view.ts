/** What a player shows, from its state alone. */
import { html, nothing, type TemplateResult } from 'lit';
import { mutedIcon } from '../base/icons.js';
import type { Texts } from '../i18n/texts.js';
import type { PlayerActions, PlayerView } from './controls/player-model.js';
import { badgesView } from './status/badges-view.js';
import { statusView } from './status/status-view.js';

type PlayerBar = Pick<typeof import('./controls/bar.js'), 'barView' | 'wayOut'>;
type PlayerPanels = Pick<
  typeof import('./panels/player-panels.lazy.js'),
  'errorDetails' | 'panelView'
>;

/** The `<video>` and everything above it; the bar and the panels once they are here. */
export function playerView(
  video: HTMLVideoElement,
  view: PlayerView,
  act: PlayerActions,
  t: Texts,
  bar: PlayerBar | null,
  panels: PlayerPanels | null,
): TemplateResult {
  // An element that is out of the document does not hear of texts that come.
  const drawn = t.player.keys ? bar : null;
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
      ${drawn && hasBar ? drawn.barView(view, act, t) : drawn && view.controls && view.fullscreen ? drawn.wayOut(view, act, t) : nothing} ${hasBar && panels ? panels.panelView(view, act, t) : nothing}
      <p class="visually-hidden" role="status" part="announcement">${view.announcement}</p>
    </div>
  </div>`;
}

function unmutePrompt(act: PlayerActions, t: Texts): TemplateResult {
  const unmute = (): void => {
    act.soundOn();
    act.chosen();
    act.ui.announce(t.player.unmuted);
  };
  return html`<button class="pill unmute" part="unmute-button" @click=${unmute}>
    ${mutedIcon}<span class="word">${t.player.tapToUnmute}</span>
  </button>`;
}
