/** A player's connection to a channel, without any DOM: opens, closes and follows a viewing. */
import { CastoError } from '../../src/base/errors.js';
import { Emitter } from '../../src/base/events.js';
import { createLog } from '../../src/base/log.js';
import type { CastoStats, Quality, ViewOptions, ViewState } from '../../src/base/types.js';
import type { ParentChange, Viewing } from '../../src/session/api.js';
import type { ChannelRecord } from '../../src/wire/channel-record.js';
import { blankStats } from '../base/blank-stats.js';
import { type EngineLoader, loadEngine } from '../base/engine.js';
import { AUTO } from './media/quality.js';

export interface PlayerCoreEvents {
  state: { from: ViewState; to: ViewState };
  viewers: number;
  parentchange: ParentChange;
  error: CastoError;
  /** False: the last picture is about to go. True: there is a new one. */
  picture: boolean;
  /** The stream object has come or gone. */
  stream: MediaStream | null;
  channel: ChannelRecord;
}

const log = createLog('player');

export class PlayerCore extends Emitter<PlayerCoreEvents> {
  state: ViewState = 'idle';
  error: CastoError | null = null;
  #viewing: Viewing | null = null;
  #offs: (() => void)[] = [];
  /** Rises with every open and close; what began in an earlier turn is dropped. */
  #turn = 0;
  #video: HTMLVideoElement | null = null;
  #load: EngineLoader;

  constructor(load: EngineLoader = loadEngine) {
    super();
    this.#load = load;
  }

  /** True from `open()` to `close()`, or to a fatal error or the end of the broadcast. */
  get active(): boolean {
    return this.state !== 'idle' && this.state !== 'error' && this.state !== 'ended';
  }
  get viewers(): number {
    return this.#viewing?.viewers ?? 0;
  }
  get channelId(): string {
    return this.#viewing?.channelId ?? '';
  }
  get record(): ChannelRecord | null {
    return this.#viewing?.record ?? null;
  }
  get stream(): MediaStream | null {
    return this.#viewing?.stream ?? null;
  }

  /** What is shown is broadcast by this very page. */
  get own(): boolean {
    return this.#viewing?.own ?? false;
  }

  /** What the engine offers to choose from; empty when it has one quality alone. */
  get qualities(): readonly Quality[] {
    return this.#viewing?.qualities ?? [];
  }
  get quality(): string {
    return this.#viewing?.quality ?? AUTO;
  }
  set quality(id: string) {
    const known = id === AUTO || this.qualities.some((each) => each.id === id);
    if (this.#viewing && known) this.#viewing.quality = id;
  }

  attachVideo(video: HTMLVideoElement | null): void {
    this.#video = video;
    this.#viewing?.attachVideo(video);
  }

  /** Watches a channel; what was watched before is closed first. Never throws: see `error`. */
  open(options: ViewOptions): void {
    this.#drop();
    const turn = this.#turn;
    this.error = null;
    this.#setState('connecting');
    this.#load()
      .then((engine) => {
        if (turn !== this.#turn) return;
        const viewing = engine.createViewing(options);
        this.#viewing = viewing;
        this.#follow(viewing);
        viewing.attachVideo(this.#video);
        this.emit('stream', viewing.stream);
        viewing.start();
      })
      .catch((thrown: unknown) => {
        if (turn === this.#turn) this.#fail(CastoError.from(thrown));
      });
  }

  /** Leaves the channel. Idempotent. */
  close(): void {
    this.#drop();
    this.error = null;
    this.#setState('idle');
  }

  /** Stops with an error that was found before the engine was asked. */
  refuse(error: CastoError): void {
    this.#drop();
    this.#fail(error);
  }

  setOptions(options: Pick<ViewOptions, 'relay' | 'maxChildren' | 'maxUpload'>): void {
    this.#viewing?.setOptions(options);
  }

  async getStats(): Promise<CastoStats> {
    return this.#viewing?.getStats() ?? blankStats('viewer');
  }

  #follow(viewing: Viewing): void {
    this.#offs.push(
      viewing.on('state', ({ to }) => {
        if (to === 'playing') this.error = null;
        if (to === 'error' && viewing.error) this.error = viewing.error;
        // 'idle' is the state before start(); the core has been 'connecting' since open().
        if (to !== 'idle') this.#setState(to);
      }),
      viewing.on('viewers', (viewers) => this.emit('viewers', viewers)),
      viewing.on('parentchange', (change) => this.emit('parentchange', change)),
      viewing.on('picture', (there) => this.emit('picture', there)),
      viewing.on('channel', (record) => this.emit('channel', record)),
      viewing.on('error', (error) => this.#fail(error)),
    );
  }

  #fail(error: CastoError): void {
    log(`error ${error.code}`, error);
    this.error = error;
    if (error.fatal) this.#setState('error');
    this.emit('error', error);
  }

  #drop(): void {
    this.#turn++;
    for (const off of this.#offs.splice(0)) off();
    const viewing = this.#viewing;
    if (!viewing) return;
    const hadViewers = viewing.viewers > 0;
    this.#viewing = null;
    viewing.attachVideo(null);
    this.emit('stream', null);
    if (hadViewers) this.emit('viewers', 0);
    viewing.close().catch((thrown: unknown) => log('closing failed', thrown));
  }

  #setState(to: ViewState): void {
    const from = this.state;
    if (from === to) return;
    this.state = to;
    log(`${from} → ${to}`);
    this.emit('state', { from, to });
  }
}
