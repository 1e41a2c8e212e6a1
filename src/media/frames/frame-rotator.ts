/** The turning end inside the worker: frames that say how to turn them go on with their pixels turned. */

/** Chromium since 138; what a camera says of how it is held. */
export interface TurnedFrame extends VideoFrame {
  /** Degrees, clockwise. */
  readonly rotation?: number;
  readonly flip?: boolean;
}

export const isTurned = ({ rotation, flip }: TurnedFrame): boolean =>
  Boolean(rotation) || Boolean(flip);

/** Runs until the source ends or nobody takes its frames any more. Upright frames go through untouched. */
export async function turnFrames(
  readable: ReadableStream<TurnedFrame>,
  writable: WritableStream<VideoFrame>,
): Promise<void> {
  const turn = new TransformStream<TurnedFrame, VideoFrame>(new Turner());
  // Whichever end is closed closes the other.
  await readable
    .pipeThrough(turn)
    .pipeTo(writable)
    .catch(() => {});
}

class Turner implements Transformer<TurnedFrame, VideoFrame> {
  #canvas: OffscreenCanvas | null = null;
  #context: OffscreenCanvasRenderingContext2D | null = null;

  transform(frame: TurnedFrame, to: TransformStreamDefaultController<VideoFrame>): void {
    to.enqueue(isTurned(frame) ? this.#turn(frame) : frame);
  }

  #turn(frame: TurnedFrame): VideoFrame {
    // Its displayed size is that after turning.
    const { displayWidth, displayHeight, timestamp } = frame;
    if (this.#canvas?.width !== displayWidth || this.#canvas.height !== displayHeight) {
      this.#canvas = new OffscreenCanvas(displayWidth, displayHeight);
      this.#context = this.#canvas.getContext('2d', { alpha: false });
    }
    this.#context?.drawImage(frame, 0, 0, displayWidth, displayHeight);
    frame.close();
    return new VideoFrame(this.#canvas, { timestamp, alpha: 'discard' });
  }
}
