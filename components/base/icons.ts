/** Icons, drawn on a 24 × 24 grid for this project. */
import { html, svg, type TemplateResult } from 'lit';

export function icon(body: TemplateResult): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${body}</svg>`;
}

/** Laid over what is off. */
export const slash = svg`<path class="line" d="M4 4l16 16"/>`;

export const playIcon = icon(
  svg`<path d="M8 5.2v13.6a.8.8 0 0 0 1.2.7l10.9-6.8a.8.8 0 0 0 0-1.4L9.2 4.5A.8.8 0 0 0 8 5.2z"/>`,
);
export const pauseIcon = icon(
  svg`<rect x="6" y="5" width="4.2" height="14" rx="1"/><rect x="13.8" y="5" width="4.2" height="14" rx="1"/>`,
);
export const stopIcon = icon(svg`<rect x="6" y="6" width="12" height="12" rx="2"/>`);
export const speaker = svg`<path d="M4 9.5v5a.8.8 0 0 0 .8.8H8l4.2 3.5a.6.6 0 0 0 1-.5V5.7a.6.6 0 0 0-1-.5L8 8.7H4.8a.8.8 0 0 0-.8.8z"/>`;
export const mutedIcon = icon(svg`${speaker}<path class="line" d="m16.5 9.5 5 5m0-5-5 5"/>`);
export const viewersIcon = icon(
  svg`<circle cx="12" cy="8.3" r="3.6"/><path d="M12 13.4c-3.9 0-7 2.1-7 4.8 0 .7.6 1.3 1.3 1.3h11.4c.7 0 1.3-.6 1.3-1.3 0-2.7-3.1-4.8-7-4.8z"/>`,
);
export const cameraIcon = icon(
  svg`<rect x="3" y="6.5" width="12.5" height="11" rx="2.5"/><path d="m17 10.5 3.2-2.1a.5.5 0 0 1 .8.4v6.4a.5.5 0 0 1-.8.4L17 13.5z"/>`,
);
export const screenIcon = icon(
  svg`<rect class="line" x="3.5" y="5" width="17" height="11.5" rx="2"/><path class="line" d="M9 19.5h6"/>`,
);
export const warningIcon = icon(
  svg`<path class="line" d="M12 4.5 21 19.5H3zM12 10v4.5M12 17v.2"/>`,
);
export const retryIcon = icon(svg`<path class="line" d="M19 12a7 7 0 1 1-2.2-5.1M19.5 4v4h-4"/>`);
export const waves = svg`<path class="line" d="M7.8 16.2a6 6 0 0 1 0-8.4M16.2 7.8a6 6 0 0 1 0 8.4M5 19a10 10 0 0 1 0-14M19 5a10 10 0 0 1 0 14"/>`;
export const broadcastIcon = icon(svg`<circle cx="12" cy="12" r="2.4"/>${waves}`);
export const clockIcon = icon(
  svg`<circle class="line" cx="12" cy="12" r="8.2"/><path class="line" d="M12 7.5V12l3 2"/>`,
);
