/**
 * Loop freedom: the feasibility condition of loop-free distance-vector routing, as in DUAL
 * (Garcia-Luna-Aceves 1993), AODV's destination sequence numbers (RFC 3561 §6.1) and Babel
 * (RFC 8966 §2.4 and §3.5.1). The tree has one destination, the broadcaster.
 *
 * The broadcaster raises a sequence number, the *epoch*, every five seconds. A peer at depth `d`
 * that has heard epoch `e` through its parent advertises the distance `(e, d)`. Distances are
 * ordered: a newer epoch is better, in one epoch a smaller depth is better.
 *
 * Each peer keeps its *feasible distance* FD: the best distance it has ever advertised. FD only
 * improves, with one exception below. A peer may take a parent only when the distance that this
 * parent advertised is strictly better than the peer's own FD.
 *
 * Why there is no cycle at any instant, however late, lost, doubled or reordered the messages are:
 *
 * 1. Along every edge, FD(parent) is strictly better than FD(child).
 *    - When the edge is made: the parent advertised `a` on this link at some time in the past. Its
 *      FD was then at least as good as `a` and has only improved since. The child's FD was worse
 *      than `a`, and becomes at best `(a.epoch, a.depth + 1)`, which is worse than `a`.
 *    - While it lasts: the child's distance is always one hop more than something this parent
 *      advertised on this link, so the child's FD stays strictly worse than the parent's.
 *      The parent's distance may get worse (it moved down); its FD does not.
 * 2. A cycle would need FD to improve strictly all the way round. It cannot.
 *
 * The exception: a peer that holds no link down at all (fed, standby or merely promised) may forget
 * its FD and join anywhere. Nobody can be using what it advertised: advertisements bind only
 * through a link, a link id is used once, and the peer has closed all of them. A link closed by the
 * parent counts as no edge from that moment, since nothing is sent on it.
 *
 * An orphan with children therefore keeps them, and takes any parent that is closer to the
 * broadcaster than it was, at once, or any parent at all after the next epoch: a newer epoch proves
 * that the candidate has heard from the broadcaster since, so not through the orphan. As Babel does
 * with its sequence number requests, an orphan need not wait for that: see `RefreshMessage`.
 *
 * A peer may take an advertised distance to be worse than it is, as it does with epochs that cannot be
 * (EpochHorizon in epochs.ts): `a` in step 1 is then the worse one, and every inequality holds all the more.
 *
 * The epoch that a peer advertises is the one its *current parent* told on the current link, never
 * the highest it has heard of: mixing in a standby's epoch would break step 1.
 */

/** What a peer advertises: how recently and how closely it hangs on the broadcaster. */
export interface Distance {
  epoch: number;
  depth: number;
}

/** True when `a` is strictly better than `b`. */
export function isBetter(a: Distance, b: Distance): boolean {
  return a.epoch > b.epoch || (a.epoch === b.epoch && a.depth < b.depth);
}

/** A peer's feasible distance. */
export class FeasibleDistance {
  #best: Distance | null = null;

  /** Null: this peer has advertised nothing that anybody may still rely on. */
  get value(): Distance | null {
    return this.#best === null ? null : { ...this.#best };
  }

  /** May this peer take a parent that advertises `offer`? */
  allows(offer: Distance): boolean {
    return this.#best === null || isBetter(offer, this.#best);
  }

  /** To be called with every distance before it is told to anybody. */
  advertise(own: Distance): void {
    if (this.#best === null || isBetter(own, this.#best)) this.#best = { ...own };
  }

  /** Only for a peer without any link down. */
  forget(): void {
    this.#best = null;
  }
}
