/** Icons of what is copied; they come with the panels. */
import { svg } from 'lit';
import { icon } from '../base/icons.js';

export const copyIcon = icon(
  svg`<rect class="line" x="8.5" y="8.5" width="11" height="11" rx="2"/><path class="line" d="M5.5 15.5h-.2a.8.8 0 0 1-.8-.8V5.3a.8.8 0 0 1 .8-.8h9.4a.8.8 0 0 1 .8.8v.2"/>`,
);
export const doneIcon = icon(svg`<path class="line" d="m5 12.5 4.5 4.5L19 7.5"/>`);
