/** Whether a picture without a mark is a picture, and moves. */

export interface Motion {
  /** Standard deviation of brightness within one picture, 0–255: 0 is one flat colour. */
  contrast: number;
  /** Mean change of brightness between pictures that follow each other, 0–255. */
  change: number;
  /** Pictures looked at. */
  pictures: number;
}

const WIDTH = 64;
const HEIGHT = 36;

/** Looks at this many presented frames. Rejects when they do not come within `timeoutMs`. */
export async function readMotion(
  video: HTMLVideoElement,
  pictures = 30,
  timeoutMs = 10_000,
): Promise<Motion> {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  const deadline = performance.now() + timeoutMs;
  let previous: number[] | null = null;
  let contrast = 0;
  let change = 0;
  for (let i = 0; i < pictures; i++) {
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`${i} of ${pictures} pictures in ${timeoutMs} ms`)),
        Math.max(0, deadline - performance.now()),
      );
      video.requestVideoFrameCallback(() => {
        clearTimeout(late);
        resolve();
      });
    });
    context.drawImage(video, 0, 0, WIDTH, HEIGHT);
    const { data } = context.getImageData(0, 0, WIDTH, HEIGHT);
    const now = Array.from({ length: WIDTH * HEIGHT }, (_, k) => data[k * 4 + 1] ?? 0);
    const mean = now.reduce((sum, value) => sum + value, 0) / now.length;
    const variance = now.reduce((sum, value) => sum + (value - mean) ** 2, 0) / now.length;
    contrast += Math.sqrt(variance) / pictures;
    if (previous) {
      const before = previous;
      const total = now.reduce((sum, value, k) => sum + Math.abs(value - (before[k] ?? 0)), 0);
      change += total / now.length / (pictures - 1);
    }
    previous = now;
  }
  return { contrast, change, pictures };
}
