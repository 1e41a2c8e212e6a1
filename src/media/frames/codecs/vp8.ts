/** What a VP8 key frame says of itself. */

/** Width and height, or null when it is no key frame. RFC 6386, section 9.1. */
export function vp8Size(frame: ArrayBuffer): { width: number; height: number } | null {
  if (frame.byteLength < 10) return null;
  const view = new DataView(frame);
  const isKey = (view.getUint8(0) & 1) === 0;
  const begins = view.getUint8(3) === 0x9d && view.getUint16(4) === 0x012a;
  if (!isKey || !begins) return null;
  // Two bits of each are a scale that nobody uses.
  return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
}
