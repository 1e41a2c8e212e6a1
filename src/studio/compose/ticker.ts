/** A steady beat kept by the worker: browsers slow a hidden tab's own timers to one a second. */
import { createLog } from '../../base/log.js';
import type { FromWorker, ToWorker } from '../../media/worker-client/worker-messages.js';
import { type StartedWorker, startWorker } from '../../media/worker-client/worker-start.js';

const log = createLog('studio:compose');

export interface Ticker {
  stop(): void;
}

export function workerTicker(everyMs: number, tick: () => void, workerUrl?: string): Ticker {
  let started: StartedWorker | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  const byPage = (error: unknown): void => {
    log('no worker: a hidden tab will slow down', error);
    started?.end();
    timer ??= setInterval(tick, everyMs);
  };
  try {
    started = startWorker(workerUrl, { slow: byPage, failed: byPage });
    const { worker } = started;
    const ask = (): void => {
      const message: ToWorker = { type: 'timer', id: 0, ms: everyMs };
      worker.postMessage(message);
    };
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.type !== 'timer' || timer !== undefined) return;
      ask();
      tick();
    };
    ask();
  } catch (error) {
    byPage(error);
  }
  return {
    stop() {
      clearInterval(timer);
      started?.end();
    },
  };
}
