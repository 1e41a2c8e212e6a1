/** Devices that a source needs and does not have now: why, and what gets each of them back. */
import { CastoError, orAborted } from '../../base/errors.js';
import type { CaptureKind, DeviceChoice } from './device.js';
import { type Held, isLive } from './device.js';
import { captureAgain, DeviceReturn } from './device-return.js';

/** A track that gives nothing for this long is silenced by the system; shorter breaks are a device's own. */
export const SILENT_MS = 1500;

/** A device that is there but could not be put on air: between two tries, growing, milliseconds. */
const AGAIN_MS = { first: 1000, most: 30_000 };

interface Missing {
  error: CastoError;
  /** Null while the track is only silent: it comes back by itself. */
  search: AbortController | null;
}

export interface RecoveryPort {
  /** The device that the person chose. */
  chosen(kind: CaptureKind): DeviceChoice | null | undefined;
  /** This device, or another of its kind. */
  open(kind: CaptureKind, device: DeviceChoice, signal: AbortSignal): Promise<Held>;
  /** Puts it on air; one that this rejects for is still the caller's. */
  install(kind: CaptureKind, held: Held): Promise<void>;
  /** The device is back that another one stands in for. */
  swap(kind: CaptureKind, device: DeviceChoice): Promise<void>;
  /** Other devices are missing than before. */
  changed(): void;
  trouble(error: CastoError): void;
}

export class DeviceRecovery {
  readonly #missing = new Map<CaptureKind, Missing>();
  readonly #returns: DeviceReturn;

  constructor(private readonly port: RecoveryPort) {
    this.#returns = new DeviceReturn((kind, device) => port.swap(kind, device));
  }

  /** Why each is missing; `device` tells which. */
  get errors(): readonly CastoError[] {
    return [...this.#missing.values()].map(({ error }) => error);
  }

  /** It was unplugged: the same one is wanted back, and until then another. */
  lost(kind: CaptureKind, track: MediaStreamTrack | undefined): void {
    if (this.#missing.get(kind)?.search) return;
    const device = { deviceId: track?.getSettings().deviceId ?? '', label: track?.label ?? '' };
    const message = `The ${kind} was unplugged`;
    const error = new CastoError('device-missing', message, { fatal: false, device: kind });
    this.#search(kind, error, device, null);
  }

  /** It did not open with the others: the next try waits until something has changed. */
  lacks(kind: CaptureKind, error: CastoError): void {
    this.#search(kind, error, { deviceId: '', label: '' }, error);
  }

  silenced(kind: CaptureKind): void {
    if (this.#missing.has(kind)) return;
    const message = `The ${kind} gives nothing: the system or another program has silenced it`;
    const error = new CastoError('device-busy', message, { fatal: false, device: kind });
    this.#missing.set(kind, { error, search: null });
    this.#tell(error);
  }

  heard(kind: CaptureKind): void {
    const missing = this.#missing.get(kind);
    if (missing && !missing.search) this.found(kind);
  }

  /** It is there, or no longer wanted. */
  found(kind: CaptureKind): void {
    this.#missing.get(kind)?.search?.abort();
    if (this.#missing.delete(kind)) this.port.changed();
  }

  /** A try in between has failed: the latest reason counts. */
  failed(kind: CaptureKind, error: CastoError): void {
    const missing = this.#missing.get(kind);
    if (!missing) return;
    missing.error = error;
    this.port.changed();
  }

  /** Another device was chosen: the one before is not waited for. */
  forget(kind: CaptureKind): void {
    this.#returns.forget(kind);
  }

  #tell(error: CastoError): void {
    this.port.changed();
    this.port.trouble(error);
  }

  #search(kind: CaptureKind, error: CastoError, lost: DeviceChoice, last: CastoError | null): void {
    this.#missing.get(kind)?.search?.abort();
    const search = new AbortController();
    const { signal } = search;
    this.#missing.set(kind, { error, search });
    this.#tell(error);
    this.#recover(kind, lost, signal, last).catch((cause: unknown) => {
      if (signal.aborted) return;
      const { code, message } = CastoError.from(cause);
      const end = new CastoError(code, message, { fatal: false, device: kind, cause });
      this.failed(kind, end);
      this.port.trouble(end);
    });
  }

  async #recover(
    kind: CaptureKind,
    lost: DeviceChoice,
    signal: AbortSignal,
    last: CastoError | null,
  ): Promise<void> {
    const wanted = (): DeviceChoice => this.port.chosen(kind) ?? lost;
    const open = (): Promise<Held> => this.port.open(kind, wanted(), signal);
    let found: Held | null = null;
    for (let pauseMs = AGAIN_MS.first; ; pauseMs = Math.min(2 * pauseMs, AGAIN_MS.most)) {
      try {
        if (!found || !isLive(found.track)) found = await captureAgain(kind, open, signal, last);
        if (signal.aborted) break;
        await this.port.install(kind, found);
        if (isLive(found.track)) {
          const { deviceId } = found.track.getSettings();
          if (deviceId !== wanted().deviceId) this.#returns.expect(kind, wanted());
          return;
        }
        // Unplugged again while it was being handed over.
      } catch (thrown) {
        if (signal.aborted || !found) throw thrown;
        this.#refused(kind, thrown);
      }
      // Aborted by its caller, which no longer wants it.
      await orAborted(new Promise((resolve) => setTimeout(resolve, pauseMs)), signal).catch(
        () => {},
      );
      if (signal.aborted) break;
    }
    found.track.stop();
  }

  /** The same reason again is no news. */
  #refused(kind: CaptureKind, thrown: unknown): void {
    const { code, message } = CastoError.from(thrown);
    const text = `The ${kind} cannot be put on air: ${message}. It is tried again`;
    if (this.#missing.get(kind)?.error.message === text) return;
    const error = new CastoError(code, text, { fatal: false, device: kind, cause: thrown });
    this.failed(kind, error);
    this.port.trouble(error);
  }

  close(): void {
    this.#returns.close();
    for (const kind of [...this.#missing.keys()]) this.found(kind);
  }
}

/**
 * Tells when the system silences a device's track, as a telephone call and the switch of a headset do, and
 * when it is heard (or seen) again; the latter also at the beginning.
 */
export function watchSilence(
  track: MediaStreamTrack,
  { silent, heard }: { silent(): void; heard(): void },
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const check = (): void => {
    clearTimeout(timer);
    if (track.muted) timer = setTimeout(silent, SILENT_MS);
    else heard();
  };
  track.addEventListener('mute', check);
  track.addEventListener('unmute', check);
  check();
  return () => {
    clearTimeout(timer);
    track.removeEventListener('mute', check);
    track.removeEventListener('unmute', check);
  };
}
