import { generateKeyPair } from '@libp2p/crypto/keys';
import type { PeerId, PrivateKey } from '@libp2p/interface';
import { peerIdFromPrivateKey, peerIdFromString } from '@libp2p/peer-id';
import { CastoError } from '../../base/errors.js';
import { Emitter } from '../../base/events.js';
import { createLog } from '../../base/log.js';
import { ANNOUNCE_TOPIC, LIMITS } from '../../wire/limits.js';
import type { ChannelAnnouncement, Listing, NodeEvents, StarStatus } from '../api.js';
import { Announcer } from '../channels/announcer.js';
import { Channels, ownSlug } from '../channels/channels.js';
import { ListingCheck } from '../channels/listing.js';
import { PresenceTopic } from '../channels/presence-topic.js';
import { starGater } from '../libp2p/gater.js';
import { keepGossiping } from '../libp2p/gossip-streams.js';
import { createPageLibp2p, type PageLibp2p } from '../libp2p/libp2p.js';
import { SignalingService } from '../signaling/signaling-service.js';
import { StarMailbox } from '../signaling/star-mailbox.js';
import { StarLinks } from '../stars/star-links.js';
import { onNetworkConfig } from './config.js';
import type { HighWater } from './high-water.js';

const log = createLog('network:node');

export interface PageNodeEvents extends NodeEvents {
  /** Something from the network was refused; for tests and the debug log. */
  dropped: { what: 'announcement' | 'presence' | 'envelope'; reason: string };
}

/** The key that owns what is broadcast here, and the numbers that it has used. */
export type LoadOwner = () => Promise<{ key: PrivateKey; marks: HighWater }>;

/** Bytes of addresses that go into each announcement are scarce. */
const TOLD_ADDRESSES = Math.min(4, LIMITS.addresses);

/** The node behind every handle of a page. */
export class PageNode extends Emitter<PageNodeEvents> {
  readonly libp2p: PageLibp2p;
  readonly stars: StarLinks;
  readonly channels: Channels;
  readonly post: StarMailbox;
  readonly signals: SignalingService;
  readonly peerId: string;
  readonly #loadOwner: LoadOwner;
  readonly #unconfigure: () => void;
  #owner: { id: string; key: PrivateKey; marks: HighWater } | null = null;
  readonly #announcers = new Map<Announcer, ListingCheck>();
  readonly #presence = new Map<string, PresenceTopic>();
  #sweep: ReturnType<typeof setInterval> | undefined;
  #stopping: Promise<void> | null = null;

