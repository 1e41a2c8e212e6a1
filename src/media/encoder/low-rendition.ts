/**
 * The broadcaster's second encoding, half as wide and high, for children whose lines do not even carry
 * every second frame of the first. It is made once for all of them, in a loopback of its own, and
 * only while somebody needs it: until then it costs nothing.
 */
import { createLog } from '../../base/log.js';
import { CHANNEL_CODECS } from '../frames/codecs/index.js';
import { forceKeyFrame, preferCodec } from '../link/peer-connection.js';
import { withBitrateFloor } from '../link/sdp.js';
import type { ForwarderClient } from '../worker-client/forwarder-client.js';
import { Loopback } from './loopback.js';

const log = createLog('media:encoder');

const SCALE = 2;
/** A quarter of the pixels, and of what the full encoding takes. */
const PART = 0.25;
const LEAST_KBPS = 120;
/** For the sake of one narrow line, or of a child that says so, it loses no more than this part for the others. */
const NARROWEST_PART = 0.5;

export class LowRendition {
  readonly #loopback: Loopback;
  readonly sender: RTCRtpSender;
  #closed = false;

  constructor(
    forwarder: ForwarderClient,
    track: MediaStreamTrack,
    maxKbps: number,
    floorKbps: number,
    iceServers: () => RTCIceServer[],
  ) {
    this.#loopback = new Loopback({
      iceServers,
      answer: (sdp) => withBitrateFloor(sdp, floorKbps),
    });
    const { video: codec } = CHANNEL_CODECS;
    const transceiver = this.#loopback.near.addTransceiver(track, {
      direction: 'sendonly',
      sendEncodings: [
        {
          maxBitrate: smallBps(maxKbps),
          scaleResolutionDownBy: SCALE,
          scalabilityMode: codec.scalability.small,
        } as RTCRtpEncodingParameters,
      ],
    });
    preferCodec(transceiver, codec.mimeType);
    this.sender = transceiver.sender;
    this.sender.transform = forwarder.transform({
      role: 'source',
      kind: 'video',
      encoding: 'small',
      codec,
    });
    this.#loopback.connect().catch((error: unknown) => {
      if (!this.#closed) log(`the small encoding failed: ${error}`);
    });
  }

  async replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    if (this.sender.track !== track) await this.sender.replaceTrack(track);
  }

  /** @param limitKbps what a line leaves to it, however little the full one takes */
  async setMaxBitrate(maxKbps: number, limitKbps: number): Promise<void> {
    const parameters = this.sender.getParameters();
    const bps = smallBps(maxKbps);
    const most = Math.max(bps * NARROWEST_PART, limitKbps * 1000);
    for (const encoding of parameters.encodings ?? []) encoding.maxBitrate = Math.min(bps, most);
    await this.sender.setParameters(parameters);
  }

  async forceKeyFrame(): Promise<void> {
    if (!this.#closed) await forceKeyFrame(this.sender);
  }

  close(): void {
    this.#closed = true;
    this.#loopback.close();
  }
}

const smallBps = (maxKbps: number): number => Math.max(LEAST_KBPS, maxKbps * PART) * 1000;
