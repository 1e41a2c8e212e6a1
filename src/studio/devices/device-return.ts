/** Getting back what is missing. */
import { CastoError, throwIfAborted } from '../../base/errors.js';
import { createLog } from '../../base/log.js';
import type { CaptureKind, DeviceChoice } from './device.js';
import { DeviceList, findDevice } from './devices.js';
import { onAllowed, permissionOf } from './permission-watch.js';

const log = createLog('studio:capture');

/** Between two tries when the browser does not tell that something has changed, milliseconds. */
const RETRY_MS = 3000;

/**
 * Captures again and again until it works.
 * @param last Why it has just failed: the first try then waits for news.
 * @throws CastoError `aborted`, or what no waiting can mend (`unsupported`).
 */
export async function captureAgain<T>(
  kind: CaptureKind,
  take: () => Promise<T>,
  signal: AbortSignal,
  last: CastoError | null = null,
): Promise<T> {
  let why = last;
  for (;;) {
    throwIfAborted(signal);
    // Listened to from before the try: what is plugged in meanwhile is not missed.
    const round = new AbortController();
    const news = new News(kind, AbortSignal.any([signal, round.signal]));
    try {
      if (!why) return await take();
      await news.after(why);
      why = null;
    } catch (thrown) {
      const error = CastoError.from(thrown);
      if (error.code === 'aborted' || error.code === 'unsupported') throw thrown;
      await news.after(error);
    } finally {
      round.abort();
    }
  }
}

/** Whatever may let a device be opened that was refused before. */
class News {
  readonly #came: Promise<void>;
  #come = (): void => {};

  constructor(
    private readonly kind: CaptureKind,
    signal: AbortSignal,
  ) {
    const devices = globalThis.navigator?.mediaDevices;
    this.#came = new Promise((resolve) => {
      const unwatch = onAllowed(kind, () => this.#come());
      this.#come = () => {
        unwatch();
        devices?.removeEventListener('devicechange', this.#come);
        signal.removeEventListener('abort', this.#come);
        resolve();
      };
      devices?.addEventListener('devicechange', this.#come);
      signal.addEventListener('abort', this.#come);
    });
  }

  /** Resolves at the news, when the signal fires, and after a while where a try asks nobody anything. */
  async after({ code }: CastoError): Promise<void> {
    const timer = setInterval(async () => {
      const quiet = code !== 'permission-denied' || (await permissionOf(this.kind)) === 'granted';
      if (quiet) this.#come();
    }, RETRY_MS);
    await this.#came;
    clearInterval(timer);
  }
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
    this.back(kind, device).catch((error) => {
      log(`${kind} is back but does not open`, error);
      // The one that stands in goes on until the next change of the devices.
      if (CastoError.from(error).code !== 'aborted') this.expect(kind, device);
    });
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
