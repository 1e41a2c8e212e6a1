/**
 * Records what is sent, as it is encoded: costs no second encoder, and the file shows what viewers saw.
 * WebM, with its length and an index, by mediabunny.
 */
import {
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  Output,
  StreamTarget,
  type StreamTargetChunk,
  WebMOutputFormat,
} from 'mediabunny';
import { localUnixMs, wallDate } from '../../base/clock.js';
import { CastoError } from '../../base/errors.js';
import type { EncodedFeed, FedFrame } from '../../media/frames/encoded-feed.js';
import type { Kind } from '../../media/frames/encoded-frames.js';
import { FileClock } from './file-clock.js';
import { type FileFormat, recordName } from './file-format.js';
import { type FileWriter, openWriter } from './file-writer.js';
import type { Recording, RecordOptions, RecordResult } from './recording.js';
import { type FileCodecs, fileCodecs, type PictureSize } from './webm-codecs.js';

/** Written at once, bytes: the most that a crash loses, a few seconds. */
const CHUNK_BYTES = 2 ** 20;
/** A key frame is asked for at the start; without one this long there is nothing to record, ms. */
const FIRST_PICTURE_MS = 10_000;

export class EncodedRecorder implements Recording {
  readonly startedAt = localUnixMs();
  readonly #output: Output;
  readonly #video: EncodedVideoPacketSource;
  readonly #audio: EncodedAudioPacketSource;
  readonly #clock: FileClock;
  readonly #unlisten: () => void;
  readonly #firstPicture: ReturnType<typeof setTimeout>;
  /** Packets are written one after another. */
  #work: Promise<void>;
  #bytes = 0;
  #packets = { video: 0, audio: 0 };
  #failed = false;
  #stopping: Promise<RecordResult> | null = null;

  private constructor(
    feed: EncodedFeed,
    private readonly codecs: FileCodecs,
    private readonly format: FileFormat,
    private readonly file: FileWriter,
    private readonly options: RecordOptions,
  ) {
    const write = ({ data, position }: StreamTargetChunk): void => {
      this.#bytes = Math.max(this.#bytes, position + data.byteLength);
      // Copied: what is written is a view of a buffer that is used again.
      file.write(new Blob([data]), position);
    };
    this.#output = new Output({
      format: new WebMOutputFormat(),
      target: new StreamTarget(new WritableStream({ write }), {
        chunked: true,
        chunkSize: CHUNK_BYTES,
      }),
    });
    this.#video = new EncodedVideoPacketSource(codecs.video.name);
    this.#output.addVideoTrack(this.#video);
    this.#audio = new EncodedAudioPacketSource(codecs.audio.name);
    const hasSound = feed.codecs.audio !== null;
    if (hasSound) this.#output.addAudioTrack(this.#audio);
    this.#clock = new FileClock(hasSound);
    this.#work = this.#output.start();
    this.#unlisten = feed.listen(
      (frame) => {
        if (frame.kind === 'video' || hasSound) this.#take(frame);
      },
      () => options.onEnded(),
    );
    // The broadcast may have ended while the person looked for a folder.
    this.#firstPicture = setTimeout(() => {
      if (this.#packets.video === 0) this.#fail(new Error('no picture came'));
    }, FIRST_PICTURE_MS);
  }

  get name(): string {
    return this.file.name;
  }
  get way(): FileWriter['way'] {
    return this.file.way;
  }

  static async start(feed: EncodedFeed, options: RecordOptions): Promise<EncodedRecorder | null> {
    const codecs = fileCodecs(feed.codecs);
    if (!codecs) throw new CastoError('internal', 'No file takes these codecs', { fatal: false });
    const format = webm(codecs);
    const name = recordName(options.title, wallDate(), format.extension);
    const file = await openWriter(name, format);
    return file && new EncodedRecorder(feed, codecs, format, file, options);
  }

  /** The broadcast follows; what it sends then is what is kept. */
  follow(): void {}

  #take({ kind, key, captureMs, data }: FedFrame): void {
    const size = kind === 'video' && key ? this.codecs.video.sizeOf(data) : null;
    const seconds = this.#clock.place(kind, captureMs, size !== null);
    if (seconds === null || this.#failed || this.#stopping) return;
    for (const at of this.#clock.takeSilence()) {
      this.#write('audio', 'key', this.codecs.audio.silence, at, null);
    }
    const type = kind === 'audio' || key ? 'key' : 'delta';
    this.#write(kind, type, new Uint8Array(data), seconds, size);
  }

  #write(
    kind: Kind,
    type: 'key' | 'delta',
    data: Uint8Array,
    seconds: number,
    size: PictureSize | null,
  ): void {
    const first = this.#packets[kind]++ === 0;
    const packet = new EncodedPacket(data, type, seconds, 0);
    const { video, audio } = this.codecs;
    this.#work = this.#work
      .then(() => {
        if (kind === 'video') {
          return this.#video.add(
            packet,
            first && size ? pictureConfig(video.name, size) : undefined,
          );
        }
        return this.#audio.add(packet, first ? { decoderConfig: audio.config() } : undefined);
      })
      .catch((cause: unknown) => this.#fail(cause));
  }

  #fail(cause: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.options.onFailed(
      new CastoError('internal', 'The recording failed', { fatal: false, cause }),
    );
  }

  stop(): Promise<RecordResult> {
    this.#stopping ??= this.#finish();
    return this.#stopping;
  }

  async #finish(): Promise<RecordResult> {
    this.#unlisten();
    clearTimeout(this.#firstPicture);
    try {
      await this.#work;
      if (this.#packets.video === 0) throw new Error('nothing was recorded');
      await this.#output.finalize();
      await this.file.finish();
    } catch (cause) {
      await this.#output.cancel().catch(() => {});
      await this.file.discard().catch(() => {});
      throw new CastoError('internal', 'The recording could not be saved', {
        fatal: false,
        cause,
      });
    }
    const { name, way } = this.file;
    return { name, way, bytes: this.#bytes, mimeType: this.format.mimeType };
  }
}

const pictureConfig = (codec: string, { width, height }: PictureSize) => ({
  decoderConfig: { codec, codedWidth: width, codedHeight: height },
});

const webm = ({ video, audio }: FileCodecs): FileFormat => ({
  mimeType: `video/webm;codecs=${video.name},${audio.name}`,
  extension: 'webm',
});
