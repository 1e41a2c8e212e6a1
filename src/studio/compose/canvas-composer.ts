/** Composes on a canvas of the page: where the breakout box is missing (Firefox, Safari). */
import {
  type ComposeOptions,
  type Composer,
  LAYERS,
  type LayerName,
  type Layers,
  REFRESH_MS,
} from './composer.js';
import { type ComposeLayout, outputSize } from './layout.js';
import { type Layer, paint } from './painter.js';
import { type Ticker, workerTicker } from './ticker.js';

export function composeOnCanvas(options: ComposeOptions, workerUrl?: string): Composer {
  const canvas = document.createElement('canvas');
  canvas.width = options.most.width;
  canvas.height = options.most.height;
  const context = canvas.getContext('2d', { alpha: false })!;
  // Firefox gives no track before a context exists.
  const stream = canvas.captureStream(options.frameRate);
  const track = stream.getVideoTracks()[0]!;
  const videos: Record<LayerName, HTMLVideoElement | null> = { base: null, inset: null };
  const shown: Layers = { base: null, inset: null };
  let { layout } = options;
  let sized = false;
  let drawnAt = 0;
  let closed = false;

  const layerOf = (name: LayerName): Layer | null => {
    const video = videos[name];
    if (!video || video.videoWidth === 0) return null;
    return { image: video, width: video.videoWidth, height: video.videoHeight };
  };
  const draw = (): void => {
    const base = layerOf('base');
    const inset = layerOf('inset');
    const leading = base ?? inset;
    if (!leading) return;
    if (!sized || !options.fixedSize) {
      const { width, height } = outputSize(leading, options.most);
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
      sized = true;
    }
    drawnAt = performance.now();
    paint(context, canvas, base, inset, layout);
  };
  const ticker: Ticker = workerTicker(1000 / options.frameRate, draw, workerUrl);

  const setLayer = (name: LayerName, next: MediaStreamTrack | null): void => {
    if (shown[name] === next) return;
    shown[name] = next;
    release(videos[name]);
    videos[name] = null;
    if (!next) return;
    const video = document.createElement('video');
    video.muted = true;
    video.playsInline = true;
    video.srcObject = new MediaStream([next]);
    // Muted, so never refused; an ended track simply shows nothing.
    video.play().catch(() => {});
    videos[name] = video;
  };

  return {
    track,
    way: 'canvas',
    setLayers(layers: Layers) {
      if (closed) return;
      for (const name of LAYERS) setLayer(name, layers[name]);
    },
    setLayout(next: ComposeLayout) {
      layout = next;
      if (performance.now() - drawnAt > REFRESH_MS) draw();
    },
    close() {
      if (closed) return;
      closed = true;
      ticker.stop();
      for (const name of LAYERS) release(videos[name]);
      track.stop();
    },
  };
}

function release(video: HTMLVideoElement | null): void {
  if (!video) return;
  video.pause();
  video.srcObject = null;
}
