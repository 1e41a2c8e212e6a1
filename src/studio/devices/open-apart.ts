/**
 * Camera and microphone, each alone. A browser answers a request for both with one error when either of
 * them is missing, busy or blocked, and does not say which.
 */
import type { CaptureDevice } from '../../base/errors.js';

export interface ApartPort {
  open(constraints: MediaStreamConstraints): Promise<MediaStream>;
  /** Null where the browser does not say. */
  permission(device: CaptureDevice): Promise<PermissionState | null>;
}

export interface OpenedApart {
  stream: MediaStream;
  without: CaptureDevice;
  /** What the browser threw for the one that is missing. */
  why: unknown;
}

const nameOf = (thrown: unknown): string => (thrown as Error | null)?.name ?? '';

/** Chromium says so; a person who has just closed a question is not asked two more. */
const wasDismissed = (thrown: unknown): boolean =>
  nameOf(thrown) === 'NotAllowedError' && /dismiss/i.test(String((thrown as Error).message));

/**
 * Opens the one that can be opened, the camera first.
 * @param refusal What the browser threw for both.
 * @throws what the browser threw for the camera, when neither can be opened.
 */
export async function openApart(
  both: MediaStreamConstraints,
  refusal: unknown,
  port: ApartPort,
): Promise<OpenedApart> {
  if (wasDismissed(refusal)) throw refusal;
  let cameraRefusal = refusal;
  if (await mayAsk('camera', refusal, port)) {
    try {
      const stream = await port.open({ ...both, audio: false });
      return { stream, without: 'microphone', why: refusal };
    } catch (thrown) {
      if (wasDismissed(thrown)) throw thrown;
      cameraRefusal = thrown;
    }
  }
  if (!(await mayAsk('microphone', refusal, port))) throw cameraRefusal;
  const stream = await port.open({ ...both, video: false }).catch((thrown: unknown) => {
    // An aborted call ends at once; otherwise the camera's error is the one to show.
    throw nameOf(thrown) === 'CastoError' ? thrown : cameraRefusal;
  });
  return { stream, without: 'camera', why: cameraRefusal };
}

/** A device that is blocked for good answers without a question, but some browsers ask for it again. */
async function mayAsk(device: CaptureDevice, refusal: unknown, port: ApartPort): Promise<boolean> {
  return nameOf(refusal) !== 'NotAllowedError' || (await port.permission(device)) !== 'denied';
}
