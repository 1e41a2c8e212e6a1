/** What takes the place of a screen whose share was stopped: what was shown before it, else a still picture. */
import { CastoError, throwIfAborted } from '../../../src/base/errors.js';
import type { Emitter } from '../../../src/base/events.js';
import { createLog } from '../../../src/base/log.js';
import type { CaptureControllerEvents } from '../../../src/studio/capture/capture-controller.js';
import type { StudioSource } from '../../../src/studio/capture/capture-settings.js';
import type { Source } from '../broadcast-core-events.js';

const log = createLog('broadcast');

/** What is captured, as far as the end of a share changes it. */
export interface SharedCapture extends Pick<Emitter<CaptureControllerEvents>, 'on'> {
  /** Rises each time another source is asked for. */
  readonly asked: number;
  open(source: StudioSource, signal: AbortSignal): Promise<MediaStream>;
  /** A still picture in place of the screen. */
  rest(): Promise<void>;
}

export interface SharePort {
  now(): {
    /** There are viewers, to whom a screen would stand still meanwhile. */
    onAir: boolean;
    /** A person works here, to whom a still picture is better than the end. */
    studio: boolean;
    /** Fires when the present broadcast or preview is over. */
    signal: AbortSignal;
  };
  /** This is shown instead, by itself. */
  shown(source: StudioSource): void;
  /** Another source, or a still picture, is there. */
  ended(): void;
  /** Nothing is. */
  stop(): Promise<void>;
}

const isScreen = (source: Source): boolean => source.startsWith('screen');

export class ShareEnd {
  /** Another picture is on its way. */
  replacing = false;
  /** What was shown before the screen. */
  #before: StudioSource | null = null;

  constructor(
    private readonly capture: SharedCapture,
    private readonly port: SharePort,
  ) {
    capture.on('source', (source) => {
      this.#shown(source);
      port.ended();
    });
    capture.on('over', () => {
      this.#over().catch((thrown) => log('after the share', thrown));
    });
  }

  /** Another source is shown in place of the one before. */
  opened(source: StudioSource, from: Source): void {
    if (!isScreen(source)) this.#before = null;
    else if (from !== 'none' && !isScreen(from)) this.#before = from;
  }

  forget(): void {
    this.#before = null;
  }

  #shown(source: StudioSource): void {
    this.forget();
    this.port.shown(source);
  }

  /** “Stop sharing” in the browser's own bar. */
  async #over(): Promise<void> {
    const { onAir, studio, signal } = this.port.now();
    const rests = studio && onAir;
    const before = this.#before;
    if (!rests && !before) return this.port.stop();
    this.replacing = true;
    try {
      const asked = this.capture.asked;
      const resting = onAir && (await this.#rest());
      throwIfAborted(signal);
      // A person who has chosen meanwhile gets that.
      if (this.capture.asked !== asked) return;
      if (before && (await this.#reopen(before, signal))) this.#shown(before);
      else if (!rests || !resting) return this.port.stop();
    } finally {
      this.replacing = false;
    }
    this.port.ended();
  }

  async #rest(): Promise<boolean> {
    try {
      await this.capture.rest();
      return true;
    } catch (thrown) {
      log('no still picture', thrown);
      return false;
    }
  }

  /** @throws CastoError `aborted` when another source was opened meanwhile, or all is over */
  async #reopen(source: StudioSource, signal: AbortSignal): Promise<boolean> {
    try {
      await this.capture.open(source, signal);
      return true;
    } catch (thrown) {
      const error = CastoError.from(thrown);
      if (error.code === 'aborted') throw error;
      log(`the ${source} of before does not open`, error);
      return false;
    }
  }
}
