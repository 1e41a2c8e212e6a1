/** The state machine of one peer in one channel's tree: joins the side that is fed and the side that feeds. */
import type { RelayWay } from '../base/types.js';
import type { PeerHint } from '../wire/hint.js';
import type { LeaveMessage, TreeMessage } from '../wire/messages/tree.js';
import type {
  Attachment,
  OverlayConfig,
  OverlayEnv,
  OverlayPort,
  TreePeer,
  TreeView,
} from './api.js';
import type { Child, Standing } from './children/child.js';
import { Children } from './children/children.js';
import { hintsAbove, hintsFor } from './children/hints.js';
import { SubtreeReporter } from './children/subtree-report.js';
import { EpochHorizon, EpochRequests, RootEpoch } from './loop-freedom/epochs.js';
import { FeasibleDistance } from './loop-freedom/feasibility.js';
import { CandidatePool } from './parents/parent-candidates.js';
import { measured, type ParentLink } from './parents/parent-link.js';
import { Parents } from './parents/parents.js';
import { BOUNDS, TIMING, type Timing } from './timing.js';
import { viewOf } from './view.js';

/**
 * Makes the state machine of one peer. It does nothing before `start()`.
 * @param timing changes single waiting times; for simulations and tests
 */
export function createTreePeer(
  config: OverlayConfig,
  env: OverlayEnv,
  port: OverlayPort,
  timing: Partial<Timing> = {},
): TreePeer {
  return new Peer({ ...config, ways: [...config.ways] }, env, port, { ...TIMING, ...timing });
}

class Peer implements TreePeer {
  readonly #pool: CandidatePool;
  readonly #distance = new FeasibleDistance();
  readonly #parents: Parents;
  readonly #children: Children;
  #state: 'idle' | 'running' | 'closed' = 'idle';
  readonly #rootEpoch: RootEpoch;
  readonly #requests: EpochRequests;
  readonly #horizon: EpochHorizon;
  readonly #subtreeReport: SubtreeReporter;
  #cancelTick: (() => void) | null = null;
  /** Told by the parent. */
  #total = 0;
  #most = Number.POSITIVE_INFINITY;
  #toldPath = '';
  #toldEpoch = -1;
  #changing = false;

