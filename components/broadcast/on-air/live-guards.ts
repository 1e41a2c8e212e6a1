/** While on air: the screen stays awake, and leaving the page is asked about. */
import { createLog } from '../../../src/base/log.js';

const log = createLog('broadcast');

/** Keeps the screen awake. The system lets go of a lock whenever the page is hidden. */
export class WakeLock {
  #wanted = false;
  #lock: WakeLockSentinel | null = null;
  readonly #again = (): void => {
    if (document.visibilityState === 'visible') void this.#ask();
  };

  get held(): boolean {
    return this.#lock !== null && !this.#lock.released;
  }

  set(wanted: boolean): void {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    if (wanted) {
      document.addEventListener('visibilitychange', this.#again);
      void this.#ask();
      return;
    }
    document.removeEventListener('visibilitychange', this.#again);
    this.#lock?.release().catch(() => {});
    this.#lock = null;
  }

  async #ask(): Promise<void> {
    if (this.held) return;
    try {
      const lock = await navigator.wakeLock?.request('screen');
      if (!lock) return;
      if (this.#wanted && !this.held) this.#lock = lock;
      else await lock.release();
    } catch (error) {
      // Low battery, a hidden page, a policy: the broadcast goes on without.
      log('no wake lock', error);
    }
  }
}

/** The browser's “Leave site?” */
export class LeaveGuard {
  #on = false;
  readonly #ask = (event: BeforeUnloadEvent): void => event.preventDefault();

  /** A listener that is always there keeps pages out of the back/forward cache. */
  set(on: boolean): void {
    if (on === this.#on) return;
    this.#on = on;
    if (on) addEventListener('beforeunload', this.#ask);
    else removeEventListener('beforeunload', this.#ask);
  }
}
