import type { PeerId } from '@libp2p/interface';
import { CastoError, throwIfAborted } from '../errors.js';
import { Emitter } from '../events.js';
import { createLog } from '../log.js';
import { channelIdOf, parseChannel } from '../wire/channel-id.js';
import { KeyedRateLimiter } from '../wire/rate.js';
import { ANNOUNCE_TOPIC, DIRECTORY_PROTOCOL } from '../wire/tree.js';
import type { ChannelRecord } from './api.js';
import { askDirectory, DIRECTORY } from './directory.js';
import { type Message, TopicValidatorResult } from './gossip.js';
import type { PageLibp2p } from './libp2p.js';
import { type DropReason, RecordBook } from './record-book.js';

const log = createLog('network:channels');

/** Milliseconds that two clocks may seem apart because the answer took its time. */
const CLOCK_NOISE_MS = 5_000;

export interface ChannelsEvents {
  /** New to this page, or newer than the one held. */
  channel: ChannelRecord;
  /** A record was refused. */
  dropped: DropReason | 'rate' | 'unsigned';
}

export interface ChannelsOptions {
  libp2p: PageLibp2p;
  /** Peer ids of the connected stars. */
  stars(): PeerId[];
}

/** What the page knows of live channels: by gossip, and from the stars' directories. */
export class Channels extends Emitter<ChannelsEvents> {
  readonly #options: ChannelsOptions;
  readonly #book: RecordBook;
  #clockOffset = 0;
  readonly #asking = new Map<string, Promise<void>>();
  readonly #authors = new KeyedRateLimiter(1, 10);

  constructor(options: ChannelsOptions) {
    super();
    this.#options = options;
    this.#book = new RecordBook({
      log,
      onDrop: (reason) => this.emit('dropped', reason),
      clockOffset: () => this.#clockOffset,
    });
  }

  start(): void {
    const { pubsub } = this.#options.libp2p.services;
    pubsub.topicValidators.set(ANNOUNCE_TOPIC, (_source, message) => this.#judge(message));
    pubsub.subscribe(ANNOUNCE_TOPIC);
  }

  async #judge(message: Message): Promise<TopicValidatorResult> {
    if (message.type !== 'signed') {
      this.emit('dropped', 'unsigned');
      return TopicValidatorResult.Reject;
    }
    const author = message.from.toString();
    if (!this.#authors.take(author)) {
      log('dropped announcement: rate', author);
      this.emit('dropped', 'rate');
      return TopicValidatorResult.Ignore;
    }
    const fresh = await this.take(message.data, author);
    return fresh ? TopicValidatorResult.Accept : TopicValidatorResult.Ignore;
  }

  /** Checks and keeps a sealed record; true when it is new. */
  async take(sealed: Uint8Array, author?: string): Promise<boolean> {
    const verdict = await this.#book.accept(sealed, author);
    if (typeof verdict === 'string' || !verdict.fresh) return false;
    this.emit('channel', verdict.record);
    return true;
  }

  /**
   * Unix time in milliseconds by the star's clock. A computer whose own clock is minutes off would
   * refuse every record, and have its own refused, though nobody is at fault.
   */
  now(): number {
    return Date.now() + this.#clockOffset;
  }

  /** Live channels, the oldest first. */
  live(): ChannelRecord[] {
    return this.#book.live();
  }

  sweep(): void {
    this.#book.sweep();
  }

  /**
   * Asks one star what is live.
   * @throws what libp2p throws; `UnsupportedProtocolError` when the peer is no star
   */
  async askStar(star: PeerId, channel: string | null, signal?: AbortSignal): Promise<void> {
    const timeout = AbortSignal.timeout(DIRECTORY.timeoutMs);
    const bounded = signal ? AbortSignal.any([signal, timeout]) : timeout;
    const { libp2p } = this.#options;
    const stream = await libp2p.dialProtocol(star, DIRECTORY_PROTOCOL, { signal: bounded });
    try {
      const question = { channel, limit: DIRECTORY.maxRecords };
      const { now, records } = await askDirectory(stream, question, bounded);
      const offset = now - Date.now();
      if (Math.abs(offset) > CLOCK_NOISE_MS) log(`our clock is ${offset} ms behind the star's`);
      this.#clockOffset = Math.abs(offset) > CLOCK_NOISE_MS ? offset : 0;
      for (const sealed of records) await this.take(sealed);
    } catch (error) {
      stream.abort(error as Error);
      throw error;
    }
  }

  /**
   * Asks every connected star; a star that fails is left out. Those who ask the same at the same
   * time, as ten players of one page do, share one question.
   */
  async ask(channel: string | null, signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    const key = channel ?? '';
    let shared = this.#asking.get(key);
    if (!shared) {
      shared = this.#askAll(channel).finally(() => this.#asking.delete(key));
      this.#asking.set(key, shared);
    }
    await unlessAborted(shared, signal);
  }

  async #askAll(channel: string | null): Promise<void> {
    const asked = this.#options.stars().map((star) => this.askStar(star, channel));
    for (const result of await Promise.allSettled(asked)) {
      if (result.status === 'rejected') log('directory does not answer', result.reason);
    }
  }

  /**
   * The live record of a slug or full id: from what is known, else from the directories.
   * @throws CastoError `bad-channel`, `aborted`
   */
  async find(channel: string, signal?: AbortSignal): Promise<ChannelRecord | null> {
    throwIfAborted(signal);
    const wanted = parseChannel(channel);
    const known = this.#known(wanted);
    if (known) return known;
    await this.ask(channel, signal);
    return this.#known(wanted);
  }

  #known({ ownerId, slug }: { ownerId: string | null; slug: string }): ChannelRecord | null {
    if (ownerId !== null) return this.#book.get(channelIdOf(ownerId, slug));
    return this.#book.live().find((record) => record.slug === slug) ?? null;
  }

  stop(): void {
    const { pubsub } = this.#options.libp2p.services;
    pubsub.unsubscribe(ANNOUNCE_TOPIC);
    pubsub.topicValidators.delete(ANNOUNCE_TOPIC);
    this.removeAllListeners();
  }
}

/** Waits for `promise`, which goes on for others when this waiter's signal fires. */
function unlessAborted(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(new CastoError('aborted', 'The caller cancelled this', { cause: signal.reason }));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** @throws CastoError `bad-channel` when `slug` cannot name a channel of one's own */
export function ownSlug(slug: string): string {
  if (parseChannel(slug).ownerId !== null) {
    throw new CastoError(
      'bad-channel',
      `"${slug}" is a channel id; broadcast under its name alone`,
    );
  }
  return slug;
}
