/** What takes the place of a screen whose share was stopped: what was shown before it, else a still picture. */
import { CastoError } from '../../src/errors.js';
import { createLog } from '../../src/log.js';
import type { DeskSource } from '../../src/media/desk-wishes.js';
import type { Source } from './broadcast-core.js';
import type { LateDesk } from './late-desk.js';

const log = createLog('broadcast');

const isScreen = (source: Source): boolean => source.startsWith('screen');

export class ShareEnd {
  /** Another picture is on its way. */
  replacing = false;
  /** What was shown before the screen. */
  before: DeskSource | null = null;

  constructor(private readonly desk: Pick<LateDesk, 'open' | 'rest'>) {}

  /** Another source is shown in place of the one before. */
  opened(source: DeskSource, from: Source): void {
    if (!isScreen(source)) this.before = null;
    else if (from !== 'none' && !isScreen(from)) this.before = from;
  }

  forget(): void {
    this.before = null;
  }

  /**
   * @param onAir There are viewers to whom a screen would stand still meanwhile.
   * @param rests A still picture is better than the end.
   * @returns what is shown now; null: nothing is
   * @throws CastoError `aborted` when another source was opened meanwhile
   */
  async replace(
    { onAir, rests }: { onAir: boolean; rests: boolean },
    signal: AbortSignal,
  ): Promise<DeskSource | 'slate' | null> {
    const { before } = this;
    this.replacing = true;
    try {
      const resting = onAir && (await this.#rest());
      if (before && (await this.#reopen(before, signal))) return before;
      return rests && resting ? 'slate' : null;
    } finally {
      this.replacing = false;
    }
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
