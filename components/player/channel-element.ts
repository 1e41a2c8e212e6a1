/**
 * A media element whose source is a channel: it watches, follows its attributes, outlives moves in
 * the DOM, and lets everything go at the end. How it looks is up to who extends it.
 */
import { isServer, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { CastoError } from '../../src/base/errors.js';
import type { CastoStats, Quality, ViewState } from '../../src/base/types.js';
import { numberConverter, wordConverter } from '../base/attributes.js';
import { StarWatch } from '../base/star-watch.js';
import { CastoLineChangeEvent, type PlayerLine } from '../events/line-change-event.js';
import { CastoParentChangeEvent } from '../events/parent-change-event.js';
import { CastoQualityChangeEvent } from '../events/quality-change-event.js';
import { CastoStateChangeEvent } from '../events/state-change-event.js';
import { CastoViewersEvent } from '../events/viewers-event.js';
import { isFullscreen, isPictureInPicture } from './media/display-modes.js';
import { ExchangeWatch } from './media/exchange-watch.js';
import { HeldPicture } from './media/held-picture.js';
import { lineOf } from './media/line.js';
import { MediaElement } from './media/media-element.js';
import { AUTO } from './media/quality.js';
import { noRenditions, type VideoRenditions } from './panels/renditions.js';
import { PlayerCore } from './player-core.js';
import { RELAY, sharingOptions, viewOptions } from './player-options.js';

const STATES: readonly ViewState[] = [
  'idle',
  'connecting',
  'waiting',
  'playing',
  'reconnecting',
  'ended',
  'error',
];

const LINES = ['line-good', 'line-fewer', 'line-small'] as const;

export abstract class ChannelElement<Events extends object> extends MediaElement<Events> {
  /** Slug or full channel id. Changing it while watching switches the channel. */
  @property({ reflect: true, useDefault: true }) channel = '';
  /** Stars, separated by spaces. */
  @property({ reflect: true, useDefault: true }) star = '';
  /** Start by itself. */
  @property({ type: Boolean, reflect: true }) autoplay = false;
  /** Whether this page feeds others. */
  @property({ converter: wordConverter('<casto-player> relay', RELAY, 'auto') })
  relay: 'auto' | 'off' = 'auto';
  /** Pages fed at most; undefined leaves it to the engine. */
  @property({
    attribute: 'max-children',
    converter: numberConverter('<casto-player> max-children'),
  })
  maxChildren: number | undefined;
  /** kbit/s given at most; undefined leaves it to the engine. */
  @property({ attribute: 'max-upload', converter: numberConverter('<casto-player> max-upload') })
  maxUpload: number | undefined;

  protected readonly core = new PlayerCore();
  /** What this page gets and gives, read now and then. */
  protected readonly exchange = new ExchangeWatch({
    active: () => this.core.active,
    seen: () => this.figuresSeen(),
    read: () => this.core.getStats(),
    changed: () => {
      this.#showRelaying();
      this.#tellLine();
      this.requestUpdate();
    },
  });
  /** At least one frame has been shown. */
  protected hasPicture = false;
  /** What the video showed last, while it has nothing to show. */
  protected readonly held = new HeldPicture(() => this.requestUpdate());
  #renditions: VideoRenditions | null = null;
  /** The choice of before. */
  #quality = AUTO;
  #line: PlayerLine = '';
  #started = false;
  /** An `error` or a `waiting` was sent and nothing since has said that the picture runs. */
  #haltTold = false;

  constructor() {
    super();
    new StarWatch(this, () => this.play().catch(() => {}));
    this.core.on('state', (change) => this.#onState(change));
    this.core.on('viewers', (viewers) => {
      this.dispatchEvent(new CastoViewersEvent(viewers));
      this.requestUpdate();
    });
    this.core.on('parentchange', (change) => {
      this.#showStream();
      this.playback?.resume();
      this.dispatchEvent(new CastoParentChangeEvent(change));
    });
    this.core.on('channel', () => this.requestUpdate());
    this.core.on('picture', (there) => (there ? this.held.drop() : this.#hold()));
    this.core.on('stream', () => {
      this.hasPicture = false;
      this.held.drop();
      this.exchange.forget();
      this.#showStream();
      this.requestUpdate();
    });
    this.core.on('error', (error) => {
      this.requestUpdate();
      this.#haltTold = true;
      if (error.fatal) this.playback?.fail(error);
      this.tellError(error);
      this.#tellRunning();
    });
  }

  /** The state has changed; the events follow. */
  protected abstract onStateChange(change: { from: ViewState; to: ViewState }): void;
  /** Figures of the exchange are on the screen. */
  protected abstract figuresSeen(): boolean;

  // ------------------------------------------------------------------ properties

  /** Where the player stands. */
  get state(): ViewState {
    return this.core.state;
  }
  /** What went wrong last, null when all is well. */
  get error(): CastoError | null {
    return this.core.error;
  }
  /** Full id of the channel being watched, '' while not known. */
  get channelId(): string {
    return this.core.channelId;
  }
  /** Viewers of the whole channel. */
  get viewers(): number {
    return this.core.viewers;
  }
  /** The stream being received, null when there is none. Read only. */
  get srcObject(): MediaStream | null {
    return this.core.stream;
  }
  /** The channel, under the name that players of files know. */
  get src(): string {
    return this.channel;
  }
  set src(channel: string) {
    this.channel = channel;
  }
  /** Full id of the channel being watched, '' while not known. */
  get currentSrc(): string {
    return this.channelId;
  }
  protected get offAir(): boolean {
    return this.state !== 'playing' && this.state !== 'connecting';
  }
  /** The broadcast has ended. */
  get ended(): boolean {
    return this.state === 'ended';
  }
  /** Sizes of the picture to choose from; empty where there is one. */
  get qualities(): readonly Quality[] {
    return this.core.qualities;
  }
  /** `auto`, or the id of one of `qualities`. */
  get quality(): string {
    return this.core.quality;
  }
  set quality(id: string) {
    this.core.quality = id;
    this.#tellQuality();
  }
  /** `qualities` for control bars: a list as media-chrome's `videoRenditions`, with `selectedIndex` and its events. */
  get videoRenditions(): VideoRenditions {
    if (!this.#renditions) {
      const list = noRenditions();
      this.#renditions = list;
      import('./panels/renditions.lazy.js').then(
        ({ fillRenditions }) => fillRenditions(list, this),
        () => {
          // The file is missing: the bar then has no sizes to offer.
        },
      );
    }
    return this.#renditions;
  }

  // ------------------------------------------------------------------ methods

  /**
   * Starts watching, or returns to live after `pause()`. Resolves when the picture runs. An element that is
   * in no document starts when it comes into one within a second.
   * @throws DOMException `NotAllowedError` when the browser wants a click first, `AbortError` when
   * `pause()`, the end of the broadcast, or the removal of the element or of its channel came before;
   * CastoError when an error has stopped it.
   */
  play(): Promise<void> {
    const playing = this.media.play();
    this.#start();
    // It is held no longer than one that was taken out, and the promise is settled then.
    if (!this.isConnected && !this.leaving) this.releaseSoon();
    return playing;
  }

  /** Leaves the channel and joins it again, as HTMLMediaElement.load() fetches again. */
  load(): void {
    if (!this.#started) return;
    this.core.close();
    this.#start();
  }

  /** What this peer knows of the channel and of its links; zeros before there is anything. */
  getStats(): Promise<CastoStats> {
    return this.core.getStats();
  }

  // ------------------------------------------------------------------ life

  protected override onVideo(video: HTMLVideoElement): void {
    this.core.attachVideo(video);
  }

  protected override acquire(): void {
    if (isServer) return;
    document.addEventListener('fullscreenchange', this.#onFullscreen);
    this.exchange.start();
    this.requestUpdate();
    if (!this.paused) this.#start();
  }

  protected override resume(): void {
    this.playback?.resume();
  }

  protected override release(): void {
    document.removeEventListener('fullscreenchange', this.#onFullscreen);
    removeEventListener('load', this.#showStream);
    this.exchange.stop();
    this.#started = false;
    this.playback?.pause();
    this.core.close();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!isServer && this.isConnected) this.#followAttributes(changed);
  }

  protected override updated(_changed: PropertyValues<this>): void {
    this.#tellQuality();
    this.#showStates();
  }

  #followAttributes(changed: PropertyValues<this>): void {
    const elsewhere = changed.has('channel') || changed.has('star');
    if (!this.#started) {
      if (this.autoplay && this.channel) {
        this.media.autoplay();
        this.#start();
      }
    } else if (elsewhere) {
      if (this.channel) {
        this.core.open(viewOptions(this));
      } else {
        this.#started = false;
        this.playback?.pause();
        this.core.close();
      }
    }
    if (changed.has('relay') || changed.has('maxChildren') || changed.has('maxUpload')) {
      this.core.setOptions(sharingOptions(this));
    }
  }

  /** Begins to watch unless that is under way; waits for a document when there is none yet. */
  #start(): void {
    if (!this.isConnected || this.core.active) return;
    this.#started = true;
    // As a <video> that is given another source: the error is over.
    if (this.#haltTold) this.dispatchEvent(new Event('emptied'));
    this.#haltTold = false;
    if (this.channel) {
      this.core.open(viewOptions(this));
    } else {
      this.core.refuse(
        new CastoError(
          'bad-channel',
          '<casto-player> needs a channel: set its attribute channel="…"',
        ),
      );
    }
  }

  #hold(): void {
    if (this.hasPicture) this.held.hold(this.videoElement);
  }

  #onState(change: { from: ViewState; to: ViewState }): void {
    if (change.from === 'playing') this.#hold();
    if (change.to === 'ended') this.playback?.end();
    else if (this.core.active) {
      this.playback?.goOn();
      if (change.from === 'playing' && this.offAir && !this.paused) {
        this.#haltTold = true;
        this.dispatchEvent(new Event('waiting'));
      }
    }
    this.onStateChange(change);
    this.#showStates();
    this.requestUpdate();
    if (change.to === 'playing') {
      // Before it is heard.
      this.ownSound.follow(this.core.own, this.media);
      this.#showStream();
      this.playback?.resume();
      this.#tellRunning();
      // A picture of before must not stand for one that is live and has none.
      if (this.srcObject?.getVideoTracks().length) this.held.dropSoon(this.videoElement);
      else this.held.drop();
    }
    this.dispatchEvent(new CastoStateChangeEvent(change));
    if (change.to === 'ended') this.dispatchEvent(new Event('ended'));
  }

  /**
   * The error of a `<video>` is its end, and what drives one believes so; ours may be outlived. So
   * `playing` follows an error when the picture runs anyway. It follows a break as well, in which the inner
   * `<video>` says neither that it waits nor that it runs again.
   */
  #tellRunning(): void {
    if (this.#haltTold && this.state === 'playing' && this.playback?.running) {
      this.#haltTold = false;
      this.dispatchEvent(new Event('playing'));
    }
  }

  /**
   * A video whose stream has no track yet holds up the page's `load` event, for as long as a channel
   * is not live; so an empty stream is shown only once the page has loaded.
   */
  readonly #showStream = (): void => {
    const { stream } = this.core;
    const ready = document.readyState === 'complete' || (stream?.getTracks().length ?? 0) > 0;
    if (stream && !ready) addEventListener('load', this.#showStream, { once: true });
    else this.media.show(stream);
  };

  protected override onMedia(event: Event): void {
    if (!this.hasPicture && this.readyState >= 2 && this.videoWidth > 0) {
      this.hasPicture = true;
      this.requestUpdate();
    }
    if (event.type === 'playing') this.#haltTold = false;
    if (event.type !== 'timeupdate') this.#showStates();
    this.dispatchEvent(event);
  }

  readonly #onFullscreen = (): void => {
    this.#showStates();
    this.requestUpdate();
  };

  #tellQuality(): void {
    const from = this.#quality;
    const to = this.quality;
    if (from === to) return;
    this.#quality = to;
    this.requestUpdate();
    this.dispatchEvent(new CastoQualityChangeEvent({ from, to }));
  }

  /** What the line carries of the stream: all of it, some of its frames, the small picture; empty while nobody feeds. */
  get line(): PlayerLine {
    return this.#line;
  }

  #tellLine(): void {
    const from = this.#line;
    const to = lineOf(this.exchange.current);
    if (from === to) return;
    this.#line = to;
    this.pickState(LINES, `line-${to}`);
    const limitedBy = this.exchange.current?.parent?.quality?.limitedBy ?? null;
    this.dispatchEvent(
      new CastoLineChangeEvent({ from, to, limitedBy: limitedBy === 'choice' ? null : limitedBy }),
    );
  }

  #showRelaying(): void {
    this.toggleState('relaying', (this.exchange.current?.children.length ?? 0) > 0);
  }

  #showStates(): void {
    this.pickState(STATES, this.state);
    this.toggleState('live', this.state === 'playing' && !this.paused);
    this.toggleState('paused', this.paused);
    this.toggleState('muted', this.muted);
    if (isServer) return;
    this.toggleState('fullscreen', isFullscreen(this, this.playback?.video));
    this.toggleState('picture-in-picture', isPictureInPicture(this));
  }
}
