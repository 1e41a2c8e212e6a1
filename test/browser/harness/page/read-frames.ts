/** Reads the marks of barcode.ts back from a playing video. */
import {
  cell,
  decodeMark,
  type Mark,
  sampleCell,
  stripHeight,
  WRAP,
  wrappedDifference,
} from './barcode.js';
import { longestStillMs, nominalIntervalMs, type Sight } from './still.js';

export interface FrameRecord extends Sight {
  /** Capture to presentation, ms. */
  latencyMs: number;
  width: number;
  height: number;
}

export interface FrameSummary {
  /** Distinct frames read. */
  frames: number;
  /** Frames that the browser says it presented, also those the reader was too late for. */
  presented: number;
  /** Frames whose mark could not be read. */
  unreadable: number;
  duplicates: number;
  firstFrame: number | null;
  lastFrame: number | null;
  /** Span of frame numbers, i.e. what a perfect path would have shown. */
  span: number;
  /** Frames read a second. */
  fps: number;
  latency: { median: number; p95: number; max: number } | null;
  /** Between two frames that were read, whatever the reason; {@link stillMs} is the one to judge by. */
  longestGapMs: number;
  /** As long as that, the picture stood still through no fault of the source or the reader (still.ts). */
  stillMs: number;
  width: number;
  height: number;
}

/** Which records count: all by default. */
export interface FrameRange {
  /** Presented at this Unix time or later, ms. */
  sinceMs?: number;
  /** Numbered from this on, … */
  fromFrame?: number;
  /** … up to but not including this. Both are given or none. */
  toFrame?: number;
}

export interface LengthPrefixedReader {
  readonly records: FrameRecord[];
  summary(range?: FrameRange): FrameSummary;
  /** Forgets what was read. */
  reset(): void;
  stop(): void;
}

const MAX_RECORDS = 60_000;

function quantile(sorted: number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
}

/** Brightness plane of the strip: straight from the decoded frame, which costs no conversion. */
export async function readPicture(picture: VideoFrame): Promise<Mark | null> {
  const rect = picture.visibleRect;
  const format = picture.format;
  if (!rect || !format) return null;
  const height = Math.min(rect.height, (stripHeight(rect.height) + 1) & ~1);
  const region = { x: rect.x, y: rect.y, width: rect.width & ~1, height };
  const data = new Uint8Array(picture.allocationSize({ rect: region }));
  const planes = await picture.copyTo(data, { rect: region });
  const first = planes[0];
  if (!first) return null;
  const packed = /^(RGB|BGR)/.test(format);
  // In a packed format green stands for brightness: cells are black or white.
  const plane = {
    data,
    stride: first.stride,
    step: packed ? 4 : 1,
    offset: first.offset + (packed ? 1 : 0),
  };
  return decodeMark((index) => sampleCell(plane, cell(index, rect.width, rect.height)));
}

function createCanvasReader(): (video: HTMLVideoElement) => Mark | null {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  return (video) => {
    const { videoWidth: width, videoHeight: height } = video;
    if (!context || width === 0) return null;
    const strip = stripHeight(height);
    if (canvas.width !== width || canvas.height !== strip) {
      canvas.width = width;
      canvas.height = strip;
    }
    context.drawImage(video, 0, 0, width, strip, 0, 0, width, strip);
    const { data } = context.getImageData(0, 0, width, strip);
    const plane = { data, stride: width * 4, step: 4, offset: 1 };
    return decodeMark((index) => sampleCell(plane, cell(index, width, height)));
  };
}

