/**
 * The last frame of what is broadcast. A source that then gives nothing more gives it nobody a second time: a generator,
 * a track that comes from a connection. It is kept from the moment that a broadcast is asked for, through a restart of
 * the encoder as well; what came earlier is taken from the video that shows it. In Chromium alone: elsewhere frames
 * cannot be looked at, and Firefox repeats the last picture by itself.
 */
import { isTurned, type TurnedFrame } from '../frames/frame-rotator.js';

/** A phone that is turned is seen sideways for this long at most, milliseconds. */
const LOOK_MS = 250;

export interface BreakoutBox {
  MediaStreamTrackProcessor?: new (init: {
    track: MediaStreamTrack;
    maxBufferSize?: number;
  }) => { readonly readable: ReadableStream<TurnedFrame> };
  MediaStreamTrackGenerator?: new (init: {
    kind: 'video';
  }) => MediaStreamTrack & { readonly writable: WritableStream<VideoFrame> };
}

export const box = (): Required<BreakoutBox> | null => {
  const { MediaStreamTrackProcessor, MediaStreamTrackGenerator } = globalThis as BreakoutBox;
  return MediaStreamTrackProcessor && MediaStreamTrackGenerator
    ? { MediaStreamTrackProcessor, MediaStreamTrackGenerator }
    : null;
};

export class LastPicture {
  /** Whose picture is kept. */
  #source: MediaStreamTrack | null = null;
  /** Whose frames are looked at: the source, or what has turned it. */
  #looked: MediaStreamTrack | null = null;
  #reader: ReadableStreamDefaultReader<TurnedFrame> | null = null;
  #frame: TurnedFrame | null = null;
  #video: HTMLVideoElement | null = null;
  /** Called at each look at a frame whose pixels lie turned. */
  turned: (() => void) | null = null;

  /** @param through gives the same picture, upright */
  follow(source: MediaStreamTrack | null, through = source): void {
    if (source !== this.#source) this.#drop();
    this.#source = source;
    if (through === this.#looked) return;
    this.pause();
    this.#looked = through;
    if (through) void this.#look(through).catch(() => {});
  }

  /** A video of the page that shows what is broadcast; null: none does any more. */
  attachVideo(video: HTMLVideoElement | null): void {
    this.#video = video;
  }

  /** Null: none is known, or nobody is to see it at present. */
  get frame(): VideoFrame | null {
    if (!this.#source?.enabled || this.#source.muted) return null;
    this.#frame ??= this.#shown();
    return this.#frame;
  }

  async #look(track: MediaStreamTrack): Promise<void> {
    const parts = box();
    if (!parts || track.readyState === 'ended') return;
    const { readable } = new parts.MediaStreamTrackProcessor({ track, maxBufferSize: 1 });
    const reader = readable.getReader();
    this.#reader = reader;
    while (this.#reader === reader) {
      const { value: frame } = await reader.read();
      // The track has ended, or another one is looked at.
      if (!frame) return;
      if (this.#reader !== reader) {
        frame.close();
        return;
      }
      this.#drop();
      this.#frame = frame;
      if (isTurned(frame)) this.turned?.();
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  /** What the video shows of the source. */
  #shown(): VideoFrame | null {
    const video = this.#video;
    const source = this.#source;
    if (!box() || !source || !video?.videoWidth) return null;
    const stream = video.srcObject;
    if (!(stream instanceof MediaStream) || !stream.getTracks().includes(source)) return null;
    // Not a frame of the video: that would say how to turn its pixels.
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) return null;
    context.drawImage(video, 0, 0);
    return new VideoFrame(canvas, { timestamp: 0 });
  }

  /** Looks at no more frames until follow() is called; the picture stays. */
  pause(): void {
    this.#reader?.cancel().catch(() => {});
    this.#reader = this.#looked = null;
  }

  #drop(): void {
    this.#frame?.close();
    this.#frame = null;
  }

  close(): void {
    this.pause();
    this.#drop();
    this.#source = this.#video = this.turned = null;
  }
}
