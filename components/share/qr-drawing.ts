/** A QR code as SVG: one path of attributes only, so that a strict CSP has nothing to refuse. */
import { svg, type TemplateResult } from 'lit';

/** What an encoder gives: dark or light for each module. */
export interface QrSquare {
  readonly size: number;
  get(x: number, y: number): boolean;
}

/** Light modules that the standard (ISO/IEC 18004) wants around the code. */
export const QUIET_ZONE = 4;

/** A path of one rectangle for each horizontal run of dark modules. */
export function qrPath(square: QrSquare): string {
  const { size } = square;
  let path = '';
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!square.get(x, y)) continue;
      const from = x;
      while (x + 1 < size && square.get(x + 1, y)) x++;
      const width = x + 1 - from;
      path += `M${from + QUIET_ZONE} ${y + QUIET_ZONE}h${width}v1h-${width}z`;
    }
  }
  return path;
}

export function qrDrawing(square: QrSquare, title: string): TemplateResult {
  const edge = square.size + 2 * QUIET_ZONE;
  return svg`<svg class="qr" part="qr" viewBox="0 0 ${edge} ${edge}" role="img" aria-label=${title} shape-rendering="crispEdges">
    <rect width=${edge} height=${edge} fill="#fff"></rect>
    <path fill="#000" d=${qrPath(square)}></path>
  </svg>`;
}
