import { html, isServer, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { CastoError } from '../../src/errors.js';
import type { CaptureKind } from '../../src/media/capture.js';
import { DESK_SOURCES } from '../../src/media/desk-wishes.js';
import type { BroadcastState, CastoStats } from '../../src/types.js';
import { numberConverter, oneOf, wordConverter } from '../attributes.js';
import { CastoElement } from '../base/casto-element.js';
import { PanelLoader } from '../base/panel-loader.js';
import { stageStyles, theme } from '../base/theme.js';
import { CastoErrorEvent } from '../events/error-event.js';
import { CastoRecordingEvent } from '../events/recording-event.js';
import { CastoStateChangeEvent } from '../events/state-change-event.js';
import { CastoViewersEvent } from '../events/viewers-event.js';
import type { ShareController } from '../share/share-controller.js';
import { BroadcastCore, type Source } from './broadcast-core.js';
import { broadcastOptions } from './broadcast-options.js';
import { broadcastStyles } from './broadcast-styles.js';
import { broadcastView } from './broadcast-view.js';
import { linesConverter } from './lines-converter.js';
import { WakeLock } from './live-guards.js';
import { facesAway, listenTo, previewVideo } from './preview-video.js';
import { RecordingCore } from './recording-core.js';
import { studioBar } from './studio-bar.js';
import { StudioController, type StudioHost } from './studio-controller.js';
import { studioPopovers } from './studio-popovers.js';
import type { Mirror } from './studio-state.js';
import { studioStyles } from './studio-styles.js';

const STATES: readonly BroadcastState[] = [
  'idle',
  'requesting',
  'connecting',
  'live',
  'reconnecting',
  'ended',
  'error',
];
const SOURCES = [...DESK_SOURCES, 'none'] as const;
const MIRRORS = ['auto', 'on', 'off'] as const;

/** Events of `<casto-broadcast>` besides those that every element has. */
export interface CastoBroadcastEventMap extends Omit<HTMLElementEventMap, 'error'> {
  'casto-statechange': CastoStateChangeEvent<BroadcastState>;
  'casto-viewers': CastoViewersEvent;
  'casto-recording': CastoRecordingEvent;
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
 * @fires {CastoRecordingEvent} casto-recording - A local recording has begun or ended; detail
 *   `{recording, name, way}`, `way` being `disk` or `download`.
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
 * @csspart elapsed - Time on air.
 * @csspart recording-badge - Time recorded.
 * @csspart muted-badge - The microphone is off.
 * @csspart label - The title.
 * @csspart said - What happened in passing, such as where a recording was saved.
 * @csspart drop - Over the stage while a file is dragged onto it.
 * @csspart controls - The bar with the buttons.
 * @csspart control-button - Every button in it.
 * @csspart start-button - Go live.
 * @csspart stop-button - Stop.
 * @csspart microphone-button - Mutes the microphone.
 * @csspart camera-button - Turns the camera off.
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
 * @cssstate camera-muted - Viewers see black.
 * @cssstate microphone-muted - Viewers hear nothing of the microphone.
 */
export class CastoBroadcast extends CastoElement<CastoBroadcastEventMap> implements StudioHost {
  static override styles = [theme, stageStyles, broadcastStyles, studioStyles];

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
  /** Show the studio. */
  @property({ type: Boolean, reflect: true }) controls = false;
  /** Lines asked of the camera; undefined leaves it to the engine. On air it changes without a break. */
  @property({ converter: linesConverter('<casto-broadcast> resolution') })
  resolution: number | undefined;
  /** Pictures a second asked of the source; undefined leaves it to the engine. */
  @property({
    attribute: 'frame-rate',
    converter: numberConverter('<casto-broadcast> frame-rate', 1),
  })
  frameRate: number | undefined;
  /** Of the preview alone. */
  @property({ converter: wordConverter('<casto-broadcast> mirror', MIRRORS, 'auto') })
  mirror: Mirror = 'auto';

  readonly #core = new BroadcastCore();
  readonly #recording = new RecordingCore();
  readonly #panels = new PanelLoader(
    this,
    () => import('../lazy/studio-panels.js'),
    ({ ShareController }) => {
      this.#share = new ShareController(this, () => ({
        channelId: this.channelId,
        title: this.label,
      }));
    },
  );
  readonly #studio = new StudioController(this, this.#core, this.#recording);
  #share: ShareController | null = null;
  readonly #wakeLock = new WakeLock();
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
      this.#recording.follow(stream);
      this.requestUpdate();
    });
    this.#core.on('source', (source) => {
      this.source = source;
    });
    this.#core.on('change', () => this.requestUpdate());
    this.#recording.on('change', (detail) => {
      this.#showStates();
      this.requestUpdate();
      this.dispatchEvent(new CastoRecordingEvent(detail));
    });
    this.#recording.on('error', (error) => this.#core.tell(error));
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

  /** What `source="file"` plays in a loop: a File, a Blob or a URL. On air, another one takes over. */
  @property({ attribute: false })
  get file(): Blob | string | null {
    return this.#core.desk.file;
  }
  set file(file: Blob | string | null) {
    // What goes wrong is told by the error event.
    this.#core.setFile(file).catch(() => {});
  }

  /** Viewers see black. */
  @property({ attribute: false })
  get cameraMuted(): boolean {
    return this.#core.desk.muted.camera;
  }
  set cameraMuted(muted: boolean) {
    this.#mute('camera', muted);
  }

  /** Viewers do not hear the microphone. */
  @property({ attribute: false })
  get microphoneMuted(): boolean {
    return this.#core.desk.muted.microphone;
  }
  set microphoneMuted(muted: boolean) {
    this.#mute('microphone', muted);
  }

  /** A local recording runs. */
  get recording(): boolean {
    return this.#recording.since !== null;
  }

  /** Whether the preview is mirrored now. */
  get mirrored(): boolean {
    if (this.mirror !== 'auto') return this.mirror === 'on';
    return this.#core.shows === 'camera' && !facesAway(this.srcObject);
  }

  /**
   * Captures the source and shows it without going live; `start()` then goes on with it.
   * @throws CastoError: see `error.code`; `aborted` when `stop()` came before.
   */
  openPreview(): Promise<MediaStream> {
    return this.#core.openPreview(this.#prepare());
  }

  /**
   * Goes live. Resolves once announced, with the stream on air; while on air, with the same.
   * @throws CastoError: see `error.code`; `aborted` when `stop()` came before.
   */
  start(): Promise<MediaStream> {
    return this.#core.start(broadcastOptions(this), this.#prepare());
  }

  /**
   * Ends the broadcast or the preview and stops what it captured; a stream given as `srcObject` runs
   * on.
   */
  stop(): Promise<void> {
    return this.#core.stop();
  }

  /**
   * Records what is shown into a file. Call it from a click: where the browser can write to the disk
   * it asks for a place, elsewhere the file is downloaded at the end. False when the person changed
   * their mind. On air the file gets what is sent, as it is encoded, and ends with the broadcast;
   * before that the browser encodes what is shown.
   * @throws CastoError `device-missing` when nothing is shown, `unsupported`.
   */
  async startRecording(): Promise<boolean> {
    try {
      return await this.#recording.start({
        title: this.label,
        frameRate: this.frameRate,
        encoded: this.#core.encoded,
      });
    } catch (thrown) {
      const error = CastoError.from(thrown);
      this.#core.tell(error);
      throw error;
    }
  }

  /** Finishes the file; resolves when it is saved. It also ends with the source. */
  stopRecording(): Promise<void> {
    return this.#recording.stop();
  }

  /** What this peer knows of the channel and of its links; zeros before there is anything. */
  getStats(): Promise<CastoStats> {
    return this.#core.getStats();
  }

  /** @internal The preview's sound. */
  listen(on: boolean, speakerId: string): void {
    if (this.#video) listenTo(this.#video, on, speakerId);
  }

  /** What is to be captured, with all that was asked of it. */
  #prepare(): Source {
    this.#studio.prepare();
    const { desk } = this.#core;
    desk.wish = { ...desk.wish, height: this.resolution, frameRate: this.frameRate };
    return oneOf('<casto-broadcast> source', this.source, SOURCES, 'camera');
  }

  #mute(kind: CaptureKind, muted: boolean): void {
    if (muted === this.#core.desk.muted[kind]) return;
    this.#core.setMuted(kind, muted).catch(() => {});
    this.#showStates();
  }

  protected override acquire(): void {
    this.#autostarted = false;
    this.requestUpdate();
    // A failure is told when the source is opened.
    if (this.source !== 'none') this.#core.desk.load().catch(() => {});
  }

  protected override resume(): void {
    this.#playPreview();
  }

  protected override release(): void {
    this.stop().catch(() => {});
    this.#recording.stop().catch(() => {});
    this.#studio.release();
    this.#wakeLock.set(false);
    this.#preview(null);
  }

  protected override updated(): void {
    this.#showStates();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (isServer || !this.isConnected) return;
    if (changed.has('label') || changed.has('maxBitrate') || changed.has('maxChildren')) {
      const { channel: _, stars: __, ...options } = broadcastOptions(this);
      this.#core.setOptions(options);
    }
    if (changed.has('resolution') || changed.has('frameRate')) {
      const format = { height: this.resolution, frameRate: this.frameRate };
      this.#core.passing(this.#core.desk.setFormat(format)).catch(() => {});
    }
    if (changed.has('source') && this.#core.stream) {
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
    this.#video ??= previewVideo();
    return this.#video;
  }

  #showStates(): void {
    const { state } = this;
    this.pickState(STATES, state);
    this.toggleState('recording', this.recording);
    this.toggleState('camera-muted', this.cameraMuted);
    this.toggleState('microphone-muted', this.microphoneMuted);
    this.#wakeLock.set(state === 'live' || state === 'reconnecting');
  }

  protected override render(): TemplateResult {
    if (isServer) return html``;
    const video = this.#stage;
    const { controls, srcObject: stream, state } = this;
    const studio = this.#studio;
    const panels = this.#panels;
    const source = stream ? this.#core.shows : this.source;
    const refused = state === 'error' && this.error?.code === 'permission-denied';
    if (refused && !panels.failed) void panels.need();
    video.classList.toggle('mirrored', this.mirrored);
    video.classList.toggle('empty', stream === null);
    video.setAttribute('aria-label', this.t.broadcast.preview);
    return html`${video}${broadcastView(
      {
        state,
        error: this.error,
        controls,
        source,
        hasPicture: stream !== null,
        label: this.label,
        viewers: this.viewers,
        help: refused ? (panels.current?.permissionHelp(source, this.t) ?? '') : '',
        onAirMs: controls ? studio.onAirMs : null,
        recordingMs: studio.recordingMs,
        cameraOff: this.cameraMuted && this.#core.shows !== 'screen-camera',
        microphoneOff: this.microphoneMuted,
        dropping: studio.dropping,
        said: studio.said,
      },
      { retry: studio.actions.start },
      this.t,
    )}${controls ? this.#renderStudio() : nothing}`;
  }

  #renderStudio(): TemplateResult {
    const { actions } = this.#studio;
    const view = this.#studio.view();
    const { current, failed } = this.#panels;
    const share = this.#share;
    if (view.panel && !failed) void this.#panels.need();
    const near = (): void => void this.#panels.need();
    return html`${view.state === 'error' ? nothing : studioBar(view, actions, this.t, near)}${studioPopovers(
      view.panel,
      actions,
      this.t,
      (name) => {
        if (current && share) return current.panelContent(name, view, actions, this.t, share);
        return failed ? html`<p>${this.t.errors.internal.title}</p>` : nothing;
      },
    )}`;
  }

  /** Also waits for a panel that was opened. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const done = await super.getUpdateComplete();
    if (!this.#panels.pending) return done;
    await this.#panels.pending;
    return super.getUpdateComplete();
  }
}
