/** When a peer that is well looks for a place nearer to the broadcaster. */
import type { OverlayEnv, OverlayPort } from '../api.js';
import type { Timing } from '../timing.js';
import { expectedDepth } from './parent-policy.js';
import type { ParentSearch } from './parent-search.js';

export class DepthOptimizer {
  #stableSince = 0;
  #nextAt = 0;
  #failures = 0;
  #depth = 0;

  constructor(
    private readonly host: {
      readonly env: OverlayEnv;
      readonly port: OverlayPort;
      readonly timing: Timing;
      viewers(): number;
    },
    private readonly search: ParentSearch,
    /** Somebody nearer is known who may have a place. */
    private readonly known: () => boolean,
  ) {}

  /** The peer has a new parent. */
  placed(anew: boolean): void {
    this.#stableSince = this.host.env.now();
    if (anew) this.#failures = 0;
  }

  /** Nobody had a place. */
  failed(): void {
    this.#failures++;
  }

  /** In one place for long enough to move again. */
  stable(now: number): boolean {
    return now - this.#stableSince > this.host.timing.stableMs;
  }

  tick(now: number, depth: number): void {
    const { timing, env, port, viewers } = this.host;
    // Carried down by others: what was tried without success before says nothing about now.
    if (depth > this.#depth) this.#failures = Math.min(this.#failures, 1);
    this.#depth = depth;
    if (!this.stable(now) || now < this.#nextAt || this.search.running) return;
    const deep = depth > expectedDepth(viewers());
    if (this.#nextAt > 0) {
      // Far deeper than the tree need be: news of free places do not come this far down.
      if (deep && !this.known()) port.findPeers();
      else this.search.begin();
    }
    const [least, most] = timing.improveMs;
    const pause = (least + env.random() * (most - least)) * 2 ** this.#failures;
    this.#nextAt = now + Math.min(deep ? 2 * most : timing.improveLimitMs, pause);
  }
}
