/**
 * Records what is shown into one file, whatever happens to the source meanwhile: MediaRecorder ends with
 * its tracks, so it gets a picture and a sound of its own that outlive any device.
 */
import { localUnixMs, wallDate } from '../../base/clock.js';
import { CastoError } from '../../base/errors.js';
import { DEFAULT_LAYOUT } from '../capture/capture-settings.js';
import { compose } from '../compose/compose.js';
import type { Composer } from '../compose/composer.js';
import { SoundMixer } from '../compose/sound-mixer.js';
import { bestFileFormat, type FileFormat, recordName } from './file-format.js';
import { type FileWriter, openWriter } from './file-writer.js';
import type { Recording, RecordOptions, RecordResult } from './recording.js';

const MOST = { width: 3840, height: 2160 };
/** How often what was encoded is handed over: the most that a crash loses, milliseconds. */
const CHUNK_MS = 1000;

export class Recorder implements Recording {
  readonly startedAt = localUnixMs();
  #bytes = 0;
  #stopping: Promise<RecordResult> | null = null;

  private constructor(
    private readonly recorder: MediaRecorder,
    private readonly picture: Composer,
    private readonly sound: SoundMixer,
    private readonly file: FileWriter,
    private readonly format: FileFormat,
    onFailed: (error: CastoError) => void,
  ) {
    recorder.ondataavailable = ({ data }) => {
      this.#bytes += data.size;
      if (data.size > 0) file.write(data);
    };
    recorder.onerror = (event) => {
      const cause = (event as Event & { error?: unknown }).error;
      onFailed(new CastoError('internal', 'The recording failed', { fatal: false, cause }));
    };
  }

  get name(): string {
    return this.file.name;
  }
  get way(): FileWriter['way'] {
    return this.file.way;
  }

  static async start(stream: MediaStream, options: RecordOptions): Promise<Recorder | null> {
    const format = bestFileFormat();
    if (!format) throw unsupported(undefined);
    const file = await openWriter(recordName(options.title, wallDate(), format.extension), format);
    if (!file) return null;
    const { frameRate, workerUrl } = options;
    const picture = await compose(
      {
        most: MOST,
        frameRate,
        layout: DEFAULT_LAYOUT,
        fixedSize: true,
        // MediaRecorder takes no other track: what was recorded so far is saved.
        failed: () =>
          options.onFailed(
            new CastoError('internal', 'The recording failed: its worker died', { fatal: false }),
          ),
      },
      workerUrl,
    );
    const sound = new SoundMixer();
    try {
      const media = new MediaRecorder(new MediaStream([picture.track, sound.track]), {
        mimeType: format.mimeType,
        videoBitsPerSecond: options.videoKbps * 1000,
      });
      const recorder = new Recorder(media, picture, sound, file, format, options.onFailed);
      recorder.follow(stream);
      media.start(CHUNK_MS);
      return recorder;
    } catch (cause) {
      picture.close();
      sound.close();
      await file.discard().catch(() => {});
      throw unsupported(cause);
    }
  }

  follow(stream: MediaStream | null): void {
    const live = (track: MediaStreamTrack): boolean => track.readyState === 'live';
    this.picture.setLayers({
      base: stream?.getVideoTracks().find(live) ?? null,
      inset: null,
    });
    this.sound.setInputs(stream?.getAudioTracks().filter(live) ?? []);
  }

  stop(): Promise<RecordResult> {
    this.#stopping ??= this.#finish();
    return this.#stopping;
  }

  async #finish(): Promise<RecordResult> {
    try {
      if (this.recorder.state !== 'inactive') {
        const stopped = new Promise((resolve) => {
          this.recorder.onstop = resolve;
        });
        this.recorder.stop();
        await stopped;
      }
      await this.file.finish();
    } catch (cause) {
      throw new CastoError('internal', 'The recording could not be saved', {
        fatal: false,
        cause,
      });
    } finally {
      this.picture.close();
      this.sound.close();
    }
    const { name, way } = this.file;
    return { name, way, bytes: this.#bytes, mimeType: this.format.mimeType };
  }
}

function unsupported(cause: unknown): CastoError {
  return new CastoError('unsupported', 'This browser cannot record', { fatal: false, cause });
}
