import { svg } from 'lit';
import { icon } from '../../../base/icons.js';
import type { Control } from '../control.js';

const fullscreenIcon = icon(
  svg`<path class="line" d="M4.5 9V5.5a1 1 0 0 1 1-1H9M15 4.5h3.5a1 1 0 0 1 1 1V9M19.5 15v3.5a1 1 0 0 1-1 1H15M9 19.5H5.5a1 1 0 0 1-1-1V15"/>`,
);
const exitFullscreenIcon = icon(
  svg`<path class="line" d="M9 4.5V8a1 1 0 0 1-1 1H4.5M19.5 9H16a1 1 0 0 1-1-1V4.5M15 19.5V16a1 1 0 0 1 1-1h3.5M4.5 15H8a1 1 0 0 1 1 1v3.5"/>`,
);

/** @csspart fullscreen-button - Full screen. */
export const fullscreen: Control = {
  id: 'fullscreen',
  icon: (view) => (view.fullscreen ? exitFullscreenIcon : fullscreenIcon),
  label: (t, view) => (view.fullscreen ? t.player.exitFullscreen : t.player.fullscreen),
  when: (view) => view.canFullscreen,
  press: (act) => act.fullscreen(),
  shortcuts: [{ id: 'fullscreen', keys: ['f'], place: 1 }],
};
