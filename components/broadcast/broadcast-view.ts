/** What a broadcaster shows, from its state alone. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CastoError } from '../../src/errors.js';
import type { BroadcastState } from '../../src/types.js';
import { countText } from '../base/format.js';
import {
  broadcastIcon,
  cameraIcon,
  retryIcon,
  screenIcon,
  stopIcon,
  viewersIcon,
  warningIcon,
} from '../base/icons.js';
import { BROADCAST_TEXTS, ERROR_TEXTS, LABELS, RETRYABLE, viewersText } from '../messages.js';
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
export function broadcastView(view: BroadcastView, act: BroadcastActions): TemplateResult {
  const { state } = view;
  const onAir = state === 'live' || state === 'reconnecting';
  return html`
    <div class=${layerClass(view)} part="overlay" role="status">${status(view, act)}</div>
    ${onAir ? badges(view) : nothing}
    ${onAir && view.error ? notice(view.error) : nothing}
    <slot name="overlay"></slot>
    ${view.controls && state !== 'error' ? bar(view, act) : nothing}
  `;
}

function layerClass({ state, hasPicture, controls }: BroadcastView): string {
  const dim = hasPicture && state !== 'live' && state !== 'idle';
  return `over${dim ? ' dim' : ''}${controls && state !== 'error' ? ' low' : ''}`;
}

function status(view: BroadcastView, act: BroadcastActions): TemplateResult | typeof nothing {
  const { state, error } = view;
  if (state === 'live') return nothing;
  if (state === 'error') {
    const code = error?.code ?? 'internal';
    const { title, hint } = ERROR_TEXTS[code];
    return html`${warningIcon}${text(title, hint)}
    ${
      view.controls && RETRYABLE.has(code)
        ? html`<button class="pill" part="retry-button" @click=${act.start}>
            ${retryIcon}${LABELS.tryAgain}
          </button>`
        : nothing
    }`;
  }
  const { title, hint } = BROADCAST_TEXTS[state];
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

function badges(view: BroadcastView): TemplateResult {
  return html`<div class="badges">
    <span class=${view.state === 'live' ? 'badge live' : 'badge live off'} part="live-badge">${LABELS.live}</span>
    <span class="badge" part="viewers">
      ${viewersIcon}<span aria-hidden="true">${countText(view.viewers)}</span>
      <span class="visually-hidden">${viewersText(view.viewers)}</span>
    </span>
  </div>`;
}

function notice(error: CastoError): TemplateResult {
  const { title, hint } = ERROR_TEXTS[error.code];
  return html`<p class="notice" part="notice" role="alert">${title}. ${hint}</p>`;
}

function bar(view: BroadcastView, act: BroadcastActions): TemplateResult {
  const { state } = view;
  const off = state === 'idle' || state === 'ended';
  return html`<div class="bar" part="controls">
    ${view.label && !off ? html`<span class="label" part="label">${view.label}</span>` : nothing}
    ${
      off
        ? html`<button class="pill go" part="control-button start-button" @click=${act.start}>
            ${broadcastIcon}${state === 'ended' ? LABELS.goLiveAgain : LABELS.goLive}
          </button>`
        : html`<button class="pill" part="control-button stop-button" @click=${act.stop}>
            ${stopIcon}${LABELS.stop}
          </button>`
    }
  </div>`;
}
