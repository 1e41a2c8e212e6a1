/**
 * A peer that is well moves to a spare by which its frames come clearly fresher, if there is a free
 * place. Spares are connected and their round trips measured anyway, so looking costs nothing; each
 * move makes the way shorter for all below as well.
 */
import { ageBy } from './age.js';
import type { OverlayEnv } from './api.js';
import type { Distance } from './feasibility.js';
import type { Spares } from './spares.js';
import type { Timing } from './timing.js';
import type { UpLink } from './up-link.js';

export class Freshener {
  /** Asked for media, and neither taken nor given up since. */
  asked: UpLink | null = null;

  constructor(
    private readonly host: {
      readonly env: OverlayEnv;
      readonly timing: Timing;
      readonly spares: Spares;
      feasible(): Distance | null;
    },
  ) {}

  /** Asks the spare with the freshest frames, if it is worth the move. */
  begin(parent: UpLink): UpLink | null {
    const { env, timing, spares } = this.host;
    const age = ageBy(parent);
    if (age === null || spares.started) return null;
    const now = env.now();
    let [best, least] = [null as UpLink | null, age - timing.fresherMs];
    for (const spare of spares.all) {
      const by = ageBy(spare);
      if (by === null || by >= least || now - spare.calmAt < timing.improveLimitMs) continue;
      // Deeper it could not go without ordering a new epoch of the root, nor should the tree deepen.
      if (spare.path.length === 0 || spare.path.length > parent.path.length) continue;
      if (!spares.mayFeed(spare)) continue;
      [best, least] = [spare, by];
    }
    if (!best) return null;
    best.calmAt = now;
    this.asked = best;
    spares.start(best, undefined, this.host.feasible(), true);
    return best;
  }

  /** The parent is lost: the one that was asked, if its frames flow already. */
  giveUp(): UpLink | null {
    const { asked } = this;
    this.asked = null;
    if (!asked || asked.flowing) return asked;
    // It was asked for a free place only; in need it may give another one.
    asked.started = false;
    return null;
  }
}