  private constructor(libp2p: PageLibp2p, nodeKey: PrivateKey, loadOwner: LoadOwner) {
    super();
    this.libp2p = libp2p;
    this.peerId = libp2p.peerId.toString();
    this.#loadOwner = loadOwner;
    this.channels = new Channels({
      libp2p,
      stars: () => [...this.stars.connected.keys()].map((id) => peerIdFromString(id)),
    });
    this.stars = new StarLinks({
      libp2p,
      // The proof that it is a star, and the newcomer's first look at what is live.
      verify: async (star, signal) => {
        this.post.connect(star);
        await this.channels.askStar(star, null, signal);
      },
      onChange: (stars: StarStatus[]) => this.emit('stars', stars),
      onIceServers: this.#onIceServers,
      unixNow: () => this.channels.now(),
    });
    this.#unconfigure = onNetworkConfig(this.#onIceServers);
    this.post = new StarMailbox({
      libp2p,
      key: nodeKey,
      admit: (peer) => this.signals.refusal(peer),
      onInbound: (signal) => this.signals.take(signal),
      onChange: () => this.#onAddresses(),
      onDrop: (reason) => this.emit('dropped', { what: 'envelope', reason }),
    });
    this.signals = new SignalingService(libp2p, () => this.#starAddresses(), this.post);
    this.channels.on('channel', (record) => this.emit('channel', record));
    this.channels.on('dropped', (reason) => this.emit('dropped', { what: 'announcement', reason }));
  }

  /** Who owns what is broadcast here; empty until `owned()` has resolved. */
  get ownerId(): string {
    return this.#owner?.id ?? '';
  }

  /** Loads the owner key. Storage is slow, and who only watches needs no key. */
  async owned(): Promise<void> {
    const { key, marks } = await this.#loadOwner();
    this.#owner ??= { id: peerIdFromPrivateKey(key).toString(), key, marks };
  }

  static async start(loadOwner: LoadOwner): Promise<PageNode> {
    const reference: { node?: PageNode } = {};
    const nodeKey = await generateKeyPair('Ed25519');
    const libp2p = await createPageLibp2p({
      privateKey: nodeKey,
      connectionGater: starGater((host) => reference.node?.stars.isNamedHost(host) ?? false),
      isStar: (peer) => reference.node?.stars.isStar(peer) ?? false,
    });
    const node = new PageNode(libp2p, nodeKey, loadOwner);
    reference.node = node;
    try {
      await libp2p.start();
      node.channels.start();
      await node.signals.start();
    } catch (error) {
      await libp2p.stop();
      throw CastoError.from(error);
    }
    keepGossiping(libp2p);
    libp2p.addEventListener('self:peer:update', node.#onAddresses);
    libp2p.addEventListener('peer:disconnect', node.#onDisconnect);
    libp2p.services.pubsub.addEventListener('subscription-change', node.#onSubscriptions);
    node.#sweep = setInterval(() => node.channels.sweep(), 60_000);
    log('started', node.peerId);
    return node;
  }

  /**
   * Where others can reach us: through the addresses that we dialled ourselves first. A star whose
   * post we have counts before it has given us a relay slot.
   */
  get addresses(): string[] {
    const dialled = [...this.stars.connected.values()];
    const all = this.libp2p.getMultiaddrs().map((address) => address.toString());
    const isDialled = (address: string): boolean =>
      dialled.some((star) => address.startsWith(`${star}/p2p-circuit`));
    const posted = [...this.stars.connected.keys()]
      .filter((star) => this.post.serves(star))
      .flatMap((star) => this.#starAddresses().filter((each) => each.endsWith(`/p2p/${star}`)))
      .map((star) => `${star}/p2p-circuit/p2p/${this.peerId}`);
    const sorted = [
      ...posted,
      ...all.filter(isDialled),
      ...all.filter((address) => !isDialled(address)),
    ];
    // One that is too long for the readers would cost the whole message that names it.
    const readable = sorted.filter(({ length }) => length <= LIMITS.addressChars);
    return [...new Set(readable)].slice(0, TOLD_ADDRESSES);
  }

  /** Every one with its peer id, however the author wrote it. */
  #starAddresses(): string[] {
    return [...this.stars.connected].map(([peer, address]) =>
      address.includes('/p2p/') ? address : `${address}/p2p/${peer}`,
    );
  }

  readonly #onIceServers = (): void => this.emit('iceServers', undefined);

  readonly #onAddresses = (): void => {
    for (const [announcer, listing] of this.#announcers) {
      announcer.refresh();
      listing.doubt();
    }
  };

  /** The peer store never forgets by itself; a broadcaster meets thousands who join it once. */
  readonly #onDisconnect = ({ detail }: CustomEvent<PeerId>): void => {
    this.channels.clock.forget(detail.toString());
    if (this.stars.isStar(detail.toString())) return;
    this.libp2p.peerStore.delete(detail).catch((error: unknown) => log('peer store', error));
  };

  /** A star that (again) hears one of our topics has missed what we said before. */
  readonly #onSubscriptions = (
    event: CustomEvent<{
      peerId: PeerId;
      subscriptions: { topic: string; subscribe: boolean }[];
    }>,
  ): void => {
    for (const { topic, subscribe } of event.detail.subscriptions) {
      if (!subscribe) continue;
      if (topic === ANNOUNCE_TOPIC) this.#onAddresses();
      this.#presence.get(topic.slice(topic.lastIndexOf('/1/') + 3))?.refresh();
    }
  };

  announce(
    first: ChannelAnnouncement,
    onListings: (listings: Listing[]) => void,
    onAnswers: (answers: Listing[]) => void,
  ): Announcer {
    this.#assertRunning();
    ownSlug(first.slug);
    const owner = this.#owner;
    if (!owner) {
      throw new CastoError(
        'internal',
        'This handle was got with `owner: false` and cannot announce',
      );
    }
    const announcer = new Announcer(first, {
      key: owner.key,
      ownerId: owner.id,
      peer: this.peerId,
      addresses: () => this.addresses,
      now: () => this.channels.now(),
      // A star may hold a higher one than this browser remembers, of storage that was cleared.
      nextSequence: () => {
        const held = this.channels.sequenceOf(announcer.channelId);
        return owner.marks.sequence(Math.max(held + 1, this.channels.now()));
      },
      publish: async (sealed) => {
        await this.channels.take(sealed);
        await this.libp2p.services.pubsub.publish(ANNOUNCE_TOPIC, sealed);
        listing.published();
      },
    });
    const { channelId } = announcer;
    const listing = new ListingCheck({
      ask: () => this.channels.listings(channelId, this.peerId, (star) => this.#addressOf(star)),
      publish: () => announcer.refresh(),
      report: onListings,
      heard: onAnswers,
    });
    this.#announcers.set(announcer, listing);
    return announcer;
  }

  #addressOf(star: PeerId): string {
    return this.stars.connected.get(star.toString()) ?? star.toString();
  }

  /** Where a broadcaster of this owner may begin to count epochs. */
  firstEpoch(): number {
    const now = this.channels.now();
    return this.#owner?.marks.firstEpoch(now) ?? 1;
  }

  usedEpoch(epoch: number): void {
    this.#owner?.marks.usedEpoch(epoch);
  }

  async endAnnouncement(announcer: Announcer): Promise<void> {
    this.#announcers.get(announcer)?.stop();
    await announcer.end();
    this.#announcers.delete(announcer);
  }

  /** The topic of a channel, made on first use; {@link leavePresence} when its last user is gone. */
  presence(channelId: string): PresenceTopic {
    this.#assertRunning();
    const held = this.#presence.get(channelId);
    if (held) return held;
    const topic = new PresenceTopic({
      pubsub: this.libp2p.services.pubsub,
      channelId,
      peer: this.peerId,
      addresses: () => this.addresses,
      now: () => this.channels.now(),
      onDrop: (reason) => this.emit('dropped', { what: 'presence', reason }),
    });
    this.#presence.set(channelId, topic);
    return topic;
  }

  leavePresence(channelId: string): void {
    const topic = this.#presence.get(channelId);
    if (!topic || topic.users > 0) return;
    this.#presence.delete(channelId);
    topic.close();
  }

  #assertRunning(): void {
    if (this.#stopping) throw new CastoError('closed', 'This node was released');
  }

  /** Ends announcements, closes everything. Idempotent. */
  stop(): Promise<void> {
    this.#stopping ??= (async () => {
      clearInterval(this.#sweep);
      this.#unconfigure();
      await Promise.all([...this.#announcers.keys()].map((each) => this.endAnnouncement(each)));
      for (const topic of this.#presence.values()) topic.close();
      this.#presence.clear();
      this.libp2p.removeEventListener('self:peer:update', this.#onAddresses);
      this.libp2p.removeEventListener('peer:disconnect', this.#onDisconnect);
      this.libp2p.services.pubsub.removeEventListener('subscription-change', this.#onSubscriptions);
      this.stars.stop();
      this.channels.stop();
      await this.signals.stop();
      await this.post.stop();
      await this.libp2p.stop();
      this.removeAllListeners();
      log('stopped', this.peerId);
    })();
    return this.#stopping;
  }
}
