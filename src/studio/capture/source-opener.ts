/** Opens the devices, screens and files that a source needs. */
import { CastoError } from '../../base/errors.js';
import { createLog } from '../../base/log.js';
import type { CaptureKind, Held } from '../devices/device.js';
import { isLive } from '../devices/device.js';
import type { Capture } from './capture.js';
import {
  type CaptureConstraints,
  cameraConstraints,
  type Insistence,
  microphoneConstraints,
  screenConstraints,
} from './constraints.js';
import type { FileInput, openFile } from './file-source.js';
import type { OpenSources, PartName } from './open-sources.js';

const log = createLog('studio:capture');

export type LoadFile = () => Promise<typeof openFile>;

export class SourceOpener {
  constructor(
    private readonly take: Capture,
    private readonly loadFile: LoadFile,
  ) {}

  /**
   * Puts into `fresh` what is needed and not open yet; what it holds is the caller's to stop, also
   * when this throws.
   * @throws CastoError as capture() and openFile().
   */
  async acquire(
    need: Record<PartName, boolean>,
    have: OpenSources,
    fresh: Partial<OpenSources>,
    {
      constraints,
      file,
      signal,
      missing,
    }: {
      constraints: CaptureConstraints;
      file: FileInput | null;
      signal: AbortSignal;
      /** A device that is needed and cannot be opened, while there is something to show without it. */
      missing(error: CastoError): void;
    },
  ): Promise<void> {
    // The screen first: its picker wants a click that is not long past.
    if (need.screen && !have.screen) fresh.screen = await this.#screen(constraints, signal);
    if (need.file) fresh.file = await this.#file(file, signal);
    const camera = need.camera && !isLive(have.camera?.track);
    const microphone = need.microphone && !isLive(have.microphone?.track);
    if (!camera && !microphone) return;
    const lacking: CastoError[] = [];
    try {
      const stream = await this.take('camera', {
        signal,
        missing: (error) => lacking.push(error),
        constraints: {
          video: camera && cameraConstraints(constraints),
          audio: microphone && microphoneConstraints(constraints),
        },
      });
      const [video] = stream.getVideoTracks();
      const [audio] = stream.getAudioTracks();
      if (video) fresh.camera = { track: video, stream };
      if (audio) fresh.microphone = { track: audio, stream };
    } catch (thrown) {
      const rest =
        need.screen ||
        need.file ||
        (need.camera && !camera) ||
        (need.microphone && !microphone && isLive(have.microphone?.track));
      if (!rest || signal.aborted) throw thrown;
      const error = CastoError.from(thrown);
      if (camera) lacking.push(about('camera', error));
      if (microphone) lacking.push(about('microphone', error));
    }
    const noCamera = lacking.find(({ device }) => device === 'camera');
    // Sound alone is better than nothing, but not than the picture that is shown already.
    if (noCamera && !need.screen && (have.screen || have.file)) throw noCamera;
    for (const error of lacking) {
      log('going on without', error.device, error);
      missing(error);
    }
  }

  #screen(constraints: CaptureConstraints, signal: AbortSignal): Promise<MediaStream> {
    const asked = constraints.height !== undefined || constraints.frameRate !== undefined;
    return this.take('screen', {
      signal,
      ...(asked ? { constraints: { video: screenConstraints(constraints), audio: true } } : {}),
    });
  }

  async #file(file: FileInput | null, signal: AbortSignal) {
    if (!file) {
      throw new CastoError('device-missing', 'source="file" needs a file: set it before start()');
    }
    const open = await this.loadFile();
    return open(file, signal);
  }

  /** One camera or one microphone. @throws CastoError as capture(). */
  async one(
    kind: CaptureKind,
    constraints: CaptureConstraints,
    insistence: Insistence,
    signal: AbortSignal,
  ): Promise<Held> {
    const stream = await this.take('camera', {
      signal,
      constraints:
        kind === 'camera'
          ? { video: cameraConstraints(constraints, insistence), audio: false }
          : { audio: microphoneConstraints(constraints, insistence), video: false },
    });
    const [track] = kind === 'camera' ? stream.getVideoTracks() : stream.getAudioTracks();
    if (!track) throw new CastoError('device-missing', `No ${kind} was found`);
    return { track, stream };
  }
}

/** The same error as trouble with this device, which does not end the broadcast. */
function about(device: CaptureKind, { code, message, cause }: CastoError): CastoError {
  return new CastoError(code, message, { fatal: false, device, cause });
}
