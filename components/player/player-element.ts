import { html, isServer, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { ViewState } from '../../src/base/types.js';
import { webAddress } from '../base/attributes.js';
import { PanelLoader } from '../base/panel-loader.js';
import { stageStyles, theme } from '../base/theme.js';
import type { CastoBeforeShareEvent } from '../events/before-share-event.js';
import type { CastoErrorEvent } from '../events/error-event.js';
import type { CastoLineChangeEvent } from '../events/line-change-event.js';
import type { CastoParentChangeEvent } from '../events/parent-change-event.js';
import type { CastoQualityChangeEvent } from '../events/quality-change-event.js';
import type { CastoRelayChangeEvent } from '../events/relay-change-event.js';
import type { CastoStateChangeEvent } from '../events/state-change-event.js';
import type { CastoViewersEvent } from '../events/viewers-event.js';
import type { ShareController } from '../share/share-controller.js';
import { ChannelElement } from './channel-element.js';
import type { IdleWatch } from './controls/idle-watch.js';
import type { KeyAction } from './controls/keyboard.js';
import { playerActions } from './controls/player-actions.js';
import { PlayerUi, READING_MS } from './controls/player-ui.js';
import { CaptionTracks } from './media/caption-tracks.js';
import {
  canFullscreen,
  canPictureInPicture,
  isFullscreen,
  isPictureInPicture,
} from './media/display-modes.js';
import { MediaSessionLink } from './media/media-session.js';
import { canSetVolume } from './media/volume-support.js';
import { playerStyles } from './player-styles.js';
import { playerView } from './player-view.js';
import { recallWatched, rememberWatched } from './remembered.js';
import { stateAnnouncement } from './status/announcements.js';

/** Events of `<casto-player>` beside those that every element has. */
export interface CastoPlayerEventMap extends Omit<HTMLElementEventMap, 'error'> {
  'casto-statechange': CastoStateChangeEvent<ViewState>;
  'casto-parentchange': CastoParentChangeEvent;
  'casto-viewers': CastoViewersEvent;
  'casto-relaychange': CastoRelayChangeEvent;
  'casto-linechange': CastoLineChangeEvent;
  'casto-qualitychange': CastoQualityChangeEvent;
  'casto-beforeshare': CastoBeforeShareEvent;
  'casto-error': CastoErrorEvent;
  error: CastoErrorEvent;
  enterpictureinpicture: PictureInPictureEvent;
  leavepictureinpicture: PictureInPictureEvent;
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
 * @attr {number} width - As on `<video>`: kept for scripts that read it; the size on the page is that of CSS.
 * @attr {number} height - As `width`.
 * @attr {boolean} disablepictureinpicture - No picture-in-picture.
 * @attr {string} controlslist - As on `<video>`; `nofullscreen` takes the button away.
 * @attr {'auto'|'off'} relay - `off`: receive only, never feed other pages.
 * @attr {number} max-children - Pages this one feeds at most.
 * @attr {number} max-upload - kbit/s given to other pages at most.
 *
 * @attr {string} crossorigin - For the files of `<track>` children, as on `<video>`.
 * @attr {string} share-url - Where a shared link leads: an address, or a template with `{channel}`; default: this page.
 * @attr {string} embed-url - The page that embed code shows in a frame, in the same form.
 *
 * @slot - `<track>` children: captions, as on `<video>`.
 * @slot overlay - Laid over the picture, below the controls.
 *
 * @fires {CastoStateChangeEvent} casto-statechange - `state` has changed; detail `{from, to}`.
 * @fires {CastoParentChangeEvent} casto-parentchange - Another peer feeds this page; detail `{from, to, reason, gapMs}`.
 * @fires {CastoViewersEvent} casto-viewers - The channel's viewers have changed; detail `{viewers}`.
 * @fires {CastoLineChangeEvent} casto-linechange - The line to this page carries more or less of the stream; detail
 *   `{from, to, limitedBy}`, of `good`, `fewer` (frames are left out), `small` (half as wide and high) and `''`.
 * @fires {CastoQualityChangeEvent} casto-qualitychange - `quality` has changed, by the person, the page or a new channel;
 *   detail `{from, to}`.
 * @fires {CastoRelayChangeEvent} casto-relaychange - The person has switched `relay`; detail `{relay}`.
 * @fires {CastoBeforeShareEvent} casto-beforeshare - The person has asked for a link or code; detail
 *   `{way, kind, text}`. Cancelling it leaves the sharing to the page.
 * @fires {CastoErrorEvent} error - `error` has been set.
 * @fires {CastoErrorEvent} casto-error - The same, told above the element as well.
 * @fires {Event} play - Playback was asked for.
 * @fires {Event} playing - The picture runs.
 * @fires {Event} pause - Playback was paused, or refused by the browser.
 * @fires {Event} waiting - The picture stands still for want of data.
 * @fires {Event} ended - The broadcast has ended.
 * @fires {Event} volumechange - `volume` or `muted` has changed.
 * @fires {Event} resize - The size of the picture has changed.
 * @fires {Event} loadedmetadata - The size of the picture is known.
 * @fires {Event} timeupdate - `currentTime` has moved on.
 * @fires {Event} loadstart - The inner `<video>` was given a stream.
 * @fires {Event} loadeddata - The first frame is there.
 * @fires {Event} durationchange - `duration` has changed.
 * @fires {Event} progress - As on `<video>`.
 * @fires {Event} suspend - As on `<video>`.
 * @fires {Event} stalled - As on `<video>`.
 * @fires {Event} emptied - The stream was taken away, or watching begins again after an error.
 * @fires {Event} canplay - There is enough to show a frame.
 * @fires {Event} canplaythrough - There is enough to play on.
 * @fires {Event} ratechange - As on `<video>`.
 * @fires {PictureInPictureEvent} enterpictureinpicture - The picture is in a window of its own.
 * @fires {PictureInPictureEvent} leavepictureinpicture - It is back.
 * @fires {Event} webkitbeginfullscreen - An iPhone shows the video alone in full screen.
 * @fires {Event} webkitendfullscreen - That is over.
 * @fires {Event} webkitpresentationmodechanged - Safari: picture in picture has begun or ended.
 *
 * @csspart video - The inner `<video>`.
 * @csspart held - The last picture, laid over the video while it has none; what is said of `video` counts for it too.
 * @csspart poster - The poster image.
 * @csspart overlay - The layer with messages and the start button.
 * @csspart message - The line that tells the state.
 * @csspart hint - The line below it.
 * @csspart spinner - Turns while connecting.
 * @csspart start-button - The big play button.
 * @csspart retry-button - “Try again” after an error.
 * @csspart unmute-button - Shown when the browser allowed autoplay only without sound.
 * @csspart error-code - The code of an error; a press on it shows what its author needs to know.
 * @csspart error-details - That, with the code above it.
 * @csspart badges - The corner with the next two.
 * @csspart live-badge - LIVE, or PAUSED: then a button that returns to live.
 * @csspart latency - How far behind the camera, in the live badge.
 * @csspart viewers - The number of viewers.
 * @csspart controls - The control bar.
 * @csspart control-button - Every button in it.
 * @csspart title - The channel's title.
 * @csspart tooltip - The name of a button and its key.
 * @csspart panel - What such a button opens; also `panel-relay`, `panel-captions`, `panel-quality`, `panel-share`, `panel-help`, `panel-more`.
 * @csspart panel-close - Its close button.
 * @csspart menu-item - A row of a menu.
 * @csspart relay-switch - The consent to passing the stream on.
 * @csspart exchange - Who feeds this page and whom it feeds.
 * @csspart line - What the line to this page carries, in three bars and a sentence.
 * @csspart peer - One of them.
 * @csspart upload - How much was given so far.
 * @csspart share-tabs - The row of tabs: link, code to embed, QR code.
 * @csspart share-tab - One of them.
 * @csspart share-field - A link or code to copy.
 * @csspart share-copy - Copies it.
 * @csspart share-with - Opens the system's share dialog.
 * @csspart qr - The drawing of the QR code.
 * @csspart shortcuts - The list of keys.
 * @csspart notice - The answer to a key, for a moment.
 * @csspart announcement - For screen readers alone.
 *
 * @cssprop [--casto-accent=#2563eb] - Colour of the main action.
 * @cssprop [--casto-on-accent=#fff] - Text on that colour.
 * @cssprop [--casto-live=#e11d48] - Colour of the live badge.
 * @cssprop [--casto-stage=#0c0e12] - Behind the picture.
 * @cssprop [--casto-stage-text=#fff] - Sentences and signs on it, where no picture is.
 * @cssprop [--casto-badge=rgb(8 10 14 / 60%)] - Behind the badges, but the live one.
 * @cssprop [--casto-badge-text=#fff] - Their text.
 * @cssprop [--casto-panel=rgb(18 21 27 / 96%)] - Behind menus and panels.
 * @cssprop [--casto-panel-text=#fff] - Their text; what is less important is a part of it.
 * @cssprop --casto-panel-line - Their border.
 * @cssprop [--casto-panel-scheme=dark] - `light` for a light panel: of ticked boxes and lists, which the browser draws.
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
 * @cssstate line-good - The line to this page carries the whole stream.
 * @cssstate line-fewer - The line carries not every frame.
 * @cssstate line-small - The line carries the small picture.
 * @cssstate fullscreen - In full screen.
 * @cssstate picture-in-picture - In the picture-in-picture window.
 */
export class CastoPlayer extends ChannelElement<CastoPlayerEventMap> {
  static override styles = [theme, stageStyles, playerStyles];
  static override shadowRootOptions: ShadowRootInit = {
    ...ChannelElement.shadowRootOptions,
    delegatesFocus: true,
  };

  /** Show the control bar. */
  @property({ type: Boolean, reflect: true }) controls = false;
  /** URL of the picture shown until the first frame. */
  @property({ reflect: true, useDefault: true }) poster = '';

  readonly #ui = new PlayerUi(() => this.requestUpdate());
  readonly #captions = new CaptionTracks(this);
  #share: ShareController | null = null;
  #idle: IdleWatch | null = null;
  readonly #bar = new PanelLoader(
    this,
    () => import('./controls/bar.js'),
    ({ IdleWatch, followPicture }) => {
      this.#idle = new IdleWatch(this);
      followPicture(this, this.#actions, this.#idle);
    },
  );
  readonly #panels = new PanelLoader(
    this,
    async () => {
      // Their styles are laid over the bar's.
      const [panels] = await Promise.all([
        import('./panels/player-panels.lazy.js'),
        this.#bar.need(),
      ]);
      return panels;
    },
    ({ keepFocus, PanelFocus, ScreenTurn, ShareController }) => {
      new PanelFocus(this, this.#ui);
      new ScreenTurn(this);
      keepFocus(this, '.over');
      this.#share = new ShareController(this, () => ({
        channelId: this.channelId || this.channel,
        title: this.core.record?.title ?? '',
      }));
    },
  );
  readonly #actions = playerActions({
    player: this,
    ui: this.#ui,
    captions: this.#captions,
    exchange: this.exchange,
    texts: () => this.t,
    soundOn: () => {
      this.ownSound.chosen();
      this.media.unmute();
    },
    chosen: () => {
      const { volume, muted } = this;
      rememberWatched({ volume, muted, quality: this.#wish || this.quality });
    },
    near: () => void this.#panels.need(),
    opened: () => void this.#openPanels(),
    resetShare: () => this.#share?.reset(),
  });
  readonly #session = new MediaSessionLink(this.#actions);
  #recalled = false;
  /** The size of the last time, until there are sizes to choose from. */
  #wish = '';

  constructor() {
    super();
    if (isServer) return;
    this.addEventListener('keydown', (event) => {
      void this.#bar.need();
      const shortcut = this.#bar.current?.shortcutOf(event);
      if (!shortcut || !this.#answers(shortcut)) return;
      // Escape means something only while there is something to close.
      if (shortcut.id !== 'close' || this.#ui.panel) event.preventDefault();
      shortcut.run(this.#actions);
    });
    this.addEventListener('focusin', () => void this.#panels.need());
    this.addEventListener('pointerdown', (event) => {
      if (!this.controls || this.#bar.current) return;
      void this.#needBar(event.composedPath()[0] instanceof HTMLVideoElement);
    });
  }

  /** Without our bar there are no panels; in a media-chrome the keys are its own. */
  #answers({ panel }: KeyAction): boolean {
    return this.controls || (this.slot !== 'media' && !panel);
  }

  // ------------------------------------------------------------------ life

  protected override acquire(): void {
    super.acquire();
    if (isServer || !this.controls || this.#recalled) return;
    this.#recalled = true;
    const { volume, muted, quality } = recallWatched();
    // What the page has set counts.
    if (volume !== undefined && this.volume === 1) this.volume = volume;
    if (muted && !this.hasAttribute('muted')) this.videoElement.muted = true;
    this.#wish = quality ?? '';
  }

  protected override onVideo(video: HTMLVideoElement): void {
    super.onVideo(video);
    this.#captions.attach(video);
  }

  protected override release(): void {
    super.release();
    this.#ui.reset();
    this.#session.release();
  }

  protected override onStateChange(change: { from: ViewState; to: ViewState }): void {
    if (change.to === 'error') void this.#panels.need();
    if (change.to === 'ended' || change.to === 'error' || change.to === 'idle') this.#ui.close();
    const title = this.core.record?.title ?? '';
    const { text, afterMs } = stateAnnouncement(change, this.error, title, this.t);
    // Of a break that was too short for a word there is no end to tell either.
    const unsaid = change.from === 'reconnecting' && change.to === 'playing' && this.#ui.waits;
    this.#ui.announce(unsaid ? '' : text, afterMs);
  }

  protected override figuresSeen(): boolean {
    return this.controls && !document.hidden && !(this.#idle?.idle && !this.#ui.panel);
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has('controls') && this.controls) void this.#bar.need();
    const { record } = this.core;
    if (this.#wish && this.qualities.length > 1) {
      this.quality = this.#wish;
      this.#wish = '';
    }
    this.#session.update({
      active: this.core.active && this.hasPicture && this.isConnected,
      paused: this.paused,
      title: record?.title || this.channel,
      artist: location.hostname,
      artwork: this.#posterUrl,
    });
  }

  /** '' where there is none, or none that could be loaded. */
  get #posterUrl(): string {
    return webAddress('<casto-player> poster', this.poster, document.baseURI);
  }

  // ------------------------------------------------------------------ drawing

  /** @param asked - by a press on the picture, which is told when there is none */
  async #needBar(asked: boolean): Promise<void> {
    await this.#bar.need();
    if (this.#bar.current || !asked || !this.isConnected) return;
    this.#ui.note(this.t.common.notLoaded, READING_MS);
  }

  async #openPanels(): Promise<void> {
    await this.#panels.need();
    if (this.#panels.current) return;
    this.#ui.close();
    this.#ui.note(this.t.common.notLoaded, READING_MS);
  }

  /** Also waits for the bar, and for a panel that was opened. */
  protected override async getUpdateComplete(): Promise<boolean> {
    let done = await super.getUpdateComplete();
    for (const loader of [this.#bar, this.#panels]) {
      const shown = loader === this.#bar ? this.controls : this.#ui.panel;
      if (!shown || !loader.pending) continue;
      await loader.pending;
      done = await super.getUpdateComplete();
    }
    return done;
  }

  protected override render(): TemplateResult {
    if (isServer) return html``;
    const { video, mutedByPolicy } = this.media;
    const hasSound = (this.srcObject?.getAudioTracks().length ?? 0) > 0;
    return playerView(
      video,
      {
        state: this.state,
        error: this.error,
        wanted: !this.paused,
        hasPicture: this.hasPicture,
        held: this.held.canvas,
        muted: this.muted,
        volume: this.volume,
        canSetVolume: canSetVolume(() => this.requestUpdate()),
        askUnmute: mutedByPolicy && this.muted && hasSound && this.state === 'playing',
        controls: this.controls,
        chromeless: this.slot === 'media' && !this.controls,
        idle: this.#idle?.idle ?? false,
        fullscreen: isFullscreen(this, video),
        canFullscreen: canFullscreen(this, video),
        pictureInPicture: isPictureInPicture(this),
        canPictureInPicture: canPictureInPicture(video),
        poster: this.#posterUrl,
        title: this.core.record?.title ?? '',
        viewers: this.viewers,
        panel: this.#ui.panel,
        tips: this.#ui.tips,
        notice: this.#ui.notice,
        announcement: this.#ui.announcement,
        exchange: this.exchange.current,
        relay: this.relay !== 'off',
        qualities: this.qualities,
        quality: this.quality,
        captions: this.#captions.list,
        share: this.#share,
      },
      this.#actions,
      this.t,
      this.#bar.current,
      this.#panels.current,
    );
  }
}
