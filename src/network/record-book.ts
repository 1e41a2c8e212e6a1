import type { Log } from '../log.js';
import { ANNOUNCEMENT, openRecord, RecordError, type RecordFault } from '../wire/announcement.js';
import type { ChannelRecord } from './api.js';

export type DropReason = RecordFault | 'book-full' | 'owner-limit' | 'author-limit';

interface Entry {
  record: ChannelRecord;
  sealed: Uint8Array;
  /** Who published it on the topic, to bound what one peer can fill the book with. */
  author: string;
  /** Milliseconds of the reader's clock. */
  receivedAt: number;
}

export interface RecordBookOptions {
  log: Log;
  /** This computer's clock, Unix time in milliseconds. */
  now?: () => number;
  /** Milliseconds that this computer's clock is behind the one that records are checked against. */
  clockOffset?: () => number;
  maxRecords?: number;
  maxPerOwner?: number;
  maxPerAuthor?: number;
  /** Told of every record that was refused. */
  onDrop?: (reason: DropReason) => void;
}

/** The newest record of every channel, as page and star both keep it. */
export class RecordBook {
  readonly #entries = new Map<string, Entry>();
  readonly #options: Required<RecordBookOptions>;

  constructor(options: RecordBookOptions) {
    this.#options = {
      now: Date.now,
      clockOffset: () => 0,
      maxRecords: 2000,
      maxPerOwner: 16,
      maxPerAuthor: 16,
      onDrop: () => {},
      ...options,
    };
  }

  /**
   * Takes a sealed record in. Returns it, `fresh` when it is newer than the one held, or the reason
   * why it was dropped.
   * @param publisher who published it by gossip; without, the broadcaster's own peer id counts
   */
  async accept(
    sealed: Uint8Array,
    publisher?: string,
  ): Promise<{ record: ChannelRecord; fresh: boolean } | DropReason> {
    const { now, clockOffset } = this.#options;
    try {
      const record = await openRecord(sealed, now() + clockOffset());
      const author = publisher ?? record.peer;
      const held = this.#entries.get(record.channelId);
      if (held && record.sequence === held.record.sequence && sameBytes(sealed, held.sealed)) {
        return { record: held.record, fresh: false };
      }
      if (held && record.sequence <= held.record.sequence) {
        throw new RecordError('stale', `Sequence ${record.sequence} after ${held.record.sequence}`);
      }
      this.sweep();
      const full = held ? null : this.#full(record, author);
      if (full) return this.#drop(full, record.channelId);
      this.#entries.set(record.channelId, { record, sealed, author, receivedAt: now() });
      return { record, fresh: true };
    } catch (error) {
      if (error instanceof RecordError) return this.#drop(error.fault, error.message);
      throw error;
    }
  }

  #full(record: ChannelRecord, author: string): DropReason | null {
    const { maxRecords, maxPerOwner, maxPerAuthor } = this.#options;
    if (this.#entries.size >= maxRecords) return 'book-full';
    let owned = 0;
    let authored = 0;
    for (const entry of this.#entries.values()) {
      if (entry.record.ownerId === record.ownerId) owned++;
      if (entry.author === author) authored++;
    }
    if (owned >= maxPerOwner) return 'owner-limit';
    return authored >= maxPerAuthor ? 'author-limit' : null;
  }

  #drop(reason: DropReason, detail: string): DropReason {
    this.#options.log(`dropped announcement: ${reason}`, detail);
    this.#options.onDrop(reason);
    return reason;
  }

  /** Live channels, the oldest first. */
  live(): ChannelRecord[] {
    return this.#liveEntries().map((entry) => entry.record);
  }

  /** The live channel of this id. */
  get(channelId: string): ChannelRecord | null {
    const entry = this.#entries.get(channelId);
    return entry && this.#isLive(entry) ? entry.record : null;
  }

  /** Sealed live records, the oldest first; only of `slug` or channel id `wanted` when given. */
  sealed(wanted?: string): Uint8Array[] {
    return this.#liveEntries()
      .filter(
        ({ record }) =>
          wanted === undefined || record.slug === wanted || record.channelId === wanted,
      )
      .map((entry) => entry.sealed);
  }

  get size(): number {
    return this.#liveEntries().length;
  }

  /**
   * Forgets what has expired. Kept for twice the clock skew, ended channels included: a replayed
   * record would pass the clock check until then, and only the sequence held here refuses it.
   */
  sweep(): void {
    const oldest = this.#options.now() - 2 * ANNOUNCEMENT.maxClockSkewMs;
    for (const [channelId, entry] of this.#entries) {
      if (entry.receivedAt < oldest) this.#entries.delete(channelId);
    }
  }

  #isLive(entry: Entry): boolean {
    return !entry.record.ended && this.#options.now() - entry.receivedAt <= ANNOUNCEMENT.expiryMs;
  }

  #liveEntries(): Entry[] {
    return [...this.#entries.values()]
      .filter((entry) => this.#isLive(entry))
      .sort((a, b) => a.record.startedAt - b.record.startedAt);
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, index) => byte === b[index]);
}
