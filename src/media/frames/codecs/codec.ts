/**
 * What CASTO has to know of a codec. One file each; index.ts is the list that everybody asks. Plain data, as the worker
 * is sent the codec of the own encoder.
 */
import type { Encoding } from '../frame-trailer.js';

export interface Codec {
  /** As in `video/VP8`: in session descriptions, in statistics and in the channel's record. */
  readonly mimeType: string;
  /** Of the variants with this name, those that are meant, by their `a=fmtp` line. Absent: all of them. */
  readonly variant?: RegExp;
  /** A 16×16 grey key frame, in hexadecimal digits; see filler-frame.ts. Absent: the real frame is sent on. */
  readonly filler?: string;
  /** What an `a=fmtp` line that `of` knows as this codec's is to say, so that both channels are coded. */
  readonly stereo?: { readonly of: RegExp; readonly encoder: string; readonly decoder: string };
}

export interface VideoCodec extends Codec {
  /** The temporal layers of each encoding (w3c/webrtc-svc). */
  readonly scalability: Readonly<Record<Encoding, string>>;
}
