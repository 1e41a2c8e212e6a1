/**
 * The tracks of a stream that still give something. A track that ends, or that a script stops, adds or removes,
 * changes them; scripts cause no event, so they are looked at now and then as well.
 */
import type { Kind } from '../frames/encoded-frames.js';
import { KINDS } from '../link/peer-connection.js';

export type LiveTracks = Record<Kind, MediaStreamTrack | null>;

const LOOK_MS = 500;

export function liveTracks(stream: MediaStream | null): LiveTracks {
  const live = (tracks: MediaStreamTrack[] = []): MediaStreamTrack | null =>
    tracks.find(({ readyState }) => readyState === 'live') ?? null;
  return { video: live(stream?.getVideoTracks()), audio: live(stream?.getAudioTracks()) };
}

/** Kinds of which the stream has only tracks that are over. One that was taken out of it was meant to go. */
export function endedKinds(stream: MediaStream | null): Kind[] {
  const live = liveTracks(stream);
  const all = stream?.getTracks() ?? [];
  return KINDS.filter((kind) => !live[kind] && all.some((track) => track.kind === kind));
}

/** Calls `changed` when they are others than at the last call, or other kinds have ended. Returns what ends it. */
export function followTracks(
  stream: MediaStream,
  setTimer: (ms: number, fn: () => void) => () => void,
  changed: (now: LiveTracks) => void,
): () => void {
  let known = liveTracks(stream);
  let ended = `${endedKinds(stream)}`;
  let cancel = (): void => {};
  let heard: MediaStreamTrack[] = [];
  const look = (): void => {
    const all = stream.getTracks();
    for (const track of heard) if (!all.includes(track)) track.removeEventListener('ended', look);
    for (const track of all) if (!heard.includes(track)) track.addEventListener('ended', look);
    heard = all;
    const now = liveTracks(stream);
    const over = `${endedKinds(stream)}`;
    if (now.video === known.video && now.audio === known.audio && over === ended) return;
    known = now;
    ended = over;
    changed(now);
  };
  const again = (): void => {
    look();
    cancel = setTimer(LOOK_MS, again);
  };
  stream.addEventListener('addtrack', look);
  stream.addEventListener('removetrack', look);
  again();
  return () => {
    cancel();
    stream.removeEventListener('addtrack', look);
    stream.removeEventListener('removetrack', look);
    for (const track of heard) track.removeEventListener('ended', look);
  };
}
