/**
 * A phone hands over pixels as its sensor lies, and says with each frame how to turn them. Encoders leave
 * that to an RTP header extension, which Firefox does not read, which a carrying relay does not pass on, and
 * which no file has. So the pixels are turned before the encoder: only once a frame says so, hence an
 * upright picture costs no more than a look at a frame now and then.
 *
 * Elsewhere than in Chromium the encoder turns the pixels itself when the extension is not offered; Chromium
 * then sends nothing (measured, 156).
 */
import type { ForwarderClient } from '../worker-client/forwarder-client.js';
import { box, type LastPicture } from './last-picture.js';

/** The offer of a loopback: without the extension where the encoder then turns the pixels. */
export const uprightOffer = ({ type, sdp }: RTCSessionDescription): RTCSessionDescriptionInit => ({
  type,
  sdp: box() ? sdp : sdp.replace(/a=extmap:[^\r\n]*urn:3gpp:video-orientation[^\r\n]*\r?\n/g, ''),
});

export class Upright {
  #track: MediaStreamTrack | null = null;
  #turned: MediaStreamTrack | null = null;

  /**
   * @param last looks at the frames
   * @param changed another track is to be encoded
   */
  constructor(
    private readonly forwarder: ForwarderClient,
    private readonly last: LastPicture,
    private readonly changed: () => void,
  ) {}

  /** What to encode for this track: it, or one with its pixels turned. */
  of(track: MediaStreamTrack | null): MediaStreamTrack | null {
    if (track !== this.#track) {
      this.#stop();
      this.#track = track;
      this.last.turned = () => this.#turn();
      this.last.follow(track);
    }
    return this.#turned ?? track;
  }

  #turn(): void {
    const track = this.#track;
    const parts = box();
    // One who has turned them already is looked at no more.
    if (!track || !parts || this.#turned) return;
    // The track itself and no clone: what mutes it mutes what is sent.
    const { readable } = new parts.MediaStreamTrackProcessor({ track, maxBufferSize: 1 });
    const turned = new parts.MediaStreamTrackGenerator({ kind: 'video' });
    turned.contentHint = track.contentHint;
    const { writable } = turned;
    this.forwarder.post({ type: 'upright', readable, writable }, [readable, writable]);
    this.#turned = turned;
    this.last.follow(track, turned);
    this.changed();
  }

  #stop(): void {
    this.#track = null;
    // The worker's end closes with it.
    this.#turned?.stop();
    this.#turned = null;
  }

  /** The last picture is kept for the next encoder. */
  close(): void {
    this.#stop();
    this.last.turned = null;
  }
}