/** Reads every presented frame until `stop()`. */
export function readFrames(video: HTMLVideoElement): LengthPrefixedReader {
  let records: FrameRecord[] = [];
  /** Of frames without a readable mark: when they were presented. */
  let unreadable: number[] = [];
  /** Times at which the browser counted presented frames, and how many since the time before. */
  let presented: { at: number; count: number }[] = [];
  let lastPresented: number | null = null;
  let stopped = false;
  let handle = 0;
  let direct = typeof VideoFrame === 'function';
  const readCanvas = createCanvasReader();

  const store = (
    mark: Mark | null,
    presentedAtMs: number,
    metadata: VideoFrameCallbackMetadata,
  ) => {
    if (stopped) return;
    if (!mark) {
      unreadable.push(presentedAtMs);
      return;
    }
    records.push({
      ...mark,
      presentedAtMs,
      presentedFrames: metadata.presentedFrames,
      latencyMs: wrappedDifference(Math.round(presentedAtMs) % WRAP, mark.captureMs),
      width: metadata.width,
      height: metadata.height,
    });
    if (records.length > MAX_RECORDS) records = records.slice(-MAX_RECORDS / 2);
  };

  const onFrame = (now: number, metadata: VideoFrameCallbackMetadata): void => {
    if (stopped) return;
    handle = video.requestVideoFrameCallback(onFrame);
    const presentedAtMs = performance.timeOrigin + (metadata.presentationTime || now);
    presented.push({
      at: presentedAtMs,
      count: lastPresented === null ? 1 : metadata.presentedFrames - lastPresented,
    });
    lastPresented = metadata.presentedFrames;
    if (!direct) {
      store(readCanvas(video), presentedAtMs, metadata);
      return;
    }
    let picture: VideoFrame;
    try {
      picture = new VideoFrame(video);
    } catch {
      store(readCanvas(video), presentedAtMs, metadata);
      return;
    }
    readPicture(picture)
      .then((mark) => store(mark, presentedAtMs, metadata))
      .catch(() => {
        // Not every browser copies every pixel format; the canvas reads them all.
        direct = false;
      })
      .finally(() => picture.close());
  };
  handle = video.requestVideoFrameCallback(onFrame);

  return {
    get records() {
      return records;
    },
    summary({ sinceMs = 0, fromFrame, toFrame }: FrameRange = {}) {
      const numbered = (frame: number): boolean =>
        fromFrame === undefined ||
        toFrame === undefined ||
        (wrappedDifference(frame, fromFrame) >= 0 && wrappedDifference(frame, toFrame) < 0);
      const all = records.filter((r) => r.presentedAtMs >= sinceMs && numbered(r.frame));
      const seen = new Set<number>();
      const distinct = all.filter(({ frame }) => !seen.has(frame) && seen.add(frame));
      const first = distinct[0];
      const last = distinct.at(-1);
      const latencies = distinct.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b);
      const gaps = distinct.slice(1).map((r, i) => r.presentedAtMs - distinct[i]!.presentedAtMs);
      const seconds = first && last ? (last.presentedAtMs - first.presentedAtMs) / 1000 : 0;
      return {
        frames: distinct.length,
        presented: presented
          .filter(({ at }) => at >= sinceMs)
          .reduce((sum, { count }) => sum + count, 0),
        unreadable: unreadable.filter((at) => at >= sinceMs).length,
        duplicates: all.length - distinct.length,
        firstFrame: first?.frame ?? null,
        lastFrame: last?.frame ?? null,
        span: first && last ? wrappedDifference(last.frame, first.frame) + 1 : 0,
        fps: seconds > 0 ? (distinct.length - 1) / seconds : 0,
        latency:
          latencies.length > 0
            ? {
                median: quantile(latencies, 0.5),
                p95: quantile(latencies, 0.95),
                max: latencies.at(-1)!,
              }
            : null,
        longestGapMs: gaps.length > 0 ? Math.max(...gaps) : 0,
        stillMs: longestStillMs(distinct, nominalIntervalMs(records)),
        width: last?.width ?? 0,
        height: last?.height ?? 0,
      };
    },
    reset() {
      records = [];
      unreadable = [];
      presented = [];
    },
    stop() {
      stopped = true;
      video.cancelVideoFrameCallback(handle);
    },
  };
}
