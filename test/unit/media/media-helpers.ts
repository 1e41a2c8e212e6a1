/** Frames, streams and clocks for the media tests: what a browser's worker would hand over. */

import type { RelayedFrame } from '../../../src/media/forwarding/down-track.js';
import type { EncodedFrame, Kind } from '../../../src/media/frames/encoded-frames.js';
import { appendTrailer, type FrameTrailer } from '../../../src/media/frames/frame-trailer.js';

export interface FrameInit {
  data?: ArrayBuffer;
  timestamp?: number;
  type?: 'key' | 'delta' | 'empty';
  metadata?: ReturnType<EncodedFrame['getMetadata']>;
}

/** Like RTCEncodedVideoFrame in Chromium: copies by its constructor, bytes and all. */
export class FakeFrame implements EncodedFrame {
  data: ArrayBuffer;
  readonly timestamp: number;
  readonly type?: 'key' | 'delta' | 'empty';
  readonly metadata: ReturnType<EncodedFrame['getMetadata']>;

  constructor(from: FrameInit, { metadata }: Pick<FrameInit, 'metadata'> = {}) {
    this.data = (from.data ?? bytes(1)).slice(0);
    this.timestamp = from.timestamp ?? 0;
    if (from.type) this.type = from.type;
    this.metadata = metadata ?? from.metadata ?? {};
  }

  getMetadata(): ReturnType<EncodedFrame['getMetadata']> {
    return this.metadata;
  }
}

/** Like a frame of Firefox: no copying constructor. */
export class SingleFrame extends FakeFrame {
  constructor(from: FrameInit | SingleFrame) {
    if (from instanceof SingleFrame) throw new TypeError('Illegal constructor.');
    super(from);
  }
}

export const bytes = (...values: number[]): ArrayBuffer => Uint8Array.from(values).buffer;
export const values = (buffer: ArrayBuffer): number[] => [...new Uint8Array(buffer)];

export function trailer(sequence: number, more: Partial<FrameTrailer> = {}): FrameTrailer {
  const key = more.key ?? false;
  return {
    captureMs: 1000 + sequence,
    sequence,
    needs: key ? 0 : 1,
    temporalLayer: 0,
    estimated: false,
    sync: false,
    small: false,
    stream: 7,
    ...more,
    key,
  };
}

export const keyTrailer = (sequence: number, more: Partial<FrameTrailer> = {}): FrameTrailer =>
  trailer(sequence, { ...more, key: true });
export const audioMark = (sequence: number, more: Partial<FrameTrailer> = {}): FrameTrailer =>
  trailer(sequence, { ...more, needs: 0 });

/** A received frame with its trailer; its first byte is the last byte of its sequence number. */
export function marked(of: FrameTrailer, Frame: typeof FakeFrame = FakeFrame): RelayedFrame {
  const data = appendTrailer(bytes(of.sequence & 0xff, 0, 1), of);
  return {
    frame: new Frame({ data, type: of.key ? 'key' : 'delta' }),
    data,
    trailer: of,
    from: 'up',
  };
}

/** The two streams of a transform, held at their other ends. */
export class Pipe {
  readonly written: EncodedFrame[] = [];
  cancelled = 0;
  aborted = 0;
  readonly readable: ReadableStream<EncodedFrame>;
  readonly writable: WritableStream<EncodedFrame>;
  #source!: ReadableStreamDefaultController<EncodedFrame>;

  constructor() {
    this.readable = new ReadableStream({
      start: (controller) => {
        this.#source = controller;
      },
      cancel: () => {
        this.cancelled++;
      },
    });
    this.writable = new WritableStream({
      write: (frame) => {
        this.written.push(frame);
      },
      abort: () => {
        this.aborted++;
      },
    });
  }

  /** What the browser's encoder or depacketizer delivers next. */
  deliver(...frames: EncodedFrame[]): void {
    for (const frame of frames) this.#source.enqueue(frame);
  }

  fail(error: unknown): void {
    this.#source.error(error);
  }
}

/** Lets every pending read and write of the fake streams finish. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class FakeClock {
  ms = 1000;
  readonly timeOrigin = 1_700_000_000_000;
  readonly #numbers: number[];

  constructor(...random: number[]) {
    this.#numbers = random;
  }

  readonly now = (): number => this.ms;
  readonly random = (): number => this.#numbers.shift() ?? 0.5;
}

/** What an upstream connection delivers for this trailer. */
export function received(of: FrameTrailer, kind: Kind = 'video', more: FrameInit = {}): FakeFrame {
  const type = kind === 'video' ? { type: of.key ? ('key' as const) : ('delta' as const) } : {};
  return new FakeFrame({
    data: marked(of).data,
    ...type,
    metadata: { rtpTimestamp: of.sequence * 3000 },
    ...more,
  });
}
