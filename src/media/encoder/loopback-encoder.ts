/**
 * The broadcaster's encoder: one loopback RTCPeerConnection encodes each track once; the worker
 * takes the frames at the *sender's* transform (no receive hop) and writes them to every child. What
 * then travels the loopback are fillers, so neither encryption nor a second decoder costs
 * anything; the encoder's rate is set by a bandwidth floor, not by the loopback's estimate.
 */
import { CastoError } from '../../base/errors.js';
import { InTurn } from '../../base/in-turn.js';
import { createLog } from '../../base/log.js';
import { CHANNEL_CODECS } from '../frames/codecs/index.js';
import type { EncodedFeed, FedFrame } from '../frames/encoded-feed.js';
import type { Kind } from '../frames/encoded-frames.js';
import type { Encoding } from '../frames/frame-trailer.js';
import { canTransform } from '../link/capabilities.js';
import { forceKeyFrame, KINDS, preferCodec } from '../link/peer-connection.js';
import { payloadTypeOf, withBitrateFloor, withStereo } from '../link/sdp.js';
import { endedKinds, followTracks, type LiveTracks, liveTracks } from '../tracks/live-tracks.js';
import type { ForwarderClient } from '../worker-client/forwarder-client.js';
import type { LastPicture } from './last-picture.js';
import { Loopback } from './loopback.js';
import { LowRendition } from './low-rendition.js';
import { showAgain } from './still-picture.js';
import { Upright } from './upright.js';

const log = createLog('media:encoder');

export const DEFAULT_MAX_KBPS = 2_500;
/** Above any max-bitrate: the estimate then never limits the encoder, its own maximum does. */
const FLOOR_KBPS = 30_000;
/** A source that gives no frame for this long while the encoder could run is resting. */
const RESTING_MS = 3_000;
/** Tracks that end together, such as picture and sound of a shared tab, are told as one. */
const ENDED_AFTER_MS = 100;
/** A track that the encoder has refused is given to it again. */
const REFUSED_AGAIN_MS = 2_000;
/** The small encoding follows what the full one takes when that has changed by this part. */
const TAKEN_CHANGE = 0.2;
/** With what its packets add 128 take 145 kbit/s, two fifths of a line of 350: that much for music. */
const SOUND_BPS = 64_000;
const MUSIC_BPS = 128_000;

export interface SourceOptions {
  /** kbit/s for video. */
  maxBitrate?: number | undefined;
  /** Outlives the encoder; its owner closes it. */
  last: LastPicture;
  /**
   * Kinds of the source that have ended (camera unplugged, share stopped) and that nothing has followed. Told
   * at the beginning, and again at changes.
   */
  onEnded(kinds: readonly Kind[]): void;
  /** The encoder is cut off, or has refused a track. It goes on trying; null: it runs, or has taken it. */
  onTrouble?(what: 'encoder' | 'track', error: CastoError | null): void;
  iceServers(): RTCIceServer[];
  /** A kind of track came or went. */
  onCodecs?(): void;
}

