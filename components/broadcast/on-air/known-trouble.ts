/** The engine and what captures both see a track end. Who captures knows more of it, and tells it alone. */
import type { CastoError } from '../../../src/base/errors.js';
import type { EndedKinds } from '../../../src/session/api.js';

const DEVICE_OF = { video: 'camera', audio: 'microphone' } as const;

export interface Captured {
  /** What was told of the end of a stream that the page had given. */
  given: CastoError | null;
  /** Devices that are wanted and not there. */
  missing: readonly CastoError[];
  /** The share of a screen was stopped, and another picture is on its way. */
  replacing: boolean;
}

/** Whether what a broadcast says of the end of its tracks was told where they come from. */
export function isKnown({ cause }: CastoError, { given, missing, replacing }: Captured): boolean {
  const { ended } = (cause ?? {}) as Partial<EndedKinds>;
  const isMissing = (kind: keyof typeof DEVICE_OF): boolean =>
    missing.some(({ device }) => device === DEVICE_OF[kind]);
  return ended !== undefined && (replacing || given !== null || ended.every(isMissing));
}

/** All that is wrong, the gravest first. */
export function allTroubles(
  broadcast: readonly CastoError[],
  captured: Captured,
  passing: CastoError | null,
): CastoError[] {
  const { given, missing } = captured;
  const own = broadcast.filter((error) => !isKnown(error, captured));
  return [...own, given, ...[...missing].reverse(), passing].filter((error) => error !== null);
}
