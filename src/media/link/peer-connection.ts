/** Makes the RTCPeerConnection of one end of a link and puts its media through the worker. */
import { CastoError } from '../../base/errors.js';
import { traitsOf } from '../../base/relay-ways.js';
import type { RelayWay } from '../../base/types.js';
import type { EncodedStreams, Kind } from '../frames/encoded-frames.js';
import type { ForwarderClient } from '../worker-client/forwarder-client.js';
import { canTransform } from './capabilities.js';
import { receivable } from './decoders.js';

/** The channel's codecs as MIME types; null for a kind the source lacks. */
export interface ChannelCodecs {
  video: string | null;
  audio: string | null;
}

/** A relay's pacer should not slow a frame down: far above any stream, congestion control caps it. */
const SENDER_MAX_BITRATE = 20_000_000;

type SenderWithStreams = RTCRtpSender & { createEncodedStreams(): EncodedStreams };

export const KINDS: readonly Kind[] = ['video', 'audio'];

/** @throws CastoError `unsupported` with the browser's reason: nobody else is to blame for it. */
export function openConnection(config: RTCConfiguration): RTCPeerConnection {
  try {
    return new RTCPeerConnection({ bundlePolicy: 'max-bundle', ...config });
  } catch (cause) {
    throw new CastoError(
      'unsupported',
      `This browser opens no WebRTC connection, which live video needs: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** @throws CastoError as {@link openConnection} */
export function newPeerConnection(
  iceServers: RTCIceServer[],
  forward: boolean | undefined,
): RTCPeerConnection {
  const config: RTCConfiguration & { encodedInsertableStreams?: boolean } = {
    iceServers,
  };
  if (forward) config.encodedInsertableStreams = true;
  return openConnection(config);
}

/** Only this codec (and its retransmissions), so that encoded frames fit on every edge. */
export function preferCodec(transceiver: RTCRtpTransceiver, mimeType: string): void {
  const chosen = receivable(mimeType);
  if (chosen.length === 0) return;
  const repair = receivable(`${mimeType.split('/')[0]}/rtx`);
  transceiver.setCodecPreferences([...chosen, ...repair]);
}

/**
 * Gives a down link its senders. Each kind has its own stream id: the RTCP sender reports of a
 * forwarding sender describe the dummy track's clock, so lip sync by them would be wrong. Without it
 * sound and picture differ by their jitter buffers only; test/browser/chain.test.ts measures it.
 */
export function addSenders(
  pc: RTCPeerConnection,
  link: string,
  way: RelayWay,
  tracks: Record<Kind, MediaStreamTrack | null>,
  forwarder: ForwarderClient,
): Partial<Record<Kind, RTCRtpSender>> {
  const senders: Partial<Record<Kind, RTCRtpSender>> = {};
  const { writes, carries } = traitsOf(way);
  for (const kind of KINDS) {
    const track = tracks[kind];
    const streams = [new MediaStream()];
    // Without a track now one may come later, and nothing is negotiated then.
    const sender = track
      ? pc.addTrack(track, streams[0]!)
      : pc.addTransceiver(kind, { direction: 'sendonly', streams }).sender;
    if (writes) {
      forwarder.forward(link, kind, (sender as SenderWithStreams).createEncodedStreams());
    } else if (carries) {
      sender.transform = forwarder.transform({ role: 'carry', link, kind });
    }
    senders[kind] = sender;
  }
  return senders;
}

type SendParameters = RTCRtpSendParameters & { degradationPreference?: string };

/** Raises what the pacer may send. Fails harmlessly before negotiation in some browsers. */
export async function raiseSenderLimit(sender: RTCRtpSender): Promise<void> {
  const parameters: SendParameters = sender.getParameters();
  // A busy machine would otherwise be answered with fewer dummy frames, and each carries a real one.
  parameters.degradationPreference = 'maintain-framerate';
  for (const encoding of parameters.encodings ?? []) {
    encoding.maxBitrate = SENDER_MAX_BITRATE;
    encoding.priority = 'high';
    encoding.networkPriority = 'high';
  }
  await sender.setParameters(parameters).catch(() => {});
}

/** The picture keeps its size whatever is thought of the line. Fails harmlessly, as the above does. */
export async function keepSize(sender: RTCRtpSender): Promise<void> {
  const parameters: SendParameters = sender.getParameters();
  parameters.degradationPreference = 'maintain-resolution';
  await sender.setParameters(parameters).catch(() => {});
}

/**
 * Chromium has no `generateKeyFrame()` on a sender's transformer (as of 156) but takes the request
 * with the parameters (w3c/webrtc-extensions, RTCSetParameterOptions).
 */
export async function forceKeyFrame(sender: RTCRtpSender): Promise<void> {
  const parameters = sender.getParameters();
  const encodingOptions = parameters.encodings.map(() => ({ keyFrame: true }));
  await (
    sender.setParameters as (
      parameters: RTCRtpSendParameters,
      options: { encodingOptions: { keyFrame: boolean }[] },
    ) => Promise<void>
  ).call(sender, parameters, { encodingOptions });
}

/**
 * Puts a receiver's frames through the worker. Must happen in the turn in which the receiver came to
 * be: Chromium lets its frames pass by forever when no transform is set by then.
 */
export function receiveThrough(
  receiver: RTCRtpReceiver,
  link: string,
  forwarder: ForwarderClient,
): void {
  if (!canTransform() || receiver.transform) return;
  const kind = receiver.track.kind as Kind;
  receiver.transform = forwarder.transform({ role: 'up', link, kind });
}

/** The least that the jitter buffer holds, ms; 0: what the browser finds right. Where it is not known, setting it does nothing. */
export function holdFor(receiver: RTCRtpReceiver, ms: number): void {
  (receiver as { jitterBufferTarget?: number | null }).jitterBufferTarget = ms > 0 ? ms : null;
}
