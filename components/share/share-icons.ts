/** Icons of the share panel, on the same 24 × 24 grid as the others. */
import { svg } from 'lit';
import { icon } from '../base/icons.js';

export const shareIcon = icon(
  svg`<path class="line" d="M12 14.5v-10M8.2 8 12 4.2 15.8 8M7.5 11H6a1 1 0 0 0-1 1v6.5a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1V12a1 1 0 0 0-1-1h-1.5"/>`,
);
export const copyIcon = icon(
  svg`<rect class="line" x="8.5" y="8.5" width="11" height="11" rx="2"/><path class="line" d="M5.5 15.5h-.2a.8.8 0 0 1-.8-.8V5.3a.8.8 0 0 1 .8-.8h9.4a.8.8 0 0 1 .8.8v.2"/>`,
);
export const doneIcon = icon(svg`<path class="line" d="m5 12.5 4.5 4.5L19 7.5"/>`);
