/** Getting back what was unplugged. */
import { CastoError, throwIfAborted } from '../errors.js';
import { createLog } from '../log.js';
import type { CaptureKind } from './capture.js';
import { DeviceList, findDevice } from './capture-devices.js';
import type { DeviceChoice } from './capture-wish.js';

const log = createLog('media:desk');

/** Between two tries when the browser does not tell of new devices, milliseconds. */
const RETRY_MS = 3000;

/**
 * Captures again and again until it works.
 * @throws CastoError `aborted`, or what no waiting can mend (`permission-denied`, `unsupported`).
 */
export async function captureAgain<T>(take: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    throwIfAborted(signal);
    // Listened to from before the try: what is plugged in meanwhile is not missed.
    const round = new AbortController();
    const changed = devicesChanged(AbortSignal.any([signal, round.signal]));
    try {
      return await take();
    } catch (thrown) {
      const { code } = CastoError.from(thrown);
      if (code !== 'device-missing' && code !== 'device-busy') throw thrown;
      await changed;
    } finally {
      round.abort();
    }
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

/** Waits for devices that others stand in for, and tells when they are plugged in again. */
export class DeviceReturn {
  #list: DeviceList | null = null;
  readonly #expected = new Map<CaptureKind, DeviceChoice>();

  constructor(private readonly back: (kind: CaptureKind, device: DeviceChoice) => Promise<void>) {}

  expect(kind: CaptureKind, device: DeviceChoice): void {
    if (!device.deviceId && !device.label) return;
    this.#expected.set(kind, device);
    if (this.#list) return;
    this.#list = new DeviceList();
    this.#list.on('change', (devices) => {
      for (const [waitingFor, lost] of this.#expected) {
        const found = findDevice(devices[waitingFor], lost);
        if (found) this.#tell(waitingFor, found);
      }
    });
  }

  #tell(kind: CaptureKind, device: DeviceChoice): void {
    this.forget(kind);
    this.back(kind, device).catch((error) => log(`${kind} is back but does not open`, error));
  }

  forget(kind: CaptureKind): void {
    this.#expected.delete(kind);
    if (this.#expected.size === 0) this.close();
  }

  close(): void {
    this.#expected.clear();
    this.#list?.close();
    this.#list = null;
  }
}
