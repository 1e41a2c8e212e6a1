/** Listens to a stream's sound: which frequency, how loud, and when the beeps begin. */
import type { FrameRecord } from './read-frames.js';
import type { ToneMessage } from './tone-worklet.js';

export interface ToneReading {
  /** Strongest frequency, Hz; 0 in silence. */
  frequencyHz: number;
  /** Root mean square of the signal, 0 to 1. */
  level: number;
}

export interface ToneReader {
  read(): ToneReading;
  /** Strongest frequency on the left and on the right, Hz. */
  sides(): [number, number];
  /** Unix ms at which beeps began. */
  readonly beeps: number[];
  stop(): void;
}

const SILENCE = 0.001;

/**
 * The stream must also be playing in a media element: Chromium gives WebAudio no sound of a
 * remote track otherwise (https://crbug.com/933677).
 */
export async function readTone(stream: MediaStream): Promise<ToneReader> {
  const context = new AudioContext();
  if (context.state !== 'running') await context.resume();
  await context.audioWorklet.addModule(new URL('./tone-worklet.js', import.meta.url).href);
  // Only the sound: Firefox refuses a stream without an audio track, and so do we.
  const input = context.createMediaStreamSource(new MediaStream(stream.getAudioTracks()));
  const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
  const worklet = new AudioWorkletNode(context, 'casto-tone-reader');
  const split = new ChannelSplitterNode(context, { numberOfOutputs: 2 });
  const [left, right] = [0, 1].map((side) => {
    const each = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
    split.connect(each, side);
    return each;
  }) as [AnalyserNode, AnalyserNode];
  input.connect(split);
  const mute = new GainNode(context, { gain: 0 });
  input.connect(analyser);
  input.connect(worklet).connect(mute).connect(context.destination);

  const beeps: number[] = [];
  /** performance.now() minus context time, ms; the smallest is the least delayed message. */
  let offsets: number[] = [];
  worklet.port.onmessage = ({ data }: MessageEvent<ToneMessage>) => {
    const offset = performance.now() - data.time * 1000;
    if (data.type === 'tick') offsets = [...offsets.slice(-100), offset];
    else {
      beeps.push(performance.timeOrigin + data.time * 1000 + Math.min(offset, ...offsets));
      if (beeps.length > 1000) beeps.shift();
    }
  };

  return {
    beeps,
    read() {
      const wave = new Float32Array(analyser.fftSize);
      analyser.getFloatTimeDomainData(wave);
      const level = Math.sqrt(wave.reduce((sum, value) => sum + value * value, 0) / wave.length);
      if (level < SILENCE) return { frequencyHz: 0, level };
      return { frequencyHz: strongestHz(analyser), level };
    },
    sides: () => [strongestHz(left), strongestHz(right)],
    stop() {
      input.disconnect();
      void context.close();
    },
  };
}

function strongestHz(analyser: AnalyserNode): number {
  const spectrum = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(spectrum);
  const peak = spectrum.reduce((best, value, i) => (value > spectrum[best]! ? i : best), 0);
  return (peak * analyser.context.sampleRate) / analyser.fftSize;
}

/**
 * Sound against picture, ms: positive when the beep is heard after its flash is seen. Median over
 * the flashes that were both seen and heard; null when there was none.
 */
export function avOffsetMs(records: FrameRecord[], beeps: number[], fps = 30): number | null {
  const offsets: number[] = [];
  const seen = new Set<number>();
  for (const { frame, presentedAtMs } of records) {
    if (frame % fps !== 0 || seen.has(frame)) continue;
    seen.add(frame);
    const near = beeps
      .map((beep) => beep - presentedAtMs)
      .sort((a, b) => Math.abs(a) - Math.abs(b))[0];
    if (near !== undefined && Math.abs(near) < 450) offsets.push(near);
  }
  offsets.sort((a, b) => a - b);
  return offsets.length > 0 ? offsets[Math.floor(offsets.length / 2)]! : null;
}
