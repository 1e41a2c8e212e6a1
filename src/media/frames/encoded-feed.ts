/** What the broadcaster's encoder makes, for who keeps it as it is: a recording. */
import type { Kind } from './encoded-frames.js';

export interface FedFrame {
  kind: Kind;
  /** A picture that needs no other; false for sound. */
  key: boolean;
  /** Unix ms modulo 2^32. */
  captureMs: number;
  data: ArrayBuffer;
}

export interface EncodedFeed {
  /** MIME types, as in `video/VP8`; null for a kind that the source lacks. */
  readonly codecs: { video: string | null; audio: string | null };
  /**
   * Hands over every frame of the full encoding, a key frame soon. `ended` is called once, when no more
   * will come. Returns what ends it before.
   */
  listen(frame: (frame: FedFrame) => void, ended: () => void): () => void;
}
