/**
 * A peer that is well moves to a standby by which its frames come clearly fresher, if there is a free
 * place. Standbys are connected and their round trips measured anyway, so looking costs nothing; each
 * move makes the way shorter for all below as well.
 */

import type { OverlayEnv } from '../api.js';
import type { Distance } from '../loop-freedom/feasibility.js';
import type { Timing } from '../timing.js';
import { ageBy } from './frame-age.js';
import type { ParentLink } from './parent-link.js';
import type { Standbys } from './standbys.js';

export class LatencyOptimizer {
  /** Asked for media, and neither taken nor given up since. */
  asked: ParentLink | null = null;

  constructor(
    private readonly host: {
      readonly env: OverlayEnv;
      readonly timing: Timing;
      readonly standbys: Standbys;
      feasible(): Distance | null;
    },
  ) {}

  /** Asks the standby with the freshest frames, if it is worth the move. */
  begin(parent: ParentLink): ParentLink | null {
    const { env, timing, standbys } = this.host;
    const age = ageBy(parent);
    if (age === null || standbys.started) return null;
    const now = env.now();
    let [best, least] = [null as ParentLink | null, age - timing.fresherMs];
    for (const standby of standbys.all) {
      const by = ageBy(standby);
      if (by === null || by >= least || now - standby.calmAt < timing.improveLimitMs) continue;
      // Deeper it could not go without ordering a new epoch of the root, nor should the tree deepen.
      if (standby.path.length === 0 || standby.path.length > parent.path.length) continue;
      if (!standbys.mayFeed(standby)) continue;
      [best, least] = [standby, by];
    }
    if (!best) return null;
    best.calmAt = now;
    this.asked = best;
    standbys.start(best, undefined, this.host.feasible(), true);
    return best;
  }

  /** The parent is lost: the one that was asked, if its frames flow already. */
  giveUp(): ParentLink | null {
    const { asked } = this;
    this.asked = null;
    if (!asked || asked.flowing) return asked;
    // It was asked for a free place only; in need it may give another one.
    asked.started = false;
    return null;
  }
}
