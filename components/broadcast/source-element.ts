/**
 * An element that puts a source on air: it captures and broadcasts, follows its attributes, records, outlives
 * moves in the DOM, and lets everything go at the end. How it looks is up to who extends it.
 */
import { isServer, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { type CaptureDevice, CastoError } from '../../src/base/errors.js';
import type { BroadcastState, CastoStats } from '../../src/base/types.js';
import { STUDIO_SOURCES } from '../../src/studio/capture/capture-settings.js';
import { soundConstraintsOf } from '../../src/studio/capture/sound-settings.js';
import type { CaptureKind } from '../../src/studio/devices/device.js';
import { SOUNDS, type Sound } from '../../src/studio/devices/device.js';
import {
  numberConverter,
  oneOf,
  switchConverter,
  wholeNumber,
  wordConverter,
} from '../base/attributes.js';
import { CastoElement } from '../base/casto-element.js';
import { StarWatch } from '../base/star-watch.js';
import { type BeforeDetail, CastoBeforeEvent } from '../events/before-event.js';
import { CastoMissingEvent } from '../events/missing-event.js';
import { CastoRecordingEvent } from '../events/recording-event.js';
import { CastoSourceChangeEvent } from '../events/source-change-event.js';
import { CastoStateChangeEvent } from '../events/state-change-event.js';
import { CastoViewersEvent } from '../events/viewers-event.js';
import { BroadcastCore, type Source } from './broadcast-core.js';
import { broadcastOptions, MOST_KBPS } from './broadcast-options.js';
import { LEAST_LINES, linesConverter, MOST_FRAMES, MOST_LINES } from './capture/lines-converter.js';
import { WakeLock } from './on-air/live-guards.js';
import { RecordingCore } from './recording/recording-core.js';

const STATES: readonly BroadcastState[] = [
  'idle',
  'requesting',
  'connecting',
  'live',
  'reconnecting',
  'ended',
  'error',
];
const SOURCES = [...STUDIO_SOURCES, 'none'] as const;
const SOUND_PROPERTIES = ['sound', 'echoCancellation', 'noiseSuppression', 'autoGain'] as const;

export abstract class SourceElement<Events extends object> extends CastoElement<Events> {
  /** Slug to go live on; a change counts from the next `start()`. */
  @property({ reflect: true, useDefault: true }) channel = 'live';
  /** Stars, separated by spaces. */
  @property({ reflect: true, useDefault: true }) star = '';
  /** What `start()` captures. A change while on air swaps the picture. */
  @property({ converter: wordConverter('<casto-broadcast> source', SOURCES, 'camera') })
  source: Source = 'camera';
  /** Go live by itself. */
  @property({ type: Boolean, reflect: true }) autostart = false;
  /** kbit/s at most; undefined leaves it to the engine. */
  @property({
    attribute: 'max-bitrate',
    converter: numberConverter('<casto-broadcast> max-bitrate', 1, MOST_KBPS),
  })
  maxBitrate: number | undefined;
  /** Pages fed directly at most; undefined leaves it to the engine. */
  @property({
    attribute: 'max-children',
    converter: numberConverter('<casto-broadcast> max-children'),
  })
  maxChildren: number | undefined;
  /** The title shown to viewers. */
  @property({ reflect: true, useDefault: true }) label = '';
  /** Show the studio. */
  @property({ type: Boolean, reflect: true }) controls = false;
  /** Lines asked of the camera; undefined leaves it to the engine. On air it changes without a break. */
  @property({ converter: linesConverter('<casto-broadcast> resolution') })
  resolution: number | undefined;
  /** Pictures a second asked of the source; undefined leaves it to the engine. */
  @property({
    attribute: 'frame-rate',
    converter: numberConverter('<casto-broadcast> frame-rate', 1, MOST_FRAMES),
  })
  frameRate: number | undefined;
  /** How the microphone's sound is treated. On air it changes without a break. */
  @property({ converter: wordConverter('<casto-broadcast> sound', SOUNDS, 'voice') })
  sound: Sound = 'voice';
  /** `on` or `off`; undefined: as `sound` has it. */
  @property({
    attribute: 'echo-cancellation',
    converter: switchConverter('<casto-broadcast> echo-cancellation'),
  })
  echoCancellation: 'on' | 'off' | undefined;
  /** `on` or `off`; undefined: as `sound` has it. */
  @property({
    attribute: 'noise-suppression',
    converter: switchConverter('<casto-broadcast> noise-suppression'),
  })
  noiseSuppression: 'on' | 'off' | undefined;
  /** `on` or `off`; undefined: as `sound` has it. */
  @property({
    attribute: 'auto-gain',
    converter: switchConverter('<casto-broadcast> auto-gain'),
  })
  autoGain: 'on' | 'off' | undefined;

  protected readonly core = new BroadcastCore();
  protected readonly recorder = new RecordingCore();
  readonly #wakeLock = new WakeLock();
  /** `autostart` acts once each time the element comes into a document. */
  #autostarted = false;
  #by: BeforeDetail['by'] = 'page';

  constructor() {
    super();
    new StarWatch(this, () => this.start().catch(() => {}));
    const { core, recorder } = this;
    core.leaving = () => this.leaving;
    const tell = (event: Event): void => {
      this.requestUpdate();
      this.dispatchEvent(event);
    };
    core.on('state', (change) => {
      this.#showStates();
      tell(new CastoStateChangeEvent(change));
    });
    core.on('viewers', (viewers) => tell(new CastoViewersEvent(viewers)));
    core.on('error', (error) => {
      this.requestUpdate();
      this.tellError(error);
    });
    core.on('missing', (errors) => {
      this.#showStates();
      tell(new CastoMissingEvent(errors));
    });
    core.on('stream', (stream) => {
      this.preview(stream);
      recorder.follow(stream);
      this.requestUpdate();
    });
    core.on('source', (source) => {
      this.source = source;
    });
    core.on('change', () => this.requestUpdate());
    recorder.on('change', (detail) => {
      this.#showStates();
      tell(new CastoRecordingEvent(detail));
    });
    recorder.on('error', (error) => core.tell(error));
  }

  /** Called before a source is opened: what else is asked of it goes to `core.capture.constraints`. */
  protected beforeCapture(): void {}

  /** Shows this to the person; null: nothing. */
  protected abstract preview(stream: MediaStream | null): void;

  /** Where the broadcast stands. */
  get state(): BroadcastState {
    return this.core.state;
  }
  /** What went wrong last, null when all is well. */
  get error(): CastoError | null {
    return this.core.error;
  }
  /** Devices that the source needs and has not now; each is taken when it comes. */
  get missing(): readonly CaptureDevice[] {
    return this.core.missing.flatMap(({ device }) => device ?? []);
  }
  /** Full id of the channel on air, '' before. */
  get channelId(): string {
    return this.core.channelId;
  }
  /** Viewers of the whole channel. */
  get viewers(): number {
    return this.core.viewers;
  }

  /**
   * The stream being shown: set it to broadcast any stream, read it for the captured one. On air,
   * a new one replaces the picture, and null ends the broadcast.
   */
  @property({ attribute: false })
  get srcObject(): MediaStream | null {
    return this.core.stream;
  }
  set srcObject(stream: MediaStream | null) {
    if (stream !== null && !(stream instanceof MediaStream)) {
      throw new TypeError('<casto-broadcast> srcObject takes a MediaStream or null');
    }
    // What goes wrong is told by the error event.
    this.core.setGiven(stream).catch(() => {});
  }

  /** What `source="file"` plays in a loop: a File, a Blob or a URL. On air, another one takes over. */
  @property({ attribute: false })
  get file(): Blob | string | null {
    return this.core.capture.file;
  }
  set file(file: Blob | string | null) {
    // What goes wrong is told by the error event.
    this.core.setFile(file).catch(() => {});
  }

  /** The camera is turned off: viewers see black, or a screen or file alone. */
  @property({ attribute: false })
  get cameraMuted(): boolean {
    return this.core.capture.muted.camera;
  }
  set cameraMuted(muted: boolean) {
    this.#mute('camera', muted);
  }

  /** Viewers do not hear the microphone. */
  @property({ attribute: false })
  get microphoneMuted(): boolean {
    return this.core.capture.muted.microphone;
  }
  set microphoneMuted(muted: boolean) {
    this.#mute('microphone', muted);
  }

  /** A local recording runs. */
  get recording(): boolean {
    return this.recorder.since !== null;
  }

  /**
   * Captures the source and shows it without going live; `start()` then goes on with it.
   * @throws CastoError: see `error.code`; `aborted` when `stop()` came before.
   */
  openPreview(): Promise<MediaStream> {
    return this.core.openPreview(this.#prepare());
  }

  /**
   * Goes live. Resolves once announced, with the stream on air; while on air, with the same.
   * @throws CastoError: see `error.code`; `aborted` when `stop()` came before, or a listener of `casto-beforestart`
   * has cancelled it.
   */
  start(): Promise<MediaStream> {
    if (!this.core.active && !this.#may('start')) {
      return Promise.reject(new CastoError('aborted', 'casto-beforestart was cancelled'));
    }
    return this.core.start(broadcastOptions(this), this.#prepare());
  }

  /**
   * Ends the broadcast or the preview and stops what it captured; a stream given as `srcObject` runs
   * on. Does nothing when a listener of `casto-beforestop` has cancelled it, which is sent while on air.
   */
  async stop(): Promise<void> {
    if (!this.core.active || this.#may('stop')) await this.core.stop();
  }

  /**
   * Records what is shown into a file. Call it from a click: where the browser can write to the disk
   * it asks for a place, elsewhere the file is downloaded at the end. False when the person changed
   * their mind, or a listener of `casto-beforerecord` has cancelled it. On air the file gets what is sent, as it is
   * encoded, and ends with the broadcast; before that the browser encodes what is shown.
   * @throws CastoError `device-missing` when nothing is shown, `unsupported`.
   */
  async startRecording(): Promise<boolean> {
    if (!this.recording && !this.#may('record')) return false;
    try {
      return await this.recorder.start({
        title: this.label,
        frameRate: this.frameRate,
        encoded: this.core.encoded,
      });
    } catch (thrown) {
      const error = CastoError.from(thrown);
      this.core.tell(error);
      throw error;
    }
  }

  /** Finishes the file; resolves when it is saved. It also ends with the source. */
  stopRecording(): Promise<void> {
    return this.recorder.stop();
  }

  /** What this peer knows of the channel and of its links; zeros before there is anything. */
  getStats(): Promise<CastoStats> {
    return this.core.getStats();
  }

  /** @internal What is called in here was asked for by the person. */
  byPerson<T>(run: () => T): T {
    this.#by = 'person';
    try {
      return run();
    } finally {
      this.#by = 'page';
    }
  }

  /** False when a listener keeps it from happening. */
  #may(what: 'start' | 'stop' | 'record'): boolean {
    return this.dispatchEvent(new CastoBeforeEvent(`casto-before${what}`, this.#by));
  }

  /** What is to be captured, with all that was asked of it. */
  #prepare(): Source {
    this.beforeCapture();
    const { capture } = this.core;
    capture.constraints = {
      ...capture.constraints,
      ...this.#format,
      ...soundConstraintsOf('<casto-broadcast>', this),
    };
    return this.#askedSource;
  }

  /** A property takes anything. */
  get #format(): { height: number | undefined; frameRate: number | undefined } {
    return {
      height: wholeNumber('<casto-broadcast> resolution', this.resolution, LEAST_LINES, MOST_LINES),
      frameRate: wholeNumber('<casto-broadcast> frameRate', this.frameRate, 1, MOST_FRAMES),
    };
  }

  /** A property takes any string. */
  get #askedSource(): Source {
    return oneOf('<casto-broadcast> source', this.source, SOURCES, 'camera');
  }

  #mute(kind: CaptureKind, muted: boolean): void {
    if (muted === this.core.capture.muted[kind]) return;
    this.core.setMuted(kind, muted).catch(() => {});
    this.#showStates();
  }

  protected override acquire(): void {
    this.#autostarted = false;
    this.requestUpdate();
    // A failure is told when the source is opened.
    if (this.source !== 'none') this.core.capture.load().catch(() => {});
  }

  protected override release(): void {
    // Nobody is asked: the element is gone.
    this.core.stop().catch(() => {});
    this.recorder.stop().catch(() => {});
    this.#wakeLock.set(false);
    this.preview(null);
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#showStates();
    // Undefined before the first update.
    const from = changed.get('source');
    if (from) this.dispatchEvent(new CastoSourceChangeEvent({ from, to: this.source }));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (isServer || !this.isConnected) return;
    if (changed.has('label') || changed.has('maxBitrate') || changed.has('maxChildren')) {
      const { channel: _, stars: __, ...options } = broadcastOptions(this);
      this.core.setOptions(options);
    }
    if (changed.has('resolution') || changed.has('frameRate')) {
      this.core.passing(this.core.capture.setFormat(this.#format)).catch(() => {});
    }
    if (SOUND_PROPERTIES.some((name) => changed.has(name))) {
      this.core
        .passing(this.core.capture.setSound(soundConstraintsOf('<casto-broadcast>', this)))
        .catch(() => {});
    }
    if (changed.has('source') && this.core.stream) {
      this.core.setSource(this.#askedSource).catch(() => {});
    }
    const ready = this.source !== 'none' || this.srcObject !== null;
    if (this.autostart && ready && !this.#autostarted) {
      this.#autostarted = true;
      this.start().catch(() => {
        // Told by the error event and by the text over the stage.
      });
    }
  }

  #showStates(): void {
    const { state } = this;
    this.pickState(STATES, state);
    this.toggleState('recording', this.recording);
    for (const device of ['camera', 'microphone'] as const) {
      this.toggleState(`no-${device}`, this.missing.includes(device));
    }
    this.toggleState('camera-muted', this.cameraMuted);
    this.toggleState('microphone-muted', this.microphoneMuted);
    this.#wakeLock.set(state === 'live' || state === 'reconnecting');
  }
}
