/** How loud a track is. */

/** Below this nothing is shown, dB relative to full scale. */
const FLOOR_DB = -60;

/** 0 (silence) to 1 (full scale), linear in decibels as ears hear. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  if (rms === 0) return 0;
  return Math.min(1, Math.max(0, (20 * Math.log10(rms) - FLOOR_DB) / -FLOOR_DB));
}

export class LevelMeter {
  readonly #context: AudioContext;
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;
  #source: MediaStreamAudioSourceNode | null = null;
  #track: MediaStreamTrack | null = null;

  constructor() {
    this.#context = new AudioContext({ latencyHint: 'interactive' });
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = 1024;
    this.#samples = new Float32Array(this.#analyser.fftSize);
  }

  /** What is measured; null: nothing. */
  measure(track: MediaStreamTrack | null): void {
    if (track === this.#track) return;
    this.#source?.disconnect();
    this.#source = null;
    this.#track = track;
    if (!track) return;
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#analyser);
    if (this.#context.state === 'suspended') this.#context.resume().catch(() => {});
  }

  /** The present level, 0 to 1. */
  read(): number {
    if (!this.#source) return 0;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return levelOf(this.#samples);
  }

  /** The track runs on. Idempotent. */
  close(): void {
    this.measure(null);
    if (this.#context.state !== 'closed') this.#context.close().catch(() => {});
  }
}
