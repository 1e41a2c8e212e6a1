/** Draws one frame of a composition: the base fills the picture, the inset lies in a corner. */
import { type ComposeLayout, containBox, insetBox, type Size } from './layout.js';

export interface Layer extends Size {
  image: CanvasImageSource;
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Without a base the inset takes its place. */
export function paint(
  context: Context,
  output: Size,
  base: Layer | null,
  inset: Layer | null,
  layout: ComposeLayout,
): void {
  const below = base ?? inset;
  const above = base ? inset : null;
  if (!below || !fills(below, output)) {
    context.fillStyle = '#000';
    context.fillRect(0, 0, output.width, output.height);
  }
  if (below) {
    const { x, y, width, height } = containBox(below, output);
    context.drawImage(below.image, x, y, width, height);
  }
  if (above) paintInset(context, output, above, layout);
}

function fills(picture: Size, output: Size): boolean {
  return picture.width * output.height === picture.height * output.width;
}

function paintInset(context: Context, output: Size, inset: Layer, layout: ComposeLayout): void {
  const { x, y, width, height } = insetBox(inset, output, layout);
  const radius = Math.min(width, height) * 0.08;
  context.save();
  context.beginPath();
  context.roundRect(x, y, width, height, radius);
  context.clip();
  context.drawImage(inset.image, x, y, width, height);
  context.restore();
  // A thin edge, so that the inset stands out from a screen of any colour.
  context.beginPath();
  context.roundRect(x, y, width, height, radius);
  context.lineWidth = Math.max(1, output.width / 640);
  context.strokeStyle = 'rgb(255 255 255 / 0.7)';
  context.stroke();
}
