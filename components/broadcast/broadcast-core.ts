/** A broadcast's life without any DOM: capture, go live, follow, swap the source, stop. */
import { CastoError, throwIfAborted } from '../../src/errors.js';
import { Emitter } from '../../src/events.js';
import { createLog } from '../../src/log.js';
import { type CaptureSource, capture, stopTracks } from '../../src/media/capture.js';
import type { Broadcast } from '../../src/session/api.js';
import type { BroadcastOptions, BroadcastState, CastoStats } from '../../src/types.js';
import { blankStats } from '../blank-stats.js';
import { type EngineLoader, loadEngine } from '../engine.js';
import { type Capture, captureAgain, onSourceLost } from './source-watch.js';

export type Source = CaptureSource | 'none';

export interface BroadcastCoreEvents {
  state: { from: BroadcastState; to: BroadcastState };
  viewers: number;
  error: CastoError;
  /** The stream that is previewed and broadcast has changed. */
  stream: MediaStream | null;
}

const log = createLog('broadcast');

export class BroadcastCore extends Emitter<BroadcastCoreEvents> {
  state: BroadcastState = 'idle';
  error: CastoError | null = null;
  #broadcast: Broadcast | null = null;
  /** Set by the page; its tracks are never stopped here. */
  #given: MediaStream | null = null;
  #captured: MediaStream | null = null;
  #source: Source = 'camera';
  #starting: Promise<MediaStream> | null = null;
  /** Fires when the present broadcast is over, whatever ended it. */
  #life = new AbortController();
  #offs: (() => void)[] = [];
  #unwatch: () => void = () => {};
  #load: EngineLoader;
  #take: Capture;

  constructor(load: EngineLoader = loadEngine, take: Capture = capture) {
    super();
    this.#load = load;
    this.#take = take;
  }

  get stream(): MediaStream | null {
    return this.#given ?? this.#captured;
  }
  /** What the shown stream comes from. */
  get shows(): Source {
    return this.#given ? 'none' : this.#source;
  }
  get viewers(): number {
    return this.#broadcast?.viewers ?? 0;
  }
  get channelId(): string {
    return this.#broadcast?.channelId ?? '';
  }
  /** On air or on the way there. */
  get active(): boolean {
    return this.#starting !== null || this.#broadcast !== null;
  }

  /**
   * Captures unless a stream was given, and goes live. While active, the same promise.
   * @throws CastoError: what capture and Broadcast.start() throw; `aborted` after `stop()`.
   */
  start(options: BroadcastOptions, source: Source): Promise<MediaStream> {
    if (this.#starting) return this.#starting;
    const { stream } = this;
    if (this.#broadcast && stream) return Promise.resolve(stream);
    const starting = this.#goLive(options, source).finally(() => {
      if (this.#starting === starting) this.#starting = null;
    });
    this.#starting = starting;
    return starting;
  }

  async #goLive(options: BroadcastOptions, source: Source): Promise<MediaStream> {
    const life = new AbortController();
    this.#life = life;
    const { signal } = life;
    this.error = null;
    this.#source = source;
    // The engine loads while the person answers the permission prompt.
    const loading = this.#load();
    loading.catch(() => {});
    try {
      await this.#ensureStream(source, signal);
      this.#setState('connecting');
      const engine = await loading;
      throwIfAborted(signal);
      const broadcast = engine.createBroadcast(options);
      this.#broadcast = broadcast;
      this.#follow(broadcast);
      const stream = this.#streamOrThrow();
      await broadcast.start(stream, { signal });
      throwIfAborted(signal);
      // The page may have set another stream meanwhile.
      const now = this.#streamOrThrow();
      if (now !== stream) await broadcast.replaceStream(now);
      if (this.state === 'connecting') this.#setState('live');
      return now;
    } catch (thrown) {
      const error = CastoError.from(thrown);
      if (!signal.aborted) this.#fail(error.fatal ? error : fatal(error));
      throw error;
    }
  }

  async #ensureStream(source: Source, signal: AbortSignal): Promise<void> {
    if (this.#given) {
      this.#watchSource();
      return;
    }
    if (source === 'none') {
      throw new CastoError(
        'device-missing',
        'source="none" captures nothing: set srcObject to a MediaStream before start()',
      );
    }
    this.#setState('requesting');
    const stream = await this.#take(source, { signal });
    if (signal.aborted || this.#given) stopTracks(stream);
    throwIfAborted(signal);
    if (!this.#given) this.#capturedNow(stream);
  }

  #streamOrThrow(): MediaStream {
    if (this.stream) return this.stream;
    throw new CastoError('device-missing', 'The source was taken away before the broadcast began');
  }

  /** Ends the broadcast and stops what was captured. Idempotent. */
  async stop(): Promise<void> {
    if (this.state === 'idle') return;
    const stopping = this.#cleanUp();
    this.error = null;
    this.#setState('ended');
    await stopping;
  }

