import type { Libp2p, PeerId } from '@libp2p/interface';
import { createLog } from '../base/log.js';
import { KeyedRateLimiter } from '../base/rate-limiter.js';
import {
  type GossipSub,
  type Message,
  type SubscriptionChangeData,
  TopicValidatorResult,
} from '../network/libp2p/gossip.js';
import { isChannelId } from '../wire/channel-id.js';
import { presenceTopic } from '../wire/limits.js';
import { PRESENCE, parsePresence } from '../wire/presence.js';

const log = createLog('star:topics');

const PREFIX = presenceTopic('');

export interface TopicOptions {
  libp2p: Libp2p;
  pubsub: GossipSub;
  /** Presence topics held at once. */
  maxTopics: number;
  /** Presence topics one peer can make the star hold. */
  maxPerPeer: number;
  /** Another star: its subscriptions mirror ours and must not keep a topic alive. */
  isStar(peer: string): boolean;
  /** Unix time, milliseconds. */
  now(): number;
  onDrop(reason: string): void;
}

/**
 * Subscribes to the presence topics that leaves subscribe to, as gossipsub forwards only topics that
 * the hub has itself, and leaves a topic with its last leaf.
 */
export class TopicKeeper {
  readonly #options: TopicOptions;
  /** topic → leaves */
  readonly #leaves = new Map<string, Set<string>>();
  /** leaf → topics */
  readonly #topics = new Map<string, Set<string>>();
  readonly #rates = new KeyedRateLimiter(PRESENCE.peerRate, PRESENCE.peerBurst);

  constructor(options: TopicOptions) {
    this.#options = options;
    options.pubsub.addEventListener('subscription-change', this.#onSubscriptions);
    options.libp2p.addEventListener('peer:disconnect', this.#onDisconnect);
  }

  readonly #onSubscriptions = (event: CustomEvent<SubscriptionChangeData>): void => {
    const peer = event.detail.peerId.toString();
    if (this.#options.isStar(peer)) return;
    for (const { topic, subscribe } of event.detail.subscriptions) {
      if (subscribe) this.#hold(peer, topic);
      else this.#release(peer, topic);
    }
  };

  readonly #onDisconnect = (event: CustomEvent<PeerId>): void =>
    this.forget(event.detail.toString());

  get size(): number {
    return this.#leaves.size;
  }

  /** Pages that listen to a channel; null when another star may know of more, or none is known here. */
  pagesOf(channelId: string): number | null {
    const topic = presenceTopic(channelId);
    const { pubsub, isStar } = this.#options;
    if (pubsub.getSubscribers(topic).some((peer) => isStar(peer.toString()))) return null;
    return this.#leaves.get(topic)?.size ?? null;
  }

  #hold(peer: string, topic: string): void {
    if (!topic.startsWith(PREFIX) || !isChannelId(topic.slice(PREFIX.length))) return;
    const own = this.#topics.get(peer) ?? new Set();
    const leaves = this.#leaves.get(topic);
    if (!own.has(topic) && own.size >= this.#options.maxPerPeer) {
      this.#drop('peer-topic-limit', topic);
      return;
    }
    if (!leaves && this.#leaves.size >= this.#options.maxTopics) {
      this.#drop('topic-limit', topic);
      return;
    }
    this.#topics.set(peer, own.add(topic));
    if (leaves) {
      leaves.add(peer);
      return;
    }
    this.#leaves.set(topic, new Set([peer]));
    const channelId = topic.slice(PREFIX.length);
    this.#options.pubsub.topicValidators.set(topic, (_source, message) =>
      this.#validate(channelId, message),
    );
    this.#options.pubsub.subscribe(topic);
    log('subscribed', topic);
  }

  #release(peer: string, topic: string): void {
    const leaves = this.#leaves.get(topic);
    if (!leaves?.delete(peer)) return;
    const own = this.#topics.get(peer);
    own?.delete(topic);
    if (own?.size === 0) this.#topics.delete(peer);
    if (leaves.size > 0) return;
    this.#leaves.delete(topic);
    this.#options.pubsub.unsubscribe(topic);
    this.#options.pubsub.topicValidators.delete(topic);
    log('unsubscribed', topic);
  }

  /** The peer is gone, or turned out to be a star. */
  forget(peer: string): void {
    for (const topic of [...(this.#topics.get(peer) ?? [])]) this.#release(peer, topic);
  }

  #validate(channelId: string, message: Message): TopicValidatorResult {
    if (message.type !== 'signed') return TopicValidatorResult.Reject;
    const from = message.from.toString();
    if (!this.#rates.take(from)) {
      this.#drop('presence-rate', from);
      return TopicValidatorResult.Ignore;
    }
    try {
      parsePresence(message.data, channelId, from, this.#options.now());
      return TopicValidatorResult.Accept;
    } catch (error) {
      this.#drop('presence-invalid', (error as Error).message);
      return TopicValidatorResult.Reject;
    }
  }

  #drop(reason: string, detail: string): void {
    log(`dropped: ${reason}`, detail);
    this.#options.onDrop(reason);
  }

  stop(): void {
    this.#options.pubsub.removeEventListener('subscription-change', this.#onSubscriptions);
    this.#options.libp2p.removeEventListener('peer:disconnect', this.#onDisconnect);
  }
}
