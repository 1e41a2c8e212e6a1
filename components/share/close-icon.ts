/** The cross of every panel. */
import { svg } from 'lit';
import { icon } from '../base/icons.js';

export const closeIcon = icon(svg`<path class="line" d="m6.5 6.5 11 11m0-11-11 11"/>`);
