import { localUnixMs } from '../../base/clock.js';
import type { Log } from '../../base/log.js';
import {
  ANNOUNCEMENT,
  openRecord,
  RecordError,
  type RecordFault,
} from '../../wire/announcement.js';
import type { ChannelRecord } from '../../wire/channel-record.js';
import { type Tenant, whoGivesWay } from './book-room.js';

export type DropReason = RecordFault | 'book-full' | 'owner-limit' | 'author-limit';

/** A live broadcaster speaks every 10 s; a record that was not refreshed for this long may go, ms. */
const WANING_MS = 2 * ANNOUNCEMENT.intervalMs;
/** Ended and expired channels remembered, for each live one that the book may hold. */
const PAST_PER_LIVE = 4;

interface Entry extends Tenant {
  record: ChannelRecord;
  sealed: Uint8Array;
  /** Who published it on the topic, to bound what one peer can fill the book with. */
  author: string;
  /** Milliseconds of the book's clock. */
  receivedAt: number;
  /** The page that brought it has left. */
  gone: boolean;
}

/** What remains of a channel that has ended or expired, so that a replayed record is stale. */
interface Past {
  sequence: number;
  receivedAt: number;
}

/** How a record came. */
export interface Origin {
  /** Peer that handed it over; without, its author. */
  source?: string;
  /** Network address of that peer. */
  address?: string;
  /** Unix time by which the record is judged, instead of the book's `starTime`. */
  now?: number;
  /** A star answered with it. */
  asked?: boolean;
}

export interface RecordBookOptions {
  log: Log;
  /** Milliseconds by which records age; any clock that never jumps. */
  now?: () => number;
  /** Unix time in milliseconds, against which records are checked. Default: `now`. */
  starTime?: () => number;
  maxRecords?: number;
  maxPerOwner?: number;
  maxPerAuthor?: number;
  /** Told of every record that was refused, and who published it. */
  onDrop?: (reason: DropReason, author?: string) => void;
}

/** The newest record of every live channel, as page and star both keep it. */
export class RecordBook {
  /** Live channels; those that have expired meanwhile leave with the next record that comes. */
  readonly #entries = new Map<string, Entry>();
  /** The one that ended first comes first. */
  readonly #past = new Map<string, Past>();
  readonly #options: Required<RecordBookOptions>;
  #heard = 0;

  constructor(options: RecordBookOptions) {
    const now = options.now ?? localUnixMs;
    this.#options = {
      now,
      starTime: now,
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
    origin: Origin = {},
  ): Promise<{ record: ChannelRecord; fresh: boolean } | DropReason> {
    try {
      const record = await openRecord(sealed, origin.now ?? this.#options.starTime());
      const author = publisher ?? record.peer;
      this.sweep();
      const held = this.#entries.get(record.channelId);
      const last = held?.record.sequence ?? this.#past.get(record.channelId)?.sequence;
      const again = held ? sameBytes(sealed, held.sealed) : record.ended;
      if (record.sequence === last && again) {
        if (held && origin.asked) held.asked = true;
        return { record: held?.record ?? record, fresh: false };
      }
      if (last !== undefined && record.sequence <= last) {
        throw new RecordError('stale', `Sequence ${record.sequence} after ${last}`);
      }
      if (record.ended) {
        this.#end(record.channelId, record.sequence);
        return { record, fresh: true };
      }
      const refused = this.#put(record, sealed, author, origin, held);
      return refused ? this.#drop(refused, record.channelId, author) : { record, fresh: true };
    } catch (error) {
      if (error instanceof RecordError) return this.#drop(error.fault, error.message, publisher);
      throw error;
    }
  }

  /** Keeps a live record, at the expense of another where there is no room; or says why not. */
  #put(
    record: ChannelRecord,
    sealed: Uint8Array,
    author: string,
    { source = author, address = '', asked = false }: Origin,
    held: Entry | undefined,
  ): DropReason | null {
    const entry: Entry = {
      record,
      sealed,
      author,
      source,
      address,
      asked: asked || held?.asked === true,
      rank: held?.rank ?? ++this.#heard,
      receivedAt: this.#options.now(),
      gone: false,
      waning: false,
    };
    if (!held) {
      const refused = this.#makeRoom(entry);
      if (refused) return refused;
    }
    this.#past.delete(record.channelId);
    this.#entries.set(record.channelId, entry);
    return null;
  }

