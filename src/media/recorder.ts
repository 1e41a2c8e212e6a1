/**
 * Records what is shown into one file, whatever happens to the source meanwhile: MediaRecorder ends with
 * its tracks, so it gets a picture and a sound of its own that outlive any device.
 */
import { localUnixMs, wallDate } from '../clock.js';
import { CastoError } from '../errors.js';
import { compose } from './compose.js';
import type { Composer } from './compose-api.js';
import { SoundMixer } from './compose-sound.js';
import { DEFAULT_LAYOUT } from './desk-wishes.js';
import { bestRecordFormat, type RecordFormat, recordName } from './record-format.js';
import { openSink, type RecordSink } from './record-sink.js';
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
    private readonly sink: RecordSink,
    private readonly format: RecordFormat,
    onFailed: (error: CastoError) => void,
  ) {
    recorder.ondataavailable = ({ data }) => {
      this.#bytes += data.size;
      if (data.size > 0) sink.write(data);
    };
    recorder.onerror = (event) => {
      const cause = (event as Event & { error?: unknown }).error;
      onFailed(new CastoError('internal', 'The recording failed', { fatal: false, cause }));
    };
  }

  get name(): string {
    return this.sink.name;
  }
  get way(): RecordSink['way'] {
    return this.sink.way;
  }

  static async start(stream: MediaStream, options: RecordOptions): Promise<Recorder | null> {
    const format = bestRecordFormat();
    if (!format) throw unsupported(undefined);
    const sink = await openSink(recordName(options.title, wallDate(), format.extension), format);
    if (!sink) return null;
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
      const recorder = new Recorder(media, picture, sound, sink, format, options.onFailed);
      recorder.follow(stream);
      media.start(CHUNK_MS);
      return recorder;
    } catch (cause) {
      picture.close();
      sound.close();
      await sink.discard().catch(() => {});
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
      await this.sink.finish();
    } catch (cause) {
      throw new CastoError('internal', 'The recording could not be saved', {
        fatal: false,
        cause,
      });
    } finally {
      this.picture.close();
      this.sound.close();
    }
    const { name, way } = this.sink;
    return { name, way, bytes: this.#bytes, mimeType: this.format.mimeType };
  }
}

function unsupported(cause: unknown): CastoError {
  return new CastoError('unsupported', 'This browser cannot record', { fatal: false, cause });
}
