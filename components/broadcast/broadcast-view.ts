/** What a broadcaster shows over the preview, from its state alone. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CastoError, CastoErrorCode } from '../../src/base/errors.js';
import type { BroadcastState } from '../../src/base/types.js';
import { cameraIcon, clockIcon, retryIcon, screenIcon, warningIcon } from '../base/icons.js';
import { retryButton, stageText, viewersBadge } from '../base/stage-parts.js';
import type { Texts } from '../i18n/texts.js';
import { closeIcon } from '../share/close-icon.js';
import type { OnAir } from './on-air/on-air.js';
import {
  cameraOffIcon,
  fileIcon,
  microphoneOffIcon,
  sourcesIcon,
} from './studio/broadcast-icons.js';

/** Another source than the camera helps. */
const SOURCE_ERRORS: ReadonlySet<CastoErrorCode> = new Set([
  'permission-denied',
  'device-missing',
  'device-busy',
]);

/** What the person is told in passing. */
export type Said =
  | { kind: 'disk' | 'memory' | 'saved' | 'downloaded'; name: string }
  | { kind: 'not-a-video' | 'share-ended' }
  | null;

export interface BroadcastView {
  state: BroadcastState;
  error: CastoError | null;
  /** What is wrong while it goes on. */
  troubles: readonly CastoError[];
  /** Devices that the source needs and has not, with the reasons. */
  missing: readonly CastoError[];
  /** Room is left for the bar, also before it is there. */
  low: boolean;
  /** The studio's file could not be had: tries again. */
  reload: (() => void) | null;
  onAir: OnAir;
  hasPicture: boolean;
  label: string;
  viewers: number;
  /** What to do about a refused permission in this browser; '' while that is not known. */
  help: string;
  /** Milliseconds on air; null without controls. */
  onAirMs: number | null;
  recordingMs: number | null;
  dropping: boolean;
  /** Whether the person has read it and closed it. */
  closed(error: CastoError): boolean;
  said: Said;
  /** What it was, once it has ended. */
  sum: TemplateResult | typeof nothing;
}

export interface BroadcastActions {
  retry(): void;
  /** Shares a screen again, in place of the still picture. */
  shareAgain(): void;
  closeNotice(): void;
}

/** Everything above the preview, but the bar. @param act null: there is nothing to press */
export function broadcastView(
  view: BroadcastView,
  act: BroadcastActions | null,
  t: Texts,
): TemplateResult {
  const { state } = view;
  const onAir = state === 'live' || state === 'reconnecting';
  const inPassing = view.hasPicture && state !== 'error';
  return html`
    <div class=${layerClass(view)} part="overlay" role="status">${status(view, act, t)}</div>
    ${onAir || view.recordingMs !== null || view.hasPicture ? badges(view, onAir, t) : nothing}
    ${inPassing ? notice(view, act, t) : nothing}
    ${act ? html`<p class="said" part="said" role="status">${saidText(view.said, t)}</p>` : nothing}
    ${view.dropping ? html`<div class="drop" part="drop">${fileIcon}${t.broadcast.dropHere}</div>` : nothing}
    <slot name="overlay"></slot>
  `;
}

function layerClass({ state, hasPicture, low, onAir }: BroadcastView): string {
  const dim = hasPicture && state !== 'live' && state !== 'idle';
  const covered = dim || onAir.picture === 'slate';
  const black = onAir.picture === 'off' || onAir.picture === 'missing';
  return `over${covered ? ' dim' : ''}${low ? ' low' : ''}${black ? ' quiet' : ''}`;
}

function status(
  view: BroadcastView,
  act: BroadcastActions | null,
  t: Texts,
): TemplateResult | typeof nothing {
  const { state, error } = view;
  if (view.reload) {
    return html`${warningIcon}${stageText(t.common.notLoaded, '')}
      <div class="ways">${retryButton('internal', view.reload, t)}</div>`;
  }
  if (state === 'error') return failure(view, act, t);
  if (state === 'live' || (state === 'idle' && view.hasPicture)) {
    const { picture } = view.onAir;
    if (picture === 'missing') {
      return html`${cameraOffIcon}${stageText(t.broadcast.missing.camera, '')}${otherSource(act, t)}`;
    }
    if (picture === 'slate') return slate(act, t);
    // Black, but meant to be.
    return picture === 'off'
      ? html`${cameraOffIcon}${stageText(t.broadcast.cameraOff, '')}`
      : nothing;
  }
  const { title, hint } = t.broadcast.states[state];
  if (state === 'idle') {
    if (error && act) return html`${warningIcon}${stageText(t.errors[error.code].title, '')}`;
    const icon =
      view.onAir.source === 'file'
        ? fileIcon
        : view.onAir.source.startsWith('screen')
          ? screenIcon
          : cameraIcon;
    return html`${icon}${stageText(title, hint)}`;
  }
  if (state === 'ended') return html`${stageText(title, hint)}${view.sum}`;
  const busy = state === 'connecting' || state === 'requesting' || state === 'reconnecting';
  return html`${busy ? html`<span class="spinner" part="spinner"></span>` : nothing}${stageText(title, hint)}`;
}

