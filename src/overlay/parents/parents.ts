/** The side of a peer that is fed: what it is told from above, and what its links report. */
import type {
  AcceptMessage,
  BeatMessage,
  LeaveMessage,
  PathMessage,
  RedirectMessage,
} from '../../wire/messages/tree.js';
import { BOUNDS } from '../timing.js';
import { ageBy } from './frame-age.js';
import type { ParentLink } from './parent-link.js';
import { ParentLinks } from './parent-links.js';
import type { ParentsHost } from './parents-host.js';

/**
 * A parent that answers and gives nothing, while nobody else does either: the first and longest pause between two
 * searches, ms.
 */
const QUIET_MS = [5_000, 20_000] as const;

export class Parents {
  readonly #up: ParentLinks;
  #quietMs = 0;
  /** Before this time a slow link is put up with, and for how long. */
  #slowUntil = Number.NEGATIVE_INFINITY;
  #slowMs = 0;

  constructor(private readonly host: ParentsHost) {
    this.#up = new ParentLinks(host);
  }

  get parent(): ParentLink | null {
    return this.#up.parent;
  }

  /** Warm standbys, the best first. */
  get standbys(): ParentLink[] {
    return this.#up.standbys.ranked();
  }

  /** From the root to this peer; null: detached, or not sure of the parent. */
  get path(): string[] | null {
    return this.#up.path;
  }

  /** The epoch that this peer advertises. */
  get epoch(): number {
    return this.#up.epoch;
  }

  /** How old frames are here, ms (frame-age.ts); null: not known. */
  get age(): number | null {
    return this.#up.parent ? ageBy(this.#up.parent) : null;
  }

  /** Had a parent before. */
  get everFed(): boolean {
    return this.#up.everFed;
  }

  start(): void {
    this.#up.start();
  }

  stop(): void {
    this.#up.stop();
  }

  /** New candidates are in the pool. */
  wake(): void {
    this.#up.feed.wake();
  }

  byId(link: string): ParentLink | undefined {
    return this.#up.byId(link);
  }

  byPeer(peer: string): ParentLink | undefined {
    return this.#up.byPeer(peer);
  }

  // ---- messages -------------------------------------------------------------------------------

  accepted(from: string, message: AcceptMessage): void {
    const { env, port, config } = this.host;
    const link = this.#up.links.get(message.link);
    if (!link || link.peer !== from) {
      const known = this.#up.byId(message.link);
      if (known?.peer === from) return;
      // Asked long ago and given up since: free the place that was kept.
      env.log('drop accept: no such join', from, message.link);
      port.send(from, { t: 'leave', reason: 'moving', peers: [], link: message.link });
      return;
    }
    const path = message.path;
    if (path.at(-1) !== from || path.includes(config.self)) {
      env.log('drop accept: path does not fit', from, path);
      this.#up.search(link).cancel(link);
      this.#up.search(link).next();
      return;
    }
    this.host.horizon.hearsay(message.epoch);
    const epoch = this.host.horizon.clamp(message.epoch);
    this.#up.search(link).accepted(link, { ...message, epoch });
  }

  refused(from: string, message: RedirectMessage): void {
    const link = this.#up.links.get(message.link);
    if (link?.peer === from) this.#up.search(link).refused(link, message);
    else this.host.env.log('drop redirect: no such join', from, message.link);
  }

