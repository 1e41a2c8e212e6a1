/**
 * Every code a CASTO error can carry. The code is the contract; messages may be reworded.
 *
 * | code | meaning |
 * |---|---|
 * | `no-star` | no star was named anywhere |
 * | `star-unreachable` | every named star refused or did not answer |
 * | `star-invalid` | what answered is not a star |
 * | `permission-denied` | the person or the page's policy refused camera, microphone or screen |
 * | `device-missing` | no such device, or it was unplugged |
 * | `file-missing` | the file to broadcast is not there, or out of reach |
 * | `file-refused` | its server does not let this page read the file: status 403, or no CORS header |
 * | `file-blocked` | the page's own Content-Security-Policy does not let it play the file |
 * | `device-busy` | another program holds the device |
 * | `unsupported` | this browser lacks what the task needs |
 * | `bad-channel` | not a slug and not a channel id |
 * | `channel-taken` | the same owner is already live on this slug: elsewhere, or in this very page |
 * | `not-listed` | the channel is on air, but no star lists it, so newcomers do not find it |
 * | `codec-unsupported` | this browser cannot decode the channel's codec |
 * | `no-parent` | the channel is live but nobody could feed this page |
 * | `no-media` | the channel is live, but its source or encoder gives neither picture nor sound at present |
 * | `protocol` | a peer sent what no peer may send |
 * | `aborted` | the caller's AbortSignal fired |
 * | `closed` | the object was stopped before |
 * | `internal` | a bug in CASTO |
 */
export type CastoErrorCode =
  | 'no-star'
  | 'star-unreachable'
  | 'star-invalid'
  | 'permission-denied'
  | 'device-missing'
  | 'file-missing'
  | 'file-refused'
  | 'file-blocked'
  | 'device-busy'
  | 'unsupported'
  | 'bad-channel'
  | 'channel-taken'
  | 'not-listed'
  | 'codec-unsupported'
  | 'no-parent'
  | 'no-media'
  | 'protocol'
  | 'aborted'
  | 'closed'
  | 'internal';

/** A device that a broadcast captures. */
export type CaptureDevice = 'camera' | 'microphone';

export interface CastoErrorOptions {
  /** True when CASTO has stopped trying; false when it goes on by itself. */
  fatal?: boolean;
  /** The device that the error is about. */
  device?: CaptureDevice | undefined;
  cause?: unknown;
}

/** An error that a page's author can act on. */
export class CastoError extends Error {
  override readonly name = 'CastoError';
  readonly code: CastoErrorCode;
  readonly fatal: boolean;
  /** The device that this is about; undefined when it is about none, or about several. */
  readonly device: CaptureDevice | undefined;

  constructor(code: CastoErrorCode, message: string, options: CastoErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.fatal = options.fatal ?? true;
    this.device = options.device;
  }

  /** The same error, as one that ends what it happened to or one that does not. */
  as(fatal: boolean): CastoError {
    const { code, message, cause, device } = this;
    return new CastoError(code, message, { fatal, device, cause: cause ?? this });
  }

  /** Wraps anything thrown; a CastoError passes through. */
  static from(thrown: unknown, code: CastoErrorCode = 'internal'): CastoError {
    if (thrown instanceof CastoError) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new CastoError(code, message, { cause: thrown });
  }
}

/** What `promise` gives, or the `aborted` error as soon as the signal fires. */
export async function orAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  // Nobody waits for it after the abort, and its failure must not show as an unhandled rejection.
  promise.catch(() => {});
  throwIfAborted(signal);
  if (!signal) return promise;
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(abortedError(signal));
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

const abortedError = ({ reason }: AbortSignal): CastoError =>
  new CastoError('aborted', 'The caller cancelled this', { cause: reason });

/** Throws the `aborted` error when the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortedError(signal);
}
