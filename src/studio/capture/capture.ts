/** Camera, microphone and screen, with errors that tell what to do. */
import { CastoError, type CastoErrorCode, throwIfAborted } from '../../base/errors.js';
import type { CaptureKind } from '../devices/device.js';
import { openApart } from '../devices/open-apart.js';
import { permissionOf } from '../devices/permission-watch.js';

export type CaptureSource = 'camera' | 'screen';

export interface CaptureOptions {
  signal?: AbortSignal;
  /** Replaces the default constraints. */
  constraints?: MediaStreamConstraints;
  /** Called for a device that the stream goes without, because only the other one could be opened. */
  missing?: (error: CastoError & { readonly device: CaptureKind }) => void;
}

export type Capture = (source: CaptureSource, options?: CaptureOptions) => Promise<MediaStream>;

const SCREEN: MediaStreamConstraints = { video: { frameRate: { ideal: 30 } }, audio: true };

/** 720p30: what one upload link of a home can feed to several children. */
const CAMERA: MediaStreamConstraints = {
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
};
const CODES: Record<string, CastoErrorCode> = {
  NotAllowedError: 'permission-denied',
  SecurityError: 'permission-denied',
  // getDisplayMedia without a click says this.
  InvalidStateError: 'permission-denied',
  NotFoundError: 'device-missing',
  OverconstrainedError: 'device-missing',
  NotReadableError: 'device-busy',
  // Chromium says AbortError when the device stops answering while it is being opened.
  AbortError: 'device-busy',
  NotSupportedError: 'unsupported',
  TypeError: 'unsupported',
};

const MESSAGES: Record<CaptureSource | CaptureKind, Partial<Record<CastoErrorCode, string>>> = {
  camera: {
    'permission-denied':
      'Camera or microphone were refused. Allow them in the address bar of the browser; in an ' +
      'iframe, add allow="camera; microphone"',
    'device-missing': 'No camera was found. Connect one and try again',
    'device-busy': 'Another program holds the camera or microphone. Close it and try again',
    unsupported:
      'This page cannot reach a camera: it needs https (or localhost) and a browser with getUserMedia',
  },
  microphone: {
    'permission-denied':
      'The microphone is blocked. Allow it in the address bar of the browser; in an iframe, add ' +
      'allow="microphone"',
    'device-missing': 'No microphone was found. Connect one',
    'device-busy': 'The microphone does not open: another program may hold it. Close that program',
    unsupported: 'This page cannot reach a microphone: it needs https (or localhost)',
  },
  screen: {
    'permission-denied':
      'Sharing the screen was refused or not asked for by a click; in an iframe, add ' +
      'allow="display-capture"',
    'device-missing': 'There is no screen that could be shared',
    'device-busy': 'The system does not let this browser record the screen',
    unsupported:
      'This browser cannot share its screen (phones cannot), or the page is not on https',
  },
};

/** The CastoError for what getUserMedia or getDisplayMedia threw. */
export function captureError(thrown: unknown, source: CaptureSource | CaptureKind): CastoError {
  if (thrown instanceof CastoError) return thrown;
  const name = thrown instanceof Error || thrown instanceof DOMException ? thrown.name : '';
  const code = CODES[name] ?? 'internal';
  const message = MESSAGES[source][code] ?? `The ${source} could not be opened: ${String(thrown)}`;
  const device = source === 'screen' ? undefined : source;
  return new CastoError(code, message, { cause: thrown, device });
}

export function stopTracks(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/**
 * Opens the camera (with its microphone) or the screen. When one of the two devices cannot be opened,
 * the stream has the other one alone.
 * @throws CastoError `permission-denied`, `device-missing`, `device-busy`, `unsupported`, `aborted`.
 */
export async function capture(
  source: CaptureSource,
  options: CaptureOptions = {},
): Promise<MediaStream> {
  throwIfAborted(options.signal);
  const { constraints } = options;
  const alone = source === 'camera' && constraints && !constraints.video ? 'microphone' : source;
  const opening = open(source, options).catch((thrown: unknown) => {
    throw captureError(thrown, alone);
  });
  return abandonable(opening, options.signal);
}

async function open(
  source: CaptureSource,
  { constraints, signal, missing }: CaptureOptions,
): Promise<MediaStream> {
  const devices = globalThis.navigator?.mediaDevices;
  const can =
    source === 'camera'
      ? typeof devices?.getUserMedia === 'function'
      : typeof devices?.getDisplayMedia === 'function';
  if (!can) throw new CastoError('unsupported', MESSAGES[source].unsupported ?? 'unsupported');
  if (source === 'screen') return devices.getDisplayMedia(constraints ?? SCREEN);

  const wanted = constraints ?? CAMERA;
  try {
    return await devices.getUserMedia(wanted);
  } catch (thrown) {
    if (!wanted.audio || !wanted.video) throw thrown;
    const opened = await openApart(wanted, thrown, {
      open: (one) => {
        throwIfAborted(signal);
        return devices.getUserMedia(one);
      },
      permission: permissionOf,
    });
    const error = captureError(opened.why, opened.without).as(false);
    missing?.(error as CastoError & { readonly device: CaptureKind });
    return opened.stream;
  }
}

/** A permission prompt cannot be cancelled: the late stream is stopped instead. */
function abandonable(
  opening: Promise<MediaStream>,
  signal: AbortSignal | undefined,
): Promise<MediaStream> {
  if (!signal) return opening;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      opening.then(stopTracks, () => {});
      reject(new CastoError('aborted', 'The caller cancelled this', { cause: signal.reason }));
    };
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    opening.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
