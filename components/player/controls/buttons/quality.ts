import { svg } from 'lit';
import { icon } from '../../../base/icons.js';
import { qualityName } from '../../media/quality.js';
import type { Control } from '../control.js';

const qualityIcon = icon(
  svg`<path class="line" d="M4.5 7.5h8M16.5 7.5h3M4.5 16.5h3M11.5 16.5h8"/><circle class="line" cx="14.5" cy="7.5" r="2"/><circle class="line" cx="9.5" cy="16.5" r="2"/>`,
);

/**
 * @csspart quality-button - The sizes to choose from.
 * @csspart quality-item - The row that opens the sizes.
 */
export const quality: Control = {
  id: 'quality',
  icon: () => qualityIcon,
  label: (t) => t.player.quality,
  when: (view) => view.qualities.length > 1,
  room: 'medium',
  panel: {},
  value: (t, view) => qualityName(view.qualities, view.quality, t),
};
