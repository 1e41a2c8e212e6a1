import { pauseIcon, playIcon } from '../../../base/icons.js';
import type { Control } from '../control.js';
import type { PlayerActions } from '../player-model.js';

/** @csspart play-button - Pause, or return to live. */
export const play: Control = {
  id: 'play',
  icon: (view) => (view.wanted ? pauseIcon : playIcon),
  label: (t, view) => (view.wanted ? t.player.pause : t.player.play),
  press: toggle,
  shortcuts: [
    {
      id: 'playPause',
      keys: ['k', ' '],
      run: (act) => {
        toggle(act);
        const t = act.texts().common;
        act.ui.note(act.player.paused ? t.paused : t.live);
      },
    },
    {
      id: 'live',
      keys: ['l'],
      run: (act) => {
        act.play();
        act.ui.note(act.texts().common.live);
      },
    },
  ],
};

function toggle(act: PlayerActions): void {
  if (act.player.paused) act.play();
  else act.pause();
}
