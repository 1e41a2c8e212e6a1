/** What a person chose the last time, on this site and this computer. */
import { DEVICE_KINDS, type DeviceKind } from '../../src/media/capture-devices.js';
import type { DeviceChoice } from '../../src/media/capture-wish.js';

const KEY = 'casto.studio';
const LONGEST = 300;

export type Chosen = Record<DeviceKind, DeviceChoice | null>;

type Store = Pick<Storage, 'getItem' | 'setItem'>;

/** A sandboxed frame, or a person who allows no storage, throws at the mere name. */
function pageStore(): Store | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

export function recall(store: Store | null = pageStore()): Chosen {
  const chosen: Chosen = { camera: null, microphone: null, speaker: null };
  try {
    const stored: unknown = JSON.parse(store?.getItem(KEY) ?? '{}');
    for (const kind of DEVICE_KINDS) {
      const entry = (stored as Record<string, Partial<DeviceChoice>> | null)?.[kind];
      if (typeof entry?.deviceId !== 'string' || typeof entry.label !== 'string') continue;
      if (entry.deviceId.length > LONGEST || entry.label.length > LONGEST) continue;
      chosen[kind] = { deviceId: entry.deviceId, label: entry.label };
    }
  } catch {
    // Unreadable is as good as nothing.
  }
  return chosen;
}

/** Whether it is counted down before going live. */
const COUNTING = 'casto.countdown';

export function recallCounting(store: Store | null = pageStore()): boolean {
  try {
    return store?.getItem(COUNTING) !== 'off';
  } catch {
    return true;
  }
}

export function rememberCounting(on: boolean, store: Store | null = pageStore()): void {
  try {
    store?.setItem(COUNTING, on ? 'on' : 'off');
  } catch {
    // As below.
  }
}

export function remember(chosen: Chosen, store: Store | null = pageStore()): void {
  try {
    store?.setItem(KEY, JSON.stringify(chosen));
  } catch {
    // Full or forbidden: it is asked again the next time.
  }
}