  #makeRoom(entry: Entry): DropReason | null {
    const { maxRecords, maxPerOwner, maxPerAuthor, now } = this.#options;
    const all = [...this.#entries.values()];
    for (const each of all) each.waning = each.gone || now() - each.receivedAt > WANING_MS;
    const leaving = new Set<Entry>();
    // Those that nobody keeps up count against nobody, when room is needed.
    const fits = (mine: Entry[], max: number): boolean => {
      if (mine.length < max) return true;
      const idle = mine.filter(({ waning }) => waning);
      if (idle.length === 0) return false;
      leaving.add(idle.reduce((a, b) => (b.receivedAt < a.receivedAt ? b : a)));
      return true;
    };
    const owned = all.filter((each) => each.record.ownerId === entry.record.ownerId);
    if (!fits(owned, maxPerOwner)) return 'owner-limit';
    const authored = all.filter((each) => each.author === entry.author && !leaving.has(each));
    if (!fits(authored, maxPerAuthor)) return 'author-limit';
    if (all.length - leaving.size >= maxRecords) {
      const victim = whoGivesWay([...all, entry]);
      if (victim === entry) return 'book-full';
      leaving.add(victim);
    }
    for (const { record } of leaving) {
      this.#options.log('gives way', record.channelId);
      this.#end(record.channelId, record.sequence);
    }
    return null;
  }

  #end(channelId: string, sequence: number): void {
    this.#entries.delete(channelId);
    this.#past.delete(channelId);
    this.#past.set(channelId, { sequence, receivedAt: this.#options.now() });
    if (this.#past.size > PAST_PER_LIVE * this.#options.maxRecords) {
      this.#past.delete(this.#past.keys().next().value!);
    }
  }

  #drop(reason: DropReason, detail: string, author?: string): DropReason {
    this.#options.log(`dropped announcement: ${reason}`, detail);
    this.#options.onDrop(reason, author);
    return reason;
  }

  /** Live channels in the order in which they were first heard. */
  live(): ChannelRecord[] {
    return this.#liveEntries().map((entry) => entry.record);
  }

  /** The live channel of this id. */
  get(channelId: string): ChannelRecord | null {
    const entry = this.#entries.get(channelId);
    return entry && this.#isLive(entry) ? entry.record : null;
  }

  /** The highest sequence known of a channel, live or not; 0 when it is not known. */
  sequenceOf(channelId: string): number {
    return (this.#entries.get(channelId)?.record ?? this.#past.get(channelId))?.sequence ?? 0;
  }

  /** Sealed live records as {@link live}; only of `slug` or channel id `wanted` when given. */
  sealed(wanted?: string): Uint8Array[] {
    return this.#liveEntries()
      .filter(
        ({ record }) =>
          wanted === undefined || record.slug === wanted || record.channelId === wanted,
      )
      .map((entry) => entry.sealed);
  }

  /**
   * A star has heard these channels in this order: they change places among themselves, the others
   * stay where they are.
   */
  arrange(channelIds: readonly string[]): void {
    const entries = [...new Set(channelIds)].flatMap((id) => this.#entries.get(id) ?? []);
    const ranks = entries.map(({ rank }) => rank).sort((a, b) => a - b);
    entries.forEach((entry, index) => {
      entry.rank = ranks[index]!;
    });
  }

  /** What `source` brought gives way first from now on, unless it is brought again. */
  left(source: string): void {
    for (const entry of this.#entries.values()) if (entry.source === source) entry.gone = true;
  }

  get size(): number {
    return this.#liveEntries().length;
  }

  /**
   * Closes what has expired. Its sequence is kept for twice the clock skew: a replayed record would
   * pass the clock check until then, and only the sequence held here refuses it.
   */
  sweep(): void {
    const now = this.#options.now();
    for (const [channelId, entry] of this.#entries) {
      if (!this.#isLive(entry)) this.#end(channelId, entry.record.sequence);
    }
    for (const [channelId, { receivedAt }] of this.#past) {
      if (now - receivedAt <= 2 * ANNOUNCEMENT.maxClockSkewMs) break;
      this.#past.delete(channelId);
    }
  }

  #isLive(entry: Entry): boolean {
    return this.#options.now() - entry.receivedAt <= ANNOUNCEMENT.expiryMs;
  }

  #liveEntries(): Entry[] {
    return [...this.#entries.values()]
      .filter((entry) => this.#isLive(entry))
      .sort((a, b) => a.rank - b.rank);
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, index) => byte === b[index]);
}
