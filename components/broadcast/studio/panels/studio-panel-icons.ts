/** Icons that only the studio's panels have. */
import { svg } from 'lit';
import { icon } from '../../../base/icons.js';

export const screenCameraIcon = icon(
  svg`<rect class="line" x="3.5" y="5" width="17" height="12" rx="2"/><rect x="12.5" y="10.5" width="6" height="4.5" rx="1"/><path class="line" d="M9 20h6"/>`,
);
