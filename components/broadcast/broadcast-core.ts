/** A broadcast's life without any DOM: preview, go live, follow, swap the source, stop. */
import { localUnixMs } from '../../src/base/clock.js';
import { CastoError, throwIfAborted } from '../../src/base/errors.js';
import { Emitter } from '../../src/base/events.js';
import { createLog } from '../../src/base/log.js';
import type { BroadcastOptions, BroadcastState, CastoStats } from '../../src/base/types.js';
import type { EncodedFeed } from '../../src/media/frames/encoded-feed.js';
import { assertWebRtc } from '../../src/media/link/capabilities.js';
import type { Broadcast } from '../../src/session/api.js';
import { type Claim, claimChannel } from '../../src/session/page/on-air.js';
import type { StudioSource } from '../../src/studio/capture/capture-settings.js';
import type { FileInput } from '../../src/studio/capture/file-source.js';
import type { CaptureKind } from '../../src/studio/devices/device.js';
import { blankStats } from '../base/blank-stats.js';
import { type EngineLoader, loadEngine } from '../base/engine.js';
import type { BroadcastCoreEvents, Source } from './broadcast-core-events.js';
import { GivenStream, nothingGiven } from './capture/given-stream.js';
import { LazyCapture } from './capture/lazy-capture.js';
import { wasCancelled } from './on-air/cancelled.js';
import { allTroubles, type Captured, isKnown } from './on-air/known-trouble.js';
import { PassingTrouble } from './on-air/passing-trouble.js';

export type { BroadcastCoreEvents, Source };

const log = createLog('broadcast');

export class BroadcastCore extends Emitter<BroadcastCoreEvents> {
  state: BroadcastState = 'idle';
  /** Unix ms since when this is on air, null while it is not. */
  liveSince: number | null = null;
  /** Opens and stops all that is captured here. */
  readonly capture: LazyCapture;
  /** Set by the page; its tracks are never stopped here. */
  readonly #given: GivenStream;
  /** Whether this will not go on: another broadcast of the page may then have its channel. */
  leaving = (): boolean => false;
  /** A person works here: a closed picker says nothing, and a stopped share does not end it all. */
  studio = false;
  /** What was opened last, and whether it was to go on air. */
  tried: { source: Source; live: boolean } = { source: 'camera', live: true };
  /** What ended it. */
  #fatal: CastoError | null = null;
  readonly #passing = new PassingTrouble(() => this.emit('change', undefined));
  #lastTold: CastoError | null = null;
  #claim: Claim | null = null;
  #broadcast: Broadcast | null = null;
  #video: HTMLVideoElement | null = null;
  #source: Source = 'camera';
  #starting: Promise<MediaStream> | null = null;
  #previewing: Promise<MediaStream> | null = null;
  /** Fires when the present broadcast or preview is over, whatever ended it. */
  #life = new AbortController();
  #offs: (() => void)[] = [];
  #load: EngineLoader;

