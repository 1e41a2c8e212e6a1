/** Draws one frame of the test picture: the mark on top, moving things below. */
import { cell, encodeMark, stripHeight } from './barcode.js';

type Context2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Draws frame `frame`; `flash` paints the lower part white, in step with the beep. */
export function drawPicture(
  context: Context2D,
  { frame, captureMs, flash }: { frame: number; captureMs: number; flash: boolean },
): void {
  const { width, height } = context.canvas;
  const strip = stripHeight(height);
  context.fillStyle = flash ? '#fff' : `hsl(${(frame * 2) % 360} 45% 35%)`;
  context.fillRect(0, strip, width, height - strip);
  if (!flash) {
    // Enough moving edges that an encoder has work to do, as with a camera.
    for (let i = 0; i < 24; i++) {
      const angle = (frame / 45) * (1 + (i % 5) * 0.3) + i;
      const x = width / 2 + Math.cos(angle) * width * (0.12 + (i % 8) * 0.045);
      const y = strip + (height - strip) * (0.5 + Math.sin(angle * 1.3) * 0.4);
      context.fillStyle = `hsl(${(i * 37 + frame) % 360} 70% 55%)`;
      context.fillRect(x - width / 28, y - height / 20, width / 14, height / 10);
    }
  }
  context.fillStyle = flash ? '#000' : '#fff';
  context.font = `${Math.round(height / 8)}px monospace`;
  context.fillText(String(frame), width * 0.04, height * 0.92);

  context.fillStyle = '#808080';
  context.fillRect(0, 0, width, strip);
  encodeMark({ frame, captureMs }).forEach((white, index) => {
    const place = cell(index, width, height);
    context.fillStyle = white ? '#fff' : '#000';
    context.fillRect(
      Math.floor(place.x),
      Math.floor(place.y),
      Math.ceil(place.width),
      Math.ceil(place.height),
    );
  });
}
