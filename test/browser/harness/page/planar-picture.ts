/**
 * The test picture of picture.ts, written straight into an I420 buffer: a canvas read back for every
 * frame costs a fifth of a core at 720p, which the pages under test need.
 */
import { cell, encodeMark, stripHeight } from './barcode.js';

/** Brightness and colour, 0–255 each. */
type Yuv = readonly [number, number, number];

const GREY: Yuv = [126, 128, 128];
const WHITE: Yuv = [235, 128, 128];
const BLACK: Yuv = [16, 128, 128];

/** A colour of the given hue (turns) and brightness. */
function hue(turns: number, y: number, saturation: number): Yuv {
  const angle = turns * 2 * Math.PI;
  return [
    y,
    Math.round(128 + Math.cos(angle) * saturation),
    Math.round(128 + Math.sin(angle) * saturation),
  ];
}

export class PlanarPicture {
  /** I420: brightness plane, then both colour planes at half size. */
  readonly data: Uint8Array;

  /** Width and height in pixels, both even. */
  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.data = new Uint8Array((width * height * 3) / 2);
  }

  /** Draws frame `frame`; `flash` paints the lower part white, in step with the beep. */
  draw({ frame, captureMs, flash }: { frame: number; captureMs: number; flash: boolean }): void {
    const { width, height } = this;
    const strip = stripHeight(height);
    this.#fill(0, strip, width, height - strip, flash ? WHITE : hue(frame / 180, 90, 40));
    if (!flash) {
      // Enough moving edges that an encoder has work to do, as with a camera.
      for (let i = 0; i < 24; i++) {
        const angle = (frame / 45) * (1 + (i % 5) * 0.3) + i;
        const x = width / 2 + Math.cos(angle) * width * (0.12 + (i % 8) * 0.045);
        const y = strip + (height - strip) * (0.5 + Math.sin(angle * 1.3) * 0.4);
        const colour = hue((i * 37 + frame) / 360, 150, 70);
        this.#fill(x - width / 28, y - height / 20, width / 14, height / 10, colour);
      }
    }
    this.#fill(0, 0, width, strip, GREY);
    encodeMark({ frame, captureMs }).forEach((white, index) => {
      const place = cell(index, width, height);
      this.#fill(place.x, place.y, place.width, place.height, white ? WHITE : BLACK);
    });
  }

  #fill(x: number, y: number, width: number, height: number, [luma, u, v]: Yuv): void {
    const left = Math.max(0, Math.floor(x));
    const top = Math.max(0, Math.floor(y));
    const right = Math.min(this.width, Math.ceil(x + width));
    const bottom = Math.min(this.height, Math.ceil(y + height));
    if (right <= left || bottom <= top) return;
    this.#rows(0, this.width, left, top, right, bottom, luma);
    const half = this.width / 2;
    const plane = this.width * this.height;
    const box = [left >> 1, top >> 1, (right + 1) >> 1, (bottom + 1) >> 1] as const;
    this.#rows(plane, half, ...box, u);
    this.#rows(plane + plane / 4, half, ...box, v);
  }

  #rows(
    offset: number,
    stride: number,
    left: number,
    top: number,
    right: number,
    bottom: number,
    value: number,
  ): void {
    if (left === 0 && right === stride) {
      this.data.fill(value, offset + top * stride, offset + bottom * stride);
      return;
    }
    for (let row = top; row < bottom; row++) {
      this.data.fill(value, offset + row * stride + left, offset + row * stride + right);
    }
  }
}
