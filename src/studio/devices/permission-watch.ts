/** What the browser says of the permission for a device, and when that changes. */
import { createLog } from '../../base/log.js';
import type { CaptureKind } from './device.js';

const log = createLog('studio:permission');

async function statusOf(kind: CaptureKind): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: kind as PermissionName });
  } catch (error) {
    // Firefox did not know these names before 131.
    log(`the permission of the ${kind} cannot be asked for`, error);
    return null;
  }
}

/** `denied`: asking for the device is refused without a question. Null where the browser does not say. */
export async function permissionOf(kind: CaptureKind): Promise<PermissionState | null> {
  return (await statusOf(kind))?.state ?? null;
}

/** Calls back once, when the person has allowed the device after all; returns what ends it. */
export function onAllowed(kind: CaptureKind, allowed: () => void): () => void {
  let status: PermissionStatus | null = null;
  let ended = false;
  const check = (): void => {
    if (status?.state !== 'granted') return;
    end();
    allowed();
  };
  const end = (): void => {
    ended = true;
    status?.removeEventListener('change', check);
  };
  void statusOf(kind).then((answer) => {
    if (ended || !answer) return;
    status = answer;
    status.addEventListener('change', check);
  });
  return end;
}
