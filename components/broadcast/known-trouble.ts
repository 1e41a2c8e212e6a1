/** The engine and what captures both see a track end. Who captures knows more of it, and tells it alone. */
import type { CastoError } from '../../src/errors.js';
import { endedKinds } from '../../src/media/live-tracks.js';

const DEVICE_OF = { video: 'camera', audio: 'microphone' } as const;

export interface Captured {
  stream: MediaStream | null;
  /** What was told of the end of a stream that the page had given. */
  given: CastoError | null;
  /** Devices that are wanted and not there. */
  missing: readonly CastoError[];
}

/** Whether what a broadcast says of the end of its stream's tracks was told where they come from. */
export function isKnown(
  { code, fatal }: CastoError,
  { stream, given, missing }: Captured,
): boolean {
  if (fatal || code !== 'device-missing') return false;
  if (given) return true;
  const ended = endedKinds(stream);
  return (
    ended.length > 0 &&
    ended.every((kind) => missing.some(({ device }) => device === DEVICE_OF[kind]))
  );
}

/** All that is wrong, the gravest first. */
export function allTroubles(
  broadcast: CastoError | null | undefined,
  captured: Captured,
  passing: CastoError | null,
): CastoError[] {
  const own = broadcast && !isKnown(broadcast, captured) ? broadcast : null;
  const all = [own, captured.given, ...[...captured.missing].reverse(), passing];
  return all.filter((error) => error !== null);
}
