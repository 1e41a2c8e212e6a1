/** Frames, streams and clocks for the media tests: what a browser's worker would hand over. */
import type { EncodedFrame, Kind } from '../../src/media/encoded-frames.js';
import { appendMark, type FrameMark } from '../../src/media/frame-mark.js';
import type { MarkedFrame } from '../../src/media/sinks.js';

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

export function mark(sequence: number, more: Partial<FrameMark> = {}): FrameMark {
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

export const keyMark = (sequence: number, more: Partial<FrameMark> = {}): FrameMark =>
  mark(sequence, { ...more, key: true });
export const audioMark = (sequence: number, more: Partial<FrameMark> = {}): FrameMark =>
  mark(sequence, { ...more, needs: 0 });

/** A received frame with its mark; its first byte is the last byte of its sequence number. */
export function marked(of: FrameMark, Frame: typeof FakeFrame = FakeFrame): MarkedFrame {
  const data = appendMark(bytes(of.sequence & 0xff, 0, 1), of);
  return { frame: new Frame({ data, type: of.key ? 'key' : 'delta' }), data, mark: of, from: 'up' };
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

/** What an upstream connection delivers for this mark. */
export function received(of: FrameMark, kind: Kind = 'video', more: FrameInit = {}): FakeFrame {
  const type = kind === 'video' ? { type: of.key ? ('key' as const) : ('delta' as const) } : {};
  return new FakeFrame({
    data: marked(of).data,
    ...type,
    metadata: { rtpTimestamp: of.sequence * 3000 },
    ...more,
  });
}
