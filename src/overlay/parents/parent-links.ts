/** The links parentLinks of one peer, and the moves between them: which is the parent, which are standbys. */
import type { SwitchReason } from '../../base/types.js';
import type { LeaveMessage } from '../../wire/messages/tree.js';
import type { Distance } from '../loop-freedom/feasibility.js';
import { BOUNDS } from '../timing.js';
import { DepthOptimizer } from './depth-optimizer.js';
import { LatencyOptimizer } from './latency-optimizer.js';
import type { ParentCandidate } from './parent-candidates.js';
import type { ParentLink, Purpose } from './parent-link.js';
import { ancestorsOf, chooseParent } from './parent-policy.js';
import { ParentSearch, type SearchHost } from './parent-search.js';
import type { ParentsHost } from './parents-host.js';
import { Standbys } from './standbys.js';
import { NO_FRAME, Switchover, type SwitchoverHost } from './switchover.js';

export class ParentLinks {
  parent: ParentLink | null = null;
  readonly standbys: Standbys;
  readonly links = new Map<string, ParentLink>();
  readonly feed: ParentSearch;
  readonly standbySearch: ParentSearch;
  readonly better: ParentSearch;
  readonly depthOptimizer: DepthOptimizer;
  readonly latencyOptimizer: LatencyOptimizer;
  readonly switchover: Switchover;
  /** Why another parent is wanted, and since when; null: all is well. */
  trouble: SwitchReason | null = null;
  troubleAt = 0;
  /** While the link is slow: it brings a picture at least. */
  fed = true;
  /** Silence is not acted upon before this time: nobody else had frames either. */
  quietUntil = 0;
  #timers = new Set<() => void>();
  /** No standby is looked for before this time. */
  standbyAt = 0;
  /** Without a parent, while there may be children. */
  orphanSince: number | null = null;
  #everFed = false;
  #epoch = 0;
  /** The parent that died last. */
  #lost: string | undefined;
  #stopped = false;

  constructor(private readonly host: ParentsHost) {
    this.standbys = new Standbys(host.env, host.port, host.timing, host.config.self);
    const search: SearchHost = {
      env: host.env,
      port: host.port,
      config: host.config,
      timing: host.timing,
      pool: host.pool,
      links: this.links,
      choose: (purpose) => this.choose(purpose),
      urgent: () => this.#everFed && !this.parent?.flowing,
      lost: () => this.#deceased(),
      feasible: () => this.#feasible(),
      ready: (link) => this.#ready(link),
      gaveUp: (purpose) => this.#gaveUp(purpose),
    };
    this.feed = new ParentSearch('feed', search);
    this.standbySearch = new ParentSearch('standby', search);
    this.better = new ParentSearch('improve', search);
    this.latencyOptimizer = new LatencyOptimizer({
      env: host.env,
      timing: host.timing,
      standbys: this.standbys,
      feasible: () => this.#feasible(),
    });
    this.switchover = new Switchover(this.#switchoverHost(), this.standbys, this.latencyOptimizer);
    this.depthOptimizer = new DepthOptimizer(
      host,
      this.better,
      () => this.choose('improve') !== null,
    );
  }

  /** From the root to this peer; null: detached, or not sure of the parent. */
  get path(): string[] | null {
    const parent = this.parent;
    if (!parent || parent.path.length === 0 || this.suspended) return null;
    return [...parent.path, this.host.config.self];
  }

  /** The epoch that this peer advertises, see {@link settle}. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Had a parent before. */
  get everFed(): boolean {
    return this.#everFed;
  }

  /** Children are told to hold on while it is not clear whether the parent still lives. */
  get suspended(): boolean {
    return this.trouble === 'silent' || this.trouble === 'stalled';
  }

  start(): void {
    this.depthOptimizer.placed(false);
    this.feed.begin();
  }

  stop(): void {
    this.#stopped = true;
    for (const search of [this.feed, this.standbySearch, this.better])
      search.end(this.parent ?? undefined);
    this.#clearTimers();
    for (const standby of [...this.standbys.all]) {
      this.standbys.remove(standby);
      this.#release(standby, 'closing');
    }
    if (this.parent) this.#release(this.parent, 'closing');
    this.parent = null;
  }

  byId(link: string): ParentLink | undefined {
    if (this.parent?.id === link) return this.parent;
    return this.standbys.all.find(({ id }) => id === link) ?? this.links.get(link);
  }

  get #all(): ParentLink[] {
    return [...(this.parent ? [this.parent] : []), ...this.standbys.all, ...this.links.values()];
  }

  byPeer(peer: string): ParentLink | undefined {
    return this.#all.find((link) => link.peer === peer);
  }

