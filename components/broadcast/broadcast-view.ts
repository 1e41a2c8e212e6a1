/** What a broadcaster shows, from its state alone. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CastoError } from '../../src/errors.js';
import type { BroadcastState } from '../../src/types.js';
import {
  broadcastIcon,
  cameraIcon,
  retryIcon,
  screenIcon,
  stopIcon,
  viewersIcon,
  warningIcon,
} from '../base/icons.js';
import { RETRYABLE } from '../base/retryable.js';
import type { Texts } from '../i18n/texts.js';
import type { Source } from './broadcast-core.js';

export interface BroadcastView {
  state: BroadcastState;
  error: CastoError | null;
  controls: boolean;
  source: Source;
  hasPicture: boolean;
  label: string;
  viewers: number;
}

export interface BroadcastActions {
  start(): void;
  stop(): void;
}

/** Everything above the preview. */
export function broadcastView(
  view: BroadcastView,
  act: BroadcastActions,
  t: Texts,
): TemplateResult {
  const { state } = view;
  const onAir = state === 'live' || state === 'reconnecting';
  return html`
    <div class=${layerClass(view)} part="overlay" role="status">${status(view, act, t)}</div>
    ${onAir ? badges(view, t) : nothing}
    ${onAir && view.error ? notice(view.error, t) : nothing}
    <slot name="overlay"></slot>
    ${view.controls && state !== 'error' ? bar(view, act, t) : nothing}
  `;
}

function layerClass({ state, hasPicture, controls }: BroadcastView): string {
  const dim = hasPicture && state !== 'live' && state !== 'idle';
  return `over${dim ? ' dim' : ''}${controls && state !== 'error' ? ' low' : ''}`;
}

function status(
  view: BroadcastView,
  act: BroadcastActions,
  t: Texts,
): TemplateResult | typeof nothing {
  const { state, error } = view;
  if (state === 'live') return nothing;
  if (state === 'error') {
    const code = error?.code ?? 'internal';
    const { title, hint } = t.errors[code];
    return html`${warningIcon}${text(title, hint)}
    ${
      view.controls && RETRYABLE.has(code)
        ? html`<button class="pill" part="retry-button" @click=${act.start}>
            ${retryIcon}${t.common.tryAgain}
          </button>`
        : nothing
    }`;
  }
  const { title, hint } = t.broadcast.states[state];
  if (state === 'idle') {
    if (view.hasPicture) return nothing;
    return html`${view.source === 'screen' ? screenIcon : cameraIcon}${text(title, hint)}`;
  }
  const busy = state === 'connecting' || state === 'requesting' || state === 'reconnecting';
  return html`${busy ? html`<span class="spinner" part="spinner"></span>` : nothing}${text(title, hint)}`;
}

function text(title: string, hint: string): TemplateResult {
  return html`<p class="title" part="message">${title}</p>
    ${hint ? html`<p class="hint" part="hint">${hint}</p>` : nothing}`;
}

function badges(view: BroadcastView, t: Texts): TemplateResult {
  return html`<div class="badges">
    <span class=${view.state === 'live' ? 'badge live' : 'badge live off'} part="live-badge">${t.common.live}</span>
    <span class="badge" part="viewers">
      ${viewersIcon}<span aria-hidden="true">${t.format.count(view.viewers)}</span>
      <span class="visually-hidden">${t.common.viewers(view.viewers)}</span>
    </span>
  </div>`;
}

function notice(error: CastoError, t: Texts): TemplateResult {
  const { title, hint } = t.errors[error.code];
  return html`<p class="notice" part="notice" role="alert">${title}. ${hint}</p>`;
}

function bar(view: BroadcastView, act: BroadcastActions, t: Texts): TemplateResult {
  const { state } = view;
  const off = state === 'idle' || state === 'ended';
  return html`<div class="bar" part="controls">
    ${view.label && !off ? html`<span class="label" part="label">${view.label}</span>` : nothing}
    ${
      off
        ? html`<button class="pill go" part="control-button start-button" @click=${act.start}>
            ${broadcastIcon}${state === 'ended' ? t.broadcast.goLiveAgain : t.broadcast.goLive}
          </button>`
        : html`<button class="pill" part="control-button stop-button" @click=${act.stop}>
            ${stopIcon}${t.broadcast.stop}
          </button>`
    }
  </div>`;
}