  constructor(
    private readonly config: OverlayConfig,
    private readonly env: OverlayEnv,
    private readonly port: OverlayPort,
    private readonly timing: Timing,
  ) {
    // Made from a clock that may not be known before the start.
    const first = typeof config.firstEpoch === 'number' ? config.firstEpoch : 1;
    this.#rootEpoch = new RootEpoch(env, timing, first, () => this.#moved());
    this.#requests = new EpochRequests(env, timing);
    this.#horizon = new EpochHorizon(() => env.now());
    if (config.root) this.#horizon.anchor(first);
    this.#pool = new CandidatePool(config.self, env, timing);
    this.#children = new Children({
      env,
      port,
      config,
      timing,
      standing: () => this.#standing(),
      age: () => (config.root ? 0 : this.#parents.age),
      total: () => this.#viewers(),
      hintsFor: (child) =>
        hintsFor(child, {
          standing: this.#standing(),
          root: config.root,
          fed: this.#children.fed,
          standbys: this.#parents.standbys,
          pool: this.#pool,
          env,
        }),
      linkTaken: (link) => this.#parents.byId(link) !== undefined,
      refresh: (epoch) => this.#refresh(epoch),
      mayAsk: (epoch) => this.#horizon.mayAsk(epoch),
      childrenChanged: () => this.#childrenChanged(),
    });
    this.#parents = new Parents({
      env,
      port,
      config,
      timing,
      pool: this.#pool,
      distance: this.#distance,
      horizon: this.#horizon,
      viewers: () => this.#total,
      hasChildren: () => this.#children.all.size > 0,
      isChild: (peer) => this.#children.of(peer)?.feeding === true,
      moved: () => this.#moved(),
      changed: () => this.#changed(),
      giveUpChildren: () => this.#giveUpChildren(),
    });
    this.#subtreeReport = new SubtreeReporter({
      env,
      port,
      config,
      timing,
      parent: () => (this.#state === 'running' ? this.#parents.parent : null),
      tally: () => ({
        viewers: this.#children.viewers + 1,
        slots: this.#children.slots,
        free: this.#children.free,
      }),
      openPeers: () => this.#children.openPeers(),
    });
  }

  get view(): TreeView {
    return viewOf(
      this.#attachment(),
      this.#standing(),
      this.#parents,
      this.#children,
      this.#viewers(),
    );
  }

  start(): void {
    if (this.#state !== 'idle') return;
    this.#state = 'running';
    const { env, timing, config } = this;
    if (typeof config.firstEpoch === 'function') this.#rootEpoch.value = config.firstEpoch();
    if (config.root) this.#rootEpoch.raise();
    else this.#parents.start();
    // Spread over the interval: ten thousand peers must not tick together.
    this.#cancelTick = env.setTimer(timing.tickMs * env.random(), () => this.#tick());
    this.#changed();
  }

  stop(reason: 'closing' | 'ended' | 'frozen'): void {
    if (this.#state === 'closed') return;
    const running = this.#state === 'running';
    if (running) this.#leaveChildren(reason);
    this.#state = 'closed';
    this.#cancelTick?.();
    this.#rootEpoch.stop();
    this.#requests.stop();
    this.#subtreeReport.stop();
    this.#parents.stop();
    this.#changed();
  }

  candidates(peers: PeerHint[], gossip = false): void {
    if (this.#state !== 'running' || this.config.root) return;
    this.#pool.learn(peers, gossip);
    const epochs = peers.map(({ epoch }) => epoch).filter((epoch) => epoch > 0);
    if (epochs.length > 0) this.#horizon.hearsay(Math.min(...epochs));
    if (!gossip) this.#parents.wake();
    else
      this.env.setTimer(
        this.timing.gossipMs,
        () => this.#state === 'running' && this.#parents.wake(),
      );
  }

  announced(broadcaster: string, epoch: number | null): void {
    if (this.config.root) return;
    this.#pool.root = broadcaster;
    if (epoch !== null) this.#horizon.anchor(epoch);
  }

  receive(from: string, message: TreeMessage, link?: string): void {
    if (this.#state !== 'running') return;
    if (from === this.config.self) {
      this.env.log('drop: message from this peer itself', message.t);
      return;
    }
    switch (message.t) {
      case 'join':
        this.#children.join(from, message);
        break;
      case 'accept':
        this.#parents.accepted(from, message);
        break;
      case 'redirect':
        this.#parents.refused(from, message);
        break;
      case 'path':
      case 'beat':
      case 'hints':
        this.#fromParent(from, message, link);
        break;
      case 'count':
      case 'refresh':
      case 'start':
      case 'stop':
        this.#fromChild(from, message, link);
        break;
      case 'leave':
        this.#left(from, message, link);
        break;
    }
  }

  unreachable(peer: string): void {
    if (this.#state === 'running') this.#parents.unreachable(peer);
  }

  reachable(peer?: string): void {
    if (this.#state === 'running') this.#parents.reachable(peer);
  }

  linkOpened(link: string): void {
    if (this.#state !== 'running') return;
    const child = this.#children.all.get(link);
    if (child) {
      this.#children.opened(child);
      this.#changed();
      return;
    }
    const up = this.#parents.byId(link);
    if (up) this.#parents.opened(up);
  }

  linkClosed(link: string, reason: string): void {
    if (this.#state !== 'running') return;
    const child = this.#children.all.get(link);
    if (child) this.#children.drop(child, reason);
    const up = this.#parents.byId(link);
    if (up) this.#parents.closed(up);
  }

  #parentLink(link: string): ParentLink | undefined {
    return this.#state === 'running' ? this.#parents.byId(link) : undefined;
  }

  linkAnswers(link: string, yes: boolean): void {
    const up = this.#parentLink(link);
    if (up) this.#parents.answers(up, yes);
  }

  linkRtt(link: string, rttMs: number): void {
    const up = this.#parents.byId(link);
    if (!up) return;
    measured(up, rttMs);
    const known = this.#pool.get(up.peer);
    if (known) known.rttMs = rttMs;
  }

  mediaFlowing(link: string): void {
    const up = this.#parentLink(link);
    if (up) this.#parents.flowing(up);
  }

  mediaLate(link: string): void {
    const up = this.#parentLink(link);
    if (up) this.#parents.late(up);
  }

  mediaCaughtUp(link: string): void {
    const up = this.#parentLink(link);
    if (up) this.#parents.caughtUp(up);
  }

  mediaSilent(link: string, _ms: number): void {
    const up = this.#parentLink(link);
    if (up) this.#parents.silent(up);
  }

  linkSlow(link: string, fed = true): void {
    const up = this.#parentLink(link);
    if (up) this.#parents.slow(up, fed);
  }

  setCapacity(maxChildren: number, maxStandbys: number): void {
    this.config.maxChildren = Math.max(0, Math.floor(maxChildren));
    this.config.maxStandbys = Math.max(0, Math.floor(maxStandbys));
    if (this.#state === 'running') this.#childrenChanged();
  }

  setWays(ways: RelayWay[]): void {
    this.config.ways = [...ways];
  }

  // ---- messages -------------------------------------------------------------------------------

  #fromParent(
    from: string,
    message: Extract<TreeMessage, { t: 'path' | 'beat' | 'hints' }>,
    link: string | undefined,
  ): void {
    const parents = this.#parents;
    // A message on a link that is not ours parentLinks belongs to the other link of the same pair.
    const named = link === undefined ? undefined : parents.byId(link);
    const child = link === undefined ? undefined : this.#children.all.get(link);
    const up = named ?? (link === undefined || child ? parents.byPeer(from) : undefined);
    if (!up || up.peer !== from || up.state === 'asked') {
      this.env.log('drop: not from a parent', message.t, from, link);
      return;
    }
    if (message.t === 'path') {
      parents.pathTold(up, message);
    } else if (message.t === 'beat') {
      if (up === parents.parent && this.#total !== message.viewers) {
        this.#total = message.viewers;
        this.#changed();
      }
      parents.beat(up, message);
    } else {
      this.#pool.learn(message.peers, false, from);
      parents.wake();
    }
  }

  #fromChild(
    from: string,
    message: Extract<TreeMessage, { t: 'count' | 'refresh' | 'start' | 'stop' }>,
    link: string | undefined,
  ): void {
    const child = this.#childFor(from, link);
    if (!child) {
      this.env.log('drop: not from a child', message.t, from, link);
      return;
    }
    if (message.t === 'count') this.#children.counted(child, message);
    else if (message.t === 'start') this.#children.startFeeding(child, message);
    else if (message.t === 'stop') this.#children.stopFeeding(child);
    else this.#children.wanted(child, message.epoch);
  }

  #left(from: string, message: LeaveMessage, link: string | undefined): void {
    const { reason } = message;
    const named = message.link ?? link;
    const fromChild = reason !== 'overloaded';
    const fromParent = reason !== 'moving';
    const child = fromChild ? this.#childFor(from, named) : undefined;
    if (child) this.#children.drop(child, `left: ${reason}`);
    if (!fromParent) return;
    const up = named === undefined ? this.#parents.byPeer(from) : this.#parents.byId(named);
    const other = up ?? (child ? undefined : this.#parents.byPeer(from));
    const found = message.link === undefined ? (other ?? this.#parents.byPeer(from)) : up;
    if (found?.peer === from) this.#parents.leaveTold(found, message);
  }

  #childFor(from: string, link: string | undefined): Child | undefined {
    const named = link === undefined ? undefined : this.#children.all.get(link);
    if (named) return named.peer === from ? named : undefined;
    // Came on our link parentLinks to the same peer, or on a signalling stream.
    const other = link !== undefined && this.#parents.byId(link)?.peer === from;
    return link === undefined || other ? this.#children.of(from) : undefined;
  }

  // ---- position -------------------------------------------------------------------------------

  #standing(): Standing {
    const { config } = this;
    if (this.#state === 'closed') return { path: null, epoch: 0 };
    if (config.root) return { path: [config.self], epoch: this.#rootEpoch.value };
    return { path: this.#parents.path, epoch: this.#parents.epoch };
  }

  #attachment(): Attachment {
    if (this.#state !== 'running') return this.#state;
    if (this.#standing().path) return 'attached';
    return this.#parents.everFed ? 'detached' : 'joining';
  }

  #moved(): void {
    const { path, epoch } = this.#standing();
    const key = path?.join() ?? '';
    const pathChanged = key !== this.#toldPath;
    // Viewers who hear a jump of the epoch believe it when the next announcement tells of it.
    const jumped = epoch > this.#toldEpoch + 1;
    if (pathChanged || epoch !== this.#toldEpoch) {
      this.#toldPath = key;
      this.#toldEpoch = epoch;
      this.#children.moved(pathChanged);
      const { wants } = this.#children;
      if (pathChanged && path !== null && wants > epoch) this.#refresh(wants);
    }
    this.#subtreeReport.tell();
    if (pathChanged || jumped) this.#changed();
  }

  /** Somebody below needs a newer epoch. */
  #refresh(wanted: number): void {
    if (this.config.root) {
      this.#rootEpoch.request(wanted);
      return;
    }
    this.#horizon.asked(wanted);
    const { parent } = this.#parents;
    const again = (): void => this.#refresh(this.#children.wants);
    if (!parent || !this.#requests.due(wanted, parent.id, again)) return;
    this.port.send(parent.peer, { t: 'refresh', epoch: wanted }, parent.addresses, parent.id);
  }

  // ---- counts and hints -----------------------------------------------------------------------

  #viewers(): number {
    return this.config.root ? Math.min(this.#most, this.#children.viewers) : this.#total;
  }

  limitViewers(most: number): void {
    this.#most = most;
    this.#changed();
  }

  #childrenChanged(): void {
    this.#subtreeReport.tell();
    this.#changed();
  }

  // ---- leaving --------------------------------------------------------------------------------

  #leaveChildren(reason: LeaveMessage['reason']): void {
    const { parent, standbys } = this.#parents;
    const above = hintsAbove(parent, standbys, this.#pool);
    for (const child of [...this.#children.all.values()]) {
      const beside = this.#children.redirect(child.peer, !child.feeding);
      const peers = reason === 'ended' ? [] : [...above, ...beside].slice(0, BOUNDS.redirectHints);
      this.port.send(child.peer, { t: 'leave', reason, peers, link: child.link }, [], child.link);
    }
    this.port.farewell?.();
    for (const child of [...this.#children.all.values()]) this.#children.drop(child, reason);
  }

  #giveUpChildren(): void {
    this.env.log('no parent for too long: giving the children away');
    this.#leaveChildren('closing');
    this.#distance.forget();
  }

  // ---- clock ----------------------------------------------------------------------------------

  #tick(): void {
    if (this.#state !== 'running') return;
    this.#cancelTick = this.env.setTimer(this.timing.tickMs, () => this.#tick());
    this.#children.tick();
    if (this.config.root) return;
    this.#parents.tick();
    this.#subtreeReport.tick();
  }

  /** Reports once, however much changes in one event; a listener must not find a half-made state. */
  #changed(): void {
    if (this.#changing) return;
    this.#changing = true;
    this.env.setTimer(0, () => {
      this.#changing = false;
      this.port.changed(this.view);
    });
  }
}