  pathTold(link: ParentLink, message: PathMessage): void {
    const { env, config, horizon } = this.host;
    const { path } = message;
    const epoch = horizon.clamp(message.epoch);
    link.heardAt = env.now();
    if (message.seq !== undefined) {
      if (message.seq < link.seq) return;
      link.seq = message.seq;
    }
    if (epoch < link.epoch) return;
    if (path.length > 0 && path.at(-1) !== link.peer) {
      env.log('drop path: does not end with its sender', link.peer, path);
      return;
    }
    if (path.includes(config.self)) {
      env.log('path holds this peer: leaving', link.peer);
      this.#up.discard(link, 'cycle');
      return;
    }
    if (path.length >= BOUNDS.path && link === this.#up.parent) {
      env.log('path is too long for one more: leaving', link.peer);
      this.#up.discard(link, 'closed');
      return;
    }
    link.path = path;
    link.epoch = epoch;
    link.age = message.age ?? null;
    link.detachedAt = path.length > 0 ? null : (link.detachedAt ?? env.now());
    if (link === this.#up.parent) this.#parentPath(link);
    else if (link.flowing) this.#up.take(link);
    else if (this.#up.standbys.has(link) && this.#up.trouble) this.#up.recover();
  }

  beat(link: ParentLink, message: BeatMessage): void {
    link.heardAt = this.host.env.now();
    if (message.seq !== undefined && message.seq !== link.seq) return;
    link.age = message.age ?? null;
    const epoch = this.host.horizon.clamp(message.epoch);
    if (link.path.length === 0 || epoch <= link.epoch) return;
    link.epoch = epoch;
    if (link === this.#up.parent) this.#up.settle();
    else if (link.flowing) this.#up.take(link);
  }

  leaveTold(link: ParentLink, message: LeaveMessage): void {
    const { pool, timing } = this.host;
    pool.learn(message.peers, false, link.peer);
    pool.avoid(link.peer, timing.failedMs);
    const starting = this.#up.standbys.has(link) && link.started;
    if (link !== this.#up.parent && !(starting && message.reason === 'overloaded')) {
      this.#up.discard(link, 'closed');
      return;
    }
    link.leaving = message.reason;
    // A started standby that is overloaded carries us over, then we move on; see ParentLinks.take.
    if (starting) return;
    if (message.reason === 'overloaded') {
      // It goes on feeding until another place is found: no emergency for the standbys, unless the
      // place that it names, or the only one left, is at one of them.
      this.#up.setTrouble('leave');
      const named = message.peers.filter(({ slots }) => slots > 0).map(({ peer }) => peer);
      if (this.#up.standbys.all.some(({ peer }) => named.includes(peer))) this.#up.recover(named);
      else this.#up.feed.begin();
      this.#up.later(this.host.timing.leaveMs, () => {
        if (link === this.#up.parent && this.#up.trouble === 'leave') this.#up.recover();
      });
    } else {
      this.#up.setTrouble('leave');
      this.#up.recover();
    }
  }

  // ---- links ----------------------------------------------------------------------------------

  opened(link: ParentLink): void {
    if (this.#up.links.has(link.id)) this.#up.search(link).opened(link);
  }

  closed(link: ParentLink): void {
    this.#up.discard(link, 'closed');
  }

  /**
   * An unresponsive parent is asked again as well: when this page's network has changed, the old link never comes
   * back, and nobody else may be there. That parent, if it lives, drops the old link for the new.
   */
  answers(link: ParentLink, yes: boolean): void {
    link.unresponsive = !yes;
    if (yes || link !== this.#up.parent || !link.silent) return;
    const { pool } = this.host;
    const { peer, addresses, path, epoch } = link;
    if (!pool.get(peer)) {
      pool.learn([
        { peer, addresses, depth: Math.max(0, path.length - 1), slots: 0, way: 'forward', epoch },
      ]);
    }
    if (!this.#up.trouble) this.#up.suspect('silent');
    else if (this.#up.feed.running) this.#up.feed.next();
    else this.#up.feed.begin();
  }

  unreachable(peer: string): void {
    for (const link of [...this.#up.links.values()]) {
      if (link.peer === peer && link.state === 'asked') this.#up.search(link).failed(link);
    }
  }

  flowing(link: ParentLink): void {
    link.flowing = true;
    link.silent = false;
    if (link !== this.#up.parent) {
      this.#up.take(link);
      return;
    }
    this.#quietMs = 0;
    this.#up.quietUntil = 0;
    if (this.#up.suspended && link.path.length > 0) this.#up.resume();
  }

  reachable(peer?: string): void {
    for (const link of [...this.#up.links.values()]) {
      if (peer === undefined || link.peer === peer) this.#up.search(link).askAgain(link);
    }
    if (peer !== undefined) return;
    // Nobody was to blame for not answering.
    this.host.pool.forgive();
    this.#up.feed.next();
  }

  /** The parent's frames are later than usual. */
  late(link: ParentLink): void {
    if (link !== this.#up.parent || this.#up.trouble) return;
    if (this.host.env.now() >= this.#up.quietUntil) this.#up.switchover.warmUp();
  }

  caughtUp(link: ParentLink): void {
    if (link !== this.#up.parent) return;
    if (!this.#up.trouble) this.#up.switchover.rest();
    // A standby that was started goes on: a parent that was silent once may be so again at once.
    else if (link.silent && !this.#up.standbys.started) this.flowing(link);
    if (link.silent) link.healedAt = this.host.env.now();
    link.silent = false;
    link.flowing = true;
  }

  silent(link: ParentLink): void {
    link.silent = true;
    link.healedAt = null;
    link.flowing = false;
    const { env, timing } = this.host;
    if (link !== this.#up.parent || this.#up.trouble || env.now() < this.#up.quietUntil) return;
    // A parent that has lost its own parent says so within a moment, and is usually fed again
    // before we would be: the whole subtree must not run away because of one death above it.
    this.#up.later(timing.silenceHoldMs, () => {
      if (link !== this.#up.parent || !link.silent || this.#up.trouble) return;
      if (link.path.length > 0) this.#up.suspect('silent');
    });
  }

  /** The parent's link carries too little: it goes on feeding while another place is looked for. */
  slow(link: ParentLink, fed = true): void {
    const { env, pool, timing } = this.host;
    const now = env.now();
    if (link !== this.#up.parent || this.#up.trouble || now < this.#slowUntil) return;
    // Where the own downlink is what is narrow no parent helps: looked for more and more rarely.
    const lately = now - this.#slowUntil < timing.slowLimitMs;
    this.#slowMs = lately ? Math.min(timing.slowLimitMs, this.#slowMs * 2) : timing.slowMs;
    this.#slowUntil = now + this.#slowMs;
    pool.avoid(link.peer, this.#slowMs);
    this.#up.setTrouble('slow-link');
    this.#up.fed = fed;
    this.#up.recover();
    this.#up.later(timing.slowSearchMs, () => {
      if (link === this.#up.parent && this.#up.trouble === 'slow-link') this.#up.resume();
    });
  }

  // ---- housekeeping ---------------------------------------------------------------------------

  tick(): void {
    const { env, timing, pool } = this.host;
    const now = env.now();
    pool.forgetOld();
    this.#tickTrouble(now);
    this.#tickStandby(now);
    if (!this.#up.parent && this.host.hasChildren()) {
      this.#up.orphanSince ??= now;
      if (now - this.#up.orphanSince > timing.giveUpMs) {
        this.#up.orphanSince = null;
        this.host.giveUpChildren();
      }
    }
    if (this.#up.parent && !this.#up.trouble) {
      this.#up.depthOptimizer.tick(now, (this.#up.path?.length ?? 1) - 1);
      this.#up.freshen(now);
    }
  }

  #tickTrouble(now: number): void {
    const parent = this.#up.parent;
    if (!parent || !this.#up.suspended || now - this.#up.troubleAt < 3_000) return;
    if (parent.heardAt < this.#up.troubleAt) {
      if (now - parent.heardAt > this.host.timing.muteMs) this.#up.discard(parent, 'silent');
    } else if (this.#up.trouble === 'silent' && parent.path.length > 0) {
      // Nobody else has frames while the parent answers, and nobody says that the source rests: whatever it
      // is, it is above all of them. Stay, and look again later and later.
      this.#quietMs = Math.min(QUIET_MS[1], Math.max(QUIET_MS[0], this.#quietMs * 2));
      this.#up.quietUntil = now + this.#quietMs;
      this.#up.resume();
    }
  }

  #tickStandby(now: number): void {
    const { config } = this.host;
    const { standbys, parent } = this.#up;
    for (const [link, why] of standbys.useless(now, parent?.peer)) this.#up.discard(link, why);
    const wanted = config.standby ? (config.standbys ?? BOUNDS.standbys) : 0;
    if (standbys.size >= wanted || this.#up.standbySearch.running || this.#up.trouble) return;
    if (this.#up.path && parent && now >= this.#up.standbyAt) this.#up.standbySearch.begin();
  }

  #parentPath(link: ParentLink): void {
    const { timing, env } = this.host;
    if (link.path.length > 0) {
      if (this.#up.trouble === 'stalled') this.#up.resume();
      else this.#up.settle();
      return;
    }
    const [least, most] = timing.detachedStartMs;
    this.host.moved();
    this.#up.later(least + env.random() * (most - least), () => {
      if (link === this.#up.parent && link.path.length === 0 && !this.#up.trouble)
        this.#up.suspect('stalled');
    });
  }
}
