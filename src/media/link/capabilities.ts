/** What this browser can do with encoded frames. Nothing is touched at import. */
import { CastoError } from '../../base/errors.js';
import type { RelayWay } from '../../base/types.js';

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
