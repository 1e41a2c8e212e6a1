/** Cameras, microphones and speakers as the browser lists them, kept up to date. */
import { Emitter } from '../../base/events.js';
import type { DeviceChoice } from './device.js';

export type DeviceKind = 'camera' | 'microphone' | 'speaker';
export const DEVICE_KINDS: readonly DeviceKind[] = ['camera', 'microphone', 'speaker'];

export type Devices = Record<DeviceKind, DeviceChoice[]>;

const KINDS: Record<MediaDeviceKind, DeviceKind> = {
  videoinput: 'camera',
  audioinput: 'microphone',
  audiooutput: 'speaker',
};

export const NO_DEVICES: Devices = { camera: [], microphone: [], speaker: [] };

/**
 * The device that was meant: by id, else by label. Ids change when the page's data is cleared, and
 * in Safari with every visit. Null when it is not plugged in.
 */
export function findDevice(
  list: readonly DeviceChoice[],
  wanted: DeviceChoice | null | undefined,
): DeviceChoice | null {
  if (!wanted) return null;
  return (
    list.find(({ deviceId }) => deviceId !== '' && deviceId === wanted.deviceId) ??
    list.find(({ label }) => label !== '' && label === wanted.label) ??
    null
  );
}

type DeviceSource = Pick<
  MediaDevices,
  'enumerateDevices' | 'addEventListener' | 'removeEventListener'
>;

/** Emits `change` when the lists differ from before. */
export class DeviceList extends Emitter<{ change: Devices }> {
  #devices: Devices = NO_DEVICES;
  #told = '';
  #closed = false;
  readonly #source: DeviceSource | undefined;
  readonly #onChange = (): void => void this.refresh();

  constructor(source: DeviceSource | undefined = globalThis.navigator?.mediaDevices) {
    super();
    this.#source = source;
    source?.addEventListener('devicechange', this.#onChange);
  }

  get devices(): Devices {
    return this.#devices;
  }

  /** Labels, and in some browsers ids, are known only once the person has allowed a device. */
  async refresh(): Promise<Devices> {
    let all: MediaDeviceInfo[] = [];
    try {
      all = (await this.#source?.enumerateDevices()) ?? [];
    } catch {
      // A page that may not use devices has none.
    }
    if (this.#closed) return this.#devices;
    const devices: Devices = { camera: [], microphone: [], speaker: [] };
    for (const { kind, deviceId, label } of all) {
      // Chromium lists the system's choice again under these two names.
      if (deviceId === 'communications') continue;
      devices[KINDS[kind]]?.push({ deviceId, label });
    }
    const told = JSON.stringify(devices);
    if (told !== this.#told) {
      this.#told = told;
      this.#devices = devices;
      this.emit('change', devices);
    }
    return devices;
  }

  close(): void {
    this.#closed = true;
    this.#source?.removeEventListener('devicechange', this.#onChange);
    this.removeAllListeners();
  }
}
