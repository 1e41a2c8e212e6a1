/** The one panel that can be open above the bar: menus, sharing, help. Loaded when one is opened. */
import { html, nothing, type TemplateResult } from 'lit';
import { mutedIcon, pictureInPictureIcon, volumeIcon } from '../../base/icons.js';
import type { Texts } from '../../i18n/texts.js';
import { closeIcon } from '../../share/close-icon.js';
import { shareIcon } from '../../share/share-icons.js';
import { sharePanel } from '../../share/share-panel.js';
import { shareStyles } from '../../share/share-styles.js';
import { volumeSlider } from '../controls/bar-view.js';
import { captionsIcon, keyboardIcon, qualityIcon, relayIcon } from '../controls/player-icons.js';
import type { PlayerActions, PlayerView } from '../controls/player-model.js';
import type { Panel } from '../controls/player-ui.js';
import { AUTO, qualityName } from '../media/quality.js';
import { helpView } from './help-view.js';
import { panelStyles } from './panel-styles.js';
import { relayView } from './relay-view.js';

/** They come with the panels. */
export const styles = [panelStyles, shareStyles];

/** The panel's name, also that of its button. */
function panelTitle(panel: Panel, t: Texts): string {
  switch (panel) {
    case 'more':
      return t.player.more;
    case 'quality':
      return t.player.quality;
    case 'captions':
      return t.player.captions;
    case 'relay':
      return t.player.sharing;
    case 'share':
      return t.share.share;
    case 'help':
      return t.player.help;
  }
}

export function panelView(view: PlayerView, act: PlayerActions, t: Texts): TemplateResult {
  const { panel } = view;
  if (!panel) return html``;
  return html`<div
    class=${`panel panel-${panel}${panel === 'more' ? ' no-room-wide' : ''}`}
    part=${`panel panel-${panel}`}
    role="dialog"
    aria-labelledby="panel-title"
    tabindex="-1"
  >
    <header>
      <h2 id="panel-title">${panelTitle(panel, t)}</h2>
      <button type="button" part="panel-close" aria-label=${t.player.close} @click=${act.close}>
        ${closeIcon}
      </button>
    </header>
    ${content(panel, view, act, t)}
  </div>`;
}

function content(
  panel: Panel,
  view: PlayerView,
  act: PlayerActions,
  t: Texts,
): TemplateResult | typeof nothing {
  switch (panel) {
    case 'more':
      return more(view, act, t);
    case 'quality':
      return qualities(view, act, t);
    case 'captions':
      return captions(view, act, t);
    case 'relay':
      return relayView(view, act, t);
    case 'share':
      return view.share ? sharePanel(view.share.view(t.share), view.share.actions, t) : nothing;
    case 'help':
      return helpView(t);
  }
}

/** What a narrow bar has no room for. */
function more(view: PlayerView, act: PlayerActions, t: Texts): TemplateResult {
  const row = (
    part: string,
    icon: TemplateResult,
    label: string,
    press: () => void,
    room: 'small' | 'medium' | 'wide',
    value = '',
  ): TemplateResult => html`<button type="button" class=${`row no-room-${room}`} part=${`menu-item ${part}`} @click=${press}>
    ${icon}<span>${label}</span>${value ? html`<small>${value}</small>` : nothing}
  </button>`;
  const rate = view.exchange?.upBitrate ?? 0;
  const shown = view.captions.find(({ showing }) => showing);
  const silent = view.muted || view.volume === 0;
  return html`
    ${row(
      'mute-item',
      silent ? volumeIcon : mutedIcon,
      silent ? t.player.unmute : t.player.mute,
      act.toggleMute,
      'small',
    )}
    ${
      view.canSetVolume
        ? html`<div class="row no-room-medium">${volumeIcon}${volumeSlider(view, act, t)}</div>`
        : nothing
    }
    ${row('relay-item', relayIcon, t.player.sharing, () => act.toggle('relay'), 'medium', rate > 0 ? t.format.bitrate(rate) : '')}
    ${
      view.captions.length > 0
        ? row(
            'captions-item',
            captionsIcon,
            t.player.captions,
            () => act.toggle('captions'),
            'medium',
            shown?.label ?? t.player.captionsOff,
          )
        : nothing
    }
    ${
      view.qualities.length > 1
        ? row(
            'quality-item',
            qualityIcon,
            t.player.quality,
            () => act.toggle('quality'),
            'medium',
            qualityName(view.qualities, view.quality, t),
          )
        : nothing
    }
    ${row('share-item', shareIcon, t.share.share, () => act.toggle('share'), 'wide')}
    ${
      view.canPictureInPicture
        ? row(
            'pip-item',
            pictureInPictureIcon,
            view.pictureInPicture ? t.player.exitPictureInPicture : t.player.pictureInPicture,
            act.pictureInPicture,
            'medium',
          )
        : nothing
    }
    ${row('help-item', keyboardIcon, t.player.help, () => act.toggle('help'), 'wide')}
  `;
}

function qualities(view: PlayerView, act: PlayerActions, t: Texts): TemplateResult {
  const ids = [AUTO, ...view.qualities.map(({ id }) => id)];
  return choices(
    'quality',
    t.player.quality,
    ids.map((id) => ({
      label: qualityName(view.qualities, id, t),
      chosen: id === view.quality,
      choose: () => act.setQuality(id),
    })),
  );
}

function captions(view: PlayerView, act: PlayerActions, t: Texts): TemplateResult {
  return choices('captions', t.player.captions, [
    {
      label: t.player.captionsOff,
      chosen: !view.captions.some(({ showing }) => showing),
      choose: () => act.showCaptions(null),
    },
    ...view.captions.map(({ label, showing, track }) => ({
      label,
      chosen: showing,
      choose: () => act.showCaptions(track),
    })),
  ]);
}

interface Choice {
  label: string;
  chosen: boolean;
  choose(): void;
}

/** Radio buttons: arrow keys and screen readers know them. */
function choices(name: string, label: string, list: readonly Choice[]): TemplateResult {
  return html`<div role="radiogroup" aria-label=${label}>
    ${list.map(
      (choice) => html`<label class="row choice" part="menu-item">
        <input type="radio" name=${name} .checked=${choice.chosen} @change=${choice.choose} />
        <span>${choice.label}</span>
      </label>`,
    )}
  </div>`;
}
