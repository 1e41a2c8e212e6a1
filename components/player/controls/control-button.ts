/** A control's button in the bar: an icon, a name, and a tooltip that tells its key. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Texts } from '../../i18n/texts.js';
import { type Control, press } from './control.js';
import { keyName } from './key-name.js';
import type { PlayerActions, PlayerView } from './player-model.js';

/** @param quiet - without its tooltip: a panel is open, or Escape was pressed */
export function controlButton(
  control: Control,
  view: PlayerView,
  act: PlayerActions,
  t: Texts,
  quiet: boolean,
): TemplateResult {
  const { id, room, narrow, panel } = control;
  const key = control.shortcuts?.[0]?.keys[0];
  const news = control.news?.(t, view);
  const label = news?.label ?? control.label(t, view);
  const pressed = control.pressed?.(view);
  const opens = panel && pressed === undefined;
  const expanded = opens ? view.panel === id : undefined;
  const classes = `tool${room ? ` room-${room}` : ''}${narrow ? ' only-narrow' : ''}${news ? ' with-text' : ''}`;
  return html`<button
    type="button"
    class=${classes}
    part=${`control-button ${id}-button${news ? ` ${news.part}` : ''}`}
    aria-label=${label}
    aria-keyshortcuts=${key?.toUpperCase() ?? nothing}
    aria-pressed=${pressed ?? nothing}
    aria-expanded=${expanded ?? nothing}
    aria-haspopup=${opens ? 'dialog' : nothing}
    @click=${() => (opens ? press(control, act) : control.press?.(act))}
  >
    ${control.icon(view)}${news ? html`<span class="beside">${news.text}</span>` : nothing}
    ${
      quiet || expanded
        ? nothing
        : html`<span class="tip" part="tooltip" aria-hidden="true">
            ${label}${key ? html` <kbd>${keyName(key, t)}</kbd>` : nothing}
          </span>`
    }
  </button>`;
}
