/**
 * Keeps the live channels over a restart of the star, in the order in which it first heard them. Otherwise a bare
 * name would go to the first page that comes back, and not to the first that had it.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLog } from '../base/log.js';
import type { RecordBook } from '../network/channels/record-book.js';
import { integer, jsonObject, object, text } from '../wire/fields.js';

const log = createLog('star:channels');

const FILE = 'channels.json';
/** A star that was away for longer begins with an empty book, ms. */
const KEPT_MS = 10 * 60_000;
/** Shortest time between two writes, ms; and how much longer than a write takes it is at least. */
const WRITE = { everyMs: 1_000, rest: 20 } as const;
const MAX_BYTES = 32 * 1024 * 1024;

export interface ChannelStoreOptions {
  /** Without it nothing is kept. */
  directory: string | undefined;
  book: RecordBook;
  /** Unix time of the star, milliseconds. */
  now(): number;
}

export class ChannelStore {
  readonly #options: ChannelStoreOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pauseMs: number = WRITE.everyMs;
  #writing: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: ChannelStoreOptions) {
    this.#options = options;
  }

  /**
   * Takes in what was live when the star stopped. Each record is checked as when it was first heard, and expires
   * unless its broadcaster speaks again.
   */
  async restore(): Promise<void> {
    const { directory, book, now } = this.#options;
    if (directory === undefined) return;
    try {
      const fields = jsonObject(await readFile(join(directory, FILE)), MAX_BYTES);
      if (Math.abs(now() - integer(fields, 'savedAt', 0)) > KEPT_MS) return;
      const rows = Array.isArray(fields.channels) ? fields.channels : [];
      for (const row of rows) {
        // One that is damaged stops no other.
        await this.#take(row).catch((error: unknown) => log('channel not restored', error));
      }
      log(`${book.size} channels from before the restart`);
    } catch (error) {
      // A star that has forgotten is better than none.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') log('channels not restored', error);
    }
  }

  async #take(value: unknown): Promise<void> {
    const row = object(value, 'channel');
    const sealed = Buffer.from(text(row, 'record', MAX_BYTES), 'base64');
    // It was on time when it came; how old it may be now is said above.
    const now = integer(row, 'issuedAt', 0);
    await this.#options.book.accept(new Uint8Array(sealed), undefined, { now });
  }

  /** The book has changed. */
  changed(): void {
    if (this.#options.directory === undefined || this.#stopped) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#write();
    }, this.#pauseMs);
  }

  #write(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      const { directory, book, now } = this.#options;
      if (directory === undefined) return;
      const started = performance.now();
      const records = book.live();
      const channels = book.sealed().map((sealed, index) => ({
        issuedAt: records[index]?.issuedAt,
        record: Buffer.from(sealed).toString('base64'),
      }));
      const file = join(directory, FILE);
      try {
        await writeFile(`${file}.new`, JSON.stringify({ savedAt: now(), channels }), {
          mode: 0o600,
        });
        await rename(`${file}.new`, file);
      } catch (error) {
        log('channels not kept', error);
      }
      this.#pauseMs = Math.max(WRITE.everyMs, WRITE.rest * (performance.now() - started));
    });
    return this.#writing;
  }

  /** Writes what is live for the last time. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#write();
  }
}
