/** The side of a peer that feeds: who may join, who must go, what children are told. */
import type { RelayWay } from '../types.js';
import type {
  CountMessage,
  JoinMessage,
  PeerHint,
  RefusalReason,
  TreeMessage,
} from '../wire/tree.js';
import type { OverlayConfig, OverlayEnv, OverlayPort } from './api.js';
import { bestWay } from './candidates.js';
import { isBetter } from './feasibility.js';
import { BOUNDS, type Timing } from './timing.js';

/** How long a child counts as probably dead, ms. */
const DOUBT_MS = 10_000;

/** A link to a child. Held from the moment of `accept`, so a promise counts as a place. */
export interface Child {
  readonly link: string;
  readonly peer: string;
  readonly addresses: string[];
  capacity: number;
  readonly ways: RelayWay[];
  /** When it was promised a feed, or started one. */
  since: number;
  /** Promised or fed; false: a warm standby. */
  feeding: boolean;
  open: boolean;
  /** In its subtree, itself included; 0 until it has taken this link. */
  viewers: number;
  slots: number;
  free: number;
  openPeers: PeerHint[];
  /** Path version last told, and when something was last told. */
  seq: number;
  pathAt: number;
  beatAt: number;
  hintsAt: number;
  /** When another child lost it as its parent. */
  doubtedAt: number;
  /** When it was told to go. */
  shedAt: number | null;
  patience: () => void;
}

/** Where this peer stands; null path: detached. */
export interface Standing {
  path: string[] | null;
  epoch: number;
}

export interface ChildrenHost {
  readonly env: OverlayEnv;
  readonly port: OverlayPort;
  readonly config: OverlayConfig;
  readonly timing: Timing;
  standing(): Standing;
  /** Viewers of the whole channel. */
  total(): number;
  /** Peers that this child may like to know. */
  hintsFor(child: Child): PeerHint[];
  /** Is this link id in use on the other side? */
  linkTaken(link: string): boolean;
  /** Ask for an epoch at least this new. */
  refresh(epoch: number): void;
  /** Children, places or counts changed. */
  childrenChanged(): void;
}

export class Children {
  readonly all = new Map<string, Child>();
  #used: string[] = [];
  /** Version of the path told to children. */
  #seq = 0;

  constructor(private readonly host: ChildrenHost) {}

  get fed(): Child[] {
    return [...this.all.values()].filter((child) => child.feeding);
  }

  get standbys(): Child[] {
    return [...this.all.values()].filter((child) => !child.feeding);
  }

  /** Free feeding places of this peer. */
  get slots(): number {
    return this.host.standing().path === null
      ? 0
      : Math.max(0, this.host.config.maxChildren - this.fed.length);
  }

  get viewers(): number {
    return this.fed.reduce((sum, child) => sum + child.viewers, 0);
  }

  /** Free places in the whole subtree. */
  get free(): number {
    return this.fed.reduce((sum, child) => sum + child.free, this.slots);
  }

  of(peer: string): Child | undefined {
    for (const child of this.all.values()) if (child.peer === peer) return child;
    return undefined;
  }

