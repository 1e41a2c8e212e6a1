/**
 * A 16×16 grey key frame for each codec whose frames the loopback may carry. The broadcaster's
 * loopback sends this in place of each real frame: the far end then decodes next to nothing, yet
 * stays content and asks for no key frame (it does so even when its SDP says it cannot: measured
 * 2.5 a second in Chromium 156 when its frames were dropped).
 */
const HEX: Record<string, string> = {
  'video/vp8': '1002009d012a100010000007088585889984880124100030cb4000',
  'video/vp9': '824983424000f000f60638241c183a00002040003780',
  'video/h264':
    '000000016742c00a8c8d4e4d40404041e1108d400000000168ce3c800000000165b80004000009e4f0',
};

/** A fresh buffer, or null for a codec without one: the real frame is then sent on. */
export function fillerFrame(mimeType: string | undefined): ArrayBuffer | null {
  const hex = HEX[mimeType?.toLowerCase() ?? ''];
  if (!hex) return null;
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes.buffer;
}
