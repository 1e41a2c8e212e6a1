/** Follows a star's directory, without any DOM. */
import { localUnixMs } from '../../src/base/clock.js';
import { CastoError } from '../../src/base/errors.js';
import { Emitter } from '../../src/base/events.js';
import { createLog } from '../../src/base/log.js';
import type { DirectoryWatch } from '../../src/session/api.js';
import type { ChannelRecord } from '../../src/wire/channel-record.js';
import { type EngineLoader, loadEngine } from '../base/engine.js';

export type DirectoryState = 'loading' | 'ready' | 'error';

export interface DirectoryCoreEvents {
  /** Channels, state or error have changed. */
  change: undefined;
  error: CastoError;
}

const log = createLog('directory');

export class DirectoryCore extends Emitter<DirectoryCoreEvents> {
  state: DirectoryState = 'loading';
  channels: ChannelRecord[] = [];
  error: CastoError | null = null;
  #watch: DirectoryWatch | null = null;
  #offs: (() => void)[] = [];
  #turn = 0;
  #stars: string[] | undefined;
  #load: EngineLoader;

  constructor(load: EngineLoader = loadEngine) {
    super();
    this.#load = load;
  }

  /** Unix ms by the stars' clock, else by this computer's. */
  now(): number {
    return this.#watch?.now?.() ?? localUnixMs();
  }

  /** Watches these stars, or the page's; what was watched before is closed. Never throws. */
  open(stars: string[] | undefined): void {
    this.close();
    this.#stars = stars;
    const turn = this.#turn;
    this.state = 'loading';
    this.emit('change', undefined);
    this.#load()
      .then((engine) => {
        if (turn !== this.#turn) return;
        const watch = engine.watchDirectory(stars ? { stars } : {});
        this.#watch = watch;
        this.#offs.push(
          watch.onChange((channels) => this.#show(channels)),
          watch.onError((error) => this.#fail(error)),
        );
        if (watch.channels.length > 0) this.#show(watch.channels);
      })
      .catch((thrown: unknown) => {
        if (turn === this.#turn) this.#fail(CastoError.from(thrown));
      });
  }

  /** Asks again; nothing while it is closed. */
  retry(): void {
    if (this.#watch || this.state === 'error') this.open(this.#stars);
  }

  /** Idempotent. */
  close(): void {
    this.#turn++;
    for (const off of this.#offs.splice(0)) off();
    const watch = this.#watch;
    this.#watch = null;
    this.channels = [];
    this.error = null;
    watch?.close().catch((thrown: unknown) => log('closing failed', thrown));
  }

  #show(channels: ChannelRecord[]): void {
    this.channels = channels.filter((channel) => !channel.ended);
    this.error = null;
    this.state = 'ready';
    this.emit('change', undefined);
  }

  #fail(error: CastoError): void {
    this.error = error;
    this.state = 'error';
    this.emit('change', undefined);
    this.emit('error', error);
  }
}
