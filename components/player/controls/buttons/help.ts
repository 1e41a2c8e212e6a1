import { svg } from 'lit';
import { icon } from '../../../base/icons.js';
import type { Control } from '../control.js';

const keyboardIcon = icon(
  svg`<rect class="line" x="3" y="6.5" width="18" height="11" rx="2"/><path class="line" d="M6.5 10h.1M10 10h.1M13.5 10h.1M17 10h.1M8.5 14h7"/>`,
);

/**
 * @csspart help-button - The keyboard shortcuts.
 * @csspart help-item - The row that opens the keyboard shortcuts.
 */
export const help: Control = {
  id: 'help',
  icon: () => keyboardIcon,
  label: (t) => t.player.help,
  room: 'wide',
  last: true,
  panel: {},
  shortcuts: [{ id: 'help', keys: ['?'], place: 4 }],
};
