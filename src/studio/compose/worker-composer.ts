/**
 * Composes in a worker, by breakout box (w3c/mediacapture-transform): no timer or animation frame
 * of the page is involved, so a hidden tab goes on. Chromium; Safari has the processor in workers
 * only and composes on a canvas.
 */

import { createLog } from '../../base/log.js';
import type { FromWorker } from '../../media/worker-client/worker-messages.js';
import { startWorker } from '../../media/worker-client/worker-start.js';
import {
  type ComposeOptions,
  type Composer,
  type FromComposer,
  LAYERS,
  type LayerName,
  type Layers,
  type ToComposer,
} from './composer.js';
import type { ComposeLayout } from './layout.js';

const log = createLog('studio:compose');

interface TrackProcessor {
  readonly readable: ReadableStream<VideoFrame>;
}
interface TrackGenerator extends MediaStreamTrack {
  readonly writable: WritableStream<VideoFrame>;
}
interface BreakoutBox {
  MediaStreamTrackProcessor?: new (init: {
    track: MediaStreamTrack;
    maxBufferSize?: number;
  }) => TrackProcessor;
  MediaStreamTrackGenerator?: new (init: { kind: 'video' }) => TrackGenerator;
}

const scope = globalThis as BreakoutBox & { OffscreenCanvas?: unknown };

export function canComposeInWorker(): boolean {
  return (
    scope.MediaStreamTrackProcessor !== undefined &&
    scope.MediaStreamTrackGenerator !== undefined &&
    scope.OffscreenCanvas !== undefined
  );
}

/** @throws CastoError `unsupported` when the worker does not run, most often by the page's policy. */
export async function composeInWorker(
  options: ComposeOptions,
  workerUrl?: string,
): Promise<Composer> {
  const Processor = scope.MediaStreamTrackProcessor!;
  const Generator = scope.MediaStreamTrackGenerator!;
  const { failed, ...told } = options;
  let runs = false;
  const { worker, ready, end } = startWorker(workerUrl, {
    failed: (error) => {
      log('the composing worker failed', error);
      if (runs) failed?.();
    },
  });
  await ready.catch((error: unknown) => {
    end();
    throw error;
  });
  runs = true;
  const track = new Generator({ kind: 'video' });
  const post = (message: ToComposer, transfer: object[] = []): void =>
    worker.postMessage(message, transfer as Transferable[]);
  post({ type: 'compose-start', writable: track.writable, options: told }, [track.writable]);
  /** A processor ends with its track: each layer reads a clone of its own. */
  const held: Record<LayerName, { of: MediaStreamTrack; clone: MediaStreamTrack } | null> = {
    base: null,
    inset: null,
  };
  let closed = false;

  const read = (layer: LayerName, of: MediaStreamTrack): void => {
    held[layer]?.clone.stop();
    const clone = of.clone();
    held[layer] = { of, clone };
    const { readable } = new Processor({ track: clone, maxBufferSize: 1 });
    post({ type: 'compose-layer', layer, readable }, [readable]);
  };

  const setLayer = (layer: LayerName, of: MediaStreamTrack | null): void => {
    if ((held[layer]?.of ?? null) === of) return;
    if (of) {
      read(layer, of);
      return;
    }
    held[layer]?.clone.stop();
    held[layer] = null;
    post({ type: 'compose-layer', layer, readable: null });
  };

  // A frame that comes before the worker reads is lost with Chromium (156), and a still canvas gives no second one.
  // A new clone is given the last picture.
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker | FromComposer>) => {
    if (closed || data.type !== 'compose-still') return;
    const of = held[data.layer]?.of;
    if (of && of.readyState !== 'ended') read(data.layer, of);
  });

  return {
    track,
    way: 'worker',
    setLayers(layers: Layers) {
      if (closed) return;
      for (const layer of LAYERS) setLayer(layer, layers[layer]);
    },
    setLayout(layout: ComposeLayout) {
      if (!closed) post({ type: 'compose-layout', layout });
    },
    close() {
      if (closed) return;
      closed = true;
      for (const layer of LAYERS) held[layer]?.clone.stop();
      track.stop();
      end();
    },
  };
}
