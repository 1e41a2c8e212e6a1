import { html, isServer, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { BroadcastState } from '../../src/base/types.js';
import { numberConverter, wordConverter } from '../base/attributes.js';
import { PanelLoader } from '../base/panel-loader.js';
import { stageStyles, theme } from '../base/theme.js';
import type { CastoBeforeEvent } from '../events/before-event.js';
import type { CastoBeforeShareEvent } from '../events/before-share-event.js';
import type { CastoErrorEvent } from '../events/error-event.js';
import type { CastoMissingEvent } from '../events/missing-event.js';
import type { CastoRecordingEvent } from '../events/recording-event.js';
import type { CastoSourceChangeEvent } from '../events/source-change-event.js';
import type { CastoStateChangeEvent } from '../events/state-change-event.js';
import type { CastoViewersEvent } from '../events/viewers-event.js';
import type { ShareController } from '../share/share-controller.js';
import type { Source } from './broadcast-core.js';
import { broadcastStyles } from './broadcast-styles.js';
import { broadcastView } from './broadcast-view.js';
import { facesAway, listenTo, previewVideo } from './capture/preview-video.js';
import { onAir } from './on-air/on-air.js';
import type { Spoken } from './on-air/spoken.js';
import { SourceElement } from './source-element.js';
import type { StudioController, StudioHost } from './studio/studio-controller.js';
import { StudioCore } from './studio/studio-core.js';
import type { Mirror, StudioView } from './studio-state.js';

/** More than anybody waits for. */
const MOST_SECONDS = 10;
const MIRRORS = ['auto', 'on', 'off'] as const;

/** Events of `<casto-broadcast>` beside those that every element has. */
export interface CastoBroadcastEventMap extends Omit<HTMLElementEventMap, 'error'> {
  'casto-statechange': CastoStateChangeEvent<BroadcastState>;
  'casto-viewers': CastoViewersEvent;
  'casto-missing': CastoMissingEvent;
  'casto-recording': CastoRecordingEvent;
  'casto-sourcechange': CastoSourceChangeEvent<Source>;
  'casto-beforestart': CastoBeforeEvent;
  'casto-beforestop': CastoBeforeEvent;
  'casto-beforerecord': CastoBeforeEvent;
  'casto-beforeshare': CastoBeforeShareEvent;
  'casto-error': CastoErrorEvent;
  error: CastoErrorEvent;
}

/**
 * Puts a camera, a screen, a video file or any MediaStream on air, and shows a muted preview of it.
 * With `controls` it is a small studio: devices, mute, screen with camera, recording, sharing.
 *
 * @element casto-broadcast
 *
 * @attr {string} channel - Slug to go live on, default `live`.
 * @attr {string} star - Stars to meet at: multiaddrs or http(s) URLs, separated by spaces.
 * @attr {'camera'|'screen'|'screen-camera'|'file'|'none'} source - What `start()` captures;
 *   `screen-camera`: the screen with the camera in a corner; `file`: set `file`; `none`: set
 *   `srcObject`.
 * @attr {boolean} autostart - Goes live by itself; with `source="none"`, once `srcObject` is set.
 * @attr {number} max-bitrate - kbit/s of video at most.
 * @attr {number} max-children - Pages fed directly at most.
 * @attr {string} label - The title shown to viewers.
 * @attr {boolean} controls - Shows the studio; without it there is the bare preview.
 * @attr {string} resolution - Lines asked of the camera, such as `1080p`; 720 by default.
 * @attr {number} frame-rate - Pictures a second asked of the source; 30 by default.
 * @attr {'voice'|'music'} sound - How the microphone is treated: `voice` (default) cancels echo,
 *   suppresses noise and levels the gain; `music` leaves the sound as it is, in stereo.
 * @attr {'on'|'off'} echo-cancellation - This part of it alone, whatever `sound` is.
 * @attr {'on'|'off'} noise-suppression - This part of it alone, whatever `sound` is.
 * @attr {'on'|'off'} auto-gain - This part of it alone, whatever `sound` is.
 * @attr {number} countdown - Seconds counted between the press of “Go live” and going live; 3 by default, 0: none.
 * @attr {'auto'|'on'|'off'} mirror - Mirrors the preview, never the broadcast; `auto`: a camera that
 *   faces the person.
 * @attr {string} share-url - Where a shared link leads: an address, or a template with `{channel}`;
 *   default: this page.
 * @attr {string} embed-url - The page that embed code shows in a frame, in the same form.
 *
 * @slot overlay - Laid over the preview, below the controls.
 *
 * @fires {CastoStateChangeEvent} casto-statechange - `state` has changed; detail `{from, to}`.
 * @fires {CastoViewersEvent} casto-viewers - The channel's viewers have changed; detail `{viewers}`.
 * @fires {CastoMissingEvent} casto-missing - A device that is wanted is not there, or has come; detail
 *   `{missing, errors}`. The broadcast goes on with what there is.
 * @fires {CastoRecordingEvent} casto-recording - A local recording has begun or ended; detail
 *   `{recording, name, way}`, `way` being `disk` or `download`.
 * @fires {CastoSourceChangeEvent} casto-sourcechange - `source` has changed, by the page, the person or the end of a
 *   share; detail `{from, to}`.
 * @fires {CastoBeforeEvent} casto-beforestart - The broadcast is about to start; detail `{by}`: `person` or `page`.
 *   Cancelling it keeps it from starting.
 * @fires {CastoBeforeEvent} casto-beforestop - The broadcast is about to be stopped; detail `{by}`. Cancelling it keeps
 *   it on air.
 * @fires {CastoBeforeEvent} casto-beforerecord - A local recording is about to begin; detail `{by}`. Cancelling it keeps
 *   it from beginning.
 * @fires {CastoBeforeShareEvent} casto-beforeshare - The person has asked for a link or code; detail
 *   `{way, kind, text}`. Cancelling it leaves the sharing to the page.
 * @fires {CastoErrorEvent} error - `error` has been set.
 * @fires {CastoErrorEvent} casto-error - The same, told above the element as well.
 *
 * @csspart video - The preview.
 * @csspart overlay - The layer with messages.
 * @csspart message - The line that tells the state.
 * @csspart hint - The line below it.
 * @csspart spinner - Turns while connecting.
 * @csspart notice - Trouble that does not end the broadcast.
 * @csspart close-notice-button - Closes it.
 * @csspart line-notice - Offers a smaller picture while the line carries less than this one.
 * @csspart lower-button - Sends it.
 * @csspart close-line-button - Keeps the picture as it is.
 * @csspart share-again-button - Shares a screen again, after its share was stopped.
 * @csspart retry-button - “Try again” after an error.
 * @csspart other-source-button - Opens the sources where there is no camera.
 * @csspart live-badge - LIVE.
 * @csspart viewers - The number of viewers.
 * @csspart elapsed - Time on air.
 * @csspart recording-badge - Time recorded.
 * @csspart muted-badge - Viewers hear nothing, as the microphone is off or missing and nothing else has sound.
 * @csspart label - The title.
 * @csspart announcement - What has changed, for screen readers.
 * @csspart said - What happened in passing, such as where a recording was saved.
 * @csspart drop - Over the stage while a file is dragged onto it.
 * @csspart controls - The bar with the buttons.
 * @csspart control-button - Every button in it.
 * @csspart start-button - Go live: the preview first, and from there on air.
 * @csspart stop-button - Stop; while it is counted, Cancel.
 * @csspart green-room - Over the preview before a broadcast: its title, and whether the microphone hears.
 * @csspart title-field - The title, there and in the settings.
 * @csspart countdown - Over the preview while it is counted.
 * @csspart question - Asks before the end while somebody watches.
 * @csspart go-on-button - Stays on air.
 * @csspart end-button - Ends it.
 * @csspart sum - How long it was on air, and how many watched at once at most.
 * @csspart microphone-button - Mutes the microphone.
 * @csspart camera-button - Turns the camera off.
 * @csspart flip-button - Turns to the other camera, on a phone that has two.
 * @csspart source-button - Opens the sources.
 * @csspart record-button - Begins and ends a recording.
 * @csspart share-button - Opens link, code and QR code.
 * @csspart settings-button - Opens the settings.
 * @csspart panel - Every panel that a button opens.
 * @csspart source-panel - The sources.
 * @csspart source-option - One of them.
 * @csspart camera-option - The camera among them.
 * @csspart screen-option - The screen.
 * @csspart screen-camera-option - The screen with the camera in a corner.
 * @csspart file-option - A video file.
 * @csspart settings-panel - The settings.
 * @csspart camera-select - Which camera.
 * @csspart microphone-select - Which microphone.
 * @csspart speaker-select - Which speaker, where the browser lets a page choose.
 * @csspart test-speaker-button - Plays a tone on it.
 * @csspart resolution-select - Lines asked of the camera.
 * @csspart frame-rate-select - Pictures a second asked of the source.
 * @csspart bitrate-select - kbit/s of video at most.
 * @csspart sound-select - How the microphone is treated.
 * @csspart corner-select - Where the camera is over the screen.
 * @csspart mirror-checkbox - Mirrors the preview.
 * @csspart monitor-checkbox - Lets the person hear the broadcast.
 * @csspart share-panel - Link, code and QR code.
 * @csspart share-tabs - The row of its three tabs.
 * @csspart share-tab - One of them.
 * @csspart share-field - A link or code to copy.
 * @csspart share-copy - Copies it.
 * @csspart share-with - Opens the system's share dialog.
 * @csspart qr - The drawing of the QR code.
 * @csspart close-button - Closes a panel.
 * @csspart facts - What the devices really give.
 * @csspart level-meter - How loud the microphone is.
 *
 * @cssprop [--casto-accent=#2563eb] - Colour of ticked boxes in the settings.
 * @cssprop [--casto-live=#e11d48] - Colour of the live badge and of “Go live”.
 * @cssprop [--casto-stage=#0c0e12] - Behind the picture.
 * @cssprop [--casto-stage-text=#fff] - Sentences and signs on it, where no picture is.
 * @cssprop [--casto-badge=rgb(8 10 14 / 60%)] - Behind the badges, but the live one.
 * @cssprop [--casto-badge-text=#fff] - Their text.
 * @cssprop [--casto-panel=#1b1e25] - Behind menus and panels.
 * @cssprop [--casto-panel-text=#fff] - Their text; what is less important is a part of it.
 * @cssprop --casto-panel-line - Their border.
 * @cssprop [--casto-panel-scheme=dark] - `light` for a light panel: of ticked boxes and lists, which the browser draws.
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
 * @cssstate recording - A local recording runs.
 * @cssstate camera-muted - The camera is turned off: viewers see black, or a screen or file alone.
 * @cssstate microphone-muted - Viewers hear nothing of the microphone.
 * @cssstate no-camera - The camera is wanted and not there.
 * @cssstate no-microphone - The microphone is wanted and not there.
 */
export class CastoBroadcast extends SourceElement<CastoBroadcastEventMap> implements StudioHost {
  static override styles = [theme, stageStyles, broadcastStyles];

  /** Of the preview alone. */
  @property({ converter: wordConverter('<casto-broadcast> mirror', MIRRORS, 'auto') })
  mirror: Mirror = 'auto';

  /** Seconds counted between the press of “Go live” and going live; 0: none; undefined: 3. */
  @property({ converter: numberConverter('<casto-broadcast> countdown', 0, MOST_SECONDS) })
  countdown: number | undefined;

  readonly #panels = new PanelLoader(
    this,
    () => import('./studio/panels/studio-panels.lazy.js'),
    ({ ShareController, Spoken, keepFocus }) => {
      keepFocus(this, '.bar');
      this.#spoken = new Spoken();
      this.#share = new ShareController(this, () => ({
        channelId: this.channelId,
        title: this.label,
      }));
    },
  );
  readonly #studioLoader = new PanelLoader(
    this,
    () => import('./studio/studio.js'),
    ({ StudioController }) => {
      this.#studio = new StudioController(this, this.#chosen, this.core, this.recorder);
    },
  );
  /** Counts from before the first capture, so it is not loaded late. */
  readonly #chosen = new StudioCore(this.core);
  #studio: StudioController | null = null;
  #share: ShareController | null = null;
  #spoken: Spoken | null = null;
  #video: HTMLVideoElement | null = null;

  /** Whether the preview is mirrored now. */
  get mirrored(): boolean {
    if (this.mirror !== 'auto') return this.mirror === 'on';
    return this.core.shows === 'camera' && !facesAway(this.srcObject);
  }

  /** @internal The preview's sound. */
  listen(on: boolean, speakerId: string): void {
    if (this.#video) listenTo(this.#video, on, speakerId);
  }

  protected override resume(): void {
    this.#playPreview();
  }

  protected override release(): void {
    super.release();
    this.#studio?.release();
    this.#chosen.close();
  }

  protected override beforeCapture(): void {
    if (this.controls) this.#chosen.open();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.isConnected && this.srcObject && !this.#video?.srcObject) this.preview(this.srcObject);
  }

  protected override preview(stream: MediaStream | null): void {
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
      this.#video = previewVideo();
      this.core.attachVideo(this.#video);
    }
    return this.#video;
  }

  protected override render(): TemplateResult {
    if (isServer) return html``;
    const video = this.#stage;
    const { controls, srcObject: stream, state } = this;
    const loader = this.#studioLoader;
    if (controls && !loader.failed) void loader.need();
    const studio = controls ? this.#studio : null;
    const view = studio?.view();
    const panels = this.#panels;
    const shown = onAir(this.core, this.source);
    const refused = state === 'error' && this.error?.code === 'permission-denied';
    if (refused && !panels.failed) void panels.need();
    video.classList.toggle('mirrored', this.mirrored);
    video.classList.toggle('empty', stream === null);
    video.setAttribute('aria-label', this.t.broadcast.preview);
    return html`${video}${broadcastView(
      {
        state,
        error: this.error,
        troubles: this.core.troubles,
        missing: this.core.missing,
        low: controls,
        reload: controls && loader.failed ? () => void loader.need() : null,
        onAir: shown,
        hasPicture: stream !== null,
        label: this.label,
        viewers: this.viewers,
        help: refused ? (panels.current?.permissionHelp(shown.source, this.t) ?? '') : '',
        onAirMs: studio?.onAirMs ?? null,
        recordingMs: this.recorder.lastedMs,
        dropping: studio?.dropping ?? false,
        said: studio?.said ?? null,
        sum: (view && panels.current?.sumView(view, this.t)) ?? nothing,
        closed: (error) => studio?.closed(error) ?? false,
      },
      studio?.stage ?? null,
      this.t,
    )}${studio && view ? this.#renderStudio(studio, view) : nothing}`;
  }

  #renderStudio({ actions }: StudioController, view: StudioView): TemplateResult {
    const { studioBar, studioPopovers } = this.#studioLoader.current!;
    const { current, failed } = this.#panels;
    const share = this.#share;
    const near = (): void => void this.#panels.need();
    if ((view.panel || view.hasPicture || view.sum) && !failed) near();
    const spoken = this.#spoken?.text(view, this.t);
    return html`${current?.onAndOffView(view, actions, this.t) ?? nothing}${spoken === undefined ? nothing : html`<p class="visually-hidden" role="status" part="announcement">${spoken}</p>`}${studioBar(view, actions, this.t, near)}${studioPopovers(
      view.panel,
      actions,
      this.t,
      (name) => {
        if (current && share) return current.panelContent(name, view, actions, this.t, share);
        return failed ? html`<p>${this.t.common.notLoaded}</p>` : nothing;
      },
    )}`;
  }

  /** Also waits for the studio, and for a panel that was opened. */
  protected override async getUpdateComplete(): Promise<boolean> {
    let done = await super.getUpdateComplete();
    for (const loader of [this.#studioLoader, this.#panels]) {
      if (!loader.pending) continue;
      await loader.pending;
      done = await super.getUpdateComplete();
    }
    return done;
  }
}
