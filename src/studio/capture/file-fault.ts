/**
 * Why a file at an address did not play. A media element says no more than "not supported" for a missing
 * file, a missing CORS header and a wrong format, so the server is asked once more.
 */
import { CastoError, throwIfAborted } from '../../base/errors.js';

/** Milliseconds for one question. */
const ASK_MS = 5_000;

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** The error to throw. @throws CastoError `aborted` */
export async function fileFault(
  url: string,
  thrown: unknown,
  signal?: AbortSignal,
  ask: Fetch = fetch,
): Promise<CastoError> {
  const shown = url.startsWith('data:') ? 'the data: URL' : url;
  const fault = (code: 'unsupported' | 'file-missing' | 'file-refused', why: string): CastoError =>
    new CastoError(code, `${shown} ${why}`, { cause: thrown });
  const request = async (mode: RequestMode): Promise<Response | null> => {
    const timeout = AbortSignal.timeout(ASK_MS);
    try {
      const response = await ask(url, {
        mode,
        credentials: mode === 'cors' ? 'same-origin' : 'omit',
        // The media element's own answer may lie in the cache.
        cache: 'no-store',
        headers: { Range: 'bytes=0-0' },
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      // What matters are the head lines.
      response.body?.cancel().catch(() => {});
      return response;
    } catch {
      throwIfAborted(signal);
      return null;
    }
  };
  const answer = await request('cors');
  if (!answer) {
    return (await request('no-cors'))
      ? fault(
          'file-refused',
          'may not be read by this page: its server has to send Access-Control-Allow-Origin, for an error page too',
        )
      : fault(
          'file-missing',
          'cannot be reached: check the address, the connection, and connect-src of the page’s Content-Security-Policy',
        );
  }
  const { status } = answer;
  if (status === 401 || status === 403) {
    return fault('file-refused', `is refused by its server with status ${status}`);
  }
  // 416: a file without any byte.
  if (status === 416) return fault('unsupported', 'is empty');
  if (status >= 400) return fault('file-missing', `is answered with status ${status}`);
  const type = answer.headers.get('content-type')?.split(';')[0]?.trim() ?? '';
  if (type && !/^(?:video|audio|application\/(?!json|pdf|xml|xhtml))/i.test(type)) {
    return fault('unsupported', `is no video: its server sends it as ${type}`);
  }
  return fault('unsupported', 'has a format that this browser cannot play');
}
