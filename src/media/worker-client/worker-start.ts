/** Starts CASTO's worker script: for forwarding frames, and for composing pictures. */
import { CastoError } from '../../base/errors.js';
import type { FromWorker, ToWorker } from './worker-messages.js';
import { workerSource } from './worker-source.js';
import { notStarted, WorkerWatch } from './worker-watch.js';

type TrustedTypes = {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
};

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;

/** Under `require-trusted-types-for 'script'` a worker's URL must be vouched for; see docs. */
function trusted(url: string): string {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (!types) return url;
  policy ??= types.createPolicy('casto', { createScriptURL: (text) => text });
  return policy.createScriptURL(url);
}

export interface WorkerEvents {
  /** It has not started yet, and is waited for. */
  slow?(error: CastoError): void;
  /** It does not run (fatal), or no longer (not fatal). */
  failed(error: CastoError): void;
}

export interface StartedWorker {
  worker: Worker;
  /** Resolves when the script has answered; rejects with what `failed` tells, or when it was ended before. */
  ready: Promise<void>;
  /** Terminates it. Idempotent. */
  end(): void;
}

/** Ids of other questions begin at 1. */
const HELLO = 0;

/** @throws CastoError `unsupported` when the browser refuses the worker at once. */
export function startWorker(workerUrl: string | undefined, events: WorkerEvents): StartedWorker {
  // Kept until the end: Chromium loads the script after the constructor returns.
  const blobUrl = workerUrl
    ? null
    : URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }));
  const revoke = (): void => {
    if (blobUrl) URL.revokeObjectURL(blobUrl);
  };
  let worker: Worker;
  try {
    worker = new Worker(trusted(workerUrl ?? blobUrl!), { name: 'casto' });
  } catch (cause) {
    revoke();
    throw notStarted(workerUrl ?? null, (cause as Error).message, true, cause);
  }
  let settle!: { resolve(): void; reject(error: CastoError): void };
  const ready = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // A caller that does not wait for it gets `failed`.
  ready.catch(() => {});
  const watch = new WorkerWatch(
    {
      ask: () => worker.postMessage({ type: 'stats', id: HELLO } satisfies ToWorker),
      running: () => settle.resolve(),
      slow: (error) => events.slow?.(error),
      failed: (error) => {
        settle.reject(error);
        events.failed(error);
      },
      now: () => performance.now(),
      every: (ms, fn) => {
        const timer = setInterval(fn, ms);
        return () => clearInterval(timer);
      },
    },
    workerUrl ?? null,
  );
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === 'stats' && data.id === HELLO) watch.answered();
  });
  worker.addEventListener('error', (event) => watch.errored(event.message ?? ''));
  return {
    worker,
    ready,
    end() {
      watch.end();
      settle.reject(new CastoError('closed', 'The worker was ended before it had started'));
      worker.terminate();
      revoke();
    },
  };
}
