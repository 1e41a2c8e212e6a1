/** What this browser decodes. Apart from capabilities.ts, which an element needs before the engine is there. */
import { CastoError } from '../../base/errors.js';
import { CODECS } from '../frames/codecs/index.js';
import type { Kind } from '../frames/encoded-frames.js';

/** What the browser's decoders include of this MIME type (as in `video/VP8`), in the variants that its codec means. */
export function receivable(mimeType: string, list = CODECS): RTCRtpCodec[] {
  const is = (codec: { mimeType: string }): boolean =>
    codec.mimeType.toLowerCase() === mimeType.toLowerCase();
  const kind = mimeType.split('/')[0] as Kind;
  const all = globalThis.RTCRtpReceiver?.getCapabilities?.(kind)?.codecs ?? [];
  const variant = list[kind]?.find(is)?.variant;
  return all.filter((codec) => is(codec) && (variant?.test(codec.sdpFmtpLine ?? '') ?? true));
}

export const canDecode = (mimeType: string): boolean => receivable(mimeType).length > 0;

/**
 * @param mimeTypes as in `video/VP8`; null for a kind that is missing
 * @throws CastoError `codec-unsupported` when this browser cannot play one of them
 */
export function assertDecodes(mimeTypes: readonly (string | null)[]): void {
  const mime = mimeTypes.find((each) => each && !canDecode(each));
  if (!mime) return;
  throw new CastoError(
    'codec-unsupported',
    `This browser cannot play ${mime}, which the channel uses`,
  );
}
