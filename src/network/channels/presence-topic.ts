import { createLog } from '../../base/log.js';
import { KeyedRateLimiter } from '../../base/rate-limiter.js';
import { LIMITS, presenceTopic } from '../../wire/limits.js';
import type { Presence } from '../../wire/presence.js';
import { encodePresence, PRESENCE, parsePresence, presenceInterval } from '../../wire/presence.js';
import type { CastoNode } from '../api.js';
import { type GossipSub, type Message, TopicValidatorResult } from '../libp2p/gossip.js';

const log = createLog('network:presence');

type Offer = Parameters<ReturnType<CastoNode['presence']>['offer']>[0];

export interface PresenceTopicOptions {
  pubsub: GossipSub;
  channelId: string;
  peer: string;
  addresses(): string[];
  /** Unix time, milliseconds. */
  now(): number;
  onDrop(reason: string): void;
  random?: () => number;
}

/**
 * One channel's presence topic on this page. Several users (elements) may listen; the last offer of
 * any of them is what this peer says.
 */
export class PresenceTopic {
  readonly #options: PresenceTopicOptions;
  readonly #topic: string;
  readonly #listeners = new Set<(presence: Presence) => void>();
  readonly #rates = new KeyedRateLimiter(PRESENCE.peerRate, PRESENCE.peerBurst);
  #offer: Offer = null;
  #viewers = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PresenceTopicOptions) {
    this.#options = options;
    this.#topic = presenceTopic(options.channelId);
    const { pubsub } = options;
    pubsub.topicValidators.set(this.#topic, (_source, message) => this.#judge(message));
    pubsub.addEventListener('message', this.#onMessage);
    pubsub.subscribe(this.#topic);
  }

  get users(): number {
    return this.#listeners.size;
  }

  listen(listener: (presence: Presence) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #judge(message: Message): TopicValidatorResult {
    if (message.type !== 'signed') {
      this.#drop('unsigned');
      return TopicValidatorResult.Reject;
    }
    const from = message.from.toString();
    if (!this.#rates.take(from)) {
      this.#drop(`rate: ${from}`);
      return TopicValidatorResult.Ignore;
    }
    try {
      this.#parse(message);
      return TopicValidatorResult.Accept;
    } catch (error) {
      this.#drop((error as Error).message);
      return TopicValidatorResult.Ignore;
    }
  }

  #parse(message: Message): Presence {
    const from = message.type === 'signed' ? message.from.toString() : '';
    return parsePresence(message.data, this.#options.channelId, from, this.#options.now());
  }

  #drop(reason: string): void {
    log(`dropped presence: ${reason}`);
    this.#options.onDrop(reason);
  }

  readonly #onMessage = ({ detail }: CustomEvent<Message>): void => {
    if (detail.topic !== this.#topic || detail.type !== 'signed') return;
    const presence = this.#parse(detail);
    if (presence.peer === this.#options.peer) return;
    for (const listener of [...this.#listeners]) {
      try {
        listener(presence);
      } catch (error) {
        console.error('casto: a presence listener threw', error);
      }
    }
  };

  /** Says `offer` from now on; null, or no free slot, is said once and then silence. */
  offer(offer: Offer, viewers: number): void {
    const had = this.#offer;
    this.#viewers = viewers;
    if (offer === null || offer.slots <= 0) {
      const withdrawn = had !== null && had.slots > 0;
      this.#offer = had && withdrawn ? { ...had, ...offer, slots: 0 } : null;
    } else this.#offer = offer;
    if (this.#offer === null) clearTimeout(this.#timer);
    else this.#schedule();
  }

  /** A star has come: it has heard nothing yet. */
  refresh(): void {
    if (this.#offer === null) return;
    clearTimeout(this.#timer);
    this.#say();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const interval = presenceInterval(this.#viewers);
    const due = this.#sentAt + interval - performance.now();
    this.#timer = setTimeout(() => this.#say(), Math.max(0, due));
  }

  #say(): void {
    const offer = this.#offer;
    if (offer === null) return;
    this.#sentAt = performance.now();
    const { peer, channelId, pubsub, addresses, now, random = Math.random } = this.#options;
    const presence: Presence = {
      ...offer,
      peer,
      channelId,
      addresses: addresses().slice(0, LIMITS.addresses),
      issuedAt: now(),
    };
    pubsub
      .publish(this.#topic, encodePresence(presence))
      .catch((error: unknown) => log('presence not published', error));
    if (offer.slots <= 0) {
      this.#offer = null;
      return;
    }
    // ±20 %, so that peers that came together do not speak together.
    const interval = presenceInterval(this.#viewers) * (0.8 + 0.4 * random());
    this.#timer = setTimeout(() => this.#say(), interval);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#offer = null;
    this.#listeners.clear();
    const { pubsub } = this.#options;
    pubsub.removeEventListener('message', this.#onMessage);
    pubsub.unsubscribe(this.#topic);
    pubsub.topicValidators.delete(this.#topic);
  }
}
