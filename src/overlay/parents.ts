/** The side of a peer that is fed: its parent, its warm standby, and the moves between them. */
import type { SwitchReason } from '../types.js';
import type {
  AcceptMessage,
  BeatMessage,
  LeaveMessage,
  PathMessage,
  RedirectMessage,
} from '../wire/tree.js';
import type { OverlayConfig, OverlayEnv, OverlayPort } from './api.js';
import type { Candidate, CandidatePool } from './candidates.js';
import { ancestorsOf, chooseParent } from './choice.js';
import type { Distance, FeasibleDistance } from './feasibility.js';
import { Improver } from './improver.js';
import { ParentSearch, type SearchHost } from './search.js';
import { Spares } from './spares.js';
import { BOUNDS, type Timing } from './timing.js';
import type { Purpose, UpLink } from './up-link.js';

export interface ParentsHost {
  readonly env: OverlayEnv;
  readonly port: OverlayPort;
  readonly config: OverlayConfig;
  readonly timing: Timing;
  readonly pool: CandidatePool;
  readonly distance: FeasibleDistance;
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

export class Parents {
  parent: UpLink | null = null;
  readonly spares: Spares;
  readonly links = new Map<string, UpLink>();
  readonly #feed: ParentSearch;
  readonly #spare: ParentSearch;
  readonly #better: ParentSearch;
  readonly #improver: Improver;
  /** Why another parent is wanted; null: all is well. */
  #trouble: SwitchReason | null = null;
  #troubleAt = 0;
  #timers = new Set<() => void>();
  /** No standby is looked for before this time. */
  #standbyAt = 0;
  #orphanSince: number | null = null;
  /** Silence is not acted upon before this time: nobody else had frames either. */
  #quietUntil = 0;
  #quietMs = 0;
  /** Before this time a slow link is put up with, and for how long. */
  #slowUntil = Number.NEGATIVE_INFINITY;
  #slowMs = 0;
  #everFed = false;
  #epoch = 0;
  /** The parent that was lost last. */
  #lost: string | undefined;
  #stopped = false;

  constructor(private readonly host: ParentsHost) {
    this.spares = new Spares(host.env, host.port, host.timing, host.config.self);
    const search: SearchHost = {
      env: host.env,
      port: host.port,
      config: host.config,
      timing: host.timing,
      pool: host.pool,
      links: this.links,
      choose: (purpose) => this.#choose(purpose),
      orphanOf: () => this.#orphanOf(),
      feasible: () => this.#feasible(),
      ready: (link) => this.#ready(link),
      dry: (link) => this.#dry(link),
      gaveUp: (purpose) => this.#gaveUp(purpose),
    };
    this.#feed = new ParentSearch('feed', search);
    this.#spare = new ParentSearch('standby', search);
    this.#better = new ParentSearch('improve', search);
    this.#improver = new Improver(host, this.#better, () => this.#choose('improve') !== null);
  }

  /** From the root to this peer; null: detached, or not sure of the parent. */
  get path(): string[] | null {
    const parent = this.parent;
    if (!parent || parent.path.length === 0 || this.suspended) return null;
    return [...parent.path, this.host.config.self];
  }

  /** The epoch that this peer advertises, see {@link #settle}. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Had a parent before. */
  get everFed(): boolean {
    return this.#everFed;
  }

  /** Children are told to hold on while it is not clear whether the parent still lives. */
  get suspended(): boolean {
    return this.#trouble === 'silent' || this.#trouble === 'stalled';
  }

  start(): void {
    this.#improver.placed(false);
    this.#feed.begin();
  }