export class LoopbackEncoder implements EncodedFeed {
  /** Null without transforms: each link then encodes the tracks itself (`transcode`). */
  readonly #loopback: Loopback | null;
  readonly #senders: Partial<Record<Kind, RTCRtpSender>> = {};
  readonly #forwarder: ForwarderClient;
  readonly #options: SourceOptions;
  /** Those that give something. */
  #tracks: LiveTracks = liveTracks(null);
  #picture: MediaStreamTrack | null = null;
  #payloadType: number | null = null;
  #maxKbps: number;
  /** What the full encoding was measured to take. */
  #takenKbps = Number.POSITIVE_INFINITY;
  #smallLimitKbps = Number.POSITIVE_INFINITY;
  readonly #upright: Upright;
  #small: LowRendition | null = null;
  #wantsSmall = false;
  #closed = false;
  /** Called when no more frames will come. */
  readonly #listeners = new Set<() => void>();
  #encodes = false;
  #firstCame = (): void => {};
  readonly #first = new Promise<void>((resolve) => {
    this.#firstCame = resolve;
  });
  #unlisten = (): void => {};
  #cancelEnded = (): void => {};
  #cancelAgain = (): void => {};
  #started = false;
  readonly #turns = new InTurn();

  constructor(forwarder: ForwarderClient, options: SourceOptions) {
    this.#forwarder = forwarder;
    this.#options = options;
    this.#maxKbps = options.maxBitrate ?? DEFAULT_MAX_KBPS;
    this.#upright = new Upright(forwarder, options.last, () => this.#assignLater());
    this.#loopback = !canTransform()
      ? null
      : new Loopback({
          iceServers: options.iceServers,
          answer: (sdp) => withStereo(withBitrateFloor(sdp, FLOOR_KBPS)),
          lost: (error) => options.onTrouble?.('encoder', error),
        });
    forwarder.on('encoding', () => {
      this.#encodes = true;
      this.#firstCame();
    });
  }

  /** MIME types of what is sent now; null for a kind the source lacks. */
  get codecs(): { video: string | null; audio: string | null } {
    return {
      video: this.#tracks.video ? CHANNEL_CODECS.video.mimeType : null,
      audio: this.#tracks.audio ? CHANNEL_CODECS.audio.mimeType : null,
    };
  }
  /** The picture as it is encoded, its pixels upright; null before the start. */
  get picture(): MediaStreamTrack | null {
    return this.#picture;
  }
  /** RTP payload type of the video frames. */
  get payloadType(): number | null {
    return this.#payloadType;
  }

  /** @throws what the encoder refuses, also CastoError `no-media`: it runs then, and tries that track again. */
  async start(stream: MediaStream): Promise<void> {
    if (!this.#loopback) {
      await this.replaceStream(stream);
      this.#started = true;
      return;
    }
    const { near } = this.#loopback;
    for (const kind of KINDS) {
      const transceiver = near.addTransceiver(kind, {
        direction: 'sendonly',
        sendEncodings: [
          kind === 'video'
            ? ({
                maxBitrate: this.#maxKbps * 1000,
                scalabilityMode: CHANNEL_CODECS.video.scalability.full,
              } as RTCRtpEncodingParameters)
            : { maxBitrate: SOUND_BPS },
        ],
      });
      preferCodec(transceiver, CHANNEL_CODECS[kind].mimeType);
      transceiver.sender.transform = this.#forwarder.transform({
        role: 'source',
        kind,
        codec: CHANNEL_CODECS[kind],
      });
      this.#senders[kind] = transceiver.sender;
    }
    this.#forwarder.on('needKeyFrame', (encoding) => this.#forceKeyFrame(encoding));
    this.#forwarder.on('still', (encoding) =>
      this.showAgain(encoding === 'small' ? this.#small?.sender : this.#senders.video),
    );
    let refused: unknown;
    await this.replaceStream(stream).catch((error: unknown) => {
      refused = error;
    });
    await this.#loopback.connect();
    this.#payloadType = payloadTypeOf(near.localDescription!.sdp, CHANNEL_CODECS.video.mimeType);
    this.#started = true;
    if (refused) throw refused;
  }

  /**
   * True once a first frame was encoded; false when the encoder could run but the source gives nothing yet
   * (a canvas that stands still, a sound that has not begun).
   * @throws CastoError `unsupported` when the encoder cannot run
   */
  async running(): Promise<boolean> {
    if (!this.#loopback) return true;
    await Promise.race([this.#first, this.#loopback.up]);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const resting = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, RESTING_MS);
    });
    await Promise.race([this.#first, resting]);
    clearTimeout(timer);
    return this.#encodes;
  }

  /** Resolves with the first frame, however late. */
  get first(): Promise<void> {
    return this.#first;
  }

  /**
   * Sends this stream's tracks from now on; connections and children stay as they are.
   * @throws CastoError `no-media` when the encoder refuses one, which is also told and tried again.
   */
  async replaceStream(stream: MediaStream): Promise<void> {
    this.#unlisten();
    this.#tracks = liveTracks(stream);
    this.#unlisten = followTracks(
      stream,
      (ms, fn) => this.#forwarder.setTimer(ms, fn),
      (now) => {
        this.#tracks = now;
        this.#assignLater();
        this.#tellEnded(stream);
      },
    );
    this.#tellEnded(stream);
    await this.#assign();
  }

  #tellEnded(stream: MediaStream): void {
    this.#cancelEnded();
    const tell = (): void => this.#options.onEnded(endedKinds(stream));
    if (endedKinds(stream).length === 0) tell();
    else this.#cancelEnded = this.#forwarder.setTimer(ENDED_AFTER_MS, tell);
  }

  /** One after the other: of two calls at once a sender refuses the second, which is the one that counts. */
  #inTurn(step: () => unknown): Promise<void> {
    const done = this.#turns.run(() => (this.#closed ? undefined : step()));
    done.catch((error: unknown) => log(`the encoder: ${error}`));
    return done;
  }

  /** What fails is in the log. */
  #later(step: () => unknown): Promise<void> {
    return this.#inTurn(step).catch(() => {});
  }

  #assign(): Promise<void> {
    return this.#inTurn(async () => {
      const wanted: LiveTracks = { ...this.#tracks, video: this.#upright.of(this.#tracks.video) };
      this.#picture = wanted.video;
      const refusals: CastoError[] = [];
      for (const kind of KINDS) {
        const sender = this.#senders[kind];
        const track = wanted[kind];
        if (!sender || sender.track === track) continue;
        // One that is refused does not keep the other kind from being sent.
        await sender.replaceTrack(track).catch((cause: unknown) => {
          refusals.push(refusedBecause(kind, cause));
        });
        if (kind === 'audio') await limitSound(sender, track);
      }
      if (this.#closed) return;
      this.#followSmall();
      this.requestKeyFrame();
      this.#options.onCodecs?.();
      this.#cancelAgain();
      const [refused = null] = refusals;
      // Before that, start() fails with it.
      if (this.#started) this.#options.onTrouble?.('track', refused);
      if (!refused) return;
      this.#cancelAgain = this.#forwarder.setTimer(REFUSED_AGAIN_MS, () => this.#assignLater());
      throw refused;
    });
  }

  #assignLater(): void {
    this.#assign().catch(() => {});
  }

  /** Gives a sender of the picture the last frame once more. */
  showAgain(sender: RTCRtpSender | undefined): void {
    this.#later(() => sender && showAgain(sender, this.#options.last.frame));
  }

  setMaxBitrate(kbps = DEFAULT_MAX_KBPS): Promise<void> {
    if (kbps === this.#maxKbps) return Promise.resolve();
    this.#maxKbps = kbps;
    return this.#later(async () => {
      const sender = this.#senders.video;
      if (!sender) return;
      const parameters = sender.getParameters();
      for (const encoding of parameters.encodings ?? []) encoding.maxBitrate = kbps * 1000;
      await sender.setParameters(parameters);
      await this.#small?.setMaxBitrate(this.#fullKbps, this.#smallLimitKbps);
    });
  }

  /** The small encoding takes a part of what the full one takes, not of what it may take. */
  setTaken(kbps: number): void {
    if (Math.abs(kbps - this.#takenKbps) < TAKEN_CHANGE * this.#takenKbps) return;
    this.#takenKbps = kbps;
    this.#tuneSmall();
  }

  /** What the narrowest line of those that get the small encoding leaves to it, kbit/s; Infinity: no limit. */
  limitSmall(kbps: number): void {
    const before = this.#smallLimitKbps;
    if (kbps === before || Math.abs(kbps - before) < TAKEN_CHANGE * kbps) return;
    this.#smallLimitKbps = kbps;
    this.#tuneSmall();
  }

  #tuneSmall(): void {
    this.#later(() => this.#small?.setMaxBitrate(this.#fullKbps, this.#smallLimitKbps));
  }

  get #fullKbps(): number {
    return Math.min(this.#maxKbps, this.#takenKbps);
  }

  /** Merged with what children ask for; see Forwarder. */
  requestKeyFrame(): void {
    this.#forwarder.post({ type: 'keyframe' });
  }

  #forceKeyFrame(encoding: Encoding): void {
    this.#later(() => {
      if (encoding === 'small') return this.#small?.forceKeyFrame();
      const sender = this.#senders.video;
      return sender?.track && forceKeyFrame(sender);
    });
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
    if (!this.#wantsSmall || !track || this.#closed) {
      this.#small?.close();
      this.#small = null;
      return;
    }
    try {
      this.#small ??= new LowRendition(
        this.#forwarder,
        track,
        this.#fullKbps,
        FLOOR_KBPS,
        this.#options.iceServers,
      );
    } catch (error) {
      // The next change of the track, or of what children want, tries again.
      log(`the small encoding cannot be made: ${error}`);
      return;
    }
    this.#small
      .replaceTrack(track)
      .catch((error: unknown) => log(`the small encoding refused the track: ${error}`));
    if (this.#smallLimitKbps < Infinity) this.#tuneSmall();
  }

  getStats(): Promise<RTCStatsReport> {
    return this.#loopback?.near.getStats() ?? Promise.resolve(new Map() as RTCStatsReport);
  }

  /** The caller's tracks keep running. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unlisten();
    this.#cancelEnded();
    this.#cancelAgain();
    this.#upright.close();
    this.#followSmall();
    this.#loopback?.close();
    for (const ended of this.#listeners) ended();
    this.#listeners.clear();
  }
}

/** What is to sound as it is: the page says so, or nothing takes echoes out. */
const plays = (track: MediaStreamTrack | null): boolean =>
  track?.contentHint === 'music' || track?.getSettings().echoCancellation === false;

/** Fails harmlessly where the sender is not negotiated yet: it begins with the lower rate. */
async function limitSound(sender: RTCRtpSender, track: MediaStreamTrack | null): Promise<void> {
  const parameters = sender.getParameters();
  const maxBitrate = plays(track) ? MUSIC_BPS : SOUND_BPS;
  for (const encoding of parameters.encodings ?? []) encoding.maxBitrate = maxBitrate;
  await sender.setParameters(parameters).catch(() => {});
}

const refusedBecause = (kind: Kind, cause: unknown): CastoError =>
  new CastoError(
    'no-media',
    `The encoder refused the ${kind} track (${cause}). It is tried again; choose another source if that does not help`,
    { fatal: false, cause },
  );
