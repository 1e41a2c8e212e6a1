/**
 * One peer in one channel's tree: carries out what the overlay decides, over the network's streams
 * and the media links, for a broadcaster and a viewer alike.
 */

import { CastoError } from '../../base/errors.js';
import { Emitter } from '../../base/events.js';
import { createLog } from '../../base/log.js';
import { traitsOf } from '../../base/relay-ways.js';
import type { RelayWay, SwitchReason } from '../../base/types.js';
import { canTransform, supportedWays } from '../../media/link/capabilities.js';
import { edgeWay } from '../../media/link/edge-way.js';
import { Link } from '../../media/link/link.js';
import { ForwarderClient } from '../../media/worker-client/forwarder-client.js';
import type { OverlayPort, TreePeer } from '../../overlay/api.js';
import { createTreePeer } from '../../overlay/tree-peer.js';
import type { ChannelRecord } from '../../wire/channel-record.js';
import type { PeerHint } from '../../wire/hint.js';
import type { NegotiationMessage } from '../../wire/messages/negotiation.js';
import type { LinkSide } from '../../wire/messages/row.js';
import type { SignalMessage } from '../../wire/messages/signal.js';
import { isFor } from '../../wire/messages/table.js';
import type { JoinMessage, TreeMessage } from '../../wire/messages/tree.js';
import { MessageRouter } from '../signaling/message-router.js';
import { TreeRelay } from '../signaling/tree-relay.js';
import { ArrivalMonitor } from './arrival-monitor.js';
import { BroadcasterClock } from './broadcaster-clock.js';
import { ControlDispatcher } from './control-dispatcher.js';
import { DownMedia } from './down-media.js';
import { createOverlayEnv } from './overlay-env.js';
import { PathMonitor } from './path-monitor.js';
import { RenditionDemand } from './rendition-demand.js';
import { Serving } from './serving.js';
import type { TreeSessionEvents, TreeSessionOptions } from './tree-session-api.js';

const log = createLog('session:tree');

/** From one control channel's opening to the other's. */
const NEARLY_OPEN_MS = 2_000;

export class TreeSession extends Emitter<TreeSessionEvents> {
  readonly tree: TreePeer;
  readonly forwarder: ForwarderClient;
  readonly encodings: RenditionDemand;
  readonly clock = new BroadcasterClock();
  readonly links = new Map<string, Link>();
  readonly ways: RelayWay[];
  /** The peer that the channel comes from, as its newest announcement says. */
  broadcaster = '';
  readonly #options: TreeSessionOptions;
  readonly #control: ControlDispatcher;
  readonly #via: TreeRelay;
  readonly #router: MessageRouter;
  readonly #arrivalMonitor: ArrivalMonitor;
  readonly #downMedia: DownMedia;
  readonly #joins = new Map<string, JoinMessage>();
  readonly #serving: Serving;
  readonly #network: PathMonitor;
  #closed = false;
  #pageGoes = false;