function slate(act: BroadcastActions | null, t: Texts): TemplateResult {
  const { title, hint } = t.broadcast.slate;
  return html`${screenIcon}${stageText(title, hint)}
    <div class="ways">
      <button class="pill" part="share-again-button" @click=${act?.shareAgain}>
        ${retryIcon}${t.broadcast.shareAgain}
      </button>
      ${otherSource(act, t)}
    </div>`;
}

function failure(view: BroadcastView, act: BroadcastActions | null, t: Texts): TemplateResult {
  const code = view.error?.code ?? 'internal';
  const { title, hint } = t.errors[code];
  const help = code === 'permission-denied' ? view.help : '';
  return html`${warningIcon}${stageText(title, help || hint)}
    <div class="ways">${
      act ? retryButton(code, act.retry, t) : nothing
    }${SOURCE_ERRORS.has(code) ? otherSource(act, t) : nothing}</div>`;
}

/** Screen and file need no camera. */
function otherSource(act: BroadcastActions | null, t: Texts): TemplateResult | typeof nothing {
  if (!act) return nothing;
  return html`<button class="pill" part="other-source-button" popovertarget="panel-source">
    ${sourcesIcon}${t.broadcast.otherSource}
  </button>`;
}

function badges(view: BroadcastView, onAir: boolean, t: Texts): TemplateResult {
  const b = t.broadcast;
  const { onAirMs, recordingMs } = view;
  const { sound } = view.onAir;
  return html`<div class="badges">
    ${
      onAir
        ? html`<span class=${view.state === 'live' ? 'badge live' : 'badge live off'} part="live-badge">${t.common.live}</span>`
        : nothing
    }
    ${onAir && onAirMs !== null ? clock('elapsed', clockIcon, t.format.clock(onAirMs), b.onAirFor, '') : nothing}
    ${onAir ? viewersBadge(view.viewers, t) : nothing}
    ${
      recordingMs !== null
        ? clock('recording-badge', null, t.format.clock(recordingMs), b.recordingFor, b.recording)
        : nothing
    }
    ${
      view.hasPicture && (sound === 'off' || sound === 'missing')
        ? html`<span class="badge" part="muted-badge">
            ${microphoneOffIcon}<span class="visually-hidden">${sound === 'off' ? b.microphoneOff : b.missing.microphone}</span>
          </span>`
        : nothing
    }
    ${view.label && onAir ? html`<span class="badge label" part="label">${view.label}</span>` : nothing}
  </div>`;
}

function clock(
  part: string,
  icon: TemplateResult | null,
  time: string,
  spoken: (clock: string) => string,
  word: string,
): TemplateResult {
  return html`<span class=${`badge ${part}`} part=${part}>
    ${icon ?? html`<span class="dot"></span>`}
    <span aria-hidden="true">${word} ${time}</span>
    <span class="visually-hidden">${spoken(time)}</span>
  </span>`;
}

function notice(
  { troubles, missing, closed }: BroadcastView,
  act: BroadcastActions | null,
  t: Texts,
): TemplateResult | typeof nothing {
  const open = [...missing, ...troubles].filter((each) => !closed(each));
  // Two troubles of one kind say one sentence.
  const told = new Set(open.map((each) => noticeText(each, missing, t)));
  if (told.size === 0) return nothing;
  return html`<div class="notice" part="notice">
    <div role="alert">${[...told].map((each) => html`<p>${each}</p>`)}</div>
    ${act ? closeNotice('close-notice-button', act.closeNotice, t) : nothing}
  </div>`;
}

export function closeNotice(part: string, close: () => void, t: Texts): TemplateResult {
  return html`<button
    class="close-notice"
    part=${part}
    aria-label=${t.broadcast.closeNotice}
    @click=${close}
  >
    ${closeIcon}
  </button>`;
}

function noticeText(error: CastoError, missing: readonly CastoError[], t: Texts): string {
  const { code, device } = error;
  const { title, hint } = t.errors[code];
  const { missing: names, missingWhy: why } = t.broadcast;
  if (!device || !missing.includes(error)) {
    // The sentences of a device that does not open speak of the camera.
    return device === 'microphone' ? `${names.microphone}.` : `${title}. ${hint}`;
  }
  const reason =
    code === 'device-missing' ? why.none : code === 'permission-denied' ? why.blocked : why.busy;
  // Of the camera the stage says who does not see what.
  return `${device === 'camera' ? title : names[device]}. ${reason}`;
}

export function saidText(said: Said, { broadcast: b }: Texts): string {
  switch (said?.kind) {
    case 'disk':
      return b.recordingToDisk(said.name);
    case 'memory':
      return b.recordingInMemory;
    case 'saved':
      return b.savedToDisk(said.name);
    case 'downloaded':
      return b.downloaded(said.name);
    case 'not-a-video':
      return b.notAVideo;
    case 'share-ended':
      return b.shareEnded;
    default:
      return '';
  }
}
