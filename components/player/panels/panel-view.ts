/** The one panel that can be open above the bar: menus, sharing, help. Loaded when one is opened. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Texts } from '../../i18n/texts.js';
import { closeIcon } from '../../share/close-icon.js';
import { sharePanel } from '../../share/share-panel.js';
import { shareStyles } from '../../share/share-styles.js';
import { press } from '../controls/control.js';
import { CONTROLS } from '../controls/controls.js';
import type { PlayerActions, PlayerView } from '../controls/player-model.js';
import { AUTO, qualityName } from '../media/quality.js';
import { helpView } from './help-view.js';
import { panelStyles } from './panel-styles.js';
import { relayView } from './relay-view.js';

/** They come with the panels. */
export const styles = [panelStyles, shareStyles];

type Content = (view: PlayerView, act: PlayerActions, t: Texts) => TemplateResult | typeof nothing;

/** What a panel holds, by the id of its control. */
export const CONTENTS: Readonly<Record<string, Content>> = {
  more: menu,
  quality: qualities,
  captions,
  relay: relayView,
  share: ({ share }, _act, t) =>
    share ? sharePanel(share.view(t.share), share.actions, t) : nothing,
  help: (_view, _act, t) => helpView(t),
};

export function panelView(view: PlayerView, act: PlayerActions, t: Texts): TemplateResult {
  const control = CONTROLS.find(({ id }) => id === view.panel);
  if (!control) return html``;
  const { id, narrow } = control;
  return html`<div
    class=${`panel panel-${id}${narrow ? ' no-room-wide' : ''}`}
    part=${`panel panel-${id}`}
    role="dialog"
    aria-labelledby="panel-title"
    tabindex="-1"
  >
    <header>
      <h2 id="panel-title">${control.label(t, view)}</h2>
      <button type="button" part="panel-close" aria-label=${t.player.close} @click=${() => act.ui.close()}>
        ${closeIcon}
      </button>
    </header>
    ${CONTENTS[id]?.(view, act, t)}
  </div>`;
}

const movable = CONTROLS.filter(({ room }) => room);
const IN_MENU = [...movable.filter(({ last }) => !last), ...movable.filter(({ last }) => last)];

/** What a narrow bar has no room for. */
function menu(view: PlayerView, act: PlayerActions, t: Texts): TemplateResult {
  return html`${IN_MENU.map((control) => {
    if (control.when?.(view) === false) return nothing;
    const icon = (control.rowIcon ?? control.icon)(view);
    const value = control.value?.(t, view);
    return html`<button
        type="button"
        class=${`row no-room-${control.room}`}
        part=${`menu-item ${control.id}-item`}
        @click=${() => press(control, act)}
      >
        ${icon}<span>${control.label(t, view)}</span>${value ? html`<small>${value}</small>` : nothing}
      </button>
      ${control.below?.(t, view, act)}`;
  })}`;
}

function qualities(view: PlayerView, act: PlayerActions, t: Texts): TemplateResult {
  const ids = [AUTO, ...view.qualities.map(({ id }) => id)];
  return choices(
    'quality',
    t.player.quality,
    ids.map((id) => ({
      label: qualityName(view.qualities, id, t),
      chosen: id === view.quality,
      choose: () => {
        act.player.quality = id;
        act.chosen();
        act.ui.announce(t.player.qualityIs(qualityName(view.qualities, id, t)));
      },
    })),
  );
}

function captions(view: PlayerView, act: PlayerActions, t: Texts): TemplateResult {
  return choices('captions', t.player.captions, [
    {
      label: t.player.captionsOff,
      chosen: !view.captions.some(({ showing }) => showing),
      choose: () => act.captions.show(null),
    },
    ...view.captions.map(({ label, showing, track }) => ({
      label,
      chosen: showing,
      choose: () => act.captions.show(track),
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
