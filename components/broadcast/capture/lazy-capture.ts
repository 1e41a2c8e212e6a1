/**
 * What a broadcaster has of its capture from the beginning: the settings. What opens devices
 * is loaded when the first source is opened; until then nothing is shown.
 */

import { CastoError, throwIfAborted } from '../../../src/base/errors.js';
import { Emitter } from '../../../src/base/events.js';
import { latePart } from '../../../src/base/late-part.js';
import { configuredSoFar } from '../../../src/engine-loader.js';
import type {
  CaptureController,
  CaptureControllerEvents,
} from '../../../src/studio/capture/capture-controller.js';
import {
  type CaptureSettings,
  DEFAULT_LAYOUT,
  type StudioSource,
} from '../../../src/studio/capture/capture-settings.js';
import type {
  CaptureConstraints,
  GivenFormat,
  SoundConstraints,
} from '../../../src/studio/capture/constraints.js';
import type { FileInput } from '../../../src/studio/capture/file-source.js';
import type { ComposeLayout } from '../../../src/studio/compose/layout.js';
import type { CaptureKind, DeviceChoice } from '../../../src/studio/devices/device.js';
import type { ShareEnd, SharePort } from './share-end.js';

export interface LazyCaptureOptions {
  publish(stream: MediaStream): Promise<void>;
  share: SharePort;
}

const EVENTS = ['trouble', 'missing', 'mended', 'source', 'over', 'change'] as const;

export class LazyCapture extends Emitter<CaptureControllerEvents> implements CaptureSettings {
  constraints: CaptureConstraints = {};
  voice = false;
  file: FileInput | null = null;
  muted: CaptureSettings['muted'] = { camera: false, microphone: false };
  layout = DEFAULT_LAYOUT;
  readonly #options: LazyCaptureOptions;
  /** What happens after a share; null before a source is opened. */
  share: ShareEnd | null = null;
  #capture: CaptureController | null = null;
  #loading: Promise<CaptureController> | null = null;
  /** Rises with each open(). */
  asked = 0;
  /** Rises with each close(). */
  #closed = 0;

  constructor(options: LazyCaptureOptions) {
    super();
    this.#options = options;
  }

  get stream(): MediaStream | null {
    return this.#capture?.stream ?? null;
  }
  get source(): StudioSource | null {
    return this.#capture?.source ?? null;
  }
  get composing(): CaptureController['composing'] {
    return this.#capture?.composing ?? null;
  }
  get resting(): boolean {
    return this.#capture?.resting ?? false;
  }
  get fileName(): string {
    return this.#capture?.fileName ?? '';
  }
  get missing(): readonly CastoError[] {
    return this.#capture?.missing ?? [];
  }
  track(kind: CaptureKind): MediaStreamTrack | null {
    return this.#capture?.track(kind) ?? null;
  }
  formats(): { camera: GivenFormat | null; screen: GivenFormat | null } {
    return this.#capture?.formats() ?? { camera: null, screen: null };
  }

  /**
   * Loads what opens devices. Called ahead, as a browser lets a page ask for the screen only shortly
   * after a click.
   * @throws CastoError `internal` when it cannot be loaded; the next call tries again.
   */
  load(): Promise<unknown> {
    this.#loading ??= latePart('What opens camera and screen', import('./capture-parts.js')).then(
      (module) => this.#arrived(module),
      (thrown: unknown) => {
        this.#loading = null;
        throw thrown;
      },
    );
    return this.#loading;
  }

  #arrived({
    CaptureController,
    ShareEnd,
  }: typeof import('./capture-parts.js')): CaptureController {
    const capture = new CaptureController(this, {
      ...this.#options,
      workerUrl: () => configuredSoFar().workerUrl,
      loadCompose: async () =>
        (await latePart('What puts pictures together', import('./compose.lazy.js'))).compose,
      loadSlate: async () =>
        (await latePart('What makes a still picture', import('./compose.lazy.js'))).slate,
      loadFile: async () =>
        (await latePart('What plays files', import('./capture-file.lazy.js'))).openFile,
    });
    const passOn = <Name extends keyof CaptureControllerEvents>(name: Name): unknown =>
      capture.on(name, (detail) => this.emit(name, detail));
    EVENTS.forEach(passOn);
    this.share = new ShareEnd(this, this.#options.share);
    this.#capture = capture;
    return capture;
  }

  /** @throws CastoError as `load()` and CaptureController.open(). */
  async open(source: StudioSource, signal: AbortSignal): Promise<MediaStream> {
    const closed = this.#closed;
    this.asked++;
    if (!this.#capture) await this.load();
    throwIfAborted(signal);
    if (closed !== this.#closed)
      throw new CastoError('aborted', 'The capture was closed meanwhile');
    return this.#capture!.open(source, signal);
  }

  async rest(): Promise<void> {
    await this.#capture?.rest();
  }

  // The controller, once it is here, writes these settings itself.

  async setMuted(kind: CaptureKind, muted: boolean): Promise<void> {
    if (this.#capture) await this.#capture.setMuted(kind, muted);
    else this.#change({ muted: { ...this.muted, [kind]: muted } });
  }

  async setDevice(kind: CaptureKind, choice: DeviceChoice | null): Promise<void> {
    if (this.#capture) await this.#capture.setDevice(kind, choice);
    else this.#change({ constraints: { ...this.constraints, [kind]: choice } });
  }

  async setFormat(format: Pick<CaptureConstraints, 'height' | 'frameRate'>): Promise<void> {
    if (this.#capture) await this.#capture.setFormat(format);
    else this.#change({ constraints: { ...this.constraints, ...format } });
  }

  async setSound(sound: SoundConstraints): Promise<void> {
    if (this.#capture) await this.#capture.setSound(sound);
    else this.#change({ constraints: { ...this.constraints, ...sound } });
  }

  setLayout(layout: ComposeLayout): void {
    if (this.#capture) this.#capture.setLayout(layout);
    else this.#change({ layout });
  }

  #change(change: Partial<CaptureSettings>): void {
    Object.assign(this, change);
    this.emit('change', undefined);
  }

  close(): void {
    this.#closed++;
    this.#capture?.close();
  }
}
