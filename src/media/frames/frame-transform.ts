/**
 * What is done to a frame's own bytes between the broadcaster's encoder and a viewer's decoder: nothing today,
 * encryption or a signature one day. Relays pass on what is sealed, whether or not they can open it. Trailers stay
 * outside, readable to all: the tree needs them.
 */
import type { Kind } from './encoded-frames.js';
import type { FrameTrailer } from './frame-trailer.js';

/** Both answer at once, so that frames keep their order, and both may give back the very buffer they got. */
export interface FrameTransform {
  /**
   * Where a sequence of frames begins: at the broadcaster's encoder, and below a parent that encodes again
   * (`trailer.estimated`). The browser's packetizer still reads the beginning of a frame: of VP8 the first 10 bytes of a
   * key frame and 3 of another must stay as they are.
   */
  seal(frame: ArrayBuffer, trailer: FrameTrailer, kind: Kind): ArrayBuffer;
  /** Before a decoder or a recording. Null: it cannot be opened, and neither gets it. */
  open(frame: ArrayBuffer, trailer: FrameTrailer, kind: Kind): ArrayBuffer | null;
}

const same = (frame: ArrayBuffer): ArrayBuffer => frame;
export const PLAIN: FrameTransform = { seal: same, open: same };
