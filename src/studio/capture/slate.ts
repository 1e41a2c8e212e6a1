/** A still picture for viewers, in place of a screen that is no longer shared: the sign for a pause, in no language. */
const WIDTH = 1280;
const HEIGHT = 720;
/** Drawn again this often: a viewer that comes later needs a frame as well. */
const DRAW_MS = 1000;

/** Ends with its track. */
export function slate(): MediaStream {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext('2d')!;
  const draw = (): void => {
    context.fillStyle = '#1c2230';
    context.fillRect(0, 0, WIDTH, HEIGHT);
    context.fillStyle = '#8b97ad';
    for (const x of [WIDTH / 2 - 70, WIDTH / 2 + 30]) context.fillRect(x, HEIGHT / 2 - 80, 40, 160);
  };
  const stream = canvas.captureStream();
  const [track] = stream.getVideoTracks();
  draw();
  const timer = setInterval(() => {
    if (track?.readyState === 'live') draw();
    else clearInterval(timer);
  }, DRAW_MS);
  return stream;
}
