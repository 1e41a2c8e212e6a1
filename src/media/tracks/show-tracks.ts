/** Makes these the tracks of the stream. New ones come first: who shows it never sees it without video. */
export function showTracks(stream: MediaStream, wanted: Iterable<MediaStreamTrack>): void {
  const tracks = new Set(wanted);
  for (const track of tracks) stream.addTrack(track);
  for (const track of stream.getTracks()) if (!tracks.has(track)) stream.removeTrack(track);
}
