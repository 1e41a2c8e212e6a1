/** Starts CASTO's worker script: for forwarding frames, and for composing pictures. */
import { CastoError } from '../errors.js';
import { workerSource } from './worker-source.js';

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

export interface StartedWorker {
  worker: Worker;
  /** Terminates it. Idempotent. */
  end(): void;
}

/** @throws CastoError `unsupported` when the page's policy refuses the worker. */
export function startWorker(workerUrl?: string): StartedWorker {
  // Kept until the end: Chromium loads the script after the constructor returns.
  const blobUrl = workerUrl
    ? null
    : URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }));
  const revoke = (): void => {
    if (blobUrl) URL.revokeObjectURL(blobUrl);
  };
  try {
    const worker = new Worker(trusted(workerUrl ?? blobUrl!), { name: 'casto' });
    return {
      worker,
      end() {
        worker.terminate();
        revoke();
      },
    };
  } catch (cause) {
    revoke();
    throw new CastoError(
      'unsupported',
      "The page's Content-Security-Policy refuses CASTO's worker: allow `worker-src blob:` or host casto-worker.js and name it with configure({ workerUrl })",
      { cause },
    );
  }
}
