/**
 * One link of the tree: an RTCPeerConnection to a parent (`up`) or a child (`down`) and its control
 * channel. Whichever side makes the first offer makes every later one, for a new path (ICE restart);
 * a standby link is the same link whose parent sends nothing yet.
 */
import { Emitter } from '../../base/events.js';
import { createLog } from '../../base/log.js';
import { traitsOf } from '../../base/relay-ways.js';
import type { EncodingChoice, RelayWay } from '../../base/types.js';
import type { QualityMessage } from '../../wire/messages/media.js';
import type { NegotiationMessage } from '../../wire/messages/negotiation.js';
import type { LinkSide } from '../../wire/messages/row.js';
import type { LineState } from '../congestion/down-lines.js';
import type { Kind } from '../frames/encoded-frames.js';
import type { ForwarderClient } from '../worker-client/forwarder-client.js';
import { ControlOutbox } from './control-outbox.js';
import { LineChannel } from './line-channel.js';
import { NegotiationGuard } from './negotiation-guard.js';
import { needsPacingSender, PacingSender } from './pacing-sender.js';
import {
  addSenders,
  type ChannelCodecs,
  holdFor,
  KINDS,
  newPeerConnection,
  preferCodec,
  raiseSenderLimit,
  receiveThrough,
} from './peer-connection.js';
import {
  payloadTypeOf,
  withBitrateFloor,
  withoutBandwidthFeedback,
  withoutStrayCodecs,
  withStartBitrate,
  withStereoDecoder,
} from './sdp.js';

const log = createLog('media:link');

/** What of the stream comes (or goes) on a link, as the parent decides it. */
export type LinkQuality = Omit<QualityMessage, 't'>;

/** Both sides create it with this id: no round trip, open as soon as the transport is. */
const CONTROL_ID = 0;
/** From `openLink` to an open control channel. */
const OPEN_TIMEOUT_MS = 10_000;
/** ICE says `disconnected` on the first missed checks; it often comes back. */
const DISCONNECTED_GRACE_MS = 4_000;
/** Well above any stream; what a link cannot carry is cut by session/upload/. */
const FLOOR_KBPS = 6_000;

export interface LinkOptions {
  id: string;
  peer: string;
  side: LinkSide;
  iceServers: RTCIceServer[];
  forwarder: ForwarderClient;
  /** Carries offer, answer and candidates to the other side. */
  signal(message: NegotiationMessage): void;
  /** Down links only. */
  down?: DownOptions;
}

export interface DownOptions {
  way: RelayWay;
  codecs: ChannelCodecs;
  /** Payload type the upstream frames have; another one on this edge rules `forward` out. */
  upstreamPayloadType: number | null;
  /** What the sender's tracks are: dummies, or received tracks for `transcode`. */
  tracks(way: RelayWay): Record<Kind, MediaStreamTrack | null>;
  /** The child can keep its payload types only if it offers; see docs/architecture. */
  childOffers: boolean;
}

export interface LinkEvents {
  open: undefined;
  /** Its tracks still have their last picture. */
  closing: undefined;
  closed: string;
  /** A raw control message; the session validates it. */
  control: string;
  track: MediaStreamTrack;
}

