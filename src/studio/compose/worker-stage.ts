/**
 * The composing end inside the worker: frames of each layer in, one frame out whenever something
 * moved, at the asked rate at most.
 */
import {
  type ComposeOptions,
  type FromComposer,
  LAYERS,
  type LayerName,
  REFRESH_MS,
  type ToComposer,
} from './composer.js';
import { type ComposeLayout, outputSize, type Size } from './layout.js';
import { type Layer, paint } from './painter.js';

/** A track that moves has given a frame by the first; the longest wait for one that goes on giving nothing. */
const STILL_MS = [300, 4_800] as const;

interface Feed {
  reader: ReadableStreamDefaultReader<VideoFrame>;
  frame: VideoFrame | null;
  /** Without a frame for so long it is told to be still. */
  waitMs: number;
}

export class ComposeStage {
  #writer: WritableStreamDefaultWriter<VideoFrame> | null = null;
  #options: ComposeOptions | null = null;
  #layout: ComposeLayout | null = null;
  readonly #feeds = new Map<LayerName, Feed>();
  #canvas: OffscreenCanvas | null = null;
  #context: OffscreenCanvasRenderingContext2D | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #moved = false;
  #writing = false;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #timestamp = -1;

  constructor(
    private readonly tell: (message: FromComposer) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  handle(message: ToComposer): void {
    if (message.type === 'compose-start') this.#start(message.writable, message.options);
    else if (message.type === 'compose-layer') this.#setLayer(message.layer, message.readable);
    else {
      this.#layout = message.layout;
      this.#moved = true;
    }
  }

  #start(writable: WritableStream<VideoFrame>, options: ComposeOptions): void {
    this.#writer = writable.getWriter();
    this.#options = options;
    this.#layout ??= options.layout;
    this.#timer = setInterval(() => this.#draw(), 1000 / options.frameRate);
    // The page stopped the track: nobody looks any more.
    this.#writer.closed.catch(() => {}).finally(() => this.close());
  }

  #setLayer(layer: LayerName, readable: ReadableStream<VideoFrame> | null): void {
    const before = this.#feeds.get(layer);
    const vain = before && !before.frame;
    this.#feeds.delete(layer);
    if (before) drop(before);
    this.#moved = true;
    if (!readable) return;
    const waitMs = vain ? Math.min(STILL_MS[1], before.waitMs * 2) : STILL_MS[0];
    const feed: Feed = { reader: readable.getReader(), frame: null, waitMs };
    this.#feeds.set(layer, feed);
    void this.#read(layer, feed);
    setTimeout(() => {
      if (this.#feeds.get(layer) === feed && !feed.frame)
        this.tell({ type: 'compose-still', layer });
    }, waitMs);
  }

  async #read(layer: LayerName, feed: Feed): Promise<void> {
    try {
      for (;;) {
        const { value, done } = await feed.reader.read();
        if (done || !value) return;
        if (this.#feeds.get(layer) !== feed) {
          value.close();
          return;
        }
        feed.frame?.close();
        feed.frame = value;
        this.#moved = true;
        // Drawn on arrival where the rate allows: waiting for the timer would add to the latency.
        if (this.#due(0.75)) this.#draw();
      }
    } catch {
      // The track was taken away while a frame was awaited.
    }
  }

  /** Whether this part of a frame's time has passed since the last one. */
  #due(part: number): boolean {
    const frameMs = 1000 / (this.#options?.frameRate ?? 30);
    return this.now() - this.#drawnAt >= frameMs * part;
  }

  #draw(): void {
    const { writer, options, layout } = {
      writer: this.#writer,
      options: this.#options,
      layout: this.#layout,
    };
    if (!writer || !options || !layout || this.#writing) return;
    const resting = this.now() - this.#drawnAt >= REFRESH_MS;
    if (!(this.#moved && this.#due(0.75)) && !resting) return;
    const [base, inset] = LAYERS.map((name) => layerOf(this.#feeds.get(name)));
    const leading = base ?? inset;
    if (!leading) return;
    const { canvas, context } = this.#surface(leading, options);
    paint(context, canvas, base ?? null, inset ?? null, layout);
    this.#moved = false;
    this.#drawnAt = this.now();
    // Strictly rising, or an encoder drops the frame.
    this.#timestamp = Math.max(this.#timestamp + 1, Math.round(this.#drawnAt * 1000));
    const frame = new VideoFrame(canvas, { timestamp: this.#timestamp, alpha: 'discard' });
    this.#writing = true;
    writer
      .write(frame)
      .catch(() => frame.close())
      .finally(() => {
        this.#writing = false;
      });
  }

  #surface(
    leading: Size,
    options: ComposeOptions,
  ): { canvas: OffscreenCanvas; context: OffscreenCanvasRenderingContext2D } {
    if (!this.#canvas || !this.#context) {
      const { width, height } = outputSize(leading, options.most);
      this.#canvas = new OffscreenCanvas(width, height);
      this.#context = this.#canvas.getContext('2d', { alpha: false })!;
    } else if (!options.fixedSize) {
      const { width, height } = outputSize(leading, options.most);
      // Setting a size clears the canvas, so only when it differs.
      if (this.#canvas.width !== width) this.#canvas.width = width;
      if (this.#canvas.height !== height) this.#canvas.height = height;
    }
    return { canvas: this.#canvas, context: this.#context };
  }

  close(): void {
    clearInterval(this.#timer);
    for (const feed of this.#feeds.values()) drop(feed);
    this.#feeds.clear();
    this.#writer = null;
  }
}

function layerOf(feed: Feed | undefined): Layer | null {
  const frame = feed?.frame;
  return frame ? { image: frame, width: frame.displayWidth, height: frame.displayHeight } : null;
}

function drop(feed: Feed): void {
  feed.frame?.close();
  feed.frame = null;
  feed.reader.cancel().catch(() => {});
}
