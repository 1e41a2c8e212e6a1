/**
 * A small line graph as SVG: attributes only, so that a strict CSP has nothing to refuse. It stands in
 * until the graphs are loaded, and where they do not load; the overlay needs no more.
 */
import { svg, type TemplateResult } from 'lit';

const WIDTH = 120;
const HEIGHT = 32;
/** Places for values; at one look a second, a minute. */
export const SLOTS = 60;

type Values = readonly (number | null)[];

/** Points of polylines through `values`, the newest at the right edge; a null ends a line. */
export function linePoints(values: Values, top: number, slots = SLOTS): string[] {
  const step = WIDTH / Math.max(1, slots - 1);
  const shown = values.slice(-slots);
  const first = slots - shown.length;
  const lines: string[][] = [[]];
  for (const [index, value] of shown.entries()) {
    if (value === null) {
      lines.push([]);
      continue;
    }
    const part = top > 0 ? Math.min(1, Math.max(0, value / top)) : 0;
    const y = HEIGHT - 1 - part * (HEIGHT - 2);
    lines.at(-1)!.push(`${((first + index) * step).toFixed(1)},${y.toFixed(1)}`);
  }
  return lines.filter((line) => line.length > 0).map((line) => line.join(' '));
}

/** The graph; the view that shows it says the same in words. */
export function sparkline(values: Values, top: number): TemplateResult {
  return svg`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
    ${linePoints(values, top).map((points) => svg`<polyline points=${points}></polyline>`)}
  </svg>`;
}
