/** What a person chose the last time, on this site and this computer. */
import type { DeviceChoice } from '../../../src/studio/devices/device.js';
import { DEVICE_KINDS, type DeviceKind } from '../../../src/studio/devices/devices.js';
import { readStored, type Store, writeStored } from '../../base/page-store.js';

const KEY = 'casto.studio';
const LONGEST = 300;

export type Chosen = Record<DeviceKind, DeviceChoice | null>;

/** @param store - that of the page, unless a test has another */
export function recall(store?: Store | null): Chosen {
  const chosen: Chosen = { camera: null, microphone: null, speaker: null };
  const stored = readStored(KEY, store) as Record<string, Partial<DeviceChoice> | null> | null;
  for (const kind of DEVICE_KINDS) {
    const entry = stored?.[kind];
    if (typeof entry?.deviceId !== 'string' || typeof entry.label !== 'string') continue;
    if (entry.deviceId.length > LONGEST || entry.label.length > LONGEST) continue;
    chosen[kind] = { deviceId: entry.deviceId, label: entry.label };
  }
  return chosen;
}

export const remember = (chosen: Chosen, store?: Store | null): void =>
  writeStored(KEY, chosen, store);

/** Whether it is counted down before going live. */
const COUNTING = 'casto.countdown';

export const recallCounting = (): boolean => readStored(COUNTING) !== false;
export const rememberCounting = (on: boolean): void => writeStored(COUNTING, on);
