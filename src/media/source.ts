/**
 * The broadcaster's encoder: one loopback RTCPeerConnection encodes each track once; the worker
 * takes the frames at the *sender's* transform (no receive hop) and writes them to every child. What
 * then travels the loopback are tiny stand-ins, so neither encryption nor a second decoder costs
 * anything; the encoder's rate is set by a bandwidth floor, not by the loopback's estimate.
 */
import { createLog } from '../log.js';
import type { EncodedFeed, FedFrame } from './encoded-feed.js';
import type { Kind } from './encoded-frames.js';
import type { ForwarderClient } from './forwarder-client.js';
import type { Encoding } from './frame-mark.js';
import { forceKeyFrame, KINDS, preferCodec } from './peer-connection.js';
import { payloadTypeOf, withBitrateFloor, withStereo } from './sdp.js';
import { SmallEncoding } from './small-encoding.js';
import { Upright, uprightOffer } from './upright.js';

const log = createLog('media:source');

export const DEFAULT_MAX_KBPS = 2_500;
/** Above any max-bitrate: the estimate then never limits the encoder, its own maximum does. */
const FLOOR_KBPS = 30_000;
/** The small encoding follows what the full one takes when that has changed by this part. */
const TAKEN_CHANGE = 0.2;
const VIDEO_CODEC = 'video/VP8';
const AUDIO_CODEC = 'audio/opus';

export interface SourceOptions {
  /** kbit/s for video. */
  maxBitrate?: number | undefined;
  /** Every track of the source ended (camera unplugged, share stopped). */
  onEnded(): void;
  /** A kind of track came or went. */
  onCodecs?(): void;
}

export class EncodedSource implements EncodedFeed {
  readonly #near: RTCPeerConnection;
  readonly #far: RTCPeerConnection;
  readonly #senders = {} as Record<Kind, RTCRtpSender>;
  readonly #forwarder: ForwarderClient;
  readonly #options: SourceOptions;
  #stream: MediaStream | null = null;
  #payloadType: number | null = null;
  #maxKbps: number;
  /** What the full encoding was measured to take. */
  #takenKbps = Number.POSITIVE_INFINITY;
  readonly #upright: Upright;
  #small: SmallEncoding | null = null;
  #wantsSmall = false;
  #closed = false;
  /** Called when no more frames will come. */
  readonly #listeners = new Set<() => void>();
  #unlisten = (): void => {};
  #assigning: Promise<void> = Promise.resolve();

  constructor(forwarder: ForwarderClient, options: SourceOptions) {
    this.#forwarder = forwarder;
    this.#options = options;
    this.#maxKbps = options.maxBitrate ?? DEFAULT_MAX_KBPS;
    this.#upright = new Upright(forwarder, () => void this.#assign());
    this.#near = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    this.#far = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  }

  /** MIME types of what is sent now; null for a kind the source lacks. */
  get codecs(): { video: string | null; audio: string | null } {
    return {
      video: this.#stream?.getVideoTracks().length ? VIDEO_CODEC : null,
      audio: this.#stream?.getAudioTracks().length ? AUDIO_CODEC : null,
    };
  }
  /** The picture as it is encoded, its pixels upright; null before the start. */
  get picture(): MediaStreamTrack | null {
    return this.#senders.video?.track ?? null;
  }
  /** RTP payload type of the video frames. */
  get payloadType(): number | null {
    return this.#payloadType;
  }

  async start(stream: MediaStream): Promise<void> {
    const { near, far } = { near: this.#near, far: this.#far };
    for (const kind of KINDS) {
      const transceiver = near.addTransceiver(kind, {
        direction: 'sendonly',
        sendEncodings: [
          kind === 'video'
            ? ({
                maxBitrate: this.#maxKbps * 1000,
                scalabilityMode: 'L1T2',
              } as RTCRtpEncodingParameters)
            : { maxBitrate: 128_000 },
        ],
      });
      preferCodec(transceiver, kind === 'video' ? VIDEO_CODEC : AUDIO_CODEC);
      transceiver.sender.transform = this.#forwarder.transform({ role: 'source', kind });
      this.#senders[kind] = transceiver.sender;
    }
    near.onicecandidate = ({ candidate }) => void far.addIceCandidate(candidate).catch(() => {});
    far.onicecandidate = ({ candidate }) => void near.addIceCandidate(candidate).catch(() => {});
    this.#forwarder.on('needKeyFrame', (encoding) => void this.#forceKeyFrame(encoding));
    await this.replaceStream(stream);
    await near.setLocalDescription();
    await far.setRemoteDescription(uprightOffer(near.localDescription!));
    await far.setLocalDescription();
    const answer = withStereo(withBitrateFloor(far.localDescription!.sdp, FLOOR_KBPS));
    await near.setRemoteDescription({ type: 'answer', sdp: answer });
    this.#payloadType = payloadTypeOf(
      near.localDescription!.sdp,
      'video',
      VIDEO_CODEC.split('/')[1]!,
    );
  }

  /** Sends this stream's tracks from now on; connections and children stay as they are. */
  async replaceStream(stream: MediaStream): Promise<void> {
    this.#unlisten();
    this.#stream = stream;
    const follow = (): void => void this.#assign();
    stream.addEventListener('addtrack', follow);
    stream.addEventListener('removetrack', follow);
    const tracks = stream.getTracks();
    const ended = (): void => {
      if (!this.#closed && stream.getTracks().every((track) => track.readyState === 'ended')) {
        this.#options.onEnded();
      }
    };
    for (const track of tracks) track.addEventListener('ended', ended);
    this.#unlisten = () => {
      stream.removeEventListener('addtrack', follow);
      stream.removeEventListener('removetrack', follow);
      for (const track of tracks) track.removeEventListener('ended', ended);
    };
    await this.#assign();
  }

