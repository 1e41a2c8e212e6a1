/**
 * A source that has given a picture and then gives no frame gives Chromium's encoder nothing to make a key frame of:
 * a canvas that nobody draws on, a paused video, a generator, a track that comes from a connection. Its last frame is
 * offered once more, by a generator that takes the track's place for a moment. Firefox repeats the last picture by
 * itself.
 *
 * Where no frame was kept a clone takes that place. It shows the last picture of a canvas and of most paused videos
 * (measured in Chromium 156). It does not stay: it would go on when the page stops or disables its own track.
 */
import { box } from './last-picture.js';

/** From the generator to the encoder; frames of the track itself are not sent meanwhile. */
const HOLD_MS = 100;

/** @param last kept of the track; null: none is known */
export async function showAgain(sender: RTCRtpSender, last: VideoFrame | null): Promise<void> {
  const { track } = sender;
  if (track?.readyState !== 'live') return;
  // Copied before anything is waited for: the next frame closes this one. A time that has passed would be late.
  const again = last && new VideoFrame(last, { timestamp: Math.round(performance.now() * 1000) });
  const generator = again && new (box()!.MediaStreamTrackGenerator)({ kind: 'video' });
  const other = generator ?? track.clone();
  try {
    await sender.replaceTrack(other);
    if (generator) {
      await generator.writable.getWriter().write(again);
      await new Promise((resolve) => setTimeout(resolve, HOLD_MS));
    }
  } finally {
    again?.close();
    other.stop();
    // Unless another was given meanwhile.
    if (sender.track === other) await sender.replaceTrack(track);
  }
}
