/** A steady beat kept by the worker: browsers slow a hidden tab's own timers to one a second. */
import { createLog } from '../log.js';
import type { FromWorker, ToWorker } from './worker-messages.js';
import { type StartedWorker, startWorker } from './worker-start.js';

const log = createLog('media:compose');

export interface Ticker {
  stop(): void;
}

export function workerTicker(everyMs: number, tick: () => void, workerUrl?: string): Ticker {
  let started: StartedWorker;
  try {
    started = startWorker(workerUrl);
  } catch (error) {
    log('no worker: a hidden tab will slow down', error);
    const timer = setInterval(tick, everyMs);
    return { stop: () => clearInterval(timer) };
  }
  const { worker, end } = started;
  const ask = (): void => {
    const message: ToWorker = { type: 'timer', id: 0, ms: everyMs };
    worker.postMessage(message);
  };
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.type !== 'timer') return;
    ask();
    tick();
  };
  ask();
  return { stop: end };
}