  join(from: string, message: JoinMessage): void {
    const { env, host } = { env: this.host.env, host: this.host };
    const known = this.all.get(message.link);
    if (known) {
      if (known.peer === from) this.#accept(known);
      return;
    }
    if (this.#used.includes(message.link) || host.linkTaken(message.link)) {
      env.log('drop join: link id used before', from, message.link);
      return;
    }
    const refusal = this.#refusal(from, message);
    if (refusal) {
      this.#send(from, message.link, message.addresses, {
        t: 'redirect',
        link: message.link,
        reason: refusal,
        // Whoever hangs below a detached peer is detached too.
        peers:
          refusal === 'unknown-channel' || refusal === 'detached'
            ? []
            : this.redirect(from, message.standby),
      });
      return;
    }
    // One link a pair and direction: a child that asks anew has lost the link before.
    const before = this.of(from);
    if (before) this.drop(before, 'replaced');
    const now = env.now();
    const child: Child = {
      link: message.link,
      peer: from,
      addresses: message.addresses ?? [],
      capacity: message.capacity,
      ways: message.ways,
      since: now,
      feeding: !message.standby,
      open: false,
      viewers: 0,
      slots: message.capacity,
      free: message.capacity,
      openPeers: [],
      seq: -1,
      pathAt: now,
      beatAt: now,
      hintsAt: Number.NEGATIVE_INFINITY,
      doubtedAt: Number.NEGATIVE_INFINITY,
      shedAt: null,
      patience: () => {},
    };
    child.patience = env.setTimer(host.timing.openLimitMs, () => this.drop(child, 'never opened'));
    this.all.set(child.link, child);
    this.#remember(child.link);
    this.#accept(child);
    host.port.openLink(child.link, child.peer, 'down', !child.feeding);
    host.childrenChanged();
    const { epoch, path } = host.standing();
    if (path === null) return;
    // The asker may not take this parent before the next epoch: order it while the link is set up.
    const { feasible } = message;
    if (child.feeding && feasible && !isBetter({ epoch, depth: path.length - 1 }, feasible)) {
      host.refresh(feasible.epoch + 1);
    }
  }

  opened(child: Child): void {
    if (child.open) return;
    child.open = true;
    child.patience();
    if (child.feeding) this.host.port.serve(child.link, true);
    this.#tellPath(child);
    this.#tellHints(child);
  }

  /** A standby switches over: in an emergency a few more than `maxChildren` are fed for a while. */
  startFeeding(child: Child, lost?: string): void {
    const { config, port, env } = this.host;
    if (!child.feeding) {
      // A child that another one lost as its parent is most likely dead, and only its connection
      // does not know yet: its place counts as free, for a root too.
      const dead = lost === child.peer || lost === undefined ? undefined : this.of(lost);
      if (dead?.feeding) dead.doubtedAt = env.now();
      const doubted = this.fed.filter((c) => env.now() - c.doubtedAt < DOUBT_MS).length;
      const half = config.root ? 0 : Math.max(1, Math.ceil(config.maxChildren / 2));
      const extra = Math.max(config.overcommit ?? half, Math.min(doubted, config.maxChildren));
      if (config.maxChildren === 0 || this.fed.length >= config.maxChildren + extra) {
        this.sendAway(child, 'full');
        return;
      }
      child.feeding = true;
      child.since = this.host.env.now();
    }
    // The child needs the newest epoch to see whether it may take this parent.
    this.#tellPath(child);
    if (child.open) port.serve(child.link, true);
    this.host.childrenChanged();
  }

  stopFeeding(child: Child): void {
    if (!child.feeding) return;
    child.feeding = false;
    child.viewers = 0;
    if (child.open) this.host.port.serve(child.link, false);
    if (this.standbys.length > this.host.config.maxStandbys) this.sendAway(child, 'full');
    else this.host.childrenChanged();
  }

  counted(child: Child, message: CountMessage): void {
    if (!child.feeding) {
      // It believes that it is fed here: the `start` was lost, or it was silent for too long.
      this.startFeeding(child);
      return;
    }
    child.viewers = message.viewers;
    child.capacity = message.capacity ?? child.capacity;
    child.slots = child.capacity === 0 ? 0 : (message.slots ?? child.slots);
    child.free = child.capacity === 0 ? 0 : (message.free ?? child.slots);
    child.openPeers = message.open ?? [];
    this.host.childrenChanged();
  }

  /** Forgets a child; its link closes. */
  drop(child: Child, reason: string): void {
    if (!this.all.delete(child.link)) return;
    child.patience();
    this.host.port.closeLink(child.link, reason);
    this.host.childrenChanged();
  }

  /** Tells a child where else to go and closes its link now. */
  sendAway(child: Child, reason: string): void {
    this.#send(child.peer, child.link, child.addresses, {
      t: 'leave',
      reason: 'overloaded',
      peers: this.redirect(child.peer, !child.feeding),
      link: child.link,
    });
    this.drop(child, reason);
  }

  /** Tells one child path and epoch now, whatever it was told before. */
  tell(child: Child): void {
    this.#tellPath(child);
  }

  /** Own path or epoch changed. */
  moved(pathChanged: boolean): void {
    if (pathChanged) this.#seq++;
    for (const child of [...this.all.values()]) {
      if (!child.open) continue;
      if (pathChanged) this.#tellPath(child);
      else this.#tellBeat(child, false);
    }
  }

  tick(): void {
    const { env, timing } = this.host;
    const now = env.now();
    for (const child of [...this.all.values()]) {
      if (!child.open) continue;
      if (child.feeding && child.viewers === 0 && now - child.since > timing.unusedMs) {
        env.log('place not used', child.peer);
        this.stopFeeding(child);
        continue;
      }
      if (now - child.pathAt >= timing.pathRepeatMs) this.#tellPath(child);
      else this.#tellBeat(child, true);
      if (child.feeding && now - child.hintsAt >= timing.hintsMs * 6) this.#tellHints(child);
    }
    this.#shed(now);
  }

  /** Others to ask, for a peer that this one cannot take: free places below, spread at random. */
  redirect(asker: string, standby: boolean): PeerHint[] {
    const relays = this.fed.filter(
      (child) => child.open && child.capacity > 0 && child.peer !== asker && child.shedAt === null,
    );
    const found = new Map<string, PeerHint>();
    const { random } = this.host.env;
    for (let tries = 0; tries < 12 && found.size < BOUNDS.redirectHints - 2; tries++) {
      const child = weighted(relays, (c) => (standby ? 1 : c.free), random());
      if (!child) break;
      const places = [...(child.slots > 0 ? [this.hintOf(child)] : []), ...child.openPeers];
      const place = places[Math.floor(random() * places.length)];
      const hint = standby || !place ? this.hintOf(child) : place;
      if (hint.peer !== asker) found.set(hint.peer, hint);
    }
    // A full child still knows the way further down.
    for (let tries = 0; tries < 4 && found.size < BOUNDS.redirectHints; tries++) {
      const child = relays[Math.floor(random() * relays.length)];
      if (child && !found.has(child.peer)) found.set(child.peer, this.hintOf(child));
    }
    return [...found.values()];
  }

  /** Peers of the subtree with free places, nearest first, this peer left out. */
  openPeers(): PeerHint[] {
    const found = new Map<string, PeerHint>();
    for (const child of this.fed) {
      if (!child.open || child.viewers === 0) continue;
      if (child.slots > 0) found.set(child.peer, this.hintOf(child, false));
      for (const hint of child.openPeers) if (hint.slots > 0) found.set(hint.peer, hint);
    }
    const list = [...found.values()];
    for (let i = list.length - 1; i > 0; i--) {
      const j = Math.floor(this.host.env.random() * (i + 1));
      [list[i], list[j]] = [list[j]!, list[i]!];
    }
    return list.sort((a, b) => a.depth - b.depth).slice(0, BOUNDS.openPeers);
  }

  hintOf(child: Child, withPath = true): PeerHint {
    const { path, epoch } = this.host.standing();
    return {
      peer: child.peer,
      addresses: child.addresses,
      depth: path?.length ?? 1,
      slots: child.slots,
      way: bestWay(child.ways),
      epoch,
      ...(path && withPath ? { path: [...path, child.peer] } : {}),
    };
  }

  #refusal(from: string, message: JoinMessage): RefusalReason | null {
    const { config } = this.host;
    const { path, epoch } = this.host.standing();
    if (message.channel !== config.channel) return 'unknown-channel';
    if (path === null) return 'detached';
    if (from === config.self || path.includes(from)) return 'cycle';
    if (config.maxChildren === 0 || path.length >= BOUNDS.path) return 'full';
    // An asker from a newer epoch by far: this peer hangs on something that has lost the root.
    if (message.feasible && message.feasible.epoch > epoch + 5) return 'infeasible';
    if (message.standby) {
      const taken = this.standbys.filter((child) => child.peer !== from);
      return taken.length < config.maxStandbys ? null : 'full';
    }
    const others = this.fed.filter((child) => child.peer !== from);
    if (others.length < config.maxChildren) return null;
    return this.#mayReplaceLeaf(message, others) ? null : 'full';
  }

  /**
   * A relay must find a place where leaves hold them all. It is fed besides for a moment; `tick`
   * then sends a leaf on. With a relay among the children the newcomer goes there instead, and
   * climbs later, so a root exceeds its places only when nothing else can carry the tree on.
   */
  #mayReplaceLeaf(message: JoinMessage, fed: Child[]): boolean {
    if (message.capacity === 0 || fed.length > this.host.config.maxChildren) return false;
    return fed.every((child) => child.capacity === 0);
  }

  /** With more children than places, the ones that lose least are asked to move. */
  #shed(now: number): void {
    const { config, env, timing } = this.host;
    const fed = this.fed;
    const going = fed.filter((child) => child.shedAt !== null);
    for (const child of going) {
      if (fed.length <= config.maxChildren) child.shedAt = null;
      else if (now - (child.shedAt ?? now) > timing.shedMs) this.sendAway(child, 'overloaded');
    }
    if (config.maxChildren === 0) for (const spare of this.standbys) this.sendAway(spare, 'full');
    const excess = fed.length - config.maxChildren - going.length;
    if (excess <= 0) return;
    // A relay that has just come must be attached before a leaf can be sent to it, and orphans that
    // have just switched over must have settled before they are asked to move again.
    if (fed.some((child) => now - child.since < timing.settleMs)) return;
    const order = [...fed]
      .filter((child) => child.open && child.shedAt === null)
      .sort(
        (a, b) =>
          Math.sign(a.capacity) - Math.sign(b.capacity) ||
          a.viewers - b.viewers ||
          b.since - a.since,
      );
    for (const child of order.slice(0, excess)) {
      env.log('too many children: asking one to move', child.peer);
      child.shedAt = now;
      this.#send(child.peer, child.link, child.addresses, {
        t: 'leave',
        reason: 'overloaded',
        peers: this.redirect(child.peer, false),
        link: child.link,
      });
    }
  }

  #accept(child: Child): void {
    const { path, epoch } = this.host.standing();
    if (path === null) return;
    this.#send(child.peer, child.link, child.addresses, {
      t: 'accept',
      link: child.link,
      path,
      epoch,
    });
  }

  #tellPath(child: Child): void {
    const now = this.host.env.now();
    const { path, epoch } = this.host.standing();
    child.seq = this.#seq;
    child.pathAt = now;
    child.beatAt = now;
    this.#send(child.peer, child.link, undefined, {
      t: 'path',
      path: path ?? [],
      epoch,
      seq: this.#seq,
    });
  }

  /** `idle`: nothing new; only so that the child hears something now and then. */
  #tellBeat(child: Child, idle: boolean): void {
    const { timing, env } = this.host;
    const now = env.now();
    const pause = child.feeding
      ? idle
        ? 2 * timing.epochMs
        : 0
      : idle
        ? 2 * timing.standbyBeatMs
        : timing.standbyBeatMs;
    if (now - child.beatAt < pause) return;
    const { path, epoch } = this.host.standing();
    child.beatAt = now;
    // A beat of a detached peer keeps the link alive, and must not count as news of the root.
    const seq = path === null ? -1 : this.#seq;
    this.#send(child.peer, child.link, undefined, {
      t: 'beat',
      epoch,
      viewers: this.host.total(),
      ...(seq >= 0 ? { seq } : {}),
    });
  }

  #tellHints(child: Child): void {
    const { env, timing } = this.host;
    if (env.now() - child.hintsAt < timing.hintsMs) return;
    const peers = this.host.hintsFor(child);
    if (peers.length === 0) return;
    child.hintsAt = env.now();
    this.#send(child.peer, child.link, undefined, { t: 'hints', peers });
  }

  #send(peer: string, link: string, addresses: string[] | undefined, message: TreeMessage): void {
    this.host.port.send(peer, message, addresses, link);
  }

  #remember(link: string): void {
    this.#used.push(link);
    if (this.#used.length > BOUNDS.usedLinks) this.#used.shift();
  }
}

/** One of `items` at random, in proportion to its weight; null when nothing has weight. */
function weighted<T>(items: readonly T[], weight: (item: T) => number, random: number): T | null {
  const total = items.reduce((sum, item) => sum + weight(item), 0);
  let left = random * total;
  for (const item of items) {
    left -= weight(item);
    if (left < 0) return item;
  }
  return null;
}
