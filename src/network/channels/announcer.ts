import type { PrivateKey } from '@libp2p/interface';
import { createLog } from '../../base/log.js';
import { ANNOUNCEMENT, sealRecord } from '../../wire/announcement.js';
import { channelIdOf } from '../../wire/channel-id.js';
import type { ChannelRecord } from '../../wire/channel-record.js';
import type { ChannelAnnouncement } from '../api.js';

const log = createLog('network:announcer');

/** Milliseconds between two records of one channel that changes. */
const UPDATE_MS = 1_000;
/** The same, when only the viewers or entry points changed: every page of the star gets each record. */
const QUIET_UPDATE_MS = 4_000;
/** Milliseconds that the first record waits for an address to be reached at. */
const FIRST_MS = 3_000;

export interface AnnouncerOptions {
  key: PrivateKey;
  ownerId: string;
  peer: string;
  addresses(): string[];
  /** Higher at every call, over the lives of this owner's pages. */
  nextSequence(): number;
  /** Gives a sealed record to the topic and to our own book. */
  publish(sealed: Uint8Array): Promise<void>;
  /** Unix time in whole milliseconds, by the stars' clock. */
  now(): number;
  /** Milliseconds of a clock that never jumps. */
  monotonic?: () => number;
}

/** Announces one live channel: at start, on change, every 10 s, and at the end. */
export class Announcer {
  readonly channelId: string;
  readonly #options: AnnouncerOptions;
  readonly #monotonic: () => number;
  #announcement: ChannelAnnouncement;
  #publishedAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer fires. */
  #due = Number.POSITIVE_INFINITY;
  #publishing: Promise<void> = Promise.resolve();
  #ended: Promise<void> | null = null;

  constructor(first: ChannelAnnouncement, options: AnnouncerOptions) {
    this.#options = options;
    this.#monotonic = options.monotonic ?? (() => performance.now());
    this.#announcement = first;
    this.channelId = channelIdOf(options.ownerId, first.slug);
    this.#schedule(options.addresses().length > 0 ? 0 : FIRST_MS);
  }

  update(next: ChannelAnnouncement): void {
    if (this.#ended) return;
    const before = loud(this.#announcement);
    // The slug is the channel's name and cannot change under it.
    this.#announcement = { ...next, slug: this.#announcement.slug };
    this.refresh(loud(this.#announcement) === before ? QUIET_UPDATE_MS : UPDATE_MS);
  }

  /** Publishes soon: our addresses changed, or a star has come that knows nothing yet. */
  refresh(gapMs = UPDATE_MS): void {
    if (this.#ended) return;
    const waiting = this.#publishedAt === Number.NEGATIVE_INFINITY;
    if (waiting && this.#options.addresses().length === 0) return;
    const due = this.#publishedAt + gapMs;
    // A quiet change does not put off what a loud one has scheduled.
    if (due < this.#due) this.#schedule(Math.max(0, due - this.#monotonic()));
  }

  /** Publishes the final record. Idempotent. */
  end(): Promise<void> {
    this.#ended ??= (async () => {
      clearTimeout(this.#timer);
      await this.#publish(true);
    })();
    return this.#ended;
  }

  /** Publishes nothing more: the channel goes on elsewhere. Idempotent. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#ended ??= Promise.resolve();
  }

  #schedule(ms: number): void {
    clearTimeout(this.#timer);
    this.#due = this.#monotonic() + ms;
    this.#timer = setTimeout(() => {
      void this.#publish(false);
      if (!this.#ended) this.#schedule(ANNOUNCEMENT.intervalMs);
    }, ms);
  }

  /** One after the other, so that sequence numbers go out in order. */
  #publish(ended: boolean): Promise<void> {
    const run = this.#publishing.then(async () => {
      if (this.#ended && !ended) return;
      this.#publishedAt = this.#monotonic();
      const { key, ownerId, peer, addresses, nextSequence, now, publish } = this.#options;
      const record: ChannelRecord = {
        ...this.#announcement,
        channelId: this.channelId,
        ownerId,
        peer,
        addresses: addresses(),
        sequence: nextSequence(),
        issuedAt: now(),
        ended: ended || this.#announcement.ended,
      };
      await publish(await sealRecord(record, key));
    });
    this.#publishing = run.catch((error: unknown) => log('announcement not published', error));
    return this.#publishing;
  }
}

/** What a viewer should hear of soon. */
function loud({ viewers: _viewers, entries: _entries, ...rest }: ChannelAnnouncement): string {
  return JSON.stringify(rest);
}
