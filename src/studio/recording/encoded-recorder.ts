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
import { vp8Size } from '../../media/frames/codecs/vp8.js';
import type { EncodedFeed, FedFrame } from '../../media/frames/encoded-feed.js';
import type { Kind } from '../../media/frames/encoded-frames.js';
import { FileClock } from './file-clock.js';
import { type FileFormat, recordName } from './file-format.js';
import { type FileWriter, openWriter } from './file-writer.js';
import type { Recording, RecordOptions, RecordResult } from './recording.js';

const FORMAT: FileFormat = { mimeType: 'video/webm;codecs=vp8,opus', extension: 'webm' };
/** Written at once, bytes: the most that a crash loses, a few seconds. */
const CHUNK_BYTES = 2 ** 20;
/** A key frame is asked for at the start; without one this long there is nothing to record, ms. */
const FIRST_PICTURE_MS = 10_000;
/** 20 ms of silence as Opus has it, full band. */
const SILENCE = new Uint8Array([0xf8, 0xff, 0xfe]);
const OPUS = { codec: 'opus', numberOfChannels: 2, sampleRate: 48_000 } as const;

export class EncodedRecorder implements Recording {
  readonly startedAt = localUnixMs();
  readonly #output: Output;
  readonly #video = new EncodedVideoPacketSource('vp8');
  readonly #audio = new EncodedAudioPacketSource('opus');
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
    this.#output.addVideoTrack(this.#video);
    const { audio } = feed.codecs;
    if (audio) this.#output.addAudioTrack(this.#audio);
    this.#clock = new FileClock(audio !== null);
    this.#work = this.#output.start();
    this.#unlisten = feed.listen(
      (frame) => {
        if (frame.kind === 'video' || audio) this.#take(frame);
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
    const name = recordName(options.title, wallDate(), FORMAT.extension);
    const file = await openWriter(name, FORMAT);
    return file && new EncodedRecorder(feed, file, options);
  }

  /** The broadcast follows; what it sends then is what is kept. */
  follow(): void {}

  #take({ kind, key, captureMs, data }: FedFrame): void {
    const size = kind === 'video' && key ? vp8Size(data) : null;
    const seconds = this.#clock.place(kind, captureMs, size !== null);
    if (seconds === null || this.#failed || this.#stopping) return;
    for (const at of this.#clock.takeSilence()) this.#write('audio', 'key', SILENCE, at, null);
    const type = kind === 'audio' || key ? 'key' : 'delta';
    this.#write(kind, type, new Uint8Array(data), seconds, size);
  }

  #write(
    kind: Kind,
    type: 'key' | 'delta',
    data: Uint8Array,
    seconds: number,
    size: ReturnType<typeof vp8Size>,
  ): void {
    const first = this.#packets[kind]++ === 0;
    const packet = new EncodedPacket(data, type, seconds, 0);
    this.#work = this.#work
      .then(() => {
        if (kind === 'audio') return this.#audio.add(packet, first ? soundConfig() : undefined);
        return this.#video.add(packet, first && size ? pictureConfig(size) : undefined);
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
    return { name, way, bytes: this.#bytes, mimeType: FORMAT.mimeType };
  }
}

const pictureConfig = ({ width, height }: { width: number; height: number }) => ({
  decoderConfig: { codec: 'vp8', codedWidth: width, codedHeight: height },
});

/** What a decoder leaves out at the beginning, samples: libopus' own delay. */
const OPUS_PRE_SKIP = 312;

const soundConfig = () => {
  // RFC 7845, section 5.1
  const head = new Uint8Array(19);
  head.set(new TextEncoder().encode('OpusHead'));
  const view = new DataView(head.buffer);
  view.setUint8(8, 1);
  view.setUint8(9, OPUS.numberOfChannels);
  view.setUint16(10, OPUS_PRE_SKIP, true);
  view.setUint32(12, OPUS.sampleRate, true);
  return { decoderConfig: { ...OPUS, description: head } };
};
