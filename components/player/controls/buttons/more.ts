import { svg } from 'lit';
import { icon } from '../../../base/icons.js';
import type { Control } from '../control.js';

const moreIcon = icon(
  svg`<circle cx="12" cy="5.8" r="1.8"/><circle cx="12" cy="12" r="1.8"/><circle cx="12" cy="18.2" r="1.8"/>`,
);

/** @csspart more-button - What a narrow bar has no room for. */
export const more: Control = {
  id: 'more',
  icon: () => moreIcon,
  label: (t) => t.player.more,
  narrow: true,
  panel: {},
};
