/**
 * A stream that can be checked by its content: every frame carries its number and its capture
 * time, and the sound is a 440 Hz tone with a 2 kHz beep at each white flash (once a second).
 */
import { drawPicture } from './picture.js';
import type { FromWorker, SourceSettings, ToWorker } from './source-worker.js';

export const TONE_HZ = 440;
export const BEEP_HZ = 2000;
/** On the right, where the source is stereo. */
export const RIGHT_HZ = 1000;

export interface SourceOptions {
  width?: number;
  height?: number;
  /** Frames a second. */
  fps?: number;
  audio?: boolean;
  /** The tone is on the left only, and one of {@link RIGHT_HZ} on the right. */
  stereo?: boolean;
  video?: boolean;
}

export interface Source {
  readonly stream: MediaStream;
  /** Frames made so far; the next one carries this number. */
  readonly sent: number;
  pause(): void;
  resume(): void;
  resize(width: number, height: number): void;
  stop(): void;
}

interface TrackGenerator extends MediaStreamTrack {
  readonly writable: WritableStream<VideoFrame>;
}

type TrackGeneratorConstructor = new (init: { kind: 'video' }) => TrackGenerator;

const trackGenerator = (): TrackGeneratorConstructor | undefined =>
  (globalThis as { MediaStreamTrackGenerator?: TrackGeneratorConstructor })
    .MediaStreamTrackGenerator;

/** Tone and beeps; `beepAt` takes Unix milliseconds. */
async function installSound(stereo: boolean): Promise<{
  track: MediaStreamTrack;
  beepAt(epochMs: number): void;
  stop(): void;
}> {
  const context = new AudioContext();
  if (context.state !== 'running') await context.resume();
  const out = context.createMediaStreamDestination();
  const tone = new OscillatorNode(context, { frequency: TONE_HZ });
  const toneLevel = new GainNode(context, { gain: 0.2 });
  const beep = new OscillatorNode(context, { frequency: BEEP_HZ });
  const beepLevel = new GainNode(context, { gain: 0 });
  if (stereo) {
    const sides = new ChannelMergerNode(context, { numberOfInputs: 2 });
    const right = new OscillatorNode(context, { frequency: RIGHT_HZ });
    // Quieter: where both sides are mixed into one, it is not the strongest on either.
    const rightLevel = new GainNode(context, { gain: 0.1 });
    tone.connect(toneLevel).connect(sides, 0, 0);
    right.connect(rightLevel).connect(sides, 0, 1);
    sides.connect(out);
    right.start();
  } else tone.connect(toneLevel).connect(out);
  beep.connect(beepLevel).connect(out);
  tone.start();
  beep.start();

  // currentTime stands still within a rendering callback: the smallest difference is the true one.
  let recent: number[] = [];
  const sample = (): void => {
    recent = [...recent.slice(-40), performance.now() / 1000 - context.currentTime];
  };
  const timer = setInterval(sample, 10);
  sample();

  return {
    track: out.stream.getAudioTracks()[0]!,
    beepAt(epochMs) {
      sample();
      const at = (epochMs - performance.timeOrigin) / 1000 - Math.min(...recent);
      if (at <= context.currentTime) return;
      beepLevel.gain.setValueAtTime(0.5, at);
      beepLevel.gain.setValueAtTime(0, at + 0.1);
    },
    stop() {
      clearInterval(timer);
      void context.close();
    },
  };
}

/** Starts the source. Needs no permission; the page must be allowed to start an AudioContext. */
export async function installSource(options: SourceOptions = {}): Promise<Source> {
  const {
    width = 640,
    height = 360,
    fps = 30,
    audio = true,
    stereo = false,
    video = true,
  } = options;
  const settings: SourceSettings = { width, height, fps };
  const worker = new Worker(new URL('./source-worker.js', import.meta.url), { type: 'module' });
  const send = (message: ToWorker, transfer: Transferable[] = []): void =>
    worker.postMessage(message, transfer);
  const stream = new MediaStream();
  const sound = audio ? await installSound(stereo) : null;
  if (sound) stream.addTrack(sound.track);

  let sent = 0;
  let canvas: HTMLCanvasElement | null = null;
  let context: CanvasRenderingContext2D | null = null;
  let requestFrame = (): void => undefined;
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === 'flashAt') {
      sound?.beepAt(data.epochMs);
      return;
    }
    sent = data.frame + 1;
    if (context) {
      // Drawn here, so this is when the picture is made.
      drawPicture(context, { ...data, captureMs: Date.now() });
      requestFrame();
    }
  };

  const Generator = trackGenerator();
  if (video && Generator) {
    const track = new Generator({ kind: 'video' });
    stream.addTrack(track);
    send({ type: 'start', ...settings, writable: track.writable }, [
      track.writable as unknown as Transferable,
    ]);
  } else {
    if (video) {
      canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      context = canvas.getContext('2d', { alpha: false });
      // Firefox has requestFrame() on the stream, where an early draft of the standard put it;
      // the others have it on the track.
      const captured = canvas.captureStream(0) as MediaStream & { requestFrame?(): void };
      const track = captured.getVideoTracks()[0] as CanvasCaptureMediaStreamTrack;
      requestFrame = () => (captured.requestFrame ? captured.requestFrame() : track.requestFrame());
      stream.addTrack(track);
    }
    send({ type: 'start', ...settings });
  }

  return {
    stream,
    get sent() {
      return sent;
    },
    pause: () => send({ type: 'pause' }),
    resume: () => send({ type: 'resume' }),
    resize(newWidth, newHeight) {
      if (canvas) {
        canvas.width = newWidth;
        canvas.height = newHeight;
      }
      send({ type: 'resize', width: newWidth, height: newHeight });
    },
    stop() {
      send({ type: 'stop' });
      sound?.stop();
      for (const track of stream.getTracks()) track.stop();
    },
  };
}