  stop(): void {
    this.#stopped = true;
    for (const search of [this.#feed, this.#spare, this.#better])
      search.end(this.parent ?? undefined);
    this.#clearTimers();
    for (const spare of [...this.spares.all]) {
      this.spares.remove(spare);
      this.#release(spare, 'closing');
    }
    if (this.parent) this.#release(this.parent, 'closing');
    this.parent = null;
  }

  /** New candidates are in the pool. */
  wake(): void {
    this.#feed.wake();
  }

  byId(link: string): UpLink | undefined {
    if (this.parent?.id === link) return this.parent;
    return this.spares.all.find(({ id }) => id === link) ?? this.links.get(link);
  }

  byPeer(peer: string): UpLink | undefined {
    if (this.parent?.peer === peer) return this.parent;
    const spare = this.spares.all.find((link) => link.peer === peer);
    if (spare) return spare;
    for (const link of this.links.values()) if (link.peer === peer) return link;
    return undefined;
  }

  // ---- messages -------------------------------------------------------------------------------

  accepted(from: string, message: AcceptMessage): void {
    const { env, port, config } = this.host;
    const link = this.links.get(message.link);
    if (!link || link.peer !== from) {
      const known = this.byId(message.link);
      if (known?.peer === from) return;
      // Asked long ago and given up since: free the place that was kept.
      env.log('drop accept: no such join', from, message.link);
      port.send(from, { t: 'leave', reason: 'moving', peers: [], link: message.link });
      return;
    }
    const path = message.path;
    if (path.at(-1) !== from || path.includes(config.self)) {
      env.log('drop accept: path does not fit', from, path);
      this.#search(link).cancel(link);
      this.#search(link).next();
      return;
    }
    this.#search(link).accepted(link, message);
  }

  refused(from: string, message: RedirectMessage): void {
    const link = this.links.get(message.link);
    if (link?.peer === from) this.#search(link).refused(link, message);
    else this.host.env.log('drop redirect: no such join', from, message.link);
  }

  pathTold(link: UpLink, message: PathMessage): void {
    const { env, config } = this.host;
    const { path } = message;
    link.heardAt = env.now();
    if (message.seq !== undefined) {
      if (message.seq < link.seq) return;
      link.seq = message.seq;
    }
    if (message.epoch < link.epoch) return;
    if (path.length > 0 && path.at(-1) !== link.peer) {
      env.log('drop path: does not end with its sender', link.peer, path);
      return;
    }
    if (path.includes(config.self)) {
      env.log('path holds this peer: leaving', link.peer);
      this.#discard(link, 'cycle');
      return;
    }
    link.path = path;
    link.epoch = message.epoch;
    link.detachedAt = path.length > 0 ? null : (link.detachedAt ?? env.now());
    if (link === this.parent) this.#parentPath(link);
    else if (link.flowing) this.#take(link);
    else if (this.spares.has(link) && this.#trouble) this.#recover();
  }

  beat(link: UpLink, message: BeatMessage): void {
    link.heardAt = this.host.env.now();
    if (message.seq !== undefined && message.seq !== link.seq) return;
    if (link.path.length === 0 || message.epoch <= link.epoch) return;
    link.epoch = message.epoch;
    if (link === this.parent) this.#settle();
    else if (link.flowing) this.#take(link);
  }

  leaveTold(link: UpLink, message: LeaveMessage): void {
    const { pool, timing } = this.host;
    pool.learn(message.peers);
    pool.avoid(link.peer, timing.failedMs);
    const starting = this.spares.has(link) && link.started;
    if (link !== this.parent && !(starting && message.reason === 'overloaded')) {
      this.#discard(link, 'closed');
      return;
    }
    link.leaving = true;
    // A started standby that is overloaded carries us over, then we move on; see #take.
    if (starting) return;
    if (message.reason === 'overloaded') {
      // It goes on feeding until another place is found; no emergency for the standby.
      this.#setTrouble('leave');
      this.#feed.begin();
    } else {
      this.#setTrouble('leave');
      this.#recover();
    }
  }

  // ---- links ----------------------------------------------------------------------------------

  opened(link: UpLink): void {
    if (this.links.has(link.id)) this.#search(link).opened(link);
  }

  closed(link: UpLink): void {
    this.#discard(link, 'closed');
  }

  unreachable(peer: string): void {
    for (const link of [...this.links.values()]) {
      if (link.peer === peer && link.state === 'asked') this.#search(link).failed(link);
    }
  }

  flowing(link: UpLink): void {
    link.flowing = true;
    link.silent = false;
    if (link !== this.parent) {
      this.#take(link);
      return;
    }
    this.#quietMs = 0;
    this.#quietUntil = 0;
    if (this.suspended && link.path.length > 0) this.#resume();
  }

  silent(link: UpLink): void {
    link.silent = true;
    link.flowing = false;
    const { env, timing } = this.host;
    if (link !== this.parent || this.#trouble || env.now() < this.#quietUntil) return;
    // A parent that has lost its own parent says so within a moment, and is usually fed again
    // before we would be: the whole subtree must not run away because of one death above it.
    this.#later(timing.silenceHoldMs, () => {
      if (link !== this.parent || !link.silent || this.#trouble) return;
      if (link.path.length > 0) this.#suspect('silent');
    });
  }

  /** The parent's link carries too little: it goes on feeding while another place is looked for. */
  slow(link: UpLink): void {
    const { env, pool, timing } = this.host;
    const now = env.now();
    if (link !== this.parent || this.#trouble || now < this.#slowUntil) return;
    // Where the own downlink is what is narrow no parent helps: looked for more and more rarely.
    const lately = now - this.#slowUntil < timing.slowLimitMs;
    this.#slowMs = lately ? Math.min(timing.slowLimitMs, this.#slowMs * 2) : timing.slowMs;
    this.#slowUntil = now + this.#slowMs;
    pool.avoid(link.peer, this.#slowMs);
    this.#setTrouble('slow-link');
    this.#recover();
    this.#later(timing.slowSearchMs, () => {
      if (link === this.parent && this.#trouble === 'slow-link') this.#resume();
    });
  }

  // ---- housekeeping ---------------------------------------------------------------------------

  tick(): void {
    const { env, timing, pool } = this.host;
    const now = env.now();
    pool.forgetOld();
    this.#tickTrouble(now);
    this.#tickStandby(now);
    if (!this.parent && this.host.hasChildren()) {
      this.#orphanSince ??= now;
      if (now - this.#orphanSince > timing.giveUpMs) {
        this.#orphanSince = null;
        this.host.giveUpChildren();
      }
    }
    if (this.parent && !this.#trouble) this.#improver.tick(now, (this.path?.length ?? 1) - 1);
  }

  #tickTrouble(now: number): void {
    const parent = this.parent;
    if (!parent || !this.suspended || now - this.#troubleAt < 3_000) return;
    if (parent.heardAt < this.#troubleAt) {
      if (now - parent.heardAt > this.host.timing.muteMs) this.#discard(parent, 'silent');
    } else if (this.#trouble === 'silent' && parent.path.length > 0) {
      // Everybody is without frames while the parent answers: the source pauses. Stay, and look
      // again later and later.
      this.#quietMs = Math.min(60_000, Math.max(5_000, this.#quietMs * 2));
      this.#quietUntil = now + this.#quietMs;
      this.#resume();
    }
  }

  #tickStandby(now: number): void {
    const { config } = this.host;
    const { spares, parent } = this;
    for (const [link, why] of spares.useless(now, parent?.peer)) this.#discard(link, why);
    const wanted = config.standby ? (config.standbys ?? BOUNDS.standbys) : 0;
    if (spares.size >= wanted || this.#spare.running || this.#trouble) return;
    if (this.path && parent && now >= this.#standbyAt) this.#spare.begin();
  }

  // ---- decisions ------------------------------------------------------------------------------

  /** What another parent must beat; null: anybody will do. */
  #feasible(): Distance | null {
    return this.host.hasChildren() ? this.host.distance.value : null;
  }

  /** The parent that was lost, while no frames come. */
  #orphanOf(): string | null {
    if (!this.#everFed || this.parent?.flowing) return null;
    return this.parent?.peer ?? this.#lost ?? null;
  }

  #choose(purpose: Purpose): Candidate | null {
    const { pool, config, env } = this.host;
    return chooseParent(pool, purpose, {
      own: this.path ?? [config.self],
      parent: this.parent?.peer,
      hasChildren: this.host.hasChildren(),
      now: env.now(),
      capacity: config.maxChildren,
      // Mostly near: many look for a place, and the fewer the nearer a peer is to the root.
      climb: Math.floor(-Math.log2(1 - env.random()) / 2),
      sharedWithSpares: (path) => this.spares.sharedWith(path),
      linked: (peer) => this.host.isChild(peer) || this.byPeer(peer) !== undefined,
    });
  }

  /** Control channel open: a standby is complete, a feed waits for its first frame. */
  #ready(link: UpLink): void {
    if (link.purpose === 'standby') {
      this.links.delete(link.id);
      this.spares.add(link);
      this.#spare.end();
      this.#standbyAt = this.host.env.now();
      this.host.changed();
      if (this.#trouble) this.#recover();
      return;
    }
    // Second time without a frame, and nothing to lose: the source may simply be paused.
    if (this.host.pool.get(link.peer)?.dry && !this.parent) this.#take(link);
  }

  #dry(link: UpLink): void {
    const known = this.host.pool.get(link.peer);
    if (known) known.dry = true;
    const others = this.#choose('feed') !== null || this.#feed.links.length > 1;
    if (!this.parent && !others) this.#take(link);
  }

  #gaveUp(purpose: Purpose): void {
    if (purpose !== 'standby') {
      this.#improver.failed();
      return;
    }
    const { env, port } = this.host;
    // With one standby held, another is a matter of less haste.
    this.#standbyAt = env.now() + (3_000 + env.random() * 4_000) * (1 + 2 * this.spares.size);
    port.findPeers();
  }

  #parentPath(link: UpLink): void {
    const { timing, env } = this.host;
    if (link.path.length > 0) {
      if (this.#trouble === 'stalled') this.#resume();
      else this.#settle();
      return;
    }
    const [least, most] = timing.detachedStartMs;
    this.host.moved();
    this.#later(least + env.random() * (most - least), () => {
      if (link === this.parent && link.path.length === 0 && !this.#trouble)
        this.#suspect('stalled');
    });
  }

  #suspect(reason: SwitchReason): void {
    this.#setTrouble(reason);
    this.host.moved();
    this.#recover();
  }

