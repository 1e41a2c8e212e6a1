/** capture(), fetched when it is first called. */
import type { Capture } from './capture.js';

const load = () => import('./capture.js');

/** Called ahead, as a browser lets a page ask for the screen only shortly after a click. */
export function prepareCapture(): void {
  // A failure is told by the call itself.
  load().catch(() => {});
}

/**
 * Opens the camera (with its microphone) or the screen. When one of the two devices cannot be opened,
 * the stream has the other one alone.
 * @throws CastoError `permission-denied`, `device-missing`, `device-busy`, `unsupported`, `aborted`.
 */
export const capture: Capture = async (source, options) => (await load()).capture(source, options);