export class Link extends Emitter<LinkEvents> {
  readonly id: string;
  readonly peer: string;
  readonly side: LinkSide;
  /** performance.now() when it was made. */
  readonly since = performance.now();
  /** How media goes down this link; of an up link the parent tells. */
  way: RelayWay | 'source' | null = null;
  /** Which kinds come on an up link, as its parent tells; null: not told. */
  media: ChannelCodecs | null = null;
  /** Null: everything. */
  quality: LinkQuality | null = null;
  /** What the child's viewer chose. */
  choice: EncodingChoice = 'auto';
  /** Nothing comes back on it at present; what is sent may wait forever. */
  unresponsive = false;
  /** Down: the controller's word on its line; null where the child does not report. */
  line: LineState | null = null;
  readonly tracks: Partial<Record<Kind, MediaStreamTrack>> = {};
  senders: Partial<Record<Kind, RTCRtpSender>> = {};
  readonly #options: LinkOptions;
  readonly #guard: NegotiationGuard;
  #pc: RTCPeerConnection;
  #pacing: PacingSender | null = null;
  #control!: RTCDataChannel;
  #lineChannel!: LineChannel;
  readonly #outbox: ControlOutbox;
  #pendingCandidates: RTCIceCandidateInit[] = [];
  #open = false;
  /** This side made the first offer, and makes every later one, so that offers never cross. */
  #offers = false;
  #closed = false;
  #openTimer: ReturnType<typeof setTimeout>;
  #graceTimer: ReturnType<typeof setTimeout> | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(options: LinkOptions) {
    super();
    this.#options = options;
    this.id = options.id;
    this.peer = options.peer;
    this.side = options.side;
    this.way = options.down?.way ?? null;
    this.#guard = new NegotiationGuard(options.side, options.down?.childOffers ?? false);
    this.#pc = this.#create(this.way);
    this.#outbox = new ControlOutbox(
      (text) => this.#control.readyState === 'open' && this.#control.send(text),
      (ms, fn) => options.forwarder.setTimer(ms, fn),
    );
    this.#openTimer = setTimeout(() => this.close('open timed out'), OPEN_TIMEOUT_MS);
  }

  get pc(): RTCPeerConnection {
    return this.#pc;
  }
  get open(): boolean {
    return this.#open && !this.#closed;
  }
  get closed(): boolean {
    return this.#closed;
  }

  #create(way: RelayWay | 'source' | null): RTCPeerConnection {
    const { forwarder, iceServers, down, side, id } = this.#options;
    const pc = newPeerConnection(iceServers, side === 'down' && traitsOf(way).writes);
    const control = pc.createDataChannel('casto', { negotiated: true, id: CONTROL_ID });
    this.#control = control;
    this.#lineChannel = new LineChannel(
      pc,
      side === 'down' ? (data) => forwarder.post({ type: 'report', link: id, data }, [data]) : null,
    );
    control.onopen = () => this.#opened();
    control.onclose = () => this.close('control channel closed');
    control.onmessage = ({ data }) => {
      if (typeof data === 'string') this.emit('control', data);
    };
    pc.onicecandidate = ({ candidate }) => {
      if (pc !== this.#pc) return;
      this.#options.signal({
        t: 'candidate',
        link: id,
        candidate:
          candidate && candidate.candidate !== ''
            ? {
                candidate: candidate.candidate,
                sdpMid: candidate.sdpMid,
                sdpMLineIndex: candidate.sdpMLineIndex,
              }
            : null,
      });
    };
    pc.onconnectionstatechange = () => {
      if (pc === this.#pc) this.#connectionChanged(pc.connectionState);
    };
    if (side === 'up') {
      pc.ontrack = ({ receiver, track }) => {
        receiveThrough(receiver, id, forwarder);
        this.tracks[track.kind as Kind] = track;
        this.emit('track', track);
      };
    } else if (down && way && way !== 'source') {
      this.senders = addSenders(pc, id, way, down.tracks(way), forwarder);
      if (traitsOf(way).carries && this.senders.video && needsPacingSender()) {
        this.#pacing = new PacingSender(pc, forwarder);
      }
      for (const transceiver of pc.getTransceivers()) {
        transceiver.direction = 'sendonly';
        const codec = down.codecs[transceiver.receiver.track.kind as Kind];
        if (codec) preferCodec(transceiver, codec);
      }
    }
    return pc;
  }

  /** The accepting parent begins. */
  start(): void {
    const { down, id } = this.#options;
    if (!down) return;
    if (down.childOffers) this.#options.signal({ t: 'request-offer', link: id });
    else this.#queue(() => this.#offer());
  }

  async #offer(): Promise<void> {
    const { down } = this.#options;
    this.#offers = true;
    let offer = await this.#pc.createOffer();
    if (down && traitsOf(this.way).writes && !this.#payloadTypeFits(offer.sdp)) {
      log(`${this.id}: payload types differ from upstream, carrying instead`);
      this.#pc.close();
      this.way = 'carry';
      this.#pc = this.#create('carry');
      offer = await this.#pc.createOffer();
    }
    await this.#setLocal(offer);
    this.#options.signal({ t: 'offer', link: this.id, sdp: this.#said(offer.sdp) });
  }

  /**
   * The other side is not told of the stereo decoder: its encoder of dummy or mono sound would take
   * twice the bits for nothing.
   */
  #setLocal({ type, sdp = '' }: RTCSessionDescriptionInit): Promise<void> {
    const own = this.side === 'up' ? withStereoDecoder(sdp) : sdp;
    return this.#pc.setLocalDescription({ type, sdp: own });
  }

  #payloadTypeFits(sdp: string | undefined): boolean {
    const { down } = this.#options;
    const codec = down?.codecs.video;
    if (!down || !codec || down.upstreamPayloadType === null || !sdp) return true;
    return payloadTypeOf(sdp, codec) === down.upstreamPayloadType;
  }

  /** Looks for a new path while the old one lasts: the page's network has changed. */
  restartIce(): void {
    if (!this.open) return;
    if (this.#offers) {
      if (this.#guard.renews()) this.#queue(() => this.#offerNewPath());
    } else this.#options.signal({ t: 'request-offer', link: this.id });
  }

  /** Counts from the next search for a path on: passwords of TURN servers have been renewed. */
  useIceServers(iceServers: RTCIceServer[]): void {
    this.#options.iceServers = iceServers;
    if (this.#closed) return;
    try {
      this.#pc.setConfiguration({ ...this.#pc.getConfiguration(), iceServers });
    } catch (error) {
      log(`${this.id}: the new ICE servers were refused: ${error}`);
    }
  }

  async #offerNewPath(): Promise<void> {
    if (this.#pc.signalingState !== 'stable') return;
    const offer = await this.#pc.createOffer({ iceRestart: true });
    await this.#setLocal(offer);
    this.#options.signal({ t: 'offer', link: this.id, sdp: this.#said(offer.sdp) });
  }

  /** Takes the other side's offer, answer or candidate; failures close the link. */
  negotiate(message: NegotiationMessage): void {
    if (!this.#guard.takes(message)) {
      log(`drop: ${message.t} on ${this.id} is not due`);
      return;
    }
    this.#queue(async () => {
      switch (message.t) {
        case 'request-offer':
          if (this.#pc.getTransceivers().length === 0) {
            for (const kind of KINDS) {
              const { receiver } = this.#pc.addTransceiver(kind, { direction: 'recvonly' });
              receiveThrough(receiver, this.id, this.#options.forwarder);
            }
            await this.#offer();
          } else if (this.#offers && this.#open) await this.#offerNewPath();
          break;
        case 'offer':
          await this.#setRemote({ type: 'offer', sdp: message.sdp });
          await this.#answer();
          break;
        case 'answer':
          await this.#setRemote({ type: 'answer', sdp: message.sdp });
          break;
        case 'candidate':
          if (!message.candidate) break;
          if (this.#pc.remoteDescription) await this.#pc.addIceCandidate(message.candidate);
          else if (this.#pendingCandidates.length < 64) {
            this.#pendingCandidates.push(message.candidate);
          }
          break;
      }
    });
  }

  async #answer(): Promise<void> {
    const answer = await this.#pc.createAnswer();
    await this.#setLocal(answer);
    this.#options.signal({ t: 'answer', link: this.id, sdp: this.#said(answer.sdp) });
    if (this.side === 'down') await this.#tuneSenders();
  }

  async #setRemote(description: { type: 'offer' | 'answer'; sdp: string }): Promise<void> {
    const clean = withoutStrayCodecs(description.sdp);
    const rated = this.side === 'down' ? this.#rated(clean) : clean;
    const heard = this.#pacing ? this.#pacing.heard(description.type, rated) : rated;
    const sdp = this.#encodesStereo ? withStereoDecoder(heard) : heard;
    await this.#pc.setRemoteDescription({ ...description, sdp });
    const pending = this.#pendingCandidates;
    this.#pendingCandidates = [];
    for (const candidate of pending) await this.#pc.addIceCandidate(candidate);
    if (this.side === 'down' && description.type === 'answer') await this.#tuneSenders();
  }

  /** Only transcoding encodes sound again. A received track always counts two channels. */
  get #encodesStereo(): boolean {
    const track = traitsOf(this.way).reencodes ? this.senders.audio?.track : null;
    return track?.getSettings().channelCount === 2;
  }

  #said(sdp = ''): string {
    const said = this.side === 'down' ? this.#unpaced(sdp) : sdp;
    return this.#pacing ? this.#pacing.said(said) : said;
  }

  #rated(sdp: string): string {
    return traitsOf(this.way).reencodes
      ? withStartBitrate(sdp, FLOOR_KBPS)
      : withBitrateFloor(this.#unpaced(sdp), FLOOR_KBPS);
  }

  /** What re-encodes follows the browser's own estimate. */
  #unpaced(sdp: string): string {
    return traitsOf(this.way).reencodes ? sdp : withoutBandwidthFeedback(sdp);
  }

  async #tuneSenders(): Promise<void> {
    if (traitsOf(this.way).reencodes || !this.senders.video) return;
    await raiseSenderLimit(this.senders.video);
    await this.#pacing?.keepSize();
  }

  #queue(step: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      if (this.#closed) return;
      try {
        await step();
      } catch (error) {
        this.close(`negotiation failed: ${error instanceof Error ? error.message : error}`);
      }
    });
  }

  #opened(): void {
    if (this.#closed || this.#open) return;
    this.#open = true;
    clearTimeout(this.#openTimer);
    this.emit('open', undefined);
  }

  #connectionChanged(state: RTCPeerConnectionState): void {
    clearTimeout(this.#graceTimer);
    if (state === 'failed') this.close('connection failed');
    else if (state === 'disconnected') {
      this.#graceTimer = setTimeout(() => this.close('disconnected'), DISCONNECTED_GRACE_MS);
      // The interface that the path went over may be gone while another one is there.
      this.restartIce();
    }
  }

  /** Sends on the control channel; false when it is not open. */
  send(text: string): boolean {
    if (!this.open || this.#control.readyState !== 'open') return false;
    try {
      return this.#outbox.send(text);
    } catch {
      return false;
    }
  }

  /** Up: tells the parent what arrived. */
  report(data: ArrayBuffer): void {
    this.#lineChannel.send(data);
  }

  /** Up: shows the picture so much later, ms, that frames which are sent again still come in time. */
  wait(ms: number): void {
    const receiver = this.#pc.getReceivers().find(({ track }) => track.kind === 'video');
    if (receiver) holdFor(receiver, ms);
  }

  /** Down: sends what only loads the line. */
  pad(bytes: number): void {
    this.#lineChannel.pad(bytes);
  }

  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#openTimer);
    clearTimeout(this.#graceTimer);
    this.#outbox.close();
    log(`${this.id} closed: ${reason}`);
    this.#options.forwarder.post({ type: 'close', link: this.id });
    this.#control.onclose = null;
    this.#control.onmessage = null;
    this.#pc.onconnectionstatechange = null;
    this.#pc.onicecandidate = null;
    this.#pc.ontrack = null;
    this.#pacing?.close();
    this.emit('closing', undefined);
    this.#pc.close();
    this.emit('closed', reason);
    this.removeAllListeners();
  }
}
