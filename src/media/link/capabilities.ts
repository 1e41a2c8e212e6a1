/** What this browser can do with encoded frames. Nothing is touched at import. */
import { CastoError } from '../../base/errors.js';
import type { RelayWay } from '../../base/types.js';
import { CODECS } from '../frames/codecs/index.js';
import type { Kind } from '../frames/encoded-frames.js';

interface EncodedGlobals {
  RTCPeerConnection?: unknown;
  RTCRtpScriptTransform?: unknown;
  RTCEncodedVideoFrame?: unknown;
  RTCRtpSender?: { prototype: { createEncodedStreams?: unknown } };
}

/**
 * The ways this browser can serve a child with, best first.
 *
 * `forward` needs Chromium's `createEncodedStreams()`, the only writable that takes frames of
 * another connection; `carry` needs just the standard RTCRtpScriptTransform.
 */
export function supportedWays(scope: object = globalThis): RelayWay[] {
  const globals = scope as EncodedGlobals;
  if (!globals.RTCPeerConnection) return [];
  const ways: RelayWay[] = [];
  if (globals.RTCRtpScriptTransform) {
    if (globals.RTCRtpSender?.prototype.createEncodedStreams && globals.RTCEncodedVideoFrame) {
      ways.push('forward');
    }
    ways.push('carry');
  }
  ways.push('transcode');
  return ways;
}

/** True when this browser can receive a broadcast at all. */
export const canReceive = (scope: object = globalThis): boolean =>
  Boolean((scope as EncodedGlobals).RTCPeerConnection);

/** @throws CastoError `unsupported` when this browser can neither broadcast nor watch. */
export function assertWebRtc(scope: object = globalThis): void {
  if (!canReceive(scope)) {
    throw new CastoError('unsupported', 'This browser has no WebRTC, which live video needs');
  }
}

/** True when received frames pass through the worker, where trailers are read and stripped. */
export const canTransform = (scope: object = globalThis): boolean =>
  Boolean((scope as EncodedGlobals).RTCRtpScriptTransform);

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
