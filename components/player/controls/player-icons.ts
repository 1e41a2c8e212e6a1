/** Icons that only the player has, on the same 24 × 24 grid as the others. */
import { svg } from 'lit';
import { icon, slash, waves } from '../../base/icons.js';

/** One page gives to two others. */
export const relayIcon = icon(
  svg`<circle cx="12" cy="5" r="2.5"/><circle cx="5" cy="18.5" r="2.5"/><circle cx="12" cy="18.5" r="2.5"/><circle cx="19" cy="18.5" r="2.5"/><path class="line" d="M12 7.5v8.5M5 16v-1.5a2.5 2.5 0 0 1 2.5-2.5h9a2.5 2.5 0 0 1 2.5 2.5v1.5"/>`,
);
export const captionsIcon = icon(
  svg`<rect class="line" x="3.5" y="5.5" width="17" height="13" rx="2.5"/><path class="line" d="M10.6 10.6a2 2 0 1 0 0 2.8M16.6 10.6a2 2 0 1 0 0 2.8"/>`,
);
export const qualityIcon = icon(
  svg`<path class="line" d="M4.5 7.5h8M16.5 7.5h3M4.5 16.5h3M11.5 16.5h8"/><circle class="line" cx="14.5" cy="7.5" r="2"/><circle class="line" cx="9.5" cy="16.5" r="2"/>`,
);
export const moreIcon = icon(
  svg`<circle cx="12" cy="5.8" r="1.8"/><circle cx="12" cy="12" r="1.8"/><circle cx="12" cy="18.2" r="1.8"/>`,
);
export const keyboardIcon = icon(
  svg`<rect class="line" x="3" y="6.5" width="18" height="11" rx="2"/><path class="line" d="M6.5 10h.1M10 10h.1M13.5 10h.1M17 10h.1M8.5 14h7"/>`,
);
export const offAirIcon = icon(svg`${waves}${slash}`);
