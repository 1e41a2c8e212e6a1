/**
 * A canvas that nobody draws on and a video that is paused give no frames, so Chromium's encoder has nothing to
 * make a key frame of. A sender that is given a clone of the track, and then the track again, is shown the last
 * picture once more (measured in Chromium 156: canvas with and without a rate, most paused videos; not a
 * generator, nor a track that comes from a connection). The clone does not stay: it would go on when the page
 * stops or disables its own track. Firefox repeats the last picture by itself.
 */
export async function showAgain(sender: RTCRtpSender): Promise<void> {
  const { track } = sender;
  if (track?.readyState !== 'live') return;
  const clone = track.clone();
  try {
    await sender.replaceTrack(clone);
    await sender.replaceTrack(track);
  } finally {
    clone.stop();
  }
}
