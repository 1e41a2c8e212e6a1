/** What takes the place of a screen whose share was stopped: what was shown before it, else a still picture. */
import { CastoError, throwIfAborted } from '../../src/errors.js';
import { createLog } from '../../src/log.js';
import type { DeskSource } from '../../src/media/desk-wishes.js';
import type { Source } from './broadcast-core-events.js';
import type { LateDesk } from './late-desk.js';

const log = createLog('broadcast');

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
  shown(source: DeskSource): void;
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
  #before: DeskSource | null = null;

  constructor(
    private readonly desk: LateDesk,
    private readonly port: SharePort,
  ) {
    desk.on('source', (source) => {
      this.#shown(source);
      port.ended();
    });
    desk.on('over', () => {
      this.#over().catch((thrown) => log('after the share', thrown));
    });
  }

  /** Another source is shown in place of the one before. */
  opened(source: DeskSource, from: Source): void {
    if (!isScreen(source)) this.#before = null;
    else if (from !== 'none' && !isScreen(from)) this.#before = from;
  }

  forget(): void {
    this.#before = null;
  }

  #shown(source: DeskSource): void {
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
      const asked = this.desk.asked;
      const resting = onAir && (await this.#rest());
      throwIfAborted(signal);
      // A person who has chosen meanwhile gets that.
      if (this.desk.asked !== asked) return;
      if (before && (await this.#reopen(before, signal))) this.#shown(before);
      else if (!rests || !resting) return this.port.stop();
    } finally {
      this.replacing = false;
    }
    this.port.ended();
  }

  async #rest(): Promise<boolean> {
    try {
      await this.desk.rest();
      return true;
    } catch (thrown) {
      log('no still picture', thrown);
      return false;
    }
  }

  /** @throws CastoError `aborted` when another source was opened meanwhile, or all is over */
  async #reopen(source: DeskSource, signal: AbortSignal): Promise<boolean> {
    try {
      await this.desk.open(source, signal);
      return true;
    } catch (thrown) {
      const error = CastoError.from(thrown);
      if (error.code === 'aborted') throw error;
      log(`the ${source} of before does not open`, error);
      return false;
    }
  }
}
