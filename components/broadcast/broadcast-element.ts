import { html, isServer, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { CastoError } from '../../src/errors.js';
import type { BroadcastOptions, BroadcastState, CastoStats } from '../../src/types.js';
import { numberConverter, oneOf, starList, wholeNumber, wordConverter } from '../attributes.js';
import { CastoElement } from '../base/casto-element.js';
import { stageStyles, theme } from '../base/theme.js';
import { CastoErrorEvent } from '../events/error-event.js';
import { CastoStateChangeEvent } from '../events/state-change-event.js';
import { CastoViewersEvent } from '../events/viewers-event.js';
import { BroadcastCore, type Source } from './broadcast-core.js';
import { broadcastStyles } from './broadcast-styles.js';
import { type BroadcastActions, broadcastView } from './broadcast-view.js';

const STATES: readonly BroadcastState[] = [
  'idle',
  'requesting',
  'connecting',
  'live',
  'reconnecting',
  'ended',
  'error',
];
const SOURCES = ['camera', 'screen', 'none'] as const;

/** Events of `<casto-broadcast>` besides those that every element has. */
export interface CastoBroadcastEventMap extends Omit<HTMLElementEventMap, 'error'> {
  'casto-statechange': CastoStateChangeEvent<BroadcastState>;
  'casto-viewers': CastoViewersEvent;
  error: CastoErrorEvent;
}

/**
 * Puts a camera, a screen or any MediaStream on air, and shows a muted preview of it.
 *
 * @element casto-broadcast
 *
 * @attr {string} channel - Slug to go live on, default `live`.
 * @attr {string} star - Stars to meet at: multiaddrs or http(s) URLs, separated by spaces.
 * @attr {'camera'|'screen'|'none'} source - What `start()` captures; `none`: set `srcObject`.
 * @attr {boolean} autostart - Goes live by itself; with `source="none"`, once `srcObject` is set.
 * @attr {number} max-bitrate - kbit/s of video at most.
 * @attr {number} max-children - Pages fed directly at most.
 * @attr {string} label - The title shown to viewers.
 * @attr {boolean} controls - Shows the go-live and stop button.
 *
 * @slot overlay - Laid over the preview, below the controls.
 *
 * @fires {CastoStateChangeEvent} casto-statechange - `state` has changed; detail `{from, to}`.
 * @fires {CastoViewersEvent} casto-viewers - The channel's viewers have changed; detail `{viewers}`.
 * @fires {CastoErrorEvent} error - `error` has been set.
 *
 * @csspart video - The preview.
 * @csspart overlay - The layer with messages.
 * @csspart message - The line that tells the state.
 * @csspart hint - The line below it.
 * @csspart spinner - Turns while connecting.
 * @csspart notice - Trouble that does not end the broadcast.
 * @csspart retry-button - “Try again” after an error.
 * @csspart live-badge - LIVE.
 * @csspart viewers - The number of viewers.
 * @csspart controls - The bar with the button.
 * @csspart control-button - Every button in it.
 * @csspart start-button - Go live.
 * @csspart stop-button - Stop.
 * @csspart label - The title.
 *
 * @cssprop [--casto-live=#e11d48] - Colour of the live badge and of “Go live”.
 * @cssprop [--casto-stage=#0c0e12] - Behind the picture.
 * @cssprop [--casto-radius=12px] - Corner radius.
 * @cssprop [--casto-font=system-ui] - Font family.
 * @cssprop [--casto-aspect-ratio=16 / 9] - Shape of the element.
 * @cssprop [--casto-object-fit=contain] - How the picture fills it.
 *
 * @cssstate idle - Nothing was started.
 * @cssstate requesting - The person is asked for the device.
 * @cssstate connecting - On the way to being live.
 * @cssstate live - On air.
 * @cssstate reconnecting - On air, the star is lost.
 * @cssstate ended - Stopped.
 * @cssstate error - Stopped by an error.
 */
export class CastoBroadcast extends CastoElement<CastoBroadcastEventMap> {
  static override styles = [theme, stageStyles, broadcastStyles];

  /** Slug to go live on; a change counts from the next `start()`. */
  @property({ reflect: true }) channel = 'live';
  /** Stars, separated by spaces. */
  @property({ reflect: true }) star = '';
  /** What `start()` captures. A change while on air swaps the picture. */
  @property({ converter: wordConverter('<casto-broadcast> source', SOURCES, 'camera') })
  source: Source = 'camera';
  /** Go live by itself. */
  @property({ type: Boolean, reflect: true }) autostart = false;
  /** kbit/s at most; undefined leaves it to the engine. */
  @property({
    attribute: 'max-bitrate',
    converter: numberConverter('<casto-broadcast> max-bitrate', 1),
  })
  maxBitrate: number | undefined;
  /** Pages fed directly at most; undefined leaves it to the engine. */
  @property({
    attribute: 'max-children',
    converter: numberConverter('<casto-broadcast> max-children'),
  })
  maxChildren: number | undefined;
  /** The title shown to viewers. */
  @property({ reflect: true }) label = '';
  /** Show the button. */
  @property({ type: Boolean, reflect: true }) controls = false;

  readonly #core = new BroadcastCore();
  #video: HTMLVideoElement | null = null;
  /** `autostart` acts once each time the element comes into a document. */
  #autostarted = false;

  constructor() {
    super();
    this.#core.on('state', (change) => {
      this.#showStates();
      this.requestUpdate();
      this.dispatchEvent(new CastoStateChangeEvent(change));
    });
    this.#core.on('viewers', (viewers) => {
      this.requestUpdate();
      this.dispatchEvent(new CastoViewersEvent(viewers));
    });
    this.#core.on('error', (error) => {
      this.requestUpdate();
      this.dispatchEvent(new CastoErrorEvent(error));
    });
    this.#core.on('stream', (stream) => {
      this.#preview(stream);
      this.requestUpdate();
    });
  }

  /** Where the broadcast stands. */
  get state(): BroadcastState {
    return this.#core.state;
  }
  /** What went wrong last, null when all is well. */
  get error(): CastoError | null {
    return this.#core.error;
  }
  /** Full id of the channel on air, '' before. */
  get channelId(): string {
    return this.#core.channelId;
  }
  /** Viewers of the whole channel. */
  get viewers(): number {
    return this.#core.viewers;
  }

  /**
   * The stream being shown: set it to broadcast any stream, read it for the captured one. On air,
   * a new one replaces the picture, and null ends the broadcast.
   */
  @property({ attribute: false })
  get srcObject(): MediaStream | null {
    return this.#core.stream;
  }
  set srcObject(stream: MediaStream | null) {
    if (stream !== null && !(stream instanceof MediaStream)) {
      throw new TypeError('<casto-broadcast> srcObject takes a MediaStream or null');
    }
    // What goes wrong is told by the error event.
    this.#core.setGiven(stream).catch(() => {});
  }

  /**
   * Goes live. Resolves once announced, with the stream on air; while on air, with the same.
   * @throws CastoError: see `error.code`; `aborted` when `stop()` came before.
   */
  start(): Promise<MediaStream> {
    return this.#core.start(
      this.#options(),
      oneOf('<casto-broadcast> source', this.source, SOURCES, 'camera'),
    );
  }

  /** Ends the broadcast and stops what it captured; a stream given as `srcObject` runs on. */
  stop(): Promise<void> {
    return this.#core.stop();
  }

  /** What this peer knows of the channel and of its links; zeros before there is anything. */
  getStats(): Promise<CastoStats> {
    return this.#core.getStats();
  }

  protected override acquire(): void {
    this.#autostarted = false;
    this.requestUpdate();
  }

  protected override resume(): void {
    this.#playPreview();
  }

  protected override release(): void {
    this.stop().catch(() => {});
    this.#preview(null);
  }

  protected override updated(): void {
    this.#showStates();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (isServer || !this.isConnected) return;
    if (changed.has('label') || changed.has('maxBitrate') || changed.has('maxChildren')) {
      const { channel: _, stars: __, ...options } = this.#options();
      this.#core.setOptions(options);
    }
    if (changed.has('source') && this.#core.active) {
      const source = oneOf('<casto-broadcast> source', this.source, SOURCES, 'camera');
      this.#core.setSource(source).catch(() => {});
    }
    const ready = this.source !== 'none' || this.srcObject !== null;
    if (this.autostart && ready && !this.#autostarted) {
      this.#autostarted = true;
      this.start().catch(() => {
        // Told by the error event and by the text over the stage.
      });
    }
    if (this.srcObject && !this.#video?.srcObject) this.#preview(this.srcObject);
  }

  #options(): BroadcastOptions {
    const options: BroadcastOptions = { channel: this.channel.trim() || 'live' };
    const stars = starList(this.star);
    const maxBitrate = wholeNumber('<casto-broadcast> maxBitrate', this.maxBitrate, 1);
    const maxChildren = wholeNumber('<casto-broadcast> maxChildren', this.maxChildren);
    if (stars) options.stars = stars;
    if (this.label) options.label = this.label;
    if (maxBitrate !== undefined) options.maxBitrate = maxBitrate;
    if (maxChildren !== undefined) options.maxChildren = maxChildren;
    return options;
  }

  #preview(stream: MediaStream | null): void {
    if (isServer) return;
    const video = this.#stage;
    if (video.srcObject !== stream) video.srcObject = stream;
    this.#playPreview();
  }

  #playPreview(): void {
    // A preview that may not play is not worth a word: it is muted, so it always may.
    if (this.#video?.srcObject) this.#video.play().catch(() => {});
  }

  get #stage(): HTMLVideoElement {
    if (!this.#video) {
      this.#video = document.createElement('video');
      this.#video.muted = true;
      this.#video.playsInline = true;
      this.#video.setAttribute('part', 'video');
    }
    return this.#video;
  }

  #showStates(): void {
    this.pickState(STATES, this.state);
  }

  readonly #actions: BroadcastActions = {
    start: () => void this.start().catch(() => {}),
    stop: () => void this.stop().catch(() => {}),
  };

  protected override render(): TemplateResult {
    if (isServer) return html``;
    const video = this.#stage;
    const stream = this.srcObject;
    video.setAttribute('aria-label', this.t.broadcast.preview);
    video.classList.toggle('mirrored', this.#core.shows === 'camera' && !facesAway(stream));
    video.classList.toggle('empty', stream === null);
    return html`${video}${broadcastView(
      {
        state: this.state,
        error: this.error,
        controls: this.controls,
        source: this.source,
        hasPicture: stream !== null,
        label: this.label,
        viewers: this.viewers,
      },
      this.#actions,
      this.t,
    )}`;
  }
}

/** A phone's back camera is no mirror. */
function facesAway(stream: MediaStream | null): boolean {
  return stream?.getVideoTracks()[0]?.getSettings().facingMode === 'environment';
}
