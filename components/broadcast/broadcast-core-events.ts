/** What a BroadcastCore tells. */
import type { CastoError } from '../../src/base/errors.js';
import type { BroadcastState } from '../../src/base/types.js';
import type { StudioSource } from '../../src/studio/capture/capture-settings.js';

export type Source = StudioSource | 'none';

export interface BroadcastCoreEvents {
  state: { from: BroadcastState; to: BroadcastState };
  viewers: number;
  error: CastoError;
  /** Other devices are missing than before. */
  missing: readonly CastoError[];
  /** The stream that is previewed and broadcast has changed. */
  stream: MediaStream | null;
  /** What is captured has changed by itself. */
  source: Source;
  /** The share of a screen was stopped: another source, or a still picture, has taken its place. */
  shareEnded: undefined;
  /** Anything else that is shown: mute, devices, formats, trouble that is over. */
  change: undefined;
}
