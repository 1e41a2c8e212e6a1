/** The control bar. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  exitFullscreenIcon,
  fullscreenIcon,
  mutedIcon,
  pauseIcon,
  pictureInPictureIcon,
  playIcon,
  volumeIcon,
} from '../../base/icons.js';
import type { Texts } from '../../i18n/texts.js';
import { shareIcon } from '../../share/share-icons.js';
import { type IconButton, iconButton } from './icon-button.js';
import { captionsIcon, keyboardIcon, moreIcon, qualityIcon, relayIcon } from './player-icons.js';
import type { PlayerActions, PlayerView } from './player-model.js';
import type { Panel } from './player-ui.js';

export function barView(view: PlayerView, act: PlayerActions, t: Texts): TemplateResult {
  const quiet = !view.tips || view.panel !== null;
  const button = (options: IconButton): TemplateResult => iconButton({ quiet, ...options }, t);
  const opener = (panel: Panel, options: Omit<IconButton, 'press' | 'expanded'>): TemplateResult =>
    button({
      ...options,
      press: () => act.toggle(panel),
      expanded: view.panel === panel,
    });
  return html`<div
    class="controls"
    part="controls"
    role="group"
    aria-label=${t.player.controls}
    @pointerover=${act.showTips}
    @focusin=${act.showTips}
  >
    ${button({
      part: 'play-button',
      label: view.wanted ? t.player.pause : t.player.play,
      icon: view.wanted ? pauseIcon : playIcon,
      press: view.wanted ? act.pause : act.play,
      shortcut: 'playPause',
    })}
    ${volume(view, act, t, button)}
    <span class="title" part="title" dir="auto">${view.title}</span>
    ${opener('relay', relayButton(view, t))} ${captionsButton(view, act, t, button, opener)}
    ${
      view.qualities.length > 1
        ? opener('quality', {
            part: 'quality-button',
            label: t.player.quality,
            icon: qualityIcon,
            room: 'medium',
          })
        : nothing
    }
    ${opener('share', {
      part: 'share-button',
      label: t.share.share,
      icon: shareIcon,
      shortcut: 'share',
      room: 'wide',
    })}
    ${opener('help', {
      part: 'help-button',
      label: t.player.help,
      icon: keyboardIcon,
      shortcut: 'help',
      room: 'wide',
    })}
    ${
      view.canPictureInPicture
        ? button({
            part: 'pip-button',
            label: view.pictureInPicture
              ? t.player.exitPictureInPicture
              : t.player.pictureInPicture,
            icon: pictureInPictureIcon,
            press: act.pictureInPicture,
            shortcut: 'pictureInPicture',
            room: 'medium',
          })
        : nothing
    }
    ${opener('more', { part: 'more-button', label: t.player.more, icon: moreIcon, narrow: true })}
    ${view.canFullscreen ? button(fullscreenButton(view, act, t)) : nothing}
  </div>`;
}

function fullscreenButton(view: PlayerView, act: PlayerActions, t: Texts): IconButton {
  return {
    part: 'fullscreen-button',
    label: view.fullscreen ? t.player.exitFullscreen : t.player.fullscreen,
    icon: view.fullscreen ? exitFullscreenIcon : fullscreenIcon,
    press: act.fullscreen,
    shortcut: 'fullscreen',
  };
}

/** What is left of the bar when all is over: a touched screen has no Escape. */
export function wayOut(view: PlayerView, act: PlayerActions, t: Texts): TemplateResult {
  return html`<div class="controls lone" part="controls" role="group" aria-label=${t.player.controls}>
    ${iconButton({ quiet: true, ...fullscreenButton(view, act, t) }, t)}
  </div>`;
}

function volume(
  view: PlayerView,
  act: PlayerActions,
  t: Texts,
  button: (options: IconButton) => TemplateResult,
): TemplateResult {
  const silent = view.muted || view.volume === 0;
  return html`<span class="volume" @wheel=${view.canSetVolume ? act.wheelVolume : nothing}>
    ${button({
      part: 'mute-button',
      label: silent ? t.player.unmute : t.player.mute,
      icon: silent ? mutedIcon : volumeIcon,
      press: act.toggleMute,
      shortcut: 'mute',
      room: 'small',
    })}
    ${view.canSetVolume ? volumeSlider(view, act, t) : nothing}
  </span>`;
}

export function volumeSlider(view: PlayerView, act: PlayerActions, t: Texts): TemplateResult {
  const level = view.muted ? 0 : view.volume;
  return html`<input
    part="volume-slider"
    type="range"
    min="0"
    max="1"
    step="0.05"
    aria-label=${t.player.volume}
    aria-valuetext=${t.format.percent(level)}
    .value=${String(level)}
    @input=${act.setVolume}
  />`;
}

function relayButton(view: PlayerView, t: Texts): Omit<IconButton, 'press' | 'expanded'> {
  const rate = view.exchange?.upBitrate ?? 0;
  const giving = rate > 0 ? t.format.bitrate(rate) : '';
  return {
    part: giving ? 'relay-button relaying' : 'relay-button',
    label: giving ? t.player.sharingUp(giving) : t.player.sharing,
    icon: relayIcon,
    room: 'medium',
    ...(giving && { text: `↑ ${giving}` }),
  };
}

/** One language is switched on and off; of several one is picked. */
function captionsButton(
  view: PlayerView,
  act: PlayerActions,
  t: Texts,
  button: (options: IconButton) => TemplateResult,
  opener: (panel: Panel, options: Omit<IconButton, 'press' | 'expanded'>) => TemplateResult,
): TemplateResult | typeof nothing {
  const { captions } = view;
  if (captions.length === 0) return nothing;
  const options = {
    part: 'captions-button',
    label: t.player.captions,
    icon: captionsIcon,
    shortcut: 'captions',
    room: 'medium',
  } as const;
  const [only] = captions;
  return captions.length === 1 && only
    ? button({ ...options, pressed: only.showing, press: act.toggleCaptions })
    : opener('captions', options);
}
