/**
 * A 16×16 grey key frame of the codec whose frames the loopback carries. The broadcaster's loopback sends this in
 * place of each real frame: the far end then decodes next to nothing, yet stays content and asks for no key frame (it
 * does so even when its SDP says it cannot: measured 2.5 a second in Chromium 156 when its frames were dropped).
 */
import type { Codec } from '../frames/codecs/codec.js';

/** A fresh buffer, or null for frames of another codec: the real frame is then sent on. */
export function fillerFrame(
  { mimeType, filler }: Codec,
  frames: string | undefined,
): ArrayBuffer | null {
  if (!filler || mimeType.toLowerCase() !== frames?.toLowerCase()) return null;
  return Uint8Array.from(filler.match(/../g)!, (digits) => Number.parseInt(digits, 16)).buffer;
}
