/** The QR encoder, in a file of its own that is loaded when a code is first shown. */
import { correction, generate } from 'lean-qr';
import type { QrSquare } from './qr-drawing.js';

/** Encodes `text`. Throws when it is too long for any code (about 2 900 bytes). */
export function encodeQr(text: string): QrSquare {
  // Level L: a screen is not dirty, and fewer squares are easier to read from across a room. The
  // encoder raises the level by itself where that costs no size.
  return generate(text, { minCorrectionLevel: correction.L });
}
