/**
 * A picture for a channel that has none: the same for the same channel on every page. Colours are
 * attributes of the drawing, so no style sheet has to know them, and none of the system's replaces them.
 */
import { svg, type TemplateResult } from 'lit';

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return value;
}

/** A disc, a square, a triangle, a cross, a band and a half disc, about one unit around the middle. */
const SHAPES = [
  'M-1 0a1 1 0 0 0 2 0 1 1 0 0 0-2 0z',
  'M-.9-.9H.9V.9H-.9z',
  'M0-1.3 1.2.8H-1.2z',
  'M-.4-1.2H.4V-.4H1.2V.4H.4V1.2H-.4V.4H-1.2V-.4H-.4z',
  'M-9-.7H9V.7H-9z',
  'M-1.2.6a1.2 1.2 0 0 1 2.4 0z',
];

/** One shape going out from one point, as waves from a mast. A small card shows the square in the middle. */
export function cover(channelId: string): TemplateResult {
  // With something after it: ids that differ in their last letter must not look alike.
  const seed = hash(`${channelId} cover`);
  const hue = seed % 360;
  const turn = ((seed >>> 15) % 48) - 24;
  const place = `translate(${100 + ((seed >>> 9) % 120)} ${40 + ((seed >>> 17) % 100)}) rotate(${((seed >>> 6) % 12) * 30})`;
  return svg`<svg class="cover" viewBox="0 0 320 180" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
    <rect width="320" height="180" fill=${`hsl(${hue} 44% 27%)`}></rect>
    ${[130, 92, 60, 32].map(
      (size, index) =>
        svg`<path transform=${`${place} scale(${size})`} d=${SHAPES[(seed >>> 3) % 6]!} fill=${`hsl(${hue + index * turn} ${46 + index * 7}% ${36 + index * 11}%)`}></path>`,
    )}
  </svg>`;
}
