/** Starting standbys: on suspicion, in need, and the next one when the first lets wait. */
import type { OverlayEnv } from './api.js';
import type { Distance } from './feasibility.js';
import type { Freshener } from './freshener.js';
import type { Spares } from './spares.js';
import type { Timing } from './timing.js';
import type { UpLink } from './up-link.js';

/** Why a started standby is given up that brought nothing. */
export const NO_FRAME = 'no frame';

/** The peer whose standbys are started. */
export interface RecoveryHost {
  readonly env: OverlayEnv;
  readonly timing: Timing;
  parent(): UpLink | null;
  /** Another parent is wanted. */
  troubled(): boolean;
  /** The parent still feeds, only too little: nobody gives a place for that which is not free. */
  fed(): boolean;
  /** What another parent must beat. */
  feasible(): Distance | null;
  /** The parent that died, as far as this peer can tell. */
  deceased(): string | undefined;
  /** Takes a flowing link as parent, if it may. */
  take(link: UpLink): void;
  discard(link: UpLink, why: string): void;
  /** No standby is left: asks whoever else is known. */
  ask(): void;
  later(ms: number, run: () => void): void;
}

export class Recovery {
  /** Started by {@link warmUp} while nothing is known to be wrong. */
  #warmed: UpLink | null = null;

  constructor(
    private readonly host: RecoveryHost,
    private readonly spares: Spares,
    private readonly freshener: Freshener,
  ) {}

  /** The parent's frames are late: a spare starts before it is sure that they will not come. */
  warmUp(): void {
    const spare = this.spares.next();
    if (!spare || this.spares.started || spare.path.length === 0) return;
    this.spares.start(spare, this.host.parent()?.peer, this.host.feasible());
    this.#warmed = spare;
  }

  /** All is well: spares that were started rest again. */
  rest(): void {
    this.#warmed = null;
    this.freshener.asked = null;
    this.spares.rest();
  }

  /** Takes the one that is warm, or starts one at once; rejoins cold when there is none. */
  begin(preferred: readonly string[] = []): void {
    const warmed = this.freshener.giveUp() ?? this.#warmed;
    this.#warmed = null;
    if (!this.spares.started) this.startNext(preferred);
    else if (warmed && this.spares.has(warmed)) {
      if (warmed.flowing) this.host.take(warmed);
      if (this.spares.has(warmed)) this.#hedge(warmed);
    }
  }

  /**
   * Starts the best standby that is left, and the next (in the end: asks others) as soon as this one
   * lets wait for its answer, or for its first frame.
   */
  startNext(preferred: readonly string[] = []): void {
    const { host, spares } = this;
    const spare = spares.next(preferred);
    if (!spare) {
      host.ask();
      return;
    }
    spares.start(spare, host.deceased(), host.feasible(), host.fed());
    this.#hedge(spare);
  }

  #hedge(spare: UpLink): void {
    const { host, spares } = this;
    const { timing, env } = host;
    const askedAt = env.now();
    let hedged = false;
    const hedge = (): void => {
      if (hedged || !spare.started || !spares.has(spare) || !host.troubled()) return;
      hedged = true;
      this.startNext();
    };
    // Detached itself, it is started all the same: its first key frame is then ours too. But it may
    // need long, so others are asked besides.
    if (spare.path.length === 0) hedge();
    host.later(spares.answerMs(spare), () => {
      if (spare.heardAt < askedAt) hedge();
    });
    host.later(timing.standbyFlowMs, () => {
      if (!spare.flowing || spare.awaitsEpoch) hedge();
    });
    host.later(timing.flowLimitMs, () => {
      if (!spare.started || !spares.has(spare) || !host.troubled()) return;
      // Asked calmly it has nothing to give at present, and says nothing: it is a good standby all the same.
      if (host.fed()) spares.rest();
      else host.discard(spare, NO_FRAME);
    });
  }
}
