/**
 * Everything that a broadcast captures, as one stream: opens what a source needs, swaps devices
 * while on air, gets back what was unplugged. What is opened here is stopped here.
 */
import { CastoError, throwIfAborted } from '../../base/errors.js';
import { Emitter } from '../../base/events.js';
import type { Composer } from '../compose/composer.js';
import type { ComposeLayout } from '../compose/layout.js';
import { type CaptureKind, type DeviceChoice, type Held, isLive } from '../devices/device.js';
import { DeviceRecovery, watchSilence } from '../devices/device-recovery.js';
import { type Capture, capture } from './capture.js';
import type { CaptureSettings, StudioSource } from './capture-settings.js';
import {
  type CaptureConstraints,
  formatConstraints,
  type GivenFormat,
  givenFormat,
  type Insistence,
  reformat,
  type SoundConstraints,
  sameSound,
  screenConstraints,
  soundConstraints,
  soundsAsAsked,
} from './constraints.js';
import {
  exchange,
  needs,
  noOpenSources,
  type OpenSources,
  sameTracks,
  stopPart,
  stopParts,
  streamOf,
} from './open-sources.js';
import { type LoadCompose, Program } from './program.js';
import type { slate } from './slate.js';
import { type LoadFile, SourceOpener } from './source-opener.js';

export interface CaptureControllerEvents {
  /** A device is missing, from the beginning or from now on; it is taken when it comes. */
  trouble: CastoError;
  /** Other devices are missing than before: why each is, see `error.device`. */
  missing: readonly CastoError[];
  /** All that was missing is there. */
  mended: undefined;
  /** The source has become another by itself: the screen's share was stopped, the camera goes on. */
  source: StudioSource;
  /** The person stopped sharing, and nothing else was shown. */
  over: undefined;
  /** Mute, device or format changed. */
  change: undefined;
}

export interface CaptureControllerOptions {
  /** Default: capture(). */
  take?: Capture;
  workerUrl(): string | undefined;
  loadCompose: LoadCompose;
  loadFile: LoadFile;
  loadSlate(): Promise<typeof slate>;
  /** Awaited before the tracks of the stream before are stopped. */
  publish(stream: MediaStream): Promise<void>;
}

