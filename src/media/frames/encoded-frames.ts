/**
 * The parts of WebRTC Encoded Transform (w3c/webrtc-encoded-transform) that CASTO uses. TypeScript
 * ships the worker half only in lib.webworker, which cannot be loaded beside lib.dom.
 */
export interface EncodedFrame {
  data: ArrayBuffer;
  /** RTP timestamp; absent in browsers that only have it in the metadata. */
  readonly timestamp?: number;
  /** Video only. */
  readonly type?: 'key' | 'delta' | 'empty';
  getMetadata(): {
    rtpTimestamp?: number;
    payloadType?: number;
    mimeType?: string;
    /** Chromium, on sent frames: performance.now() of the worker at capture. */
    captureTime?: number;
    temporalIndex?: number;
    /** Chromium: this frame's number within its encoder, and those it refers to. */
    frameId?: number;
    dependencies?: number[];
    spatialIndex?: number;
    width?: number;
    height?: number;
  };
}

/** Copies a frame; Chromium only. */
export type EncodedFrameConstructor = new (
  frame: EncodedFrame,
  options?: { metadata?: object },
) => EncodedFrame;

export interface ScriptTransformer {
  readonly readable: ReadableStream<EncodedFrame>;
  readonly writable: WritableStream<EncodedFrame>;
  readonly options: unknown;
  /** On a sender: asks its encoder for a key frame. */
  generateKeyFrame?(rid?: string): Promise<unknown>;
}

/** Chromium's older pair, the only one that accepts frames of another connection. */
export interface EncodedStreams {
  readable: ReadableStream<EncodedFrame>;
  writable: WritableStream<EncodedFrame>;
}

export type Kind = 'video' | 'audio';

export const rtpTimestampOf = (frame: EncodedFrame): number =>
  frame.getMetadata().rtpTimestamp ?? frame.timestamp ?? 0;
