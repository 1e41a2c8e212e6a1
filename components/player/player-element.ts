import { html, isServer, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { CastoError } from '../../src/errors.js';
import type { CastoStats, ViewState } from '../../src/types.js';
import { numberConverter, wordConverter } from '../attributes.js';
import { stageStyles, theme } from '../base/theme.js';
import { CastoErrorEvent } from '../events/error-event.js';
import { CastoParentChangeEvent } from '../events/parent-change-event.js';
import { CastoStateChangeEvent } from '../events/state-change-event.js';
import { CastoViewersEvent } from '../events/viewers-event.js';
import {
  canFullscreen,
  canPictureInPicture,
  isFullscreen,
  isPictureInPicture,
} from './display-modes.js';
import { IdleWatch } from './idle-watch.js';
import { handleKey } from './keyboard.js';
import { MediaElement } from './media-element.js';
import { playerActions } from './player-actions.js';
import { PlayerCore } from './player-core.js';
import { RELAY, sharingOptions, viewOptions } from './player-options.js';
import { playerStyles } from './player-styles.js';
import { playerView } from './player-view.js';

const STATES: readonly ViewState[] = [
  'idle',
  'connecting',
  'waiting',
  'playing',
  'reconnecting',
  'ended',
  'error',
];
/** How often `:state(relaying)` is brought up to date, milliseconds. */
const RELAY_CHECK_MS = 5000;

/** Events of `<casto-player>` besides those that every element has. */
export interface CastoPlayerEventMap extends Omit<HTMLElementEventMap, 'error'> {
  'casto-statechange': CastoStateChangeEvent<ViewState>;
  'casto-parentchange': CastoParentChangeEvent;
  'casto-viewers': CastoViewersEvent;
  error: CastoErrorEvent;
}

/**
 * Shows a live channel, and passes it on to other pages unless `relay="off"`.
 *
 * @element casto-player
 *
 * @attr {string} channel - Slug or full channel id (`<owner>/<slug>`).
 * @attr {string} star - Stars to meet at: multiaddrs or http(s) URLs, separated by spaces.
 * @attr {boolean} autoplay - Starts by itself, muted when the browser insists.
 * @attr {boolean} muted - Starts without sound.
 * @attr {boolean} controls - Shows the control bar and the live badge.
 * @attr {string} poster - Picture shown until the first frame.
 * @attr {boolean} playsinline - Accepted for parity with `<video>`; the player always plays inline.
 * @attr {'auto'|'off'} relay - `off`: receive only, never feed other pages.
 * @attr {number} max-children - Pages this one feeds at most.
 * @attr {number} max-upload - kbit/s given to other pages at most.
 *
 * @slot overlay - Laid over the picture, below the controls.
 *
 * @fires {CastoStateChangeEvent} casto-statechange - `state` has changed; detail `{from, to}`.
 * @fires {CastoParentChangeEvent} casto-parentchange - Another peer feeds this page; detail `{from, to, reason, gapMs}`.
 * @fires {CastoViewersEvent} casto-viewers - The channel's viewers have changed; detail `{viewers}`.
 * @fires {CastoErrorEvent} error - `error` has been set.
 * @fires {Event} play - Playback was asked for.
 * @fires {Event} playing - The picture runs.
 * @fires {Event} pause - Playback was paused, or refused by the browser.
 * @fires {Event} waiting - The picture stands still for want of data.
 * @fires {Event} ended - The broadcast has ended.
 * @fires {Event} volumechange - `volume` or `muted` has changed.
 * @fires {Event} resize - The size of the picture has changed.
 * @fires {Event} loadedmetadata - The size of the picture is known.
 * @fires {Event} timeupdate - `currentTime` has moved on.
 *
 * @csspart video - The inner `<video>`.
 * @csspart poster - The poster image.
 * @csspart overlay - The layer with messages and the start button.
 * @csspart message - The line that tells the state.
 * @csspart hint - The line below it.
 * @csspart spinner - Turns while connecting.
 * @csspart start-button - The big play button.
 * @csspart retry-button - “Try again” after an error.
 * @csspart unmute-button - Shown when the browser allowed autoplay only without sound.
 * @csspart live-badge - LIVE, or PAUSED.
 * @csspart viewers - The number of viewers.
 * @csspart controls - The control bar.
 * @csspart control-button - Every button in it.
 * @csspart play-button - Pause, or return to live.
 * @csspart mute-button - Sound off and on.
 * @csspart volume-slider - The volume.
 * @csspart title - The channel's title.
 * @csspart pip-button - Picture in picture.
 * @csspart fullscreen-button - Full screen.
 *
 * @cssprop [--casto-accent=#2563eb] - Colour of the main action.
 * @cssprop [--casto-on-accent=#fff] - Text on that colour.
 * @cssprop [--casto-live=#e11d48] - Colour of the live badge.
 * @cssprop [--casto-stage=#0c0e12] - Behind the picture.
 * @cssprop [--casto-radius=12px] - Corner radius.
 * @cssprop [--casto-font=system-ui] - Font family.
 * @cssprop [--casto-aspect-ratio=16 / 9] - Shape of the element.
 * @cssprop [--casto-object-fit=contain] - How the picture fills it.
 *
 * @cssstate idle - Nothing was started.
 * @cssstate connecting - Looking for the channel.
 * @cssstate waiting - The channel is not live yet.
 * @cssstate playing - Media flows.
 * @cssstate reconnecting - Lost, coming back.
 * @cssstate ended - The broadcast has ended.
 * @cssstate error - Stopped by an error.
 * @cssstate live - Media flows and is shown, not paused.
 * @cssstate paused - Paused.
 * @cssstate muted - Without sound.
 * @cssstate relaying - This page feeds others.
 * @cssstate fullscreen - In full screen.
 * @cssstate picture-in-picture - In the picture-in-picture window.
 */
export class CastoPlayer extends MediaElement<CastoPlayerEventMap> {
  static override styles = [theme, stageStyles, playerStyles];
  static override shadowRootOptions: ShadowRootInit = {
    ...MediaElement.shadowRootOptions,
    delegatesFocus: true,
  };

  /** Slug or full channel id. Changing it while watching switches the channel. */
  @property({ reflect: true }) channel = '';
  /** Stars, separated by spaces. */
  @property({ reflect: true }) star = '';
  /** Start by itself. */
  @property({ type: Boolean, reflect: true }) autoplay = false;
  /** Show the control bar. */
  @property({ type: Boolean, reflect: true }) controls = false;
  /** URL of the picture shown until the first frame. */
  @property({ reflect: true }) poster = '';
  /** Always true in effect. */
  @property({ type: Boolean, reflect: true }) playsinline = false;
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

  readonly #core = new PlayerCore();
  readonly #idle = isServer ? null : new IdleWatch(this);
  #started = false;
  #hasPicture = false;
  /** An `error` event was sent and nothing since has said that the picture runs. */
  #errorTold = false;
  #relayTimer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.#core.on('state', (change) => this.#onState(change));
    this.#core.on('viewers', (viewers) => {
      this.dispatchEvent(new CastoViewersEvent(viewers));
      this.requestUpdate();
    });
    this.#core.on('parentchange', (change) => {
      this.#showStream();
      this.playback?.resume();
      this.dispatchEvent(new CastoParentChangeEvent(change));
    });
    this.#core.on('channel', () => this.requestUpdate());
    this.#core.on('stream', () => {
      this.#hasPicture = false;
      this.#showStream();
      this.requestUpdate();
    });
    this.#core.on('error', (error) => {
      this.requestUpdate();
      this.#errorTold = true;
      this.dispatchEvent(new CastoErrorEvent(error));
      this.#tellRunning();
    });
    if (!isServer) {
      this.addEventListener('keydown', (event) => {
        if (handleKey(event, this)) event.preventDefault();
      });
    }
  }

  // ------------------------------------------------------------------ properties

  /** Where the player stands. */
  get state(): ViewState {
    return this.#core.state;
  }
  /** What went wrong last, null when all is well. */
  get error(): CastoError | null {
    return this.#core.error;
  }
  /** Full id of the channel being watched, '' while not known. */
  get channelId(): string {
    return this.#core.channelId;
  }
  /** Viewers of the whole channel. */
  get viewers(): number {
    return this.#core.viewers;
  }
  /** The stream being received, null when there is none. Read only. */
  get srcObject(): MediaStream | null {
    return this.#core.stream;
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

  /** The broadcast has ended. */
  get ended(): boolean {
    return this.state === 'ended';
  }

  // ------------------------------------------------------------------ methods

  /**
   * Starts watching, or returns to live after `pause()`. Resolves when the picture runs.
   * @throws DOMException `NotAllowedError` when the browser wants a click first, `AbortError` when
   * `pause()` came before.
   */
  play(): Promise<void> {
    const playing = this.media.play();
    this.#start();
    return playing;
  }

  /** Leaves the channel and joins it anew, as HTMLMediaElement.load() fetches anew. */
  load(): void {
    if (!this.#started) return;
    this.#core.close();
    this.#start();
  }

  /** What this peer knows of the channel and of its links; zeros before there is anything. */
  getStats(): Promise<CastoStats> {
    return this.#core.getStats();
  }

  // ------------------------------------------------------------------ life

  protected override onVideo(video: HTMLVideoElement): void {
    this.#core.attachVideo(video);
  }

  protected override acquire(): void {
    if (isServer) return;
    document.addEventListener('fullscreenchange', this.#onFullscreen);
    this.#relayTimer = setInterval(this.#checkRelaying, RELAY_CHECK_MS);
    this.requestUpdate();
    if (!this.paused) this.#start();
  }

  protected override resume(): void {
    this.playback?.resume();
  }

  protected override release(): void {
    document.removeEventListener('fullscreenchange', this.#onFullscreen);
    removeEventListener('load', this.#showStream);
    clearInterval(this.#relayTimer);
    this.#started = false;
    this.toggleState('relaying', false);
    this.playback?.pause();
    this.#core.close();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!isServer && this.isConnected) this.#followAttributes(changed);
  }

  protected override updated(): void {
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
        this.#core.open(viewOptions(this));
      } else {
        this.#started = false;
        this.#core.close();
      }
    }
    if (changed.has('relay') || changed.has('maxChildren') || changed.has('maxUpload')) {
      this.#core.setOptions(sharingOptions(this));
    }
  }

  /** Begins to watch unless that is under way; waits for a document when there is none yet. */
  #start(): void {
    if (!this.isConnected || this.#core.active) return;
    this.#started = true;
    // As a <video> that is given another source: the error is over.
    if (this.#errorTold) this.dispatchEvent(new Event('emptied'));
    this.#errorTold = false;
    if (this.channel) {
      this.#core.open(viewOptions(this));
    } else {
      this.#core.refuse(
        new CastoError(
          'bad-channel',
          '<casto-player> needs a channel: set its attribute channel="…"',
        ),
      );
    }
  }

  #onState(change: { from: ViewState; to: ViewState }): void {
    this.#showStates();
    this.requestUpdate();
    if (change.to === 'playing') {
      this.#showStream();
      this.playback?.resume();
      this.#tellRunning();
    }
    if (change.to === 'error' && this.error) this.playback?.fail(this.error);
    this.dispatchEvent(new CastoStateChangeEvent(change));
    if (change.to === 'ended') this.dispatchEvent(new Event('ended'));
  }

  /**
   * The error of a `<video>` is its end, and what drives one believes so; ours may be outlived. So
   * `playing` follows an error when the picture runs all the same.
   */
  #tellRunning(): void {
    if (this.#errorTold && this.state === 'playing' && this.playback?.running) {
      this.#errorTold = false;
      this.dispatchEvent(new Event('playing'));
    }
  }

  /**
   * A video whose stream has no track yet holds up the page's `load` event, for as long as a channel
   * is not live; so an empty stream is shown only once the page has loaded.
   */
  readonly #showStream = (): void => {
    const { stream } = this.#core;
    const ready = document.readyState === 'complete' || (stream?.getTracks().length ?? 0) > 0;
    if (stream && !ready) addEventListener('load', this.#showStream, { once: true });
    else this.media.show(stream);
  };

  protected override onMedia(event: Event): void {
    if (!this.#hasPicture && this.readyState >= 2 && this.videoWidth > 0) {
      this.#hasPicture = true;
      this.requestUpdate();
    }
    if (event.type === 'playing') this.#errorTold = false;
    if (event.type !== 'timeupdate') this.#showStates();
    this.dispatchEvent(event);
  }

  readonly #onFullscreen = (): void => {
    this.#showStates();
    this.requestUpdate();
  };

  readonly #checkRelaying = (): void => {
    if (!this.#core.active) {
      this.toggleState('relaying', false);
      return;
    }
    this.#core.getStats().then(
      (stats) => this.toggleState('relaying', this.#core.active && stats.children.length > 0),
      () => this.toggleState('relaying', false),
    );
  };

  #showStates(): void {
    this.pickState(STATES, this.state);
    this.toggleState('live', this.state === 'playing' && !this.paused);
    this.toggleState('paused', this.paused);
    this.toggleState('muted', this.muted);
    if (isServer) return;
    this.toggleState('fullscreen', isFullscreen(this, this.playback?.video));
    this.toggleState('picture-in-picture', isPictureInPicture(this));
  }

  // ------------------------------------------------------------------ drawing

  readonly #actions = playerActions(this, () => this.media.unmute());

  protected override render(): TemplateResult {
    if (isServer) return html``;
    const { video, mutedByPolicy } = this.media;
    const hasSound = (this.srcObject?.getAudioTracks().length ?? 0) > 0;
    return html`${video}${playerView(
      {
        state: this.state,
        error: this.error,
        wanted: !this.paused,
        hasPicture: this.#hasPicture,
        muted: this.muted,
        volume: this.volume,
        askUnmute: mutedByPolicy && this.muted && hasSound && this.state === 'playing',
        controls: this.controls,
        idle: this.#idle?.idle ?? false,
        chromeless: this.slot === 'media' && !this.controls,
        fullscreen: isFullscreen(this, video),
        canFullscreen: canFullscreen(this, video),
        canPictureInPicture: canPictureInPicture(video),
        poster: this.poster,
        title: this.#core.record?.title ?? '',
        viewers: this.viewers,
      },
      this.#actions,
      this.t,
    )}`;
  }
}
