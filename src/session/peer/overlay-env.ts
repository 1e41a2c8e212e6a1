import { createLog } from '../../base/log.js';
import type { ForwarderClient } from '../../media/worker-client/forwarder-client.js';
import type { OverlayEnv } from '../../overlay/api.js';

/** The page's clock and randomness for the overlay; its timers run in the forwarding worker. */
export const createOverlayEnv = (forwarder: ForwarderClient): OverlayEnv => ({
  now: () => performance.now(),
  setTimer: (ms, fn) => forwarder.setTimer(ms, fn),
  random: Math.random,
  log: createLog('overlay'),
});
