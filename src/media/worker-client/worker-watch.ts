/**
 * Sees that a worker runs. A script that is missing, is no script, or is refused by the page's policy
 * shows as an `error` event alone, or as nothing at all; a worker that dies later shows as nothing. So the
 * worker is asked steadily, and its first answer is its hello. Pure: clock and timers are arguments.
 */
import { CastoError } from '../../base/errors.js';

export const WORKER_WATCH = {
  beatMs: 1_000,
  /** No hello after this: told, while a slow line or a busy machine may still bring it, ms. */
  slowMs: 3_000,
  /** No hello after this: it will not come, ms. */
  startMs: 10_000,
  /** A worker that has run and gives no answer for this long is dead, ms. */
  deadMs: 6_000,
} as const;

export interface WorkerWatchPort {
  /** Asks the worker for any answer. */
  ask(): void;
  /** The first answer has come. */
  running(): void;
  /** It has not started yet; goes on waiting. */
  slow(error: CastoError): void;
  /** It does not run, or no longer. Called once, and nothing after it. */
  failed(error: CastoError): void;
  /** Milliseconds, monotonic. */
  now(): number;
  /** Calls `fn` every `ms`; returns what ends it. */
  every(ms: number, fn: () => void): () => void;
}

export class WorkerWatch {
  readonly #port: WorkerWatchPort;
  readonly #url: string | null;
  readonly #stop: () => void;
  #state: 'starting' | 'running' | 'ended' = 'starting';
  #slow = false;
  #asked = true;
  /** Time without an answer in which this page ran. */
  #waited = 0;
  #tickedAt: number;

  /** @param url null: started from a blob */
  constructor(port: WorkerWatchPort, url: string | null) {
    this.#port = port;
    this.#url = url;
    this.#tickedAt = port.now();
    this.#stop = port.every(WORKER_WATCH.beatMs, () => this.#tick());
    port.ask();
  }

  answered(): void {
    this.#asked = false;
    this.#waited = 0;
    if (this.#state !== 'starting') return;
    this.#state = 'running';
    this.#port.running();
  }

  /**
   * The worker's `error` event. One that runs has a bug in a handler and goes on.
   * @param message what the script threw; '' when it could not be loaded
   */
  errored(message: string): void {
    if (this.#state === 'starting') this.#fail(notStarted(this.#url, message));
  }

  #tick(): void {
    const now = this.#port.now();
    const passed = now - this.#tickedAt;
    this.#tickedAt = now;
    if (!this.#asked) {
      this.#asked = true;
      this.#port.ask();
      return;
    }
    // A page that stood still (frozen, asleep, busy) has not read the answers yet, or its worker slept too.
    this.#waited += Math.min(passed, WORKER_WATCH.beatMs);
    if (this.#state === 'running') {
      if (this.#waited >= WORKER_WATCH.deadMs) this.#fail(died());
    } else if (this.#waited >= WORKER_WATCH.startMs) {
      this.#fail(notStarted(this.#url, ''));
    } else if (this.#waited >= WORKER_WATCH.slowMs && !this.#slow) {
      this.#slow = true;
      this.#port.slow(notStarted(this.#url, '', false));
    }
  }

  #fail(error: CastoError): void {
    if (this.#state === 'ended') return;
    this.end();
    this.#port.failed(error);
  }

  end(): void {
    this.#state = 'ended';
    this.#stop();
  }
}

/** What an author can do about a worker that does not start. */
export function notStarted(
  url: string | null,
  said: string,
  fatal = true,
  cause?: unknown,
): CastoError {
  const what = url === null ? "CASTO's worker" : `The worker script ${url}`;
  const how = said ? `failed to start (${said})` : fatal ? 'did not start' : 'has not started yet';
  const todo =
    url === null
      ? "most likely the page's Content-Security-Policy refuses it. Allow `worker-src blob:`, or host " +
        'casto-worker.js and name it with configure({ workerUrl })'
      : 'it must be the casto-worker.js of this version, served as JavaScript from the origin of the ' +
        "page, and allowed by `worker-src` in the page's Content-Security-Policy";
  return new CastoError('unsupported', `${what} ${how}: ${todo}`, { fatal, cause });
}

const died = (): CastoError =>
  new CastoError('internal', "CASTO's worker no longer answers: it crashed or was ended", {
    fatal: false,
  });
