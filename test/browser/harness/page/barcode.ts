/**
 * The machine-readable mark in the test picture: a strip of black and white cells along its top
 * that holds the frame's number and the time it was drawn. Cells are a fraction of the picture's
 * size (≥ 16 px at 640×360), so the mark survives scaling and VP8 at low bitrates.
 *
 * Two rows of 25 cells: white, black (the reader's reference levels), then 48 bits, most
 * significant first: 20 bits frame number, 20 bits time in ms, 8 bits checksum.
 */

/** Frame numbers and times wrap at 2^20 (17 minutes of milliseconds). */
export const WRAP = 1 << 20;

const COLUMNS = 25;
const ROWS = 2;
const BITS = 48;

export interface Mark {
  /** Modulo {@link WRAP}. */
  frame: number;
  /** Unix milliseconds modulo {@link WRAP}. */
  captureMs: number;
}

export interface Cell {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Difference modulo {@link WRAP}, in (-WRAP/2, WRAP/2]. */
export function wrappedDifference(later: number, earlier: number): number {
  const difference = (((later - earlier) % WRAP) + WRAP) % WRAP;
  return difference > WRAP / 2 ? difference - WRAP : difference;
}

/** Height of the strip, a half-cell margin on each side included, for a picture of this size. */
export function stripHeight(height: number): number {
  return Math.ceil((height / 15) * (ROWS + 1));
}

/** Place of cell `index` in pixels. */
export function cell(index: number, width: number, height: number): Cell {
  const cellWidth = width / (COLUMNS + 1);
  const cellHeight = height / 15;
  return {
    x: (0.5 + (index % COLUMNS)) * cellWidth,
    y: (0.5 + Math.floor(index / COLUMNS)) * cellHeight,
    width: cellWidth,
    height: cellHeight,
  };
}

/** CRC-8 (x⁸ + x² + x + 1) of both numbers: no one or two misread cells pass. */
function checksum(frame: number, captureMs: number): number {
  let crc = 0;
  for (const bit of [...bitsOf(frame, 20), ...bitsOf(captureMs, 20)]) {
    const carry = (crc >>> 7) ^ (bit ? 1 : 0);
    crc = (crc << 1) & 0xff;
    if (carry) crc ^= 0x07;
  }
  // An all-black strip is not a valid mark.
  return crc ^ 0x55;
}

function bitsOf(value: number, length: number): boolean[] {
  return Array.from({ length }, (_, i) => ((value >>> (length - 1 - i)) & 1) === 1);
}

function numberOf(bits: boolean[]): number {
  return bits.reduce((value, bit) => value * 2 + (bit ? 1 : 0), 0);
}

/** The cells of a mark, true = white. */
export function encodeMark({ frame, captureMs }: Mark): boolean[] {
  const number = frame % WRAP;
  const time = captureMs % WRAP;
  return [
    true,
    false,
    ...bitsOf(number, 20),
    ...bitsOf(time, 20),
    ...bitsOf(checksum(number, time), 8),
  ];
}

/**
 * Reads a mark from the mean brightness (0–255) of cells, as `brightness(index)` gives it.
 * Returns null when the strip is not there, too faint, or does not add up.
 */
export function decodeMark(brightness: (index: number) => number): Mark | null {
  const white = brightness(0);
  const black = brightness(1);
  if (white - black < 60) return null;
  const middle = (white + black) / 2;
  const bits = Array.from({ length: BITS }, (_, i) => brightness(i + 2) > middle);
  const frame = numberOf(bits.slice(0, 20));
  const captureMs = numberOf(bits.slice(20, 40));
  return numberOf(bits.slice(40)) === checksum(frame, captureMs) ? { frame, captureMs } : null;
}

/** Mean brightness of the middle of a cell in a plane of brightness values. */
export function sampleCell(
  plane: { data: Uint8Array | Uint8ClampedArray; stride: number; step: number; offset: number },
  place: Cell,
): number {
  const left = Math.round(place.x + place.width * 0.3);
  const right = Math.max(left + 1, Math.round(place.x + place.width * 0.7));
  const top = Math.round(place.y + place.height * 0.3);
  const bottom = Math.max(top + 1, Math.round(place.y + place.height * 0.7));
  let sum = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      sum += plane.data[plane.offset + y * plane.stride + x * plane.step] ?? 0;
    }
  }
  return sum / ((right - left) * (bottom - top));
}
