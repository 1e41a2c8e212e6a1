/** Icons of the share panel, on the same 24 × 24 grid as the others. */
import { svg } from 'lit';
import { icon } from '../base/icons.js';

export const shareIcon = icon(
  svg`<path class="line" d="M12 14.5v-10M8.2 8 12 4.2 15.8 8M7.5 11H6a1 1 0 0 0-1 1v6.5a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1V12a1 1 0 0 0-1-1h-1.5"/>`,
);
