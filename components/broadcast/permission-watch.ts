/** Tells when the person has allowed the camera after all, in the browser's own settings. */
import { createLog } from '../../src/log.js';

const log = createLog('broadcast');

/** Calls back once; returns what ends it. */
export function onCameraAllowed(allowed: () => void): () => void {
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
  const ask = async (): Promise<void> => {
    try {
      const answer = await navigator.permissions.query({ name: 'camera' as PermissionName });
      if (ended) return;
      status = answer;
      status.addEventListener('change', check);
    } catch (error) {
      // Firefox did not know the name before 131: the person presses “Try again”.
      log('the camera permission cannot be watched', error);
    }
  };
  void ask();
  return end;
}
