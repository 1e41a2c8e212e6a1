/**
 * A phone hands over pixels as its sensor lies, and says with each frame how to turn them. Encoders leave
 * that to an RTP header extension, which Firefox does not read, which a carrying relay does not pass on, and
 * which no file has. So the pixels are turned before the encoder: only once a frame says so, hence an
 * upright picture costs no more than a look at a frame now and then.
 *
 * The last frame is kept: of a source that then gives nothing more, nobody could get it a second time.
 *
 * Elsewhere than in Chromium the encoder turns the pixels itself when the extension is not offered; Chromium
 * then sends nothing (measured, 156).
 */

import { isTurned, type TurnedFrame } from '../frames/frame-rotator.js';
import type { ForwarderClient } from '../worker-client/forwarder-client.js';

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

/** The offer of a loopback: without the extension where the encoder then turns the pixels. */
export const uprightOffer = ({ type, sdp }: RTCSessionDescription): RTCSessionDescriptionInit => ({
  type,
  sdp: box() ? sdp : sdp.replace(/a=extmap:[^\r\n]*urn:3gpp:video-orientation[^\r\n]*\r?\n/g, ''),
});

export class Upright {
  #track: MediaStreamTrack | null = null;
  #turned: MediaStreamTrack | null = null;
  /** Frames are looked at. */
  #reader: ReadableStreamDefaultReader<TurnedFrame> | null = null;
  #last: TurnedFrame | null = null;

  /** @param changed another track is to be encoded */
  constructor(
    private readonly forwarder: ForwarderClient,
    private readonly changed: () => void,
  ) {}

  /** What to encode for this track: it, or one with its pixels turned. */
  of(track: MediaStreamTrack | null): MediaStreamTrack | null {
    if (track !== this.#track) {
      this.close();
      this.#track = track;
      if (track) void this.#watch(track).catch(() => {});
    }
    return this.#turned ?? track;
  }

  /** The last picture of the track, upright; null: none is known, or nobody is to see it at present. */
  get last(): VideoFrame | null {
    return this.#track?.enabled && !this.#track.muted ? this.#last : null;
  }

  async #watch(track: MediaStreamTrack): Promise<void> {
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
      this.#last?.close();
      this.#last = null;
      if (isTurned(frame)) {
        frame.close();
        this.#turn(this.#track ?? track, parts);
        return;
      }
      this.#last = frame;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  #turn(track: MediaStreamTrack, parts: Required<BreakoutBox>): void {
    this.#reader?.cancel().catch(() => {});
    this.#reader = null;
    // The track itself and no clone: what mutes it mutes what is sent.
    const { readable } = new parts.MediaStreamTrackProcessor({ track, maxBufferSize: 1 });
    const turned = new parts.MediaStreamTrackGenerator({ kind: 'video' });
    turned.contentHint = track.contentHint;
    const { writable } = turned;
    this.forwarder.post({ type: 'upright', readable, writable }, [readable, writable]);
    this.#turned = turned;
    void this.#watch(turned).catch(() => {});
    this.changed();
  }

  close(): void {
    this.#track = null;
    this.#reader?.cancel().catch(() => {});
    this.#reader = null;
    this.#last?.close();
    this.#last = null;
    // The worker's end closes with it.
    this.#turned?.stop();
    this.#turned = null;
  }
}