  /** A peer whose link is unresponsive may be asked for another one. */
  #linked(peer: string): boolean {
    return this.#all.some((link) => link.peer === peer && !link.unresponsive);
  }

  #switchoverHost(): SwitchoverHost {
    return {
      env: this.host.env,
      timing: this.host.timing,
      parent: () => this.parent,
      troubled: () => this.trouble !== null,
      fed: () => this.trouble === 'slow-link' && this.fed,
      feasible: () => this.#feasible(),
      deceased: () => this.#deceased(),
      take: (link) => this.take(link),
      discard: (link, why) => this.discard(link, why),
      ask: () => this.feed.begin(),
      later: (ms, run) => this.later(ms, run),
    };
  }

  // ---- decisions ------------------------------------------------------------------------------

  /** What another parent must beat; null: anybody will do. */
  #feasible(): Distance | null {
    return this.host.hasChildren() ? this.host.distance.value : null;
  }

  /**
   * The parent that died, or says that it goes: its place is free, though the connection to its own
   * parent may last a moment longer. One that is only cut off, slow or too full keeps its place.
   */
  #deceased(): string | undefined {
    const { parent } = this;
    if (parent === null) return this.#lost;
    const goes = parent.leaving !== null && parent.leaving !== 'overloaded';
    return this.trouble === 'silent' || goes ? parent.peer : undefined;
  }

  choose(purpose: Purpose): ParentCandidate | null {
    const { pool, config, env } = this.host;
    return chooseParent(pool, purpose, {
      own: this.path ?? [config.self],
      parent: this.parent?.peer,
      hasChildren: this.host.hasChildren(),
      now: env.now(),
      capacity: config.maxChildren,
      // Mostly near: many look for a place, and the fewer the nearer a peer is to the root.
      climb: Math.floor(-Math.log2(1 - env.random()) / 2),
      sharedWithStandbys: (path) => this.standbys.sharedWith(path),
      linked: (peer) => this.host.isChild(peer) || this.#linked(peer),
    });
  }

  /** Control channel open: a standby is complete, any other waits for frames, or for word that the source rests. */
  #ready(link: ParentLink): void {
    if (link.purpose === 'standby') {
      this.links.delete(link.id);
      this.standbys.add(link);
      this.standbySearch.end();
      this.standbyAt = this.host.env.now();
      this.host.changed();
      if (this.trouble) this.recover();
    }
  }

  #gaveUp(purpose: Purpose): void {
    if (purpose !== 'standby') {
      this.depthOptimizer.failed();
      return;
    }
    const { env, port } = this.host;
    // With one standby held, another is a matter of less haste.
    this.standbyAt = env.now() + (3_000 + env.random() * 4_000) * (1 + 2 * this.standbys.size);
    port.findPeers();
  }

  suspect(reason: SwitchReason): void {
    this.setTrouble(reason);
    this.host.moved();
    this.recover();
  }

  setTrouble(reason: SwitchReason): void {
    this.trouble = reason;
    this.troubleAt = this.host.env.now();
    this.better.end();
  }

  /** All is well: moves on if frames come fresher by a standby. */
  freshen(now: number): void {
    const { parent, latencyOptimizer } = this;
    if (!parent || this.better.running || !this.depthOptimizer.stable(now)) return;
    const asked = latencyOptimizer.begin(parent);
    if (!asked) return;
    this.later(this.host.timing.flowMs, () => {
      if (latencyOptimizer.asked === asked && !this.trouble) this.switchover.rest();
    });
  }

  /** Another parent is needed. */
  recover(preferred: readonly string[] = []): void {
    if (!this.#stopped) this.switchover.begin(preferred);
  }

  /** The parent is well again before anything else was taken. */
  resume(): void {
    const { timing } = this.host;
    const { parent } = this;
    this.switchover.rest();
    this.trouble = null;
    this.feed.end();
    this.settle();
    if (parent?.silent && this.host.env.now() >= this.quietUntil) {
      // It says that it is well; frames must follow.
      this.later(timing.standbyFlowMs, () => {
        if (parent === this.parent && parent.silent && !this.trouble) this.suspect('silent');
      });
    }
  }

  /** Takes a flowing link as parent, if that cannot make a cycle. */
  take(link: ParentLink): void {
    const { host } = this;
    const { port, distance, env, timing } = host;
    if (link.state !== 'open') return;
    // One that was only warmed up waits until the parent is given up.
    const calm = link === this.latencyOptimizer.asked;
    if (this.standbys.has(link) && (!link.started || (this.parent && !this.trouble && !calm)))
      return;
    const { path, epoch } = link;
    if (path.length === 0 || path.length >= BOUNDS.path) return;
    // The parent lives and looks for a parent itself: give it its time, the new link is warm.
    const old = this.parent;
    if (old && this.suspended && old.path.length === 0) {
      const left = timing.detachedGraceMs - (env.now() - (old.detachedAt ?? env.now()));
      // At least a millisecond: a remainder that the clock cannot resolve would come again at once.
      if (left > 1) {
        this.later(left, () => {
          if (link.flowing && this.byId(link.id) === link) this.take(link);
        });
        return;
      }
    }
    if (old?.flowing && old.path.length > 0 && this.trouble === 'silent') {
      const healed = old.healedAt !== null && env.now() - old.healedAt >= timing.healedMs;
      if (healed) {
        this.resume();
        return;
      }
    }
    if (!host.hasChildren()) distance.forget();
    if (!distance.allows({ epoch, depth: path.length - 1 })) {
      link.awaitsEpoch = true;
      const wanted = (distance.value?.epoch ?? epoch) + 1;
      host.horizon.asked(wanted);
      port.send(link.peer, { t: 'refresh', epoch: wanted }, link.addresses, link.id);
      return;
    }
    if (link.purpose === 'improve' && old && old.path.length <= path.length) {
      this.better.end();
      return;
    }
    link.patience();
    this.links.delete(link.id);
    host.pool.flows(link.peer);
    // It said that it lives, and gave nothing.
    if (old?.silent && this.trouble === 'silent' && env.now() - this.troubleAt > timing.flowMs) {
      host.pool.dry(old.peer);
    }
    this.parent = link;
    link.awaitsEpoch = false;
    this.standbys.remove(link);
    this.#epoch = epoch;
    const reason: SwitchReason = this.#everFed
      ? (this.trouble ?? (link.purpose === 'improve' || calm ? 'better-parent' : 'closed'))
      : 'first';
    this.#everFed = true;
    this.trouble = null;
    this.switchover.rest();
    this.orphanSince = null;
    this.depthOptimizer.placed(true);
    this.standbyAt = Math.min(this.standbyAt, env.now());
    this.#clearTimers();
    this.feed.end(link);
    this.better.end(link);
    port.feedFrom(link.id, reason);
    if (old) this.#release(old, 'moving');
    for (const standby of [...this.standbys.all]) {
      if (this.standbys.misplaced(standby, link.peer)) this.discard(standby, 'misplaced');
    }
    this.settle();
    if (link.leaving) {
      this.setTrouble('leave');
      this.feed.begin();
    }
  }

  /**
   * Advertises the present position. While a flowing link waits for an epoch newer than the one
   * advertised, the parent's news of newer epochs are held back: a parent nearer to the root hears
   * them first, and a peer with children could never move to a deeper one. Holding back is safe:
   * the distance told is worse than what the parent advertised, as it must be.
   */
  settle(): void {
    const parent = this.parent;
    if (parent && parent.path.length > 0) {
      if (!this.#heldBack()) this.#epoch = parent.epoch;
      this.host.distance.advertise({ epoch: this.#epoch, depth: parent.path.length });
    }
    this.host.moved();
  }

  #heldBack(): boolean {
    if (this.standbys.all.some((link) => link.started && link.awaitsEpoch)) return true;
    for (const link of this.links.values()) if (link.awaitsEpoch) return true;
    return false;
  }

  /** A link is of no use any more, whatever it was. */
  discard(link: ParentLink, why: string): void {
    const { pool, timing } = this.host;
    if (link === this.parent) {
      this.#lost = link.leaving === 'overloaded' ? undefined : link.peer;
      this.parent = null;
      this.#release(link, 'moving');
      pool.avoid(link.peer, timing.failedMs);
      if (!this.trouble || this.suspended) {
        this.setTrouble(
          why === 'cycle' ? 'cycle' : this.trouble === 'silent' ? 'silent' : 'closed',
        );
      }
      this.orphanSince ??= this.host.env.now();
      pool.learn(ancestorsOf(link, pool));
      this.host.moved();
      this.recover();
      // Nothing is left to wait for: a link that flows already is taken at once.
      for (const ready of [...this.standbys.all, ...this.links.values()]) {
        if (!this.parent && ready.flowing) this.take(ready);
      }
    } else if (this.standbys.has(link)) {
      if (why === NO_FRAME) pool.dry(link.peer);
      this.standbys.remove(link);
      this.#release(link, 'moving');
      pool.avoid(link.peer, timing.failedMs);
      this.host.changed();
      if (link.started && this.trouble) this.switchover.startNext();
    } else if (this.links.has(link.id)) {
      const search = this.search(link);
      if (link.state !== 'asked') this.host.port.closeLink(link.id, why);
      search.failed(link);
    }
  }

  #release(link: ParentLink, reason: LeaveMessage['reason']): void {
    link.patience();
    const { port } = this.host;
    port.send(link.peer, { t: 'leave', reason, peers: [], link: link.id }, link.addresses, link.id);
    port.closeLink(link.id, reason);
  }

  search(link: ParentLink): ParentSearch {
    if (link.purpose === 'feed') return this.feed;
    return link.purpose === 'standby' ? this.standbySearch : this.better;
  }

  later(ms: number, run: () => void): void {
    const cancel = this.host.env.setTimer(ms, () => {
      this.#timers.delete(cancel);
      run();
    });
    this.#timers.add(cancel);
  }

  #clearTimers(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }
}