  #setTrouble(reason: SwitchReason): void {
    this.#trouble = reason;
    this.#troubleAt = this.host.env.now();
    this.#better.end();
  }

  /** Starts a standby at once; rejoins cold when there is none. */
  #recover(): void {
    if (!this.#stopped && !this.spares.started) this.#startSpare();
  }

  /**
   * Starts the best standby that is left, and the next (in the end: asks others) as soon as this one
   * lets wait for its answer, or for its first frame.
   */
  #startSpare(): void {
    const { spares } = this;
    const { timing, env } = this.host;
    const spare = spares.next();
    if (!spare) {
      this.#feed.begin();
      return;
    }
    const askedAt = env.now();
    spares.start(spare, this.parent?.peer ?? this.#lost, this.#feasible());
    let hedged = false;
    const hedge = (): void => {
      if (hedged || !spare.started || !spares.has(spare) || this.#trouble === null) return;
      hedged = true;
      this.#startSpare();
    };
    // Detached itself, it is started all the same: its first key frame is then ours too. But it may
    // need long, so others are asked besides.
    if (spare.path.length === 0) hedge();
    this.#later(spares.answerMs(spare), () => {
      if (spare.heardAt < askedAt) hedge();
    });
    this.#later(timing.standbyFlowMs, () => {
      if (!spare.flowing || spare.awaitsEpoch) hedge();
    });
    this.#later(timing.flowLimitMs, () => {
      if (spare.started && spares.has(spare) && this.#trouble) this.#discard(spare, 'no frame');
    });
  }

  /** The parent is well again before anything else was taken. */
  #resume(): void {
    const { timing } = this.host;
    const { parent } = this;
    this.spares.rest();
    this.#trouble = null;
    this.#feed.end();
    this.#settle();
    if (parent?.silent && this.host.env.now() >= this.#quietUntil) {
      // It says that it is well; frames must follow.
      this.#later(timing.standbyFlowMs, () => {
        if (parent === this.parent && parent.silent && !this.#trouble) this.#suspect('silent');
      });
    }
  }

  /** Takes a flowing link as parent, if that cannot make a cycle. */
  #take(link: UpLink): void {
    const { host } = this;
    const { port, distance, env, timing } = host;
    if (link.state !== 'open' || (this.spares.has(link) && !link.started)) return;
    const { path, epoch } = link;
    if (path.length === 0 || path.length >= BOUNDS.path) return;
    // The parent lives and looks for a parent itself: give it its time, the new link is warm.
    const old = this.parent;
    if (old && this.suspended && old.path.length === 0) {
      const left = timing.detachedGraceMs - (env.now() - (old.detachedAt ?? env.now()));
      // At least a millisecond: a remainder that the clock cannot resolve would come again at once.
      if (left > 1) {
        this.#later(left, () => {
          if (link.flowing && this.byId(link.id) === link) this.#take(link);
        });
        return;
      }
    }
    if (!host.hasChildren()) distance.forget();
    if (!distance.allows({ epoch, depth: path.length - 1 })) {
      link.awaitsEpoch = true;
      const wanted = (distance.value?.epoch ?? epoch) + 1;
      port.send(link.peer, { t: 'refresh', epoch: wanted }, link.addresses, link.id);
      return;
    }
    if (link.purpose === 'improve' && old && old.path.length <= path.length) {
      this.#better.end();
      return;
    }
    link.patience();
    this.links.delete(link.id);
    this.parent = link;
    link.awaitsEpoch = false;
    this.spares.remove(link);
    this.#epoch = epoch;
    const reason: SwitchReason = this.#everFed
      ? (this.#trouble ?? (link.purpose === 'improve' ? 'better-parent' : 'closed'))
      : 'first';
    this.#everFed = true;
    this.#trouble = null;
    this.spares.rest();
    this.#orphanSince = null;
    this.#improver.placed(true);
    this.#standbyAt = Math.min(this.#standbyAt, env.now());
    this.#clearTimers();
    this.#feed.end(link);
    this.#better.end(link);
    port.feedFrom(link.id, reason);
    if (old) this.#release(old, 'moving');
    for (const spare of [...this.spares.all]) {
      if (this.spares.misplaced(spare, link.peer)) this.#discard(spare, 'misplaced');
    }
    this.#settle();
    if (link.leaving) {
      this.#setTrouble('leave');
      this.#feed.begin();
    }
  }

  /**
   * Advertises the present position. While a flowing link waits for an epoch newer than the one
   * advertised, the parent's news of newer epochs are held back: a parent nearer to the root hears
   * them first, and a peer with children could never move to a deeper one. Holding back is safe:
   * the distance told is worse than what the parent advertised, as it must be.
   */
  #settle(): void {
    const parent = this.parent;
    if (parent && parent.path.length > 0) {
      if (!this.#heldBack()) this.#epoch = parent.epoch;
      this.host.distance.advertise({ epoch: this.#epoch, depth: parent.path.length });
    }
    this.host.moved();
  }

  #heldBack(): boolean {
    if (this.spares.all.some((link) => link.started && link.awaitsEpoch)) return true;
    for (const link of this.links.values()) if (link.awaitsEpoch) return true;
    return false;
  }

  /** A link is of no use any more, whatever it was. */
  #discard(link: UpLink, why: string): void {
    const { pool, timing } = this.host;
    if (link === this.parent) {
      this.#lost = link.peer;
      this.parent = null;
      this.#release(link, 'moving');
      pool.avoid(link.peer, timing.failedMs);
      if (!this.#trouble || this.suspended) {
        this.#setTrouble(
          why === 'cycle' ? 'cycle' : this.#trouble === 'silent' ? 'silent' : 'closed',
        );
      }
      this.#orphanSince ??= this.host.env.now();
      pool.learn(ancestorsOf(link, pool));
      this.host.moved();
      this.#recover();
      // Nothing is left to wait for: a link that flows already is taken at once.
      for (const ready of [...this.spares.all, ...this.links.values()]) {
        if (!this.parent && ready.flowing) this.#take(ready);
      }
    } else if (this.spares.has(link)) {
      this.spares.remove(link);
      this.#release(link, 'moving');
      pool.avoid(link.peer, timing.failedMs);
      this.host.changed();
      if (link.started && this.#trouble) this.#startSpare();
    } else if (this.links.has(link.id)) {
      const search = this.#search(link);
      if (link.state !== 'asked') this.host.port.closeLink(link.id, why);
      search.failed(link);
    }
  }

  #release(link: UpLink, reason: LeaveMessage['reason']): void {
    link.patience();
    const { port } = this.host;
    port.send(link.peer, { t: 'leave', reason, peers: [], link: link.id }, link.addresses, link.id);
    port.closeLink(link.id, reason);
  }

  #search(link: UpLink): ParentSearch {
    if (link.purpose === 'feed') return this.#feed;
    return link.purpose === 'standby' ? this.#spare : this.#better;
  }

  #later(ms: number, run: () => void): void {
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
