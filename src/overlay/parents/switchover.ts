/** Starting standbys: on suspicion, in need, and the next one when the first does not answer. */
import type { OverlayEnv } from '../api.js';
import type { Distance } from '../loop-freedom/feasibility.js';
import type { Timing } from '../timing.js';
import type { LatencyOptimizer } from './latency-optimizer.js';
import type { ParentLink } from './parent-link.js';
import type { Standbys } from './standbys.js';

/** Why a started standby is given up that brought nothing. */
export const NO_FRAME = 'no frame';

/** The peer whose standbys are started. */
export interface SwitchoverHost {
  readonly env: OverlayEnv;
  readonly timing: Timing;
  parent(): ParentLink | null;
  /** Another parent is wanted. */
  troubled(): boolean;
  /** The parent still feeds, only too little: nobody gives a place for that which is not free. */
  fed(): boolean;
  /** What another parent must beat. */
  feasible(): Distance | null;
  /** The parent that died, as far as this peer can tell. */
  deceased(): string | undefined;
  /** Takes a flowing link as parent, if it may. */
  take(link: ParentLink): void;
  discard(link: ParentLink, why: string): void;
  /** No standby is left: asks every other known peer. */
  ask(): void;
  later(ms: number, run: () => void): void;
}

export class Switchover {
  /** Started by {@link warmUp} while nothing is known to be wrong. */
  #warmed: ParentLink | null = null;

  constructor(
    private readonly host: SwitchoverHost,
    private readonly standbys: Standbys,
    private readonly latencyOptimizer: LatencyOptimizer,
  ) {}

  /** The parent's frames are late: a standby starts before it is sure that they will not come. */
  warmUp(): void {
    const standby = this.standbys.next();
    if (!standby || this.standbys.started || standby.path.length === 0) return;
    this.standbys.start(standby, this.host.parent()?.peer, this.host.feasible());
    this.#warmed = standby;
  }

  /** All is well: standbys that were started rest again. */
  rest(): void {
    this.#warmed = null;
    this.latencyOptimizer.asked = null;
    this.standbys.rest();
  }

  /** Takes the one that is warm, or starts one at once; rejoins cold when there is none. */
  begin(preferred: readonly string[] = []): void {
    const warmed = this.latencyOptimizer.giveUp() ?? this.#warmed;
    this.#warmed = null;
    if (!this.standbys.started) this.startNext(preferred);
    else if (warmed && this.standbys.has(warmed)) {
      if (warmed.flowing) this.host.take(warmed);
      if (this.standbys.has(warmed)) this.#hedge(warmed);
    }
  }

  /**
   * Starts the best standby that is left, and the next (in the end: asks others) as soon as this one
   * is late with its answer, or with its first frame.
   */
  startNext(preferred: readonly string[] = []): void {
    const { host, standbys } = this;
    const standby = standbys.next(preferred);
    if (!standby) {
      host.ask();
      return;
    }
    standbys.start(standby, host.deceased(), host.feasible(), host.fed());
    this.#hedge(standby);
  }

  #hedge(standby: ParentLink): void {
    const { host, standbys } = this;
    const { timing, env } = host;
    const askedAt = env.now();
    let hedged = false;
    const hedge = (): void => {
      if (hedged || !standby.started || !standbys.has(standby) || !host.troubled()) return;
      hedged = true;
      this.startNext();
    };
    // Detached itself, it is started anyway: its first key frame is then ours too. But it may
    // need long, so others are asked as well.
    if (standby.path.length === 0) hedge();
    host.later(standbys.answerMs(standby), () => {
      if (standby.heardAt < askedAt) hedge();
    });
    host.later(timing.standbyFlowMs, () => {
      if (!standby.flowing || standby.awaitsEpoch) hedge();
    });
    host.later(timing.flowLimitMs, () => {
      if (!standby.started || !standbys.has(standby) || !host.troubled()) return;
      // Asked calmly it has nothing to give at present, and says nothing: it is a good standby anyway.
      if (host.fed()) standbys.rest();
      else host.discard(standby, NO_FRAME);
    });
  }
}
