/**
 * A picture for a channel that has none: the same for the same channel on every page. Colours are
 * attributes of the drawing, so no style sheet has to know them.
 */
import { svg, type TemplateResult } from 'lit';

/** FNV-1a, 32 bits: ids that differ in their last letter must not look alike. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return value;
}

/** Rings going out from one point, as from a mast. */
export function cover(channelId: string): TemplateResult {
  const seed = hash(channelId);
  const hue = seed % 360;
  const x = 40 + ((seed >>> 9) % 240);
  const y = 60 + ((seed >>> 17) % 100);
  const rings = [150, 112, 78, 48, 22];
  return svg`<svg class="cover" viewBox="0 0 320 180" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
    <rect width="320" height="180" fill=${`hsl(${hue} 34% 24%)`}></rect>
    ${rings.map(
      (radius, index) =>
        svg`<circle cx=${x} cy=${y} r=${radius} fill=${`hsl(${(hue + index * 9) % 360} ${36 + index * 4}% ${28 + index * 6}%)`}></circle>`,
    )}
  </svg>`;
}
