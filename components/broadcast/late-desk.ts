/**
 * The capture desk, as a broadcaster has it from the beginning: what is wished for. What opens devices
 * is loaded when the first source is opened; until then nothing is shown.
 */
import { configuredSoFar } from '../../src/engine-loader.js';
import { CastoError, throwIfAborted } from '../../src/errors.js';
import { Emitter } from '../../src/events.js';
import { latePart } from '../../src/late-part.js';
import type { CaptureKind } from '../../src/media/capture.js';
import type { CaptureDesk, DeskEvents } from '../../src/media/capture-desk.js';
import type { FileInput } from '../../src/media/capture-file.js';
import type {
  CaptureWish,
  DeviceChoice,
  GivenFormat,
  SoundWish,
} from '../../src/media/capture-wish.js';
import type { ComposeLayout } from '../../src/media/compose-layout.js';
import { DEFAULT_LAYOUT, type DeskSource, type DeskWishes } from '../../src/media/desk-wishes.js';
import type { ShareEnd, SharePort } from './share-end.js';

export interface LateDeskOptions {
  publish(stream: MediaStream): Promise<void>;
  share: SharePort;
}

const EVENTS = ['trouble', 'missing', 'mended', 'source', 'over', 'change'] as const;

export class LateDesk extends Emitter<DeskEvents> implements DeskWishes {
  wish: CaptureWish = {};
  voice = false;
  file: FileInput | null = null;
  muted: DeskWishes['muted'] = { camera: false, microphone: false };
  layout = DEFAULT_LAYOUT;
  readonly #options: LateDeskOptions;
  /** What happens after a share; null before a source is opened. */
  share: ShareEnd | null = null;
  #desk: CaptureDesk | null = null;
  #loading: Promise<CaptureDesk> | null = null;
  /** Rises with each open(). */
  asked = 0;
  /** Rises with each close(). */
  #closed = 0;

  constructor(options: LateDeskOptions) {
    super();
    this.#options = options;
  }

  get stream(): MediaStream | null {
    return this.#desk?.stream ?? null;
  }
  get source(): DeskSource | null {
    return this.#desk?.source ?? null;
  }
  get composing(): CaptureDesk['composing'] {
    return this.#desk?.composing ?? null;
  }
  get resting(): boolean {
    return this.#desk?.resting ?? false;
  }
  get fileName(): string {
    return this.#desk?.fileName ?? '';
  }
  get missing(): readonly CastoError[] {
    return this.#desk?.missing ?? [];
  }
  track(kind: CaptureKind): MediaStreamTrack | null {
    return this.#desk?.track(kind) ?? null;
  }
  formats(): { camera: GivenFormat | null; screen: GivenFormat | null } {
    return this.#desk?.formats() ?? { camera: null, screen: null };
  }

  /**
   * Loads what opens devices. Called ahead, as a browser lets a page ask for the screen only shortly
   * after a click.
   * @throws CastoError `internal` when it cannot be loaded; the next call tries again.
   */
  load(): Promise<unknown> {
    this.#loading ??= latePart('What opens camera and screen', import('./desk.js')).then(
      (module) => this.#arrived(module),
      (thrown: unknown) => {
        this.#loading = null;
        throw thrown;
      },
    );
    return this.#loading;
  }

  #arrived({ CaptureDesk, ShareEnd }: typeof import('./desk.js')): CaptureDesk {
    const desk = new CaptureDesk(this, {
      ...this.#options,
      workerUrl: () => configuredSoFar().workerUrl,
      loadCompose: async () =>
        (await latePart('What puts pictures together', import('../lazy/compose.js'))).compose,
      loadSlate: async () =>
        (await latePart('What makes a still picture', import('../lazy/compose.js'))).slate,
      loadFile: async () =>
        (await latePart('What plays files', import('../lazy/capture-file.js'))).openFile,
    });
    const passOn = <Name extends keyof DeskEvents>(name: Name): unknown =>
      desk.on(name, (detail) => this.emit(name, detail));
    EVENTS.forEach(passOn);
    this.share = new ShareEnd(this, this.#options.share);
    this.#desk = desk;
    return desk;
  }

  /** @throws CastoError as `load()` and CaptureDesk.open(). */
  async open(source: DeskSource, signal: AbortSignal): Promise<MediaStream> {
    const closed = this.#closed;
    this.asked++;
    if (!this.#desk) await this.load();
    throwIfAborted(signal);
    if (closed !== this.#closed) throw new CastoError('aborted', 'The desk was closed meanwhile');
    return this.#desk!.open(source, signal);
  }

  async rest(): Promise<void> {
    await this.#desk?.rest();
  }

  // The desk, once it is here, writes these wishes down itself.

  async setMuted(kind: CaptureKind, muted: boolean): Promise<void> {
    if (this.#desk) await this.#desk.setMuted(kind, muted);
    else this.#change({ muted: { ...this.muted, [kind]: muted } });
  }

  async setDevice(kind: CaptureKind, choice: DeviceChoice | null): Promise<void> {
    if (this.#desk) await this.#desk.setDevice(kind, choice);
    else this.#change({ wish: { ...this.wish, [kind]: choice } });
  }

  async setFormat(format: Pick<CaptureWish, 'height' | 'frameRate'>): Promise<void> {
    if (this.#desk) await this.#desk.setFormat(format);
    else this.#change({ wish: { ...this.wish, ...format } });
  }

  async setSound(sound: SoundWish): Promise<void> {
    if (this.#desk) await this.#desk.setSound(sound);
    else this.#change({ wish: { ...this.wish, ...sound } });
  }

  setLayout(layout: ComposeLayout): void {
    if (this.#desk) this.#desk.setLayout(layout);
    else this.#change({ layout });
  }

  #change(change: Partial<DeskWishes>): void {
    Object.assign(this, change);
    this.emit('change', undefined);
  }

  close(): void {
    this.#closed++;
    this.#desk?.close();
  }
}
