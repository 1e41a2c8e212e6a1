/** The side of a peer that feeds: who may join, who must go, what children are told. */

import type { PeerHint } from '../../wire/hint.js';
import type {
  CountMessage,
  JoinMessage,
  RefusalReason,
  StartMessage,
  TreeMessage,
} from '../../wire/messages/tree.js';
import type { OverlayConfig, OverlayEnv, OverlayPort } from '../api.js';
import { isBetter } from '../loop-freedom/feasibility.js';
import { BOUNDS, type Timing } from '../timing.js';
import { type Child, createChild, leastLossFirst, type Standing } from './child.js';
import { freeSlotsBelow, openBelow } from './free-slots.js';
import { sumOf, takeCount } from './subtree.js';

/** How long a child counts as probably dead, ms. */
const DOUBT_MS = 10_000;

export interface ChildrenHost {
  readonly env: OverlayEnv;
  readonly port: OverlayPort;
  readonly config: OverlayConfig;
  readonly timing: Timing;
  standing(): Standing;
  /** How old frames are here, ms (frame-age.ts); null: not known. */
  age(): number | null;
  /** Viewers of the whole channel. */
  total(): number;
  /** Peers that this child may like to know. */
  hintsFor(child: Child): PeerHint[];
  /** Is this link id in use on the other side? */
  linkTaken(link: string): boolean;
  /** Ask for an epoch at least this new. */
  refresh(epoch: number): void;
  /** Is this an epoch that the broadcaster can be asked for? */
  mayAsk(epoch: number): boolean;
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
    return sumOf(this.fed.map((child) => child.viewers));
  }

  /** Free places in the whole subtree. */
  get free(): number {
    return sumOf([this.slots, ...this.fed.map((child) => child.free)]);
  }

  /** The newest epoch that anybody below waits for; 0: nobody waits. */
  get wants(): number {
    let newest = 0;
    for (const child of this.all.values()) newest = Math.max(newest, child.wants);
    return newest;
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
        // A peer below a detached one is detached too.
        peers:
          refusal === 'unknown-channel' || refusal === 'detached'
            ? []
            : this.redirect(from, message.standby),
      });
      return;
    }
    // One link a pair and direction: a child that asks again has lost the link before.
    const before = this.of(from);
    if (before) this.drop(before, 'replaced');
    const now = env.now();
    const child = createChild(from, message, now);
    child.patience = env.setTimer(host.timing.openLimitMs, () => this.drop(child, 'never opened'));
    this.all.set(child.link, child);
    this.#remember(child.link);
    this.#accept(child);
    host.port.openLink(child.link, child.peer, 'down', !child.feeding);
    host.childrenChanged();
    if (child.feeding) this.#order(child, message.feasible);
  }

  /**
   * The asker may not take this parent before a newer epoch: orders it, while the link is set up and
   * the key frame is on its way.
   */
  #order(child: Child, feasible: JoinMessage['feasible'] | undefined): void {
    const { epoch, path } = this.host.standing();
    if (path === null || !feasible) return;
    if (isBetter({ epoch, depth: path.length - 1 }, feasible)) return;
    if (!this.#wants(child, feasible.epoch + 1)) return;
    this.host.refresh(child.wants);
  }

  /** False for an epoch that no peer can have come to need. */
  #wants(child: Child, epoch: number): boolean {
    if (!this.host.mayAsk(epoch)) {
      this.host.env.log('drop: an epoch beyond reach is asked for', child.peer, epoch);
      return false;
    }
    child.wants = Math.max(child.wants, epoch);
    return true;
  }

  opened(child: Child): void {
    if (child.open) return;
    child.open = true;
    child.patience();
    if (child.feeding) this.host.port.serve(child.link, true);
    this.#tellPath(child);
    if (child.feeding) this.#tellHints(child);
  }

  /** A standby switches over: in an emergency a few more than `maxChildren` are fed for a while. */
  startFeeding(
    child: Child,
    { lost, feasible, calm = false }: Pick<StartMessage, 'lost' | 'feasible' | 'calm'> = {},
  ): void {
    const { config, port, env } = this.host;
    if (!child.feeding) {
      if (calm && this.slots === 0) {
        env.log('no place for one that is fed elsewhere', child.peer);
        return;
      }
      if (config.maxChildren === 0 || this.fed.length >= config.maxChildren + this.#extra(lost)) {
        this.sendAway(child, 'full');
        return;
      }
      child.feeding = true;
      child.since = this.host.env.now();
    }
    // The child needs the newest epoch to see whether it may take this parent.
    this.#tellPath(child);
    if (child.open) port.serve(child.link, true);
    this.#order(child, feasible);
    this.host.childrenChanged();
  }

  /** How many more than `maxChildren` may be fed for a while, to save somebody who has lost `lost`. */
  #extra(lost: string | undefined): number {
    const { config, env } = this.host;
    // A child that another one lost as its parent is most likely dead, and only its connection does
    // not know yet: its place counts as free, for a root too.
    const dead = lost === undefined ? undefined : this.of(lost);
    if (dead?.feeding) dead.doubtedAt = env.now();
    const doubted = this.fed.filter((c) => env.now() - c.doubtedAt < DOUBT_MS).length;
    const half = config.root ? 0 : Math.max(1, Math.ceil(config.maxChildren / 2));
    return Math.max(config.overcommit ?? half, Math.min(doubted, config.maxChildren));
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
    takeCount(child, message, this.host.standing());
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

  /** Somebody at or below this child needs an epoch at least this new. */
  wanted(child: Child, epoch: number): void {
    if (!this.#wants(child, epoch)) return;
    const { path, epoch: own } = this.host.standing();
    if (path === null || own < epoch) this.host.refresh(epoch);
    else this.#tellPath(child);
  }

  /** Own path or epoch changed. */
  moved(pathChanged: boolean): void {
    if (pathChanged) this.#seq++;
    for (const child of [...this.all.values()]) {
      if (!child.open) continue;
      if (pathChanged) this.#tellPath(child);
      else this.#tellBeat(child, child.wants > 0 && this.host.standing().epoch >= child.wants);
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
      else this.#tellBeat(child, false);
      if (child.feeding && now - child.hintsAt >= timing.hintsRepeatMs) this.#tellHints(child);
    }
    this.#shed(now);
  }

  /** Others to ask, for a peer that this one cannot take. */
  redirect(asker: string, standby: boolean): PeerHint[] {
    const { standing, env } = this.host;
    return freeSlotsBelow(this.fed, standing(), asker, standby, env.random);
  }

  /** Peers of the subtree with free places, nearest first, this peer left out. */
  openPeers(max: number = BOUNDS.openPeers): PeerHint[] {
    return openBelow(this.fed, this.host.standing(), this.host.env.random, max);
  }

  #refusal(from: string, message: JoinMessage): RefusalReason | null {
    const { config } = this.host;
    const { path } = this.host.standing();
    if (message.channel !== config.channel) return 'unknown-channel';
    if (config.canServe?.(message) === false) {
      return message.marks === undefined ? 'full' : 'unsupported';
    }
    if (path === null) return 'detached';
    if (from === config.self || path.includes(from)) return 'cycle';
    if (config.maxChildren === 0 || path.length >= BOUNDS.path) return 'full';
    if (message.standby) {
      const taken = this.standbys.filter((child) => child.peer !== from);
      return taken.length < config.maxStandbys ? null : 'full';
    }
    const others = this.fed.filter((child) => child.peer !== from);
    const extra = message.urgent ? this.#extra(message.lost) : 0;
    if (others.length < config.maxChildren + extra) return null;
    return this.#mayReplaceLeaf(message, others) ? null : 'full';
  }

  /**
   * A relay gets the place of a leaf: for a moment both are fed; `tick` then sends the leaf on.
   * A root exceeds its places only when nothing else can carry the tree on; with a relay among its
   * children the newcomer goes there instead.
   */
  #mayReplaceLeaf(message: JoinMessage, fed: Child[]): boolean {
    const { config } = this.host;
    if (message.capacity === 0 || fed.length > config.maxChildren) return false;
    if (config.root) return fed.every((child) => child.capacity === 0);
    // Nor does one that could feed fewer, and feeds nobody yet, lose much by moving.
    return fed.some(
      (child) =>
        child.open &&
        (child.capacity === 0 || (child.viewers === 1 && child.capacity < message.capacity)),
    );
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
    if (config.maxChildren === 0)
      for (const standby of this.standbys) this.sendAway(standby, 'full');
    const excess = fed.length - config.maxChildren - going.length;
    if (excess <= 0) return;
    // A relay that has just come must be attached before a leaf can be sent to it, and orphans that
    // have just switched over must have settled before they are asked to move again.
    if (fed.some((child) => now - child.since < timing.settleMs)) return;
    const order = fed.filter((child) => child.open && child.shedAt === null).sort(leastLossFirst);
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
    child.pathAt = now;
    child.beatAt = now;
    if (path !== null && epoch >= child.wants) child.wants = 0;
    this.#send(child.peer, child.link, undefined, {
      t: 'path',
      path: path ?? [],
      epoch,
      seq: this.#seq,
      ...this.#age,
    });
  }

  /** `awaited`: somebody there waits for it. All others hear the epoch in their turn. */
  #tellBeat(child: Child, awaited: boolean): void {
    const { timing, env } = this.host;
    const now = env.now();
    const pause = child.feeding ? 0.9 * timing.epochMs : timing.standbyBeatMs;
    if (!awaited && now - child.beatAt < pause) return;
    if (awaited) child.wants = 0;
    const { path, epoch } = this.host.standing();
    child.beatAt = now;
    // A beat of a detached peer keeps the link alive, and must not count as news of the root.
    const seq = path === null ? -1 : this.#seq;
    this.#send(child.peer, child.link, undefined, {
      t: 'beat',
      epoch,
      viewers: this.host.total(),
      ...(seq >= 0 ? { seq } : {}),
      ...this.#age,
    });
  }

  /** As a field of a message. */
  get #age(): { age?: number } {
    const age = this.host.age();
    return age === null ? {} : { age };
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
