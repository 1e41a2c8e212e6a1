/** What a player shows, from its state alone. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CastoError } from '../../src/errors.js';
import type { ViewState } from '../../src/types.js';
import {
  exitFullscreenIcon,
  fullscreenIcon,
  mutedIcon,
  pauseIcon,
  pictureInPictureIcon,
  playIcon,
  retryIcon,
  viewersIcon,
  volumeIcon,
  warningIcon,
} from '../base/icons.js';
import { RETRYABLE } from '../base/retryable.js';
import type { Texts } from '../i18n/texts.js';

export interface PlayerView {
  state: ViewState;
  error: CastoError | null;
  wanted: boolean;
  /** At least one frame has been shown. */
  hasPicture: boolean;
  muted: boolean;
  volume: number;
  askUnmute: boolean;
  controls: boolean;
  /** Buttons are somebody else's: the element is the media of a media-chrome. */
  chromeless: boolean;
  idle: boolean;
  fullscreen: boolean;
  canFullscreen: boolean;
  canPictureInPicture: boolean;
  poster: string;
  title: string;
  viewers: number;
}

export interface PlayerActions {
  play(): void;
  pause(): void;
  retry(): void;
  unmute(): void;
  toggleMute(): void;
  setVolume(event: Event): void;
  fullscreen(): void;
  pictureInPicture(): void;
}

/** Everything above the `<video>`. */
export function playerView(view: PlayerView, act: PlayerActions, t: Texts): TemplateResult {
  const { state } = view;
  const idle = view.idle && view.wanted && state === 'playing';
  return html`
    ${view.poster && !view.hasPicture ? html`<img class="poster" part="poster" src=${view.poster} alt="" />` : nothing}
    <div class=${idle ? 'stage idle' : 'stage'}>
      ${status(view, act, t)} ${view.controls ? badges(view, t) : nothing}
      <slot name="overlay"></slot>
      ${view.askUnmute && !view.chromeless ? unmutePrompt(act, t) : nothing} ${
        view.controls && state !== 'error' && state !== 'ended' ? bar(view, act, t) : nothing
      }
    </div>
  `;
}

function status(view: PlayerView, act: PlayerActions, t: Texts): TemplateResult {
  return html`<div
    class=${`over ${layerClass(view)}`}
    part="overlay"
    role="status"
  >
    ${statusContent(view, act, t)}
  </div>`;
}

/** A layer without text lets the pointer through to the picture. */
function layerClass(view: PlayerView): string {
  const { state } = view;
  if (state === 'playing' || (state === 'idle' && !view.wanted)) return 'through';
  return view.hasPicture || view.poster ? 'dim' : '';
}

function statusContent(
  view: PlayerView,
  act: PlayerActions,
  t: Texts,
): TemplateResult | typeof nothing {
  const { state } = view;
  if (state === 'error') return errorContent(view.error, act, t);
  if (state === 'ended') return text(t.player.states.ended.title, t.player.states.ended.hint);
  if (!view.wanted) {
    if (view.chromeless) return nothing;
    return html`<button class="start" part="start-button" aria-label=${t.player.start} @click=${act.play}>
      ${playIcon}
    </button>`;
  }
  if (state === 'playing') return nothing;
  const { title, hint } = t.player.states[state === 'idle' ? 'connecting' : state];
  return html`<span class="spinner" part="spinner"></span>${text(title, view.error ? t.errors[view.error.code].title : hint)}`;
}

function errorContent(error: CastoError | null, act: PlayerActions, t: Texts): TemplateResult {
  const code = error?.code ?? 'internal';
  const { title, hint } = t.errors[code];
  return html`
    ${warningIcon} ${text(title, hint)}
    ${
      RETRYABLE.has(code)
        ? html`<button class="pill" part="retry-button" @click=${act.retry}>${retryIcon}${t.common.tryAgain}</button>`
        : nothing
    }
  `;
}

function text(title: string, hint: string): TemplateResult {
  return html`<p class="title" part="message">${title}</p>
    ${hint ? html`<p class="hint" part="hint">${hint}</p>` : nothing}`;
}

function badges(view: PlayerView, t: Texts): TemplateResult {
  const { state } = view;
  const known = state === 'playing' || state === 'reconnecting';
  const live = state === 'playing' && view.wanted;
  return html`<div class="badges">
    ${
      known
        ? html`<span class=${live ? 'badge live' : 'badge live off'} part="live-badge">
            ${live || state !== 'playing' ? t.common.live : t.common.paused}
          </span>`
        : nothing
    }
    ${
      known
        ? html`<span class="badge" part="viewers">
            ${viewersIcon}<span aria-hidden="true">${t.format.count(view.viewers)}</span>
            <span class="visually-hidden">${t.common.viewers(view.viewers)}</span>
          </span>`
        : nothing
    }
  </div>`;
}

function unmutePrompt(act: PlayerActions, t: Texts): TemplateResult {
  return html`<button class="pill unmute" part="unmute-button" @click=${act.unmute}>
    ${mutedIcon}${t.player.tapToUnmute}
  </button>`;
}

function bar(view: PlayerView, act: PlayerActions, t: Texts): TemplateResult {
  const silent = view.muted || view.volume === 0;
  return html`<div class="controls" part="controls">
    <button
      part="control-button play-button"
      aria-label=${view.wanted ? t.player.pause : t.player.play}
      title=${view.wanted ? t.player.pause : t.player.play}
      @click=${view.wanted ? act.pause : act.play}
    >
      ${view.wanted ? pauseIcon : playIcon}
    </button>
    <button
      part="control-button mute-button"
      aria-label=${silent ? t.player.unmute : t.player.mute}
      title=${silent ? t.player.unmute : t.player.mute}
      @click=${act.toggleMute}
    >
      ${silent ? mutedIcon : volumeIcon}
    </button>
    <input
      part="volume-slider"
      type="range"
      min="0"
      max="1"
      step="0.05"
      aria-label=${t.player.volume}
      .value=${String(view.muted ? 0 : view.volume)}
      @input=${act.setVolume}
    />
    <span class="title" part="title">${view.title}</span>
    ${
      view.canPictureInPicture
        ? html`<button
            part="control-button pip-button"
            aria-label=${t.player.pictureInPicture}
            title=${t.player.pictureInPicture}
            @click=${act.pictureInPicture}
          >
            ${pictureInPictureIcon}
          </button>`
        : nothing
    }
    ${
      view.canFullscreen
        ? html`<button
            part="control-button fullscreen-button"
            aria-label=${view.fullscreen ? t.player.exitFullscreen : t.player.fullscreen}
            title=${view.fullscreen ? t.player.exitFullscreen : t.player.fullscreen}
            @click=${act.fullscreen}
          >
            ${view.fullscreen ? exitFullscreenIcon : fullscreenIcon}
          </button>`
        : nothing
    }
  </div>`;
}
