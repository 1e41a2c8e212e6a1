/**
 * The clock of the test source, in a worker, where timers are not throttled. Draws and writes the
 * frames itself when it is given a track's writable (Chromium), else tells the page to draw.
 */
import { PlanarPicture } from './planar-picture.js';

export interface SourceSettings {
  width: number;
  height: number;
  fps: number;
}

export type ToWorker =
  | ({ type: 'start'; writable?: WritableStream<VideoFrame> } & SourceSettings)
  | { type: 'resize'; width: number; height: number }
  | { type: 'pause' }
  | { type: 'resume' }
  | { type: 'stop' };

/** `flashAt`: Unix ms (fractional) at which the next flash is due, told ahead. */
export type FromWorker =
  | { type: 'tick'; frame: number; captureMs: number; flash: boolean }
  | { type: 'flashAt'; epochMs: number };

interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
  close(): void;
}

const scope = globalThis as unknown as WorkerScope;
const epochNow = (): number => performance.timeOrigin + performance.now();

let settings: SourceSettings = { width: 640, height: 360, fps: 30 };
let writer: WritableStreamDefaultWriter<VideoFrame> | null = null;
let picture: PlanarPicture | null = null;
let frame = 0;
/** Frame `baseFrame` is due at `baseEpoch`; set again after a pause. */
let baseFrame = 0;
let baseEpoch = 0;
let timer: ReturnType<typeof setTimeout> | null = null;

const dueAt = (number: number): number => baseEpoch + ((number - baseFrame) * 1000) / settings.fps;

function produce(): void {
  // Frames missed by more than a whole one are skipped in time, not sent in a burst.
  const late = Math.floor(((epochNow() - dueAt(frame)) * settings.fps) / 1000);
  if (late > 1) baseEpoch += (late * 1000) / settings.fps;
  const captureMs = Math.floor(epochNow());
  const flash = frame % settings.fps === 0;
  if (writer && picture) {
    picture.draw({ frame, captureMs, flash });
    const made = new VideoFrame(picture.data, {
      format: 'I420',
      codedWidth: picture.width,
      codedHeight: picture.height,
      timestamp: Math.round(performance.now() * 1000),
    });
    writer.write(made).catch(() => made.close());
  }
  scope.postMessage({ type: 'tick', frame, captureMs, flash });
  frame += 1;
  const ahead = Math.ceil(settings.fps * 0.4);
  if ((frame + ahead) % settings.fps === 0) {
    scope.postMessage({ type: 'flashAt', epochMs: dueAt(frame + ahead) });
  }
  schedule();
}

function schedule(): void {
  timer = setTimeout(produce, Math.max(0, dueAt(frame) - epochNow()));
}

function resume(): void {
  if (timer !== null) return;
  baseFrame = frame;
  baseEpoch = epochNow();
  schedule();
}

function pause(): void {
  if (timer !== null) clearTimeout(timer);
  timer = null;
}

scope.onmessage = ({ data }) => {
  if (data.type === 'start') {
    settings = { width: data.width, height: data.height, fps: data.fps };
    if (data.writable) {
      writer = data.writable.getWriter();
      picture = new PlanarPicture(data.width, data.height);
    }
    resume();
  } else if (data.type === 'resize') {
    if (picture) picture = new PlanarPicture(data.width, data.height);
  } else if (data.type === 'pause') pause();
  else if (data.type === 'resume') resume();
  else {
    pause();
    writer?.close().catch(() => undefined);
    scope.close();
  }
};
