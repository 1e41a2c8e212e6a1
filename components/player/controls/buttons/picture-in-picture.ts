import { svg } from 'lit';
import { icon } from '../../../base/icons.js';
import { isPictureInPicture } from '../../media/display-modes.js';
import type { Control } from '../control.js';
import type { Player } from '../player-model.js';

const pictureInPictureIcon = icon(
  svg`<rect class="line" x="3.5" y="5.5" width="17" height="13" rx="2"/><rect x="11.5" y="11.5" width="7" height="5" rx="1"/>`,
);

/**
 * @csspart pip-button - Picture in picture.
 * @csspart pip-item - The row for picture in picture.
 */
export const pictureInPicture: Control = {
  id: 'pip',
  icon: () => pictureInPictureIcon,
  label: (t, view) =>
    view.pictureInPicture ? t.player.exitPictureInPicture : t.player.pictureInPicture,
  when: (view) => view.canPictureInPicture,
  room: 'medium',
  press: ({ player }) => void toggle(player).catch(() => {}),
  shortcuts: [{ id: 'pictureInPicture', keys: ['p'], place: 2 }],
};

async function toggle(player: Player): Promise<void> {
  if (isPictureInPicture(player)) await document.exitPictureInPicture();
  else await player.requestPictureInPicture();
}
