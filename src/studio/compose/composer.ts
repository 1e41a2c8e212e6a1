/** One moving picture out of several: what the page asks of a composer, whichever way it works. */
import type { ComposeLayout, Size } from './layout.js';

export type LayerName = 'base' | 'inset';
export const LAYERS: readonly LayerName[] = ['base', 'inset'];
export type Layers = Record<LayerName, MediaStreamTrack | null>;

export interface ComposeOptions {
  /** The output is never larger. */
  most: Size;
  frameRate: number;
  layout: ComposeLayout;
  /** The worker that composes has died: the track stands still for good. */
  failed?: () => void;
  /** The size of the first picture is kept whatever comes later: for a recorder. */
  fixedSize?: boolean;
}

export interface Composer {
  /** The composed picture: one and the same track until `close()`. */
  readonly track: MediaStreamTrack;
  /** `worker` goes on in a hidden tab at full rate; `canvas` is what every browser has. */
  readonly way: 'worker' | 'canvas';
  /** What is laid over what. The tracks remain the caller's. */
  setLayers(layers: Layers): void;
  setLayout(layout: ComposeLayout): void;
  /** Ends the track. Idempotent. */
  close(): void;
}

/** The same picture again when nothing moves, so that a key frame can be made for newcomers. */
export const REFRESH_MS = 200;

/** Page → worker. */
export type ToComposer =
  | { type: 'compose-start'; writable: WritableStream<VideoFrame>; options: ComposeOptions }
  | { type: 'compose-layer'; layer: LayerName; readable: ReadableStream<VideoFrame> | null }
  | { type: 'compose-layout'; layout: ComposeLayout };

/** Worker → page. No frame of this layer has come: of a screen that does not move the first one may be lost. */
export interface FromComposer {
  type: 'compose-still';
  layer: LayerName;
}
