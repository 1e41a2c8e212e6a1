/** What is loaded by `import()` when first needed: its file may be gone by then. */
import { CastoError } from './errors.js';

/**
 * @param what begins the message
 * @param fatal see {@link CastoError.fatal}
 * @throws CastoError `internal` when it cannot be fetched or run
 */
export async function latePart<T>(what: string, part: Promise<T>, fatal = true): Promise<T> {
  try {
    return await part;
  } catch (cause) {
    if (cause instanceof CastoError) throw cause;
    throw new CastoError(
      'internal',
      `${what} could not be loaded. A new version of the page may have replaced its file: reload the page, and check that the file is reachable and that the Content-Security-Policy allows it`,
      { cause, fatal },
    );
  }
}