  constructor(options: TreeSessionOptions) {
    super();
    this.#options = options;
    const { node, channelId, config } = options;
    if (options.root) this.broadcaster = node.peerId;
    const supported = supportedWays();
    this.ways = (config.ways ?? supported).filter((way) => supported.includes(way));
    this.forwarder = new ForwarderClient(config.workerUrl);
    this.encodings = new RenditionDemand(options.root, {
      forwarder: this.forwarder,
      feed: () => {
        const { parent } = this.tree.view;
        return parent ? this.links.get(parent.link) : undefined;
      },
      source: (small) => this.emit('small', small),
      setTimer: (ms, fn) => this.forwarder.setTimer(ms, fn),
    });
    this.#downMedia = new DownMedia(
      options.tracks,
      (ms, fn) => this.forwarder.setTimer(ms, fn),
      (link, sender) => {
        if (options.showAgain) options.showAgain(sender);
        else this.#serving.keyFrameFor(link.id, 'full');
      },
    );
    this.#serving = new Serving({
      forwarder: this.forwarder,
      links: this.links,
      media: this.#downMedia,
      root: options.root,
      ways: this.ways,
      codecs: () => options.codecs(),
      payloadType: () => this.#upstreamPayloadType(),
      viewersBelow: (id) => this.tree.view.children.find(({ link }) => link === id)?.viewers ?? 1,
      served: (link, on) => {
        if (options.root) this.#arrivalMonitor.follow(link, on);
      },
    });
    this.#control = new ControlDispatcher({
      setTimer: (ms, fn) => this.forwarder.setTimer(ms, fn),
      clock: this.clock,
      link: (id) => this.links.get(id),
      serving: (link) => this.#serving.has(link.id),
      keyFrame: (link, encoding) => this.#serving.keyFrame(link, encoding),
      want: (link, { small, own = 'auto' }) => {
        link.choice = own;
        this.encodings.asked(link, small);
      },
      tree: (link, message) => this.#fromTree(link.peer, message, link.id),
      negotiate: (link, message) => this.#negotiate(link.peer, message),
      media: (link, { way, marked = !traitsOf(way).reencodes }) => {
        if (marked && !canTransform()) this.#refuseTrailers(link);
        else this.emit('media', { link });
      },
      rtt: (link, rttMs) => this.tree.linkRtt(link.id, rttMs),
      isFeed: (link) => this.tree.view.parent?.link === link.id,
      idle: (link, picture) => this.#idle(link, picture),
      answers: (link, yes) => this.#network.answers(link, yes),
      slow: (link) => this.tree.linkSlow(link.id),
      via: (link, message) => this.#via.receive(link, message),
    });
    this.tree = createTreePeer(
      {
        channel: channelId,
        self: node.peerId,
        root: options.root,
        maxChildren: options.maxChildren,
        maxStandbys: options.maxStandbys,
        ways: this.ways,
        marks: canTransform(),
        canServe: (join) => edgeWay(this, join) !== null,
        standby: true,
        firstEpoch: () => node.firstEpoch(),
        addresses: () => node.addresses,
      },
      createOverlayEnv(this.forwarder),
      this.#port(),
    );
    const deliver = (peer: string, message: SignalMessage): void => this.#fromSignal(peer, message);
    this.#via = new TreeRelay({
      self: node.peerId,
      path: () => this.tree.view.path,
      linkWith: (peer) => this.#router.linkWith(peer),
      deliver,
    });
    this.#router = new MessageRouter({
      node,
      channelId,
      links: this.links,
      via: this.#via,
      deliver,
      broken: (peer, link, reason) => this.#signalBroken(peer, link, reason),
      unreachable: (peer) => this.tree.unreachable(peer),
    });
    this.#arrivalMonitor = new ArrivalMonitor({
      forwarder: this.forwarder,
      links: this.links,
      depth: () => this.tree.view.depth,
      rtt: (link) => this.#control.rttOf(link),
      codecs: () => options.codecs(),
    });
    this.#listen();
    this.#network = new PathMonitor({
      node,
      links: this.links,
      tree: this.tree,
      setTimer: (ms, fn) => this.forwarder.setTimer(ms, fn),
    });
  }

  /** Where peers stand, for signalling through the tree. */
  learn(hints: PeerHint[]): void {
    this.#via.learn(hints);
  }

  /** The broadcaster's signed word: who it is, and how new its epoch can be. */
  announced({ peer, entries }: ChannelRecord): void {
    this.broadcaster = peer;
    // Epochs of entries that others told of are not the broadcaster's word.
    const epoch = entries.find((entry) => entry.peer === peer)?.epoch ?? 0;
    this.tree.announced(peer, epoch > 0 ? epoch : null);
  }

  start(): void {
    this.tree.start();
  }

  #port(): OverlayPort {
    return {
      send: (peer, message, addresses, link) => this.#send(peer, message, addresses ?? [], link),
      openLink: (link, peer, side, standby) => this.#openLink(link, peer, side, standby),
      closeLink: (link, reason) => this.#closeLink(link, reason),
      feedFrom: (link, reason) => this.#feedFrom(link, reason),
      serve: (link, on) => this.#serving.serve(link, on),
      // The broadcaster's children have nowhere to go.
      farewell: () => {
        if (this.#pageGoes && !this.#options.root) this.#serving.farewell();
      },
      findPeers: () => this.emit('findPeers', undefined),
      changed: (view) => this.emit('view', view),
    };
  }

  // ---- messages out -----------------------------------------------------------------------------

  #send(peer: string, message: TreeMessage, addresses: string[], link?: string): void {
    const own = link === undefined ? undefined : this.links.get(link);
    if (message.t === 'start' && own) this.#arrivalMonitor.expect(own);
    if (message.t === 'stop' && own) this.#arrivalMonitor.follow(own, false);
    if (message.t === 'redirect') this.#joins.delete(message.link);
    this.#router.send(peer, message, addresses, link);
  }

  // ---- messages in ------------------------------------------------------------------------------

  #fromSignal(peer: string, message: SignalMessage): void {
    if (isFor(message, 'negotiation')) {
      this.#negotiate(peer, message);
      return;
    }
    this.#fromTree(peer, message);
    if (message.t === 'redirect') this.#router.release(message.link);
  }

  #fromTree(peer: string, message: TreeMessage, link?: string): void {
    if (this.#closed) return;
    log(`← ${message.t} ${link ?? ''} from ${peer.slice(-6)}`);
    if (message.t === 'join') this.#joins.set(message.link, message);
    if ('peers' in message) this.learn(message.peers);
    if (message.t === 'redirect' && message.reason === 'unsupported') {
      this.emit('unsupported', peer);
    }
    this.tree.receive(peer, message, link);
  }

  #negotiate(peer: string, message: NegotiationMessage): void {
    const link = this.links.get(message.link);
    if (link?.peer === peer) link.negotiate(message);
    else log(`drop: ${message.t} of ${peer} for a link that is not theirs`);
  }

  #signalBroken(peer: string, link: string, reason: string): void {
    const known = this.links.get(link);
    const lost = (): void => {
      if (!known?.open) known?.close(`signalling lost: ${reason}`);
    };
    // The side whose control channel opens first closes the stream; the other is nearly there.
    if (known?.pc.remoteDescription) this.forwarder.setTimer(NEARLY_OPEN_MS, lost);
    else if (known) lost();
    else this.tree.unreachable(peer);
  }

  // ---- links ------------------------------------------------------------------------------------

  #openLink(id: string, peer: string, side: LinkSide, standby?: boolean): void {
    const join = this.#joins.get(id);
    this.#joins.delete(id);
    log(`open link ${id} ${side}`);
    let link: Link;
    try {
      link = this.#newLink(id, peer, side, join);
    } catch (thrown) {
      this.#openFailed(id, peer, side, thrown);
      return;
    }
    this.links.set(id, link);
    link.on('open', () => {
      this.#linkOpened(link);
      if (side === 'up' && !standby) this.#arrivalMonitor.follow(link);
    });
    link.on('closed', (reason) => this.#linkClosed(link, reason));
    link.on('control', (text) => this.#control.receive(link, text));
    link.start();
  }

  #newLink(id: string, peer: string, side: LinkSide, join: JoinMessage | undefined): Link {
    return new Link({
      id,
      peer,
      side,
      iceServers: this.#options.node.iceServers,
      forwarder: this.forwarder,
      signal: (message) => this.#router.answer(peer, message),
      ...(side === 'down' ? { down: this.#serving.optionsFor(id, join) } : {}),
    });
  }

  /** Nothing of it is the other peer's fault, and it is told at once instead of waiting for a link. */
  #openFailed(id: string, peer: string, side: LinkSide, thrown: unknown): void {
    const error = CastoError.from(thrown);
    log(`link ${id} cannot be opened: ${error.message}`);
    this.#downMedia.release(id);
    // The state machine is in the middle of a step.
    queueMicrotask(() => {
      if (this.#closed) return;
      if (side === 'down') {
        this.#send(peer, { t: 'leave', reason: 'overloaded', peers: [], link: id }, [], id);
      }
      this.#router.release(id);
      this.tree.linkClosed(id, error.message);
      if (side === 'up') this.emit('openFailed', error);
    });
  }

  #upstreamPayloadType(): number | null {
    if (this.#options.sourcePayloadType) return this.#options.sourcePayloadType();
    const parent = this.tree.view.parent;
    return this.#serving.payloadTypeOn(parent ? this.links.get(parent.link) : undefined);
  }

  #linkOpened(link: Link): void {
    log(`link ${link.id} open`);
    this.#router.release(link.id);
    this.#control.opened(link);
    if (link.side === 'down') this.#serving.tellMedia(link);
    this.tree.linkOpened(link.id);
    this.#serving.settled(link);
  }

  #linkClosed(link: Link, reason: string): void {
    this.links.delete(link.id);
    this.#serving.closed(link);
    this.#router.release(link.id);
    this.#control.closed(link);
    this.#arrivalMonitor.linkClosed(link);
    if (this.#closed) return;
    this.encodings.closed(link);
    this.#network.linkClosed(link, reason);
    this.emit('linkClosed', { link, reason });
    this.tree.linkClosed(link.id, reason);
    this.#router.linkClosed(link);
  }

  #closeLink(id: string, reason: string): void {
    this.#joins.delete(id);
    const link = this.links.get(id);
    if (link) link.close(reason);
    else this.#router.release(id);
  }

  // ---- media ------------------------------------------------------------------------------------

  /** An older parent does not ask what its child can: its marks would be heard as noise. */
  #refuseTrailers(link: Link): void {
    this.emit('unsupported', link.peer);
    link.close('marked frames, which this browser cannot read');
  }

  /** Codecs or tracks changed: every child is told, links that send tracks follow. */
  mediaChanged(): void {
    this.#serving.mediaChanged();
  }

  #feedFrom(id: string, reason: SwitchReason): void {
    const link = this.links.get(id);
    if (!link) return;
    this.#control.fed(link);
    this.#arrivalMonitor.fed(link);
    this.encodings.fed(link);
    this.emit('feed', { link, reason });
    this.mediaChanged();
  }

  #listen(): void {
    const { forwarder } = this;
    const arrivals = this.#arrivalMonitor;
    forwarder.on('report', ({ link, data }) => this.links.get(link)?.report(data));
    forwarder.on('wait', ({ link, ms }) => this.links.get(link)?.wait(ms));
    forwarder.on('pad', ({ link, bytes }) => this.links.get(link)?.pad(bytes));
    forwarder.on('needKeyFrame', (encoding) => {
      const text = JSON.stringify({ t: 'keyframe', ...(encoding === 'small' && { small: true }) });
      for (const link of this.links.values()) if (link.side === 'up') link.send(text);
    });
    forwarder.on('woke', ({ ms }) => {
      log(`slept for ${Math.round(ms)} ms`);
      this.#control.woke();
      this.#network.check();
    });
    arrivals.on('flows', ({ link }) => {
      this.emit('flowing', { link });
      this.tree.mediaFlowing(link.id);
    });
    arrivals.on('noPicture', (link) => {
      if (this.tree.view.parent?.link === link.id) log(`${link.id}: sound comes, no picture`);
      this.tree.linkSlow(link.id, false);
    });
    arrivals.on('late', (link) => this.#late(link));
    arrivals.on('caughtUp', (link) => this.tree.mediaCaughtUp(link.id));
    arrivals.on('silent', ({ link, ms }) => {
      this.emit('silent', { link, ms });
      if (this.tree.view.parent?.link === link.id) this.#control.doubt(link);
      this.tree.mediaSilent(link.id, ms);
    });
  }

  /** The parent lives, its source (or its picture alone) rests; so do we, and our children are told. */
  #idle(link: Link, picture: boolean): void {
    this.forwarder.post({ type: 'alive', link: link.id, picture });
    if (!picture) this.#arrivalMonitor.idle(link);
    const { parent } = this.tree.view;
    if (!parent || parent.link === link.id) this.#serving.tellIdle(picture);
  }

  /**
   * The parent may be gone. Our children hear that we are not, so that they do not start standbys of
   * their own for a death above us.
   */
  #late(link: Link): void {
    if (this.tree.view.parent?.link !== link.id) return;
    log(`${link.id} is late`);
    this.tree.mediaLate(link.id);
    this.#serving.tellIdle(false);
  }

  /** Children that get media now. */
  served(): Link[] {
    return this.#serving.links;
  }

  /** What comes on an up link, and since when. */
  flowOf(link: Link): ReturnType<ArrivalMonitor['flowOf']> {
    return this.#arrivalMonitor.flowOf(link);
  }

  /** Milliseconds, smoothed; 0 while unknown. */
  rttOf(link: Link): number {
    return this.#control.rttOf(link);
  }

  /** The page is being closed or frozen: like `close`, but children are fed until they switched. */
  leavePage(reason: 'closing' | 'frozen'): void {
    this.#pageGoes = true;
    this.close(reason);
  }

  /** Says goodbye and tears everything down. Idempotent. */
  close(reason: 'closing' | 'ended' | 'frozen'): void {
    if (this.#closed) return;
    this.tree.stop(reason);
    this.#closed = true;
    this.#network.close();
    this.#control.close();
    this.#arrivalMonitor.close();
    for (const link of [...this.links.values()]) link.close(reason);
    this.#router.close();
    this.forwarder.close();
    this.removeAllListeners();
  }
}
