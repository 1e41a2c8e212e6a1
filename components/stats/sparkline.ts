/** A small line graph as SVG: attributes only, so that a strict CSP has nothing to refuse. */
import { svg, type TemplateResult } from 'lit';

const WIDTH = 120;
const HEIGHT = 32;
const PAD = 2;

/** Points of a polyline through `values`, the newest at the right edge of `slots` places. */
export function linePoints(values: readonly number[], slots: number): string {
  const top = Math.max(...values, 0) * 1.1 || 1;
  const step = WIDTH / Math.max(1, slots - 1);
  const first = slots - values.length;
  return values
    .map((value, index) => {
      const x = (first + index) * step;
      const y = HEIGHT - PAD - (Math.max(0, value) / top) * (HEIGHT - 2 * PAD);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
}

/** The graph; told to screen readers by the figure beside it, so hidden from them. */
export function sparkline(values: readonly number[], slots: number): TemplateResult {
  const points = linePoints(values, slots);
  const left = points.split(',', 1)[0] || '0';
  const last = points.split(' ').at(-1)?.split(',')[0] || '0';
  return svg`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
    <polygon points="${left},${HEIGHT} ${points} ${last},${HEIGHT}"></polygon>
    <polyline points=${points}></polyline>
  </svg>`;
}
