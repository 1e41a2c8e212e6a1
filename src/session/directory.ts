import { localUnixMs } from '../base/clock.js';
import { CastoError } from '../base/errors.js';
import { Emitter } from '../base/events.js';
import { acquireNode, type CastoNode, type ChannelRecord } from '../network/index.js';
import type { DirectoryWatch } from './api.js';

/** Announcements come by themselves; asking again finds what gossip missed and drops what expired. */
const REFRESH_MS = 15_000;

interface Events {
  change: ChannelRecord[];
  error: CastoError;
}

/** The live channels of some stars, kept up to date until `close()`. */
export class DirectorySession implements DirectoryWatch {
  readonly #events = new Emitter<Events>();
  readonly #abort = new AbortController();
  #channels: ChannelRecord[] = [];
  #node: CastoNode | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #opening: Promise<void>;

  constructor(stars: string[] | undefined) {
    this.#opening = this.#open(stars).catch((error) => this.#fail(error));
  }

  get channels(): ChannelRecord[] {
    return this.#channels;
  }

  now(): number {
    return this.#node?.now() ?? localUnixMs();
  }

  onChange(listener: (channels: ChannelRecord[]) => void): () => void {
    return this.#events.on('change', listener);
  }

  onError(listener: (error: CastoError) => void): () => void {
    return this.#events.on('error', listener);
  }

  #fail(thrown: unknown): void {
    const error = CastoError.from(thrown);
    if (!this.#abort.signal.aborted) this.#events.emit('error', error);
  }

  async #open(stars: string[] | undefined): Promise<void> {
    const { signal } = this.#abort;
    this.#node = await acquireNode({ ...(stars ? { stars } : {}), owner: false, signal });
    this.#node.on('channel', () => void this.#read(false));
    await this.#node.ready(signal).catch((error) => {
      this.#readLater();
      throw error;
    });
    await this.#read(true);
  }

  #readLater(): void {
    clearTimeout(this.#timer);
    if (!this.#abort.signal.aborted)
      this.#timer = setTimeout(() => void this.#read(true), REFRESH_MS);
  }

  async #read(fresh: boolean): Promise<void> {
    const { signal } = this.#abort;
    if (signal.aborted || !this.#node) return;
    // What is announced meanwhile puts off no question.
    if (fresh) this.#readLater();
    try {
      const channels = await this.#node.channels({ fresh, signal });
      if (signal.aborted) return;
      this.#channels = channels;
      this.#events.emit('change', channels);
    } catch (error) {
      const known = CastoError.from(error);
      // The node redials by itself; the list stands until then.
      this.#fail(new CastoError(known.code, known.message, { fatal: false, cause: error }));
    }
  }

  async close(): Promise<void> {
    this.#abort.abort(new CastoError('closed', 'The directory was closed'));
    clearTimeout(this.#timer);
    await this.#opening;
    this.#events.removeAllListeners();
    const node = this.#node;
    this.#node = null;
    await node?.release();
  }
}
