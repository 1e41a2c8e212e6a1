/** What was seen and heard in a window of time, from what pages recorded. Pure. */
import type { FrameRecord } from '../../test/browser/harness/page/read-frames.js';
import type { SoundSample } from '../../test/browser/harness/page/sample-sound.js';
import { quantile } from '../statistics.js';

/** Unix ms, from and up to but not including. */
export interface Span {
  from: number;
  to: number;
}

/** Of a frame: what is judged here. */
export type Seen = Pick<FrameRecord, 'frame' | 'presentedAtMs' | 'latencyMs' | 'width'>;

export interface Picture {
  framesPerSecond: number;
  /** NaN without a frame, as the two below. */
  latencyMs: number;
  latencyP95Ms: number;
  /** Median. */
  width: number;
  /** Longest time without a new frame, of which only what lies in the window counts. */
  longestGapMs: number;
}

/** Frames in the order shown, each once. */
export function distinct(records: readonly Seen[]): Seen[] {
  const seen = new Set<number>();
  return records.filter(({ frame }) => !seen.has(frame) && seen.add(frame));
}

const within = (records: readonly Seen[], { from, to }: Span): Seen[] =>
  records.filter(({ presentedAtMs }) => presentedAtMs >= from && presentedAtMs < to);

/** @param records as {@link distinct} gives them */
export function pictureIn(records: readonly Seen[], span: Span): Picture {
  const shown = within(records, span);
  const latencies = shown.map(({ latencyMs }) => latencyMs);
  // The window's own ends bound a gap: a picture that stands all the time has one as long as the window.
  const times = [span.from, ...shown.map(({ presentedAtMs }) => presentedAtMs), span.to];
  return {
    framesPerSecond: (shown.length * 1000) / (span.to - span.from),
    latencyMs: quantile(latencies, 0.5),
    latencyP95Ms: quantile(latencies, 0.95),
    width: quantile(
      shown.map(({ width }) => width),
      0.5,
    ),
    longestGapMs: Math.max(...times.slice(1).map((at, i) => at - times[i]!)),
  };
}

/** Windows of a second, one beginning every so often. */
const SECOND = 1000;
const STRIDE_MS = 100;

/** When the first second that is `good` begins, ms after the start; all of it when there is none. */
function firstGoodSecond(
  records: readonly Seen[],
  { from, to }: Span,
  good: (picture: Picture, shown: Seen[]) => boolean,
): number {
  for (let at = from; at + SECOND <= to; at += STRIDE_MS) {
    const window = { from: at, to: at + SECOND };
    if (good(pictureIn(records, window), within(records, window))) return at - from;
  }
  return to - from;
}

/** Part of the frames that counts as all: one frame of 24 falls to the other side of a window's end. */
const ALL_FRAMES = 0.9;
/** Part of the latency before trouble that counts as the same. */
const SAME_LATENCY = 1.5;

/** After how many ms the whole picture is there again: every frame, as large as before. */
export function wholeAgainMs(records: readonly Seen[], after: Span, before: Picture): number {
  return firstGoodSecond(
    records,
    after,
    ({ framesPerSecond }, shown) =>
      framesPerSecond >= ALL_FRAMES * before.framesPerSecond &&
      shown.every(({ width }) => width >= before.width),
  );
}

/** After how many ms latency is again what it was. */
export function promptAgainMs(records: readonly Seen[], after: Span, before: Picture): number {
  return firstGoodSecond(
    records,
    after,
    ({ latencyMs }) => latencyMs <= SAME_LATENCY * before.latencyMs,
  );
}

/** Part of the numbered frames that was shown at any time; both ends as numbers of frames sent. */
export function shownOf(records: readonly Seen[], fromFrame: number, toFrame: number): number {
  const numbered = records.filter(({ frame }) => frame >= fromFrame && frame < toFrame);
  return numbered.length / (toFrame - fromFrame);
}

export interface Sound {
  /** Part of what was played that the browser had to invent. NaN when nothing was played. */
  concealed: number;
  /** Longest stretch of it in one piece, ms; where several fell between two looks, their mean. */
  longestConcealedMs: number;
  /** Longest stretch of it that was silence, ms. */
  longestSilenceMs: number;
}

/** Opus is played at 48 kHz whatever was captured. */
const SAMPLES_PER_MS = 48;

export function soundIn(samples: readonly SoundSample[], { from, to }: Span): Sound {
  let [total, concealed, piece, longestPiece, silence, longestSilence] = [0, 0, 0, 0, 0, 0];
  for (const [i, sample] of samples.entries()) {
    const before = samples[i - 1];
    if (!before || before.track !== sample.track || sample.at < from || sample.at >= to) continue;
    total += sample.total - before.total;
    const made = sample.concealed - before.concealed;
    const begun = sample.events - before.events;
    concealed += made;
    // A piece goes on from look to look until another one begins or nothing is made up.
    piece = made === 0 ? 0 : begun > 0 ? made / begun : piece + made;
    longestPiece = Math.max(longestPiece, piece);
    const silent = sample.silent - before.silent;
    // A silence that lasts is seen at every look, and ends with the first look without any.
    silence = silent > 0 ? silence + silent : 0;
    longestSilence = Math.max(longestSilence, silence);
  }
  return {
    concealed: total > 0 ? concealed / total : Number.NaN,
    longestConcealedMs: longestPiece / SAMPLES_PER_MS,
    longestSilenceMs: longestSilence / SAMPLES_PER_MS,
  };
}
