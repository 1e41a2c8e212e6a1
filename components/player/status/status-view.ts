/** The middle of the stage: each state has a look of its own. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { CastoError } from '../../../src/base/errors.js';
import { broadcastIcon, icon, playIcon, slash, warningIcon, waves } from '../../base/icons.js';
import { retryButton, stageText } from '../../base/stage-parts.js';
import type { Texts } from '../../i18n/texts.js';
import type { PlayerActions, PlayerView } from '../controls/player-model.js';
import { waitingText } from './announcements.js';

const offAirIcon = icon(svg`${waves}${slash}`);

export type ErrorDetails = typeof import('../panels/error-details.js').errorDetails;

/** @param details - once the panels are here */
export function statusView(
  view: PlayerView,
  act: PlayerActions,
  t: Texts,
  details: ErrorDetails | undefined,
): TemplateResult {
  return html`<div class=${`over ${layerClass(view)}`} part="overlay">
    ${content(view, act, t, details)}
  </div>`;
}

/** Whether the start button covers the picture. */
function offersStart({ state, wanted }: PlayerView): boolean {
  return !wanted && state !== 'error' && state !== 'ended';
}

function layerClass(view: PlayerView): string {
  const { state } = view;
  if (state === 'playing' || offersStart(view)) return 'through';
  // The last picture stays to be seen while a new parent is found.
  if (state === 'reconnecting' && view.hasPicture) return 'through held';
  return `${state} ${view.hasPicture || view.poster ? 'dim' : ''}`;
}

function content(
  view: PlayerView,
  act: PlayerActions,
  t: Texts,
  details: ErrorDetails | undefined,
): TemplateResult | typeof nothing {
  const { state } = view;
  if (state === 'error') return failure(view.error, act, t, details);
  if (state === 'ended') {
    return html`${offAirIcon}${stageText(t.player.states.ended.title, t.player.states.ended.hint)}`;
  }
  if (offersStart(view)) {
    return view.chromeless ? nothing : startButton(view, act, t);
  }
  if (state === 'playing') return nothing;
  const { title, hint } =
    state === 'waiting'
      ? waitingText(view.error, t)
      : t.player.states[state === 'idle' ? 'connecting' : state];
  const reason = view.error ? t.errors[view.error.code].title : title;
  const why = reason === title ? hint : reason;
  if (state === 'waiting') {
    return html`<span class="tuned" part="spinner">${broadcastIcon}</span>${stageText(title, why)}`;
  }
  const spinner = html`<span class="spinner" part="spinner"></span>`;
  if (state === 'reconnecting' && view.hasPicture) {
    return html`<div class="holding">${spinner}<div>${stageText(title, why)}</div></div>`;
  }
  return html`${spinner}${stageText(title, why)}`;
}

function startButton(view: PlayerView, act: PlayerActions, t: Texts): TemplateResult {
  const label = view.hasPicture ? t.player.play : t.player.start;
  return html`<button class="start" part="start-button" aria-label=${label} @click=${act.play}>
    ${playIcon}
  </button>`;
}

function failure(
  error: CastoError | null,
  act: PlayerActions,
  t: Texts,
  details: ErrorDetails | undefined,
): TemplateResult {
  const code = error?.code ?? 'internal';
  const shown = html`<code class="code" part="error-code" dir="ltr">${code}</code>`;
  const { title, hint } = t.errors[code];
  return html`
    <span class="alarm">${warningIcon}</span>${stageText(title, hint)}
    ${retryButton(code, act.play, t)}
    ${error && details ? details(error, shown) : shown}
  `;
}
