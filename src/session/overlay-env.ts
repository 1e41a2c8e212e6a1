import { createLog } from '../log.js';
import type { OverlayEnv } from '../overlay/api.js';

/** The page's clock, timers and randomness for the overlay. `dispose()` cancels what is pending. */
export function createOverlayEnv(): { env: OverlayEnv; dispose(): void } {
  const log = createLog('overlay');
  const pending = new Set<ReturnType<typeof setTimeout>>();
  return {
    env: {
      now: () => performance.now(),
      setTimer(ms, fn) {
        const timer = setTimeout(() => {
          pending.delete(timer);
          fn();
        }, ms);
        pending.add(timer);
        return () => {
          clearTimeout(timer);
          pending.delete(timer);
        };
      },
      random: Math.random,
      log,
    },
    dispose() {
      for (const timer of pending) clearTimeout(timer);
      pending.clear();
    },
  };
}