  /** The page's own stream. On air it replaces what is shown; null then ends the broadcast. */
  async setGiven(stream: MediaStream | null): Promise<void> {
    if (stream === this.#given) return;
    this.#given = stream;
    this.#unwatch();
    if (!stream) {
      if (this.active) await this.stop();
      else this.emit('stream', this.stream);
      return;
    }
    stopTracks(this.#captured);
    this.#captured = null;
    this.emit('stream', stream);
    if (!this.active) return;
    this.#watchSource();
    await this.#swap(stream);
  }

  /** Another source while on air. The old one is kept until the new one is there. */
  async setSource(source: Source): Promise<void> {
    if (!this.#broadcast || this.#given || source === 'none' || source === this.#source) return;
    const { signal } = this.#life;
    try {
      const stream = await this.#take(source, { signal });
      await this.#takeOver(stream, source, signal);
    } catch (thrown) {
      if (!signal.aborted) this.#fail(passing(CastoError.from(thrown)));
    }
  }

  setOptions(options: Pick<BroadcastOptions, 'label' | 'maxBitrate' | 'maxChildren'>): void {
    this.#broadcast?.setOptions(options);
  }

  async getStats(): Promise<CastoStats> {
    return this.#broadcast?.getStats() ?? blankStats('broadcaster');
  }

  #follow(broadcast: Broadcast): void {
    this.#offs.push(
      broadcast.on('state', ({ to }) => {
        if (to === 'idle' || to === 'requesting') return;
        if (to === 'error') {
          this.#fail(broadcast.error ?? new CastoError('internal', 'The broadcast failed'));
          return;
        }
        if (to === 'live' && this.error && this.error.code !== 'device-missing') this.error = null;
        if (to === 'ended') this.#cleanUp().catch((thrown) => log('stopping failed', thrown));
        this.#setState(to);
      }),
      broadcast.on('viewers', (viewers) => this.emit('viewers', viewers)),
      broadcast.on('error', (error) => this.#fail(error)),
    );
  }

  #capturedNow(stream: MediaStream): void {
    stopTracks(this.#captured);
    this.#captured = stream;
    this.#watchSource();
    this.emit('stream', stream);
  }

  async #takeOver(stream: MediaStream, source: CaptureSource, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#given) {
      stopTracks(stream);
      return;
    }
    const before = this.#captured;
    this.#captured = stream;
    this.#source = source;
    this.#watchSource();
    this.emit('stream', stream);
    await this.#swap(stream);
    stopTracks(before);
  }

  async #swap(stream: MediaStream): Promise<void> {
    try {
      await this.#broadcast?.replaceStream(stream);
      if (this.error && !this.error.fatal) {
        this.error = null;
        this.emit('stream', stream);
      }
    } catch (thrown) {
      this.#fail(passing(CastoError.from(thrown)));
    }
  }

  #watchSource(): void {
    this.#unwatch();
    const { stream } = this;
    if (!stream) return;
    this.#unwatch = onSourceLost(stream, this.#given ? 'all' : 'any', () => this.#sourceLost());
  }

  #sourceLost(): void {
    if (this.#given) {
      this.#fail(
        new CastoError('device-missing', 'The stream given as srcObject has ended; set another', {
          fatal: false,
        }),
      );
    } else if (this.#source === 'screen') {
      // “Stop sharing” in the browser's own bar means just that.
      this.stop().catch((thrown) => log('stopping failed', thrown));
    } else {
      this.#fail(
        new CastoError('device-missing', 'The camera or microphone was unplugged', {
          fatal: false,
        }),
      );
      this.#recover().catch((thrown) => log('recovery failed', thrown));
    }
  }

  async #recover(): Promise<void> {
    const { signal } = this.#life;
    try {
      const stream = await captureAgain('camera', signal, this.#take);
      await this.#takeOver(stream, 'camera', signal);
    } catch (thrown) {
      if (!signal.aborted) this.#fail(passing(CastoError.from(thrown)));
    }
  }

  #fail(error: CastoError): void {
    if (error === this.error && this.state === 'error') return;
    log(`error ${error.code}`, error);
    const told = error === this.error;
    this.error = error;
    if (error.fatal) {
      this.#cleanUp().catch((thrown) => log('stopping failed', thrown));
      this.#setState('error');
    }
    if (!told) this.emit('error', error);
  }

  async #cleanUp(): Promise<void> {
    this.#life.abort();
    this.#starting = null;
    this.#unwatch();
    for (const off of this.#offs.splice(0)) off();
    const broadcast = this.#broadcast;
    this.#broadcast = null;
    const hadViewers = (broadcast?.viewers ?? 0) > 0;
    if (this.#captured) {
      stopTracks(this.#captured);
      this.#captured = null;
      this.emit('stream', this.stream);
    }
    if (hadViewers) this.emit('viewers', 0);
    await broadcast?.stop();
  }

  #setState(to: BroadcastState): void {
    const from = this.state;
    if (from === to) return;
    this.state = to;
    log(`${from} → ${to}`);
    this.emit('state', { from, to });
  }
}

/** The same error, said not to end the broadcast. */
function passing(error: CastoError): CastoError {
  return new CastoError(error.code, error.message, { fatal: false, cause: error.cause ?? error });
}

/** The same error, said to end the broadcast. */
function fatal(error: CastoError): CastoError {
  return new CastoError(error.code, error.message, { fatal: true, cause: error.cause ?? error });
}