  #assign(): Promise<void> {
    this.#assigning = this.#assigning.then(async () => {
      if (this.#closed || !this.#stream) return;
      const wanted: Record<Kind, MediaStreamTrack | null> = {
        video: this.#upright.of(this.#stream.getVideoTracks()[0] ?? null),
        audio: this.#stream.getAudioTracks()[0] ?? null,
      };
      for (const kind of KINDS) {
        if (this.#senders[kind].track === wanted[kind]) continue;
        await this.#senders[kind].replaceTrack(wanted[kind]);
      }
      this.#followSmall();
      this.requestKeyFrame();
      this.#options.onCodecs?.();
    });
    return this.#assigning;
  }

  async setMaxBitrate(kbps = DEFAULT_MAX_KBPS): Promise<void> {
    if (kbps === this.#maxKbps) return;
    this.#maxKbps = kbps;
    const sender = this.#senders.video;
    if (!sender) return;
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings ?? []) encoding.maxBitrate = kbps * 1000;
    await sender.setParameters(parameters).catch((error) => log(`max-bitrate: ${error}`));
    await this.#small?.setMaxBitrate(this.#fullKbps);
  }

  /** The small encoding shall take a part of what the full one takes, not of what it may take. */
  setTaken(kbps: number): void {
    if (Math.abs(kbps - this.#takenKbps) < TAKEN_CHANGE * this.#takenKbps) return;
    this.#takenKbps = kbps;
    void this.#small?.setMaxBitrate(this.#fullKbps);
  }

  get #fullKbps(): number {
    return Math.min(this.#maxKbps, this.#takenKbps);
  }

  /** Merged with what children ask for; see Forwarder. */
  requestKeyFrame(): void {
    this.#forwarder.post({ type: 'keyframe' });
  }

  async #forceKeyFrame(encoding: Encoding): Promise<void> {
    if (encoding === 'small') {
      await this.#small?.forceKeyFrame();
      return;
    }
    const sender = this.#senders.video;
    if (this.#closed || !sender?.track) return;
    await forceKeyFrame(sender).catch((error: unknown) =>
      log(`key frame request failed: ${error}`),
    );
  }

  listen(frame: (frame: FedFrame) => void, ended: () => void): () => void {
    const undo = this.#forwarder.on('fed', frame);
    this.#listeners.add(ended);
    this.#forwarder.post({ type: 'feed', on: true });
    this.requestKeyFrame();
    return () => {
      undo();
      if (this.#listeners.delete(ended) && this.#listeners.size === 0) {
        this.#forwarder.post({ type: 'feed', on: false });
      }
    };
  }

  /** Begins or ends the second encoding. */
  setSmall(on: boolean): void {
    this.#wantsSmall = on;
    this.#followSmall();
  }

  #followSmall(): void {
    const track = this.#senders.video?.track;
    if (this.#wantsSmall && track && !this.#closed) {
      this.#small ??= new SmallEncoding(
        this.#forwarder,
        track,
        this.#fullKbps,
        VIDEO_CODEC,
        FLOOR_KBPS,
      );
      void this.#small.replaceTrack(track);
    } else {
      this.#small?.close();
      this.#small = null;
    }
  }

  getStats(): Promise<RTCStatsReport> {
    return this.#near.getStats();
  }

  /** The caller's tracks keep running. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unlisten();
    this.#upright.close();
    this.#followSmall();
    this.#near.onicecandidate = null;
    this.#far.onicecandidate = null;
    this.#near.close();
    this.#far.close();
    for (const ended of this.#listeners) ended();
    this.#listeners.clear();
  }
}
