/** One local recording at a time: begins, follows the source, ends with it. */
import { localUnixMs } from '../../../src/base/clock.js';
import { CastoError } from '../../../src/base/errors.js';
import { Emitter } from '../../../src/base/events.js';
import { latePart } from '../../../src/base/late-part.js';
import { configuredSoFar } from '../../../src/engine-loader.js';
import type { EncodedFeed } from '../../../src/media/frames/encoded-feed.js';
import type { Recording, StartRecording } from '../../../src/studio/recording/recording.js';
import type { RecordingDetail } from '../../events/recording-event.js';

export interface RecordingEvents {
  change: RecordingDetail;
  /** It failed; the broadcast is not touched. */
  error: CastoError;
}

const RECORDER = 'The recorder';

const startRecording: StartRecording = async (stream, feed, options) => {
  // Without a picture it is no video file.
  if (feed?.codecs.video) {
    const encoded = await latePart(RECORDER, import('./encoded-recorder.lazy.js'), false);
    if (encoded.fitsFile(feed.codecs)) return encoded.EncodedRecorder.start(feed, options);
  }
  const { Recorder } = await latePart(RECORDER, import('./recorder.lazy.js'), false);
  return Recorder.start(stream, options);
};

/** A file may have more than an upload. */
const KBPS = 6000;
const FRAME_RATE = 30;

export interface RecordingOptions {
  title: string;
  frameRate?: number | undefined;
  /** What is sent, if anything is: then that is kept, instead of encoding once more. */
  encoded?: EncodedFeed | null | undefined;
}

export class RecordingCore extends Emitter<RecordingEvents> {
  /** Unix ms, null while nothing is recorded. */
  since: number | null = null;
  #recorder: Recording | null = null;
  #starting: Promise<boolean> | null = null;
  #stream: MediaStream | null = null;
  readonly #start: StartRecording;

  constructor(start: StartRecording = startRecording) {
    super();
    this.#start = start;
  }

  /** Milliseconds; null while nothing is recorded. */
  get lastedMs(): number | null {
    return this.since === null ? null : localUnixMs() - this.since;
  }

  /** What is recorded from now on; null ends the recording. */
  follow(stream: MediaStream | null): void {
    this.#stream = stream;
    if (stream) this.#recorder?.follow(stream);
    else void this.stop().catch(() => {});
  }

  /**
   * Call it from a click: the browser may ask where to save. False when the person changed their mind.
   * @throws CastoError `device-missing` without a stream, `unsupported`.
   */
  start(options: RecordingOptions): Promise<boolean> {
    if (this.#recorder) return Promise.resolve(true);
    this.#starting ??= this.#begin(options).finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  async #begin(options: RecordingOptions): Promise<boolean> {
    const { title, frameRate = FRAME_RATE, encoded } = options;
    const stream = this.#streamOrThrow();
    const recorder = await this.#start(stream, encoded ?? null, {
      title,
      frameRate,
      videoKbps: KBPS,
      workerUrl: configuredSoFar().workerUrl,
      onFailed: (error) => {
        this.emit('error', error);
        this.stop().catch(() => {});
      },
      onEnded: () => void this.stop().catch(() => {}),
    });
    if (!recorder) return false;
    this.#recorder = recorder;
    // The source may have gone while the person looked for a folder.
    if (!this.#stream) {
      await this.stop();
      return false;
    }
    recorder.follow(this.#stream);
    this.since = recorder.startedAt;
    this.emit('change', { recording: true, name: recorder.name, way: recorder.way });
    return true;
  }

  #streamOrThrow(): MediaStream {
    if (this.#stream) return this.#stream;
    throw new CastoError('device-missing', 'There is nothing to record yet: open a source first', {
      fatal: false,
    });
  }

  /** Finishes the file; resolves when it is saved. Without a recording, at once. */
  async stop(): Promise<void> {
    const recorder = this.#recorder;
    if (!recorder) return;
    this.#recorder = null;
    this.since = null;
    const { name, way } = recorder;
    try {
      await recorder.stop();
      this.emit('change', { recording: false, name, way });
    } catch (thrown) {
      const error = CastoError.from(thrown);
      this.emit('error', error);
      this.emit('change', { recording: false, name: '', way });
      throw error;
    }
  }
}
