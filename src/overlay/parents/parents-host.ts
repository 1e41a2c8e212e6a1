/** What the side that is fed needs of the peer it belongs to. */
import type { OverlayConfig, OverlayEnv, OverlayPort } from '../api.js';
import type { EpochHorizon } from '../loop-freedom/epochs.js';
import type { FeasibleDistance } from '../loop-freedom/feasibility.js';
import type { Timing } from '../timing.js';
import type { CandidatePool } from './parent-candidates.js';

export interface ParentsHost {
  readonly env: OverlayEnv;
  readonly port: OverlayPort;
  readonly config: OverlayConfig;
  readonly timing: Timing;
  readonly pool: CandidatePool;
  readonly distance: FeasibleDistance;
  readonly horizon: EpochHorizon;
  /** Viewers of the whole channel as last told. */
  viewers(): number;
  /** Any link down at all, promised and standby ones included. */
  hasChildren(): boolean;
  /** Fed by this peer. A standby child may be our standby in turn: feasibility lets one switch. */
  isChild(peer: string): boolean;
  /** Parent, its path or epoch changed. */
  moved(): void;
  /** Only what a person sees changed. */
  changed(): void;
  /** No parent for so long that the children are better off elsewhere. */
  giveUpChildren(): void;
}
