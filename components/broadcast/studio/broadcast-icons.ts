/** Icons of the studio, on the same 24 × 24 grid as the others. */
import { svg } from 'lit';
import { icon, slash } from '../../base/icons.js';

const microphone = svg`<rect x="9" y="3.5" width="6" height="10.5" rx="3"/><path class="line" d="M5.8 11.5a6.2 6.2 0 0 0 12.4 0M12 17.8v2.7M9 20.5h6"/>`;

export const microphoneIcon = icon(microphone);
export const microphoneOffIcon = icon(
  svg`<path d="M15 10.6V6.5a3 3 0 0 0-5.9-.8zM9 9.2v1.8a3 3 0 0 0 4.4 2.7z"/><path class="line" d="M5.8 11.5a6.2 6.2 0 0 0 9.6 5.2M18.2 11.5a6 6 0 0 1-.6 2.7M12 17.8v2.7M9 20.5h6"/>${slash}`,
);
export const cameraOffIcon = icon(
  svg`<path d="M9.6 6.5H13a2.5 2.5 0 0 1 2.5 2.5v3.4zM17 10.5l3.2-2.1a.5.5 0 0 1 .8.4v6.4a.5.5 0 0 1-.7.4L17 13.6zM5.2 6.5 15.5 16.7a2.5 2.5 0 0 1-2.2.8h-7.8A2.5 2.5 0 0 1 3 15V9a2.5 2.5 0 0 1 2.2-2.5z"/>${slash}`,
);
export const settingsIcon = icon(
  svg`<path class="line" d="M4 7.5h8M17.5 7.5H20M4 16.5h2.5M12 16.5h8"/><circle class="line" cx="14.7" cy="7.5" r="2.4"/><circle class="line" cx="9.2" cy="16.5" r="2.4"/>`,
);
export const recordIcon = icon(
  svg`<circle class="line" cx="12" cy="12" r="8.2"/><circle cx="12" cy="12" r="4.6"/>`,
);
export const stopRecordIcon = icon(
  svg`<circle class="line" cx="12" cy="12" r="8.2"/><rect x="8.7" y="8.7" width="6.6" height="6.6" rx="1.2"/>`,
);
export const fileIcon = icon(
  svg`<rect class="line" x="3.5" y="5" width="17" height="14" rx="2"/><path class="line" d="M8 5v14M16 5v14M3.5 9.7H8M3.5 14.3H8M16 9.7h4.5M16 14.3h4.5"/>`,
);
export const sourcesIcon = icon(
  svg`<rect class="line" x="3.5" y="7.5" width="13" height="10" rx="2"/><path class="line" d="M7 4.5h11.5a2 2 0 0 1 2 2V14"/>`,
);
