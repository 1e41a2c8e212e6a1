import { exitFullscreenIcon, fullscreenIcon } from '../../../base/icons.js';
import type { Control } from '../control.js';

/** @csspart fullscreen-button - Full screen. */
export const fullscreen: Control = {
  id: 'fullscreen',
  icon: (view) => (view.fullscreen ? exitFullscreenIcon : fullscreenIcon),
  label: (t, view) => (view.fullscreen ? t.player.exitFullscreen : t.player.fullscreen),
  when: (view) => view.canFullscreen,
  press: (act) => act.fullscreen(),
  shortcuts: [{ id: 'fullscreen', keys: ['f'], place: 1 }],
};