  constructor(load: EngineLoader = loadEngine) {
    super();
    this.#load = load;
    this.#given = new GivenStream(
      (error) => this.#fail(error),
      () => this.emit('change', undefined),
    );
    this.capture = new LazyCapture({
      publish: (stream) => this.#published(stream),
      share: {
        now: () => ({ onAir: this.active, studio: this.studio, signal: this.#life.signal }),
        shown: (source) => {
          this.#source = source;
          this.emit('source', source);
        },
        ended: () => this.emit('shareEnded', undefined),
        stop: () => this.stop(),
      },
    });
    this.capture.on('trouble', (error) => this.#fail(error));
    this.capture.on('missing', (missing) => this.emit('missing', missing));
    this.capture.on('change', () => this.emit('change', undefined));
  }

  /** The gravest. */
  get error(): CastoError | null {
    return this.#fatal ?? this.troubles[0] ?? null;
  }
  /** What is wrong while it goes on, the gravest first; each as long as who reports it says so. */
  get troubles(): readonly CastoError[] {
    return allTroubles(this.#broadcast?.troubles ?? [], this.#captured, this.#passing.error);
  }
  get #captured(): Captured {
    return {
      given: this.#given.error,
      missing: this.missing,
      replacing: this.capture.share?.replacing ?? false,
    };
  }
  get stream(): MediaStream | null {
    return this.#given.stream ?? this.capture.stream;
  }
  /** What the shown stream comes from. */
  get shows(): Source {
    return this.#given.stream ? 'none' : this.#source;
  }
  /** Why devices that are wanted are not there; `device` tells which. */
  get missing(): readonly CastoError[] {
    return this.#given.stream ? [] : this.capture.missing;
  }
  get viewers(): number {
    return this.#broadcast?.viewers ?? 0;
  }
  /** What is sent, as it is encoded; null while nothing is on air. */
  get encoded(): EncodedFeed | null {
    return this.liveSince === null ? null : (this.#broadcast?.encoded ?? null);
  }
  get channelId(): string {
    return this.#broadcast?.channelId ?? '';
  }
  /** On air or on the way there. */
  get active(): boolean {
    return this.#starting !== null || this.#broadcast !== null;
  }

  /**
   * Captures without going live.
   * @throws CastoError: what capture throws; `aborted` after `stop()`.
   */
  openPreview(source: Source): Promise<MediaStream> {
    if (this.#starting) return this.#starting;
    if (this.stream) return Promise.resolve(this.stream);
    if (this.#previewing) return this.#previewing;
    const previewing = this.#preview(source).finally(() => {
      if (this.#previewing === previewing) this.#previewing = null;
    });
    this.#previewing = previewing;
    return previewing;
  }

  async #preview(source: Source): Promise<MediaStream> {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const undo = this.#begin(source, false);
    this.#source = source;
    try {
      await this.#ensureStream(source, signal);
      // A start() meanwhile goes on from here.
      if (!this.active) this.#setState('idle');
      return this.#streamOrThrow();
    } catch (thrown) {
      const error = CastoError.from(thrown);
      if (!signal.aborted && !this.active && !undo(error)) this.#fail(error.as(true));
      throw error;
    }
  }

  /**
   * Captures unless a stream was given, and goes live. While active, the same promise.
   * @throws CastoError: what capture and Broadcast.start() throw; `aborted` after `stop()`.
   */
  start(options: BroadcastOptions, source: Source): Promise<MediaStream> {
    if (this.#starting) return this.#starting;
    if (this.#broadcast && this.stream) return Promise.resolve(this.stream);
    const starting = this.#goLive(options, source).finally(() => {
      if (this.#starting === starting) this.#starting = null;
    });
    this.#starting = starting;
    return starting;
  }

  async #goLive(options: BroadcastOptions, source: Source): Promise<MediaStream> {
    const life = new AbortController();
    const { signal } = life;
    if (this.#previewing) {
      // Asked twice, a person would answer twice.
      this.#life.signal.addEventListener('abort', () => life.abort(), { once: true });
      await this.#previewing.catch(() => {});
      throwIfAborted(signal);
    }
    this.#life = life;
    const undo = this.#begin(source, true);
    // The engine loads while the person answers the permission prompt.
    const loading = this.#load();
    loading.catch(() => {});
    try {
      // Nobody is asked for a camera that could not go on air.
      assertWebRtc();
      // Before any device is asked for: a second camera ends the first one on some phones.
      const claim = claimChannel(options.channel ?? 'live', {
        leaving: () => this.leaving(),
        stop: () => this.stop(),
      });
      this.#claim = claim;
      await this.#ensureStream(source, signal);
      throwIfAborted(signal);
      this.#source = source;
      this.#setState('connecting');
      const engine = await loading;
      if (claim.ready) await claim.ready;
      throwIfAborted(signal);
      const broadcast = engine.createBroadcast(options);
      this.#broadcast = broadcast;
      broadcast.attachVideo(this.#video);
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
      if (!signal.aborted && !undo(error)) this.#fail(error.fatal ? error : error.as(true));
      throw error;
    }
  }

  /** @returns what sets all back, if that is the answer to this error. */
  #begin(source: Source, live: boolean): (error: CastoError) => boolean {
    const { tried } = this;
    // A preview that this start has waited for leaves its own state behind.
    const state = this.state === 'requesting' ? 'idle' : this.state;
    const [fatal, shown] = [this.#fatal, this.#source];
    this.tried = { source, live };
    this.#fatal = null;
    this.#passing.clear();
    return (error) => {
      if (!this.studio || !wasCancelled(error)) return false;
      this.tried = tried;
      this.#fatal = fatal;
      this.#source = shown;
      this.#cleanUp(true).catch((thrown) => log('stopping failed', thrown));
      // What is shown goes on, and may become another source.
      this.#life = new AbortController();
      this.#setState(state);
      return true;
    };
  }

  async #ensureStream(source: Source, signal: AbortSignal): Promise<void> {
    if (this.#given.stream) {
      this.#given.watch();
      return;
    }
    if (source === 'none') throw nothingGiven();
    if (this.capture.stream && this.capture.source === source) return;
    this.#setState('requesting');
    try {
      await this.capture.open(source, signal);
    } catch (thrown) {
      if (!this.#given.stream || signal.aborted) throw thrown;
    }
    throwIfAborted(signal);
  }

  #streamOrThrow(): MediaStream {
    if (this.stream) return this.stream;
    throw new CastoError('device-missing', 'The source was taken away before the broadcast began');
  }

  /** Ends broadcast and preview, and stops what was captured. Idempotent. */
  async stop(): Promise<void> {
    const { active, state } = this;
    this.#passing.clear();
    if (state === 'idle' && !active && !this.capture.stream) return;
    const stopping = this.#cleanUp();
    this.#fatal = null;
    this.#setState(!active && (state === 'idle' || state === 'requesting') ? 'idle' : 'ended');
    this.emit('change', undefined);
    await stopping;
  }

  /** The page's own stream. On air it replaces what is shown; null then ends the broadcast. */
  async setGiven(stream: MediaStream | null): Promise<void> {
    if (stream === this.#given.stream) return;
    this.#given.set(stream, this.capture.muted);
    if (!stream) {
      if (this.active) await this.stop();
      else this.emit('stream', this.stream);
      return;
    }
    this.capture.close();
    this.emit('stream', stream);
    if (!this.active) return;
    this.#given.watch();
    await this.#swap(stream);
  }

  /** Another source while something is shown. The old one is kept until the new one is there. */
  async setSource(source: Source): Promise<void> {
    if (this.#given.stream || source === 'none') return;
    if (source === this.shows && !this.capture.resting) return;
    // Asked for once, though both a start and the change of an attribute say it.
    if (this.state === 'requesting' && source === this.tried.source) return;
    if (this.capture.stream) await this.#reopen(source);
  }

  /** What `source="file"` plays; at once when it is playing already. */
  async setFile(file: FileInput | null): Promise<void> {
    this.capture.file = file;
    if (file && this.capture.stream && this.shows === 'file') await this.#reopen('file');
  }

  async #reopen(source: StudioSource): Promise<void> {
    try {
      const from = this.#source;
      await this.capture.open(source, this.#life.signal);
      this.capture.share?.opened(source, from);
      this.#source = source;
      this.emit('change', undefined);
    } catch (thrown) {
      const error = CastoError.from(thrown);
      if (!this.studio || !wasCancelled(error)) this.tell(error);
    }
  }

  /** Black picture or silence for the viewers, until unmuted. */
  setMuted(kind: CaptureKind, muted: boolean): Promise<void> {
    this.#given.mute(kind, muted);
    return this.passing(this.capture.setMuted(kind, muted));
  }

  /** What fails here is told and does not end the broadcast. */
  async passing(task: Promise<unknown>): Promise<void> {
    try {
      await task;
    } catch (thrown) {
      this.tell(CastoError.from(thrown));
    }
  }

  /** Trouble that does not end the broadcast. */
  tell(error: CastoError): void {
    if (error.code === 'aborted') return;
    const passing = error.as(false);
    // A device that is missing says itself how long it is.
    if (this.missing.every(({ device }) => device !== error.device)) {
      this.#passing.set(passing);
    }
    this.#fail(passing);
  }

  /** The preview. */
  attachVideo(video: HTMLVideoElement): void {
    this.#video = video;
    this.#broadcast?.attachVideo(video);
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
        if (to === 'ended') this.#cleanUp().catch((thrown) => log('stopping failed', thrown));
        this.#setState(to);
      }),
      broadcast.on('viewers', (viewers) => this.emit('viewers', viewers)),
      broadcast.on('error', (error) => {
        if (isKnown(error, this.#captured)) this.emit('change', undefined);
        else this.#fail(error);
      }),
      broadcast.on('mended', () => this.emit('change', undefined)),
    );
  }

  async #published(stream: MediaStream): Promise<void> {
    if (this.#given.stream) return;
    this.emit('stream', stream);
    await this.#swap(stream);
  }

  async #swap(stream: MediaStream): Promise<void> {
    // On the way to being live, start() takes whatever is shown at its end.
    if (this.state === 'connecting') return;
    try {
      await this.#broadcast?.replaceStream(stream);
      this.#passing.clear();
      this.emit('change', undefined);
    } catch (thrown) {
      // What the broadcast has told lasts until it takes it back.
      const error = CastoError.from(thrown);
      if (!this.troubles.includes(error)) this.tell(error);
    }
  }

  #fail(error: CastoError): void {
    if (error === this.#fatal) return;
    log(`error ${error.code}`, error);
    const told = error === this.#lastTold;
    this.#lastTold = error;
    if (error.fatal) {
      this.#fatal = error;
      this.#cleanUp().catch((thrown) => log('stopping failed', thrown));
      this.#setState('error');
    }
    if (!told) this.emit('error', error);
  }

  /** @param keep A preview goes on. */
  async #cleanUp(keep = false): Promise<void> {
    this.#life.abort();
    this.#starting = null;
    this.#previewing = null;
    this.liveSince = null;
    this.#given.release();
    for (const off of this.#offs.splice(0)) off();
    const broadcast = this.#broadcast;
    this.#broadcast = null;
    const hadViewers = (broadcast?.viewers ?? 0) > 0;
    if (this.capture.stream && !keep) {
      this.capture.share?.forget();
      this.capture.close();
      this.emit('stream', this.stream);
    }
    if (hadViewers) this.emit('viewers', 0);
    const stopping = broadcast?.stop();
    this.#claim?.release(stopping);
    this.#claim = null;
    await stopping;
  }

  #setState(to: BroadcastState): void {
    const from = this.state;
    if (from === to) return;
    this.state = to;
    if (to === 'live') this.liveSince ??= localUnixMs();
    log(`${from} → ${to}`);
    this.emit('state', { from, to });
  }
}
