/** Of the search. */
import { svg } from 'lit';
import { icon } from '../../base/icons.js';

export const searchIcon = icon(
  svg`<circle class="line" cx="10.8" cy="10.8" r="6.3"/><path class="line" d="m15.6 15.6 4.4 4.4"/>`,
);
export const clearIcon = icon(svg`<path class="line" d="m7.5 7.5 9 9m0-9-9 9"/>`);
