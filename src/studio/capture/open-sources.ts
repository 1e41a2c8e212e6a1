/** What a source needs opened, and the stream that comes of it. */
import type { Held } from '../devices/device.js';
import type { StudioSource } from './capture-settings.js';
import type { FileSource } from './file-source.js';

export interface OpenSources {
  camera: Held | null;
  microphone: Held | null;
  screen: MediaStream | null;
  file: FileSource | null;
}

export type PartName = keyof OpenSources;

export const noOpenSources = (): OpenSources => ({
  camera: null,
  microphone: null,
  screen: null,
  file: null,
});

/** @param voice The microphone is wanted beside a screen or a file as well. */
export function needs(source: StudioSource, voice: boolean): Record<PartName, boolean> {
  return {
    camera: source === 'camera' || source === 'screen-camera',
    microphone: source === 'camera' || source === 'screen-camera' || voice,
    screen: source === 'screen' || source === 'screen-camera',
    file: source === 'file',
  };
}

export function stopPart(part: OpenSources[PartName]): void {
  if (!part) return;
  if ('stop' in part) part.stop();
  else if ('track' in part) part.track.stop();
  else for (const track of part.getTracks()) track.stop();
}

export function stopParts(parts: Partial<OpenSources>): void {
  for (const part of Object.values(parts)) stopPart(part);
}

/**
 * Puts fresh parts in place and takes out what is not needed.
 * @returns what was in place before, by name, and what puts it back unless something else has come meanwhile
 */
export function exchange(
  held: OpenSources,
  fresh: Partial<OpenSources>,
  need: Record<PartName, boolean>,
): { drop: Partial<OpenSources>; undo(): void } {
  const parts = held as Record<PartName, OpenSources[PartName]>;
  const drop: Partial<typeof parts> = {};
  for (const name of Object.keys(parts) as PartName[]) {
    if (!fresh[name] && need[name]) continue;
    drop[name] = parts[name];
    parts[name] = fresh[name] ?? null;
  }
  const undo = (): void => {
    for (const name of Object.keys(drop) as PartName[]) {
      if (parts[name] === (fresh[name] ?? null)) parts[name] = drop[name]!;
    }
  };
  return { drop: drop as Partial<OpenSources>, undo };
}

/** Where sound comes from, the person's voice first. */
export function soundTracks(parts: OpenSources): MediaStreamTrack[] {
  return [
    ...(parts.microphone ? [parts.microphone.track] : []),
    ...(parts.screen?.getAudioTracks() ?? []),
    ...(parts.file?.stream.getAudioTracks() ?? []),
  ];
}

/** The captured stream itself when it has just these tracks, so that pages see what they know. */
export function streamOf(tracks: readonly MediaStreamTrack[], parts: OpenSources): MediaStream {
  const captured = [
    parts.camera?.stream,
    parts.microphone?.stream,
    parts.screen,
    parts.file?.stream,
  ];
  return (
    captured.find((stream) => stream && sameTracks(stream.getTracks(), tracks)) ??
    new MediaStream([...tracks])
  );
}

export function sameTracks(
  some: readonly MediaStreamTrack[],
  others: readonly MediaStreamTrack[],
): boolean {
  return some.length === others.length && some.every((track) => others.includes(track));
}
