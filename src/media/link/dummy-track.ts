/**
 * Tracks that carry nothing of their own: they make a connection negotiate and its sender exist.
 * With `forward` their frames are never sent; with `carry` each frame is a vehicle for an upstream
 * frame, so the video track makes exactly one frame a `tick()`.
 */

const SIZE = 16;

export interface DummyTrack {
  readonly track: MediaStreamTrack;
  /** Makes one frame. */
  tick(): void;
  close(): void;
}

interface TrackGenerator extends MediaStreamTrack {
  readonly writable: WritableStream<VideoFrame | AudioData>;
}
type TrackGeneratorConstructor = new (options: { kind: 'video' | 'audio' }) => TrackGenerator;

const generatorClass = (): TrackGeneratorConstructor | undefined =>
  (globalThis as { MediaStreamTrackGenerator?: TrackGeneratorConstructor })
    .MediaStreamTrackGenerator;

/** Explicit timestamps, and frames even in a hidden tab: Chromium. */
function generatedVideo(Generator: TrackGeneratorConstructor): DummyTrack {
  const track = new Generator({ kind: 'video' });
  const writer = track.writable.getWriter();
  const pixels = new Uint8Array((SIZE * SIZE * 3) / 2).fill(128);
  let last = -1;
  return {
    track,
    tick() {
      // Strictly rising, or the encoder drops the frame.
      last = Math.max(last + 1, Math.round(performance.now() * 1000));
      const frame = new VideoFrame(pixels, {
        format: 'I420',
        codedWidth: SIZE,
        codedHeight: SIZE,
        timestamp: last,
      });
      writer.write(frame).catch(() => frame.close());
    },
    close() {
      writer.abort().catch(() => {});
      track.stop();
    },
  };
}

/** A canvas asked for one frame at a time: Firefox and Safari. */
export function createCanvasVideo(width: number, height: number): DummyTrack {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { alpha: false });
  // Firefox has requestFrame() on the stream, the others on the track.
  const stream = canvas.captureStream(0) as MediaStream & { requestFrame?(): void };
  const track = stream.getVideoTracks()[0] as CanvasCaptureMediaStreamTrack;
  let odd = false;
  return {
    track,
    tick() {
      // An unchanged canvas yields no frame in Firefox.
      odd = !odd;
      if (context) {
        context.fillStyle = odd ? '#808080' : '#7f7f7f';
        context.fillRect(0, 0, width, height);
      }
      if (stream.requestFrame) stream.requestFrame();
      else track.requestFrame();
    },
    close: () => track.stop(),
  };
}

export function createDummyVideo(): DummyTrack {
  const Generator = generatorClass();
  return Generator ? generatedVideo(Generator) : createCanvasVideo(SIZE, SIZE);
}

/** Opus frames hold 20 ms. */
const AUDIO_RATE = 48_000;
const AUDIO_SAMPLES = 960;

/** Silence on demand, or null where only a real audio track can pace the frames. */
export function createDummyAudio(): DummyTrack | null {
  const Generator = generatorClass();
  if (!Generator) return null;
  const track = new Generator({ kind: 'audio' });
  const writer = track.writable.getWriter();
  const silence = new Float32Array(AUDIO_SAMPLES);
  let timestamp = 0;
  return {
    track,
    tick() {
      const data = new AudioData({
        format: 'f32-planar',
        sampleRate: AUDIO_RATE,
        numberOfFrames: AUDIO_SAMPLES,
        numberOfChannels: 1,
        timestamp,
        data: silence,
      });
      timestamp += 20_000;
      writer.write(data).catch(() => data.close());
    },
    close() {
      writer.abort().catch(() => {});
      track.stop();
    },
  };
}
