import type { PeerId } from '@libp2p/interface';
import { CastoError, throwIfAborted } from '../../base/errors.js';
import { Emitter } from '../../base/events.js';
import { createLog } from '../../base/log.js';
import { KeyedRateLimiter } from '../../base/rate-limiter.js';
import { ANNOUNCEMENT, openRecord } from '../../wire/announcement.js';
import { channelIdOf, parseChannel } from '../../wire/channel-id.js';
import type { ChannelRecord } from '../../wire/channel-record.js';
import { ANNOUNCE_TOPIC, DIRECTORY_PROTOCOL } from '../../wire/limits.js';
import type { Listing } from '../api.js';
import { type Message, TopicValidatorResult } from '../libp2p/gossip.js';
import type { PageLibp2p } from '../libp2p/libp2p.js';
import { StarClock } from '../stars/star-clock.js';
import { askDirectory, DIRECTORY, type DirectoryAnswer } from './directory.js';
import { type DropReason, type Origin, RecordBook } from './record-book.js';

const log = createLog('network:channels');

/** Milliseconds after which a star's clock is read again. */
const READ_AGAIN_MS = 4 * 60_000;
/** One of our records that is older than this is about to expire: newer ones did not arrive. */
const LISTED_MS = ANNOUNCEMENT.expiryMs - ANNOUNCEMENT.intervalMs;

export interface ChannelsEvents {
  /** New to this page, or newer than the one held. */
  channel: ChannelRecord;
  /** A record was refused. */
  dropped: DropReason | 'rate' | 'unsigned';
}

export interface ChannelsOptions {
  libp2p: PageLibp2p;
  /** Peer ids of the connected stars, the one that was named first first. */
  stars(): PeerId[];
}

/** What the page knows of live channels: by gossip, and from the stars' directories. */
export class Channels extends Emitter<ChannelsEvents> {
  readonly #options: ChannelsOptions;
  readonly #book: RecordBook;
  readonly clock = new StarClock();
  /** The stars know more channels than they could list. */
  #partial = false;
  readonly #asking = new Map<string, Promise<void>>();
  readonly #authors = new KeyedRateLimiter(1, 10);

  constructor(options: ChannelsOptions) {
    super();
    this.#options = options;
    this.#book = new RecordBook({
      log,
      onDrop: (reason) => this.emit('dropped', reason),
      starTime: () => this.clock.now(),
    });
  }

  start(): void {
    const { pubsub } = this.#options.libp2p.services;
    pubsub.topicValidators.set(ANNOUNCE_TOPIC, (source, message) => this.#judge(source, message));
    pubsub.subscribe(ANNOUNCE_TOPIC);
  }

  async #judge(source: PeerId, message: Message): Promise<TopicValidatorResult> {
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
    const fresh = await this.take(message.data, author, this.#from(source));
    return fresh ? TopicValidatorResult.Accept : TopicValidatorResult.Ignore;
  }

  /** A star has checked its records by its own clock, which may not be that of most stars. */
  #from(star: PeerId, asked = false): Origin {
    return { now: this.clock.now(star.toString()), asked };
  }

  /** Checks and keeps a sealed record; true when it is new. */
  async take(sealed: Uint8Array, author?: string, origin?: Origin): Promise<boolean> {
    const verdict = await this.#book.accept(sealed, author, origin);
    if (typeof verdict === 'string' || !verdict.fresh) return false;
    this.emit('channel', verdict.record);
    return true;
  }

  /** Unix time in whole milliseconds by the stars' clock. */
  now(): number {
    return this.clock.now();
  }

  /** Live channels in the order in which the first star heard them, as far as it was asked. */
  live(): ChannelRecord[] {
    return this.#book.live();
  }

  /** The highest sequence known of a channel. */
  sequenceOf(channelId: string): number {
    return this.#book.sequenceOf(channelId);
  }

  /** Once a minute: forgets what is over, and reads the clocks of stars that were not asked recently. */
  sweep(): void {
    this.#book.sweep();
    for (const star of this.#options.stars()) {
      if (this.clock.ageOf(star.toString()) < READ_AGAIN_MS) continue;
      this.askStar(star, '').catch((error: unknown) => log('the clock was not told', error));
    }
  }

  /**
   * Asks one star what is live.
   * @throws what libp2p throws; `UnsupportedProtocolError` when the peer is no star
   */
  async askStar(
    star: PeerId,
    channel: string | null,
    signal?: AbortSignal,
  ): Promise<DirectoryAnswer> {
    const timeout = AbortSignal.timeout(DIRECTORY.timeoutMs);
    const bounded = signal ? AbortSignal.any([signal, timeout]) : timeout;
    const { libp2p } = this.#options;
    const stream = await libp2p.dialProtocol(star, DIRECTORY_PROTOCOL, { signal: bounded });
    try {
      const question = { channel, limit: DIRECTORY.maxRecords };
      const answer = await askDirectory(stream, question, bounded, () => this.clock.local());
      this.clock.read(star.toString(), answer);
      if (channel === null) this.#partial = answer.records.length >= DIRECTORY.maxRecords;
      await this.#takeAll(star, answer.records);
      return answer;
    } catch (error) {
      stream.abort(error as Error);
      throw error;
    }
  }

  /** Takes what a star has answered, in its order. */
  async #takeAll(star: PeerId, records: Uint8Array[]): Promise<void> {
    const heard: string[] = [];
    for (const sealed of records) {
      const verdict = await this.#book.accept(sealed, undefined, this.#from(star, true));
      if (typeof verdict === 'string') continue;
      heard.push(verdict.record.channelId);
      if (verdict.fresh) this.emit('channel', verdict.record);
    }
    // One star's order, or two that heard a name in another order would change it all the time.
    const [first] = this.#options.stars();
    if (!first || first.equals(star)) this.#book.arrange(heard);
  }

  /** Asks the connected stars whether they list a channel of this page. */
  async listings(
    channelId: string,
    peer: string,
    addressOf: (star: PeerId) => string,
  ): Promise<Listing[]> {
    const asked = this.#options.stars().map(async (star): Promise<Listing> => {
      const { now, records, refused, pages } = await this.askStar(star, channelId);
      const held = await Promise.all(
        records.map((sealed) => openRecord(sealed, now).catch(() => null)),
      );
      // Its age by the clock that dated it: two stars may differ by more than a record's life.
      const listed = held.some(
        (record) => record?.peer === peer && this.now() - record.issuedAt < LISTED_MS,
      );
      return { star: addressOf(star), listed, reason: listed ? null : refused, ...pages };
    });
    const results = await Promise.allSettled(asked);
    return results.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
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
    // Of a name that several have, a long list may not have shown who had it first.
    if (known && (wanted.ownerId !== null || !this.#partial)) return known;
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