export class CaptureController extends Emitter<CaptureControllerEvents> {
  #parts: OpenSources = noOpenSources();
  #source: StudioSource | null = null;
  #out: MediaStream | null = null;
  /** What viewers get; null when it was refused. */
  #taken: MediaStream | null = null;
  #slate: MediaStream | null = null;
  /** The person asked for the microphone beside a file or a screen. */
  #voiceAsked = false;
  #opening = new AbortController();
  /** Fires when everything is given back. */
  #life = new AbortController();
  #unwatch: (() => void)[] = [];
  readonly #recovery = new DeviceRecovery({
    chosen: (kind) => this.#settings.constraints[kind],
    open: (kind, device, signal) =>
      this.#opener.one(kind, { ...this.#settings.constraints, [kind]: device }, 'ideal', signal),
    install: (kind, held) => this.#install({ [kind]: held }, true),
    swap: (kind, device) => this.setDevice(kind, device),
    changed: () => this.#missingChanged(),
    trouble: (error) => this.emit('trouble', error),
  });
  readonly #settings: CaptureSettings;
  readonly #publish: CaptureControllerOptions['publish'];
  readonly #loadSlate: CaptureControllerOptions['loadSlate'];
  readonly #opener: SourceOpener;
  readonly #program: Program;

  constructor(settings: CaptureSettings, options: CaptureControllerOptions) {
    super();
    this.#settings = settings;
    this.#publish = options.publish;
    this.#loadSlate = options.loadSlate;
    this.#opener = new SourceOpener(options.take ?? capture, options.loadFile);
    // The same format again means another composer.
    this.#program = new Program(options.loadCompose, options.workerUrl, () => {
      // Without a new one the picture stands still, and the next change of format tries again.
      this.setFormat({}).catch(() => {});
    });
  }

  get stream(): MediaStream | null {
    return this.#out;
  }
  get source(): StudioSource | null {
    return this.#source;
  }
  /** How screen and camera are put together, null when they are not. */
  get composing(): Composer['way'] | null {
    return this.#program.way;
  }
  /** A still picture is shown in place of a screen whose share was stopped. */
  get resting(): boolean {
    return this.#slate !== null && this.#parts.screen === this.#slate;
  }
  get fileName(): string {
    return this.#parts.file?.name ?? '';
  }
  /** Devices that the source needs and has not, each with the reason. */
  get missing(): readonly CastoError[] {
    return this.#recovery.errors;
  }
  track(kind: CaptureKind): MediaStreamTrack | null {
    return this.#parts[kind]?.track ?? null;
  }
  /** What the devices that are open give. */
  formats(): { camera: GivenFormat | null; screen: GivenFormat | null } {
    return {
      camera: givenFormat(this.#parts.camera?.track),
      screen: givenFormat(this.#parts.screen?.getVideoTracks()[0]),
    };
  }

  /**
   * Opens what the source needs and is not open yet, then lets go of what it does not need. What is
   * shown goes on until the new picture is there. A device that does not open is told as `trouble` when
   * there is something to show without it.
   * @throws CastoError as capture() and openFile(); `aborted` when another open() came.
   */
  async open(source: StudioSource, outer: AbortSignal): Promise<MediaStream> {
    this.#opening.abort();
    this.#opening = new AbortController();
    const signal = AbortSignal.any([outer, this.#opening.signal, this.#life.signal]);
    const fresh: Partial<OpenSources> = {};
    const { constraints, file, layout } = this.#settings;
    const lacking: CastoError[] = [];
    const missing = (error: CastoError): void => void lacking.push(error);
    let composer: Composer | null = null;
    try {
      const need = needs(source, this.#wantsVoice(source));
      const have = this.resting ? { ...this.#parts, screen: null } : this.#parts;
      await this.#opener.acquire(need, have, fresh, { constraints, file, signal, missing });
      if (source === 'screen-camera' && !this.composing) {
        composer = await this.#program.newComposer(constraints, layout);
      }
      throwIfAborted(signal);
    } catch (thrown) {
      stopParts(fresh);
      composer?.close();
      throw thrown;
    }
    if (composer) this.#program.adopt(composer);
    const before = this.#source;
    this.#source = source;
    for (const error of lacking) this.#recovery.lacks(error.device!, error);
    await this.#install(fresh).catch((thrown) => {
      this.#source = before;
      throw thrown;
    });
    throwIfAborted(signal);
    return this.#out!;
  }

  #wantsVoice(source: StudioSource): boolean {
    return this.#voiceAsked || (this.#settings.voice && source === 'screen');
  }

  /**
   * Puts new parts in place, publishes, and stops what is no longer needed. When that is refused, the parts of
   * before are in place again.
   * @param keep the new ones then go on, for another try
   */
  async #install(fresh: Partial<OpenSources>, keep = false): Promise<void> {
    const source = this.#source;
    if (!source) return stopParts(fresh);
    const parts = this.#parts;
    const { drop, undo } = exchange(parts, fresh, needs(source, this.#wantsVoice(source)));
    try {
      await this.#republish();
    } catch (thrown) {
      if (parts === this.#parts) undo();
      // Closed meanwhile: nobody else has what was taken out.
      else stopParts(drop);
      this.#watch();
      if (!keep) stopParts(fresh);
      throw thrown;
    }
    stopParts(drop);
    for (const kind of (['camera', 'microphone'] as const).filter((each) => each in drop)) {
      const held = this.#parts[kind];
      // Unplugged again while it was being handed over, it goes on being looked for.
      if (!held || isLive(held.track)) this.#recovery.found(kind);
    }
  }

  #missingChanged(): void {
    const { missing } = this;
    // A camera that is gone leaves no black box in a composition.
    this.#program.layOut(this.#parts, this.#settings.muted.camera);
    this.emit('missing', missing);
    if (missing.length === 0) this.emit('mended', undefined);
  }

  async #republish(): Promise<void> {
    if (!this.#source) return;
    this.#applyMute();
    const tracks = this.#program.tracks(this.#source, this.#parts, this.#settings.muted.camera);
    this.#watch();
    const same = this.#out && sameTracks(this.#out.getTracks(), tracks);
    if (!same) this.#out = streamOf(tracks, this.#parts);
    const out = this.#out!;
    if (out !== this.#taken) {
      this.#taken = out;
      await this.#publish(out).catch((thrown) => {
        if (this.#taken === out) this.#taken = null;
        throw thrown;
      });
    }
    this.#program.sweep();
    this.emit('change', undefined);
  }

  /** @throws CastoError when a device that is not open yet, or missing, cannot be opened. */
  async setMuted(kind: CaptureKind, muted: boolean): Promise<void> {
    this.#settings.muted = { ...this.#settings.muted, [kind]: muted };
    const source = this.#source;
    if (!muted && source && !isLive(this.#parts[kind]?.track)) {
      const needed = needs(source, this.#wantsVoice(source))[kind];
      if (needed || kind === 'microphone') {
        await this.#openNow(kind);
        if (!needed) this.#voiceAsked = true;
        return;
      }
    }
    this.#applyMute();
    this.#program.layOut(this.#parts, this.#settings.muted.camera);
    this.emit('change', undefined);
  }

  async #openNow(kind: CaptureKind): Promise<void> {
    try {
      const { constraints } = this.#settings;
      const held = await this.#opener.one(kind, constraints, 'ideal', this.#life.signal);
      await this.#install({ [kind]: held });
    } catch (thrown) {
      this.#recovery.failed(kind, CastoError.from(thrown).as(false));
      throw thrown;
    }
  }

  #applyMute(): void {
    for (const kind of ['camera', 'microphone'] as const) {
      const track = this.#parts[kind]?.track;
      if (track) track.enabled = !this.#settings.muted[kind];
    }
  }

  setLayout(layout: ComposeLayout): void {
    this.#settings.layout = layout;
    this.#program.setLayout(layout);
    this.emit('change', undefined);
  }

  /**
   * Another device from now on; one that is open is swapped without a break.
   * @throws CastoError; the old device then goes on.
   */
  async setDevice(kind: CaptureKind, choice: DeviceChoice | null): Promise<void> {
    this.#settings.constraints = { ...this.#settings.constraints, [kind]: choice };
    this.#recovery.forget(kind);
    const held = this.#parts[kind];
    if (!held || (choice && held.track.getSettings().deviceId === choice.deviceId)) {
      this.emit('change', undefined);
      return;
    }
    // A phone ends the old camera's track by itself when another is opened.
    this.#stopWatching();
    try {
      await this.#install({ [kind]: await this.#openOther(kind, held) });
    } catch (thrown) {
      this.#watch();
      if (this.#parts[kind] === held && !isLive(held.track)) this.#recovery.lost(kind, held.track);
      throw thrown;
    }
  }

  async #openOther(kind: CaptureKind, held: Held): Promise<Held> {
    const { signal } = this.#life;
    const open = (how: Insistence): Promise<Held> =>
      this.#opener.one(kind, this.#settings.constraints, how, signal);
    try {
      return await open('exact');
    } catch (thrown) {
      if (CastoError.from(thrown).code !== 'device-busy') throw thrown;
      // Many phones open one camera at a time.
      held.track.stop();
      return await open('exact');
    }
  }

  /** Asks the open devices for another size or rate. Whether they obey, formats() tells. */
  async setFormat(format: Pick<CaptureConstraints, 'height' | 'frameRate'>): Promise<void> {
    const constraints = { ...this.#settings.constraints, ...format };
    this.#settings.constraints = constraints;
    const { camera, screen } = this.#parts;
    const [shared] = screen?.getVideoTracks() ?? [];
    await Promise.all([
      camera && reformat(camera.track, formatConstraints(constraints)),
      shared && reformat(shared, screenConstraints(constraints)),
    ]);
    if (this.composing) {
      const { signal } = this.#life;
      const composer = await this.#program.newComposer(constraints, this.#settings.layout);
      if (signal.aborted || !this.composing) composer.close();
      else this.#program.adopt(composer);
      await this.#republish();
    }
    this.emit('change', undefined);
  }

  /**
   * Treats the sound of the microphone in another way from now on, without a break.
   * @throws CastoError; the sound then stays as it was.
   */
  async setSound(sound: SoundConstraints): Promise<void> {
    const before = this.#settings.constraints;
    const constraints = { ...before, ...sound };
    this.#settings.constraints = constraints;
    const track = this.#parts.microphone?.track;
    if (!track || !isLive(track) || sameSound(before, constraints)) return;
    await reformat(track, soundConstraints(constraints));
    if (soundsAsAsked(track, constraints)) return;
    // Chromium decides on the treatment of a sound when the device is opened.
    const device = { deviceId: track.getSettings().deviceId ?? '', label: track.label };
    const next = { ...constraints, microphone: device };
    const held = await this.#opener.one('microphone', next, 'ideal', this.#life.signal);
    const overtaken =
      !sameSound(constraints, this.#settings.constraints) ||
      this.#parts.microphone?.track !== track;
    if (overtaken) stopPart(held);
    else await this.#install({ microphone: held });
  }

  #stopWatching(): void {
    for (const off of this.#unwatch.splice(0)) off();
  }

  #watch(): void {
    this.#stopWatching();
    const { camera, microphone, screen } = this.#parts;
    const listen = (track: MediaStreamTrack | undefined, lost: () => void): void => {
      if (!track) return;
      track.addEventListener('ended', lost, { once: true });
      this.#unwatch.push(() => track.removeEventListener('ended', lost));
    };
    const watch = (kind: CaptureKind, track: MediaStreamTrack | undefined): void => {
      listen(track, () => this.#recovery.lost(kind, track));
      if (!track || !isLive(track)) return;
      const silent = (): void => this.#recovery.silenced(kind);
      const heard = (): void => this.#recovery.heard(kind);
      this.#unwatch.push(watchSilence(track, { silent, heard }));
    };
    watch('camera', camera?.track);
    watch('microphone', microphone?.track);
    listen(screen?.getVideoTracks()[0], () => void this.#shareStopped());
  }

  /** “Stop sharing” in the browser's own bar. */
  async #shareStopped(): Promise<void> {
    const { camera, microphone } = this.#parts;
    const rest = isLive(camera?.track) || isLive(microphone?.track);
    if (this.#source !== 'screen-camera' || !rest) {
      this.emit('over', undefined);
      return;
    }
    this.#source = 'camera';
    await this.#install({});
    this.emit('source', 'camera');
  }

  /** A still picture in place of the screen, until a source is opened. */
  async rest(): Promise<void> {
    const { screen } = this.#parts;
    if (!screen) return;
    const slate = await this.#loadSlate();
    if (this.#parts.screen !== screen) return;
    this.#slate = slate();
    await this.#install({ screen: this.#slate });
  }

  /** Stops all that was opened; settings and mutes stay for the next time. Idempotent. */
  close(): void {
    this.#life.abort();
    this.#life = new AbortController();
    this.#opening.abort();
    this.#stopWatching();
    this.#recovery.close();
    stopParts(this.#parts);
    this.#parts = noOpenSources();
    this.#program.close();
    this.#source = null;
    this.#out = this.#taken = null;
    this.#voiceAsked = false;
  }
}
