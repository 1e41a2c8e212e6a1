/** Notices when a source dies, and gets a camera back that was unplugged. */
import { CastoError, throwIfAborted } from '../../src/errors.js';
import { type CaptureSource, capture } from '../../src/media/capture.js';

export type Capture = (
  source: CaptureSource,
  options?: { signal?: AbortSignal },
) => Promise<MediaStream>;

/** Between two tries when the browser does not tell of new devices, milliseconds. */
const RETRY_MS = 3000;

/**
 * Calls `lost` once: when any track ends (`any`, a captured device) or when all have (`all`, a
 * stream that the page made). Returns the function that stops watching.
 */
export function onSourceLost(
  stream: MediaStream,
  when: 'any' | 'all',
  lost: () => void,
): () => void {
  const tracks = stream.getTracks();
  const off = (): void => {
    for (const track of tracks) track.removeEventListener('ended', check);
  };
  // A track may be told to have ended before its readyState says so.
  const ended = new Set(tracks.filter((track) => track.readyState === 'ended'));
  const check = (event: Event): void => {
    ended.add(event.target as MediaStreamTrack);
    const held = stream.getTracks();
    if (when === 'all' && held.some((track) => !ended.has(track) && track.readyState === 'live')) {
      return;
    }
    off();
    lost();
  };
  for (const track of tracks) track.addEventListener('ended', check);
  return off;
}

/**
 * Captures again and again until it works.
 * @throws CastoError `aborted`, or what no waiting can mend (`permission-denied`, `unsupported`).
 */
export async function captureAgain(
  source: CaptureSource,
  signal: AbortSignal,
  take: Capture = capture,
): Promise<MediaStream> {
  for (;;) {
    throwIfAborted(signal);
    try {
      return await take(source, { signal });
    } catch (thrown) {
      const { code } = CastoError.from(thrown);
      if (code !== 'device-missing' && code !== 'device-busy') throw thrown;
    }
    await devicesChanged(signal);
  }
}

/** Resolves when a device was plugged in, after a while, or when the signal fires. */
function devicesChanged(signal: AbortSignal): Promise<void> {
  const devices = globalThis.navigator?.mediaDevices;
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      devices?.removeEventListener('devicechange', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, RETRY_MS);
    devices?.addEventListener('devicechange', done);
    signal.addEventListener('abort', done);
  });
}
