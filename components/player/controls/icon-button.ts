/** A button with an icon, a name and a tooltip that tells its key. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Texts } from '../../i18n/texts.js';
import { keyName } from './key-name.js';
import { SHORTCUTS, type Shortcut } from './keyboard.js';

export interface IconButton {
  part: string;
  label: string;
  icon: TemplateResult;
  press(): void;
  shortcut?: Shortcut;
  /** For what is on or off. */
  pressed?: boolean;
  /** For what opens a panel. */
  expanded?: boolean;
  /** Beside the icon. */
  text?: string;
  /** The least width of player that has room for it. */
  room?: 'small' | 'medium' | 'wide';
  /** Only where others have no room. */
  narrow?: boolean;
  /** Leave the tooltip out: the panel is open, or Escape was pressed. */
  quiet?: boolean;
}

export function iconButton(button: IconButton, t: Texts): TemplateResult {
  const keys = SHORTCUTS.find(({ id }) => id === button.shortcut)?.keys ?? [];
  const classes = [
    'tool',
    button.room ? `room-${button.room}` : '',
    button.narrow ? 'only-narrow' : '',
    button.text ? 'with-text' : '',
  ];
  return html`<button
    type="button"
    class=${classes.filter(Boolean).join(' ')}
    part=${`control-button ${button.part}`}
    aria-label=${button.label}
    aria-keyshortcuts=${keys[0]?.toUpperCase() ?? nothing}
    aria-pressed=${button.pressed === undefined ? nothing : button.pressed}
    aria-expanded=${button.expanded === undefined ? nothing : button.expanded}
    aria-haspopup=${button.expanded === undefined ? nothing : 'dialog'}
    @click=${button.press}
  >
    ${button.icon}${button.text ? html`<span class="beside">${button.text}</span>` : nothing}
    ${
      button.quiet || button.expanded
        ? nothing
        : html`<span class="tip" part="tooltip" aria-hidden="true">
            ${button.label}${keys[0] ? html` <kbd>${keyName(keys[0], t)}</kbd>` : nothing}
          </span>`
    }
  </button>`;
}
