/** Asking for a parent: one search a purpose, each with a few joins under way at once. */
import type { AcceptMessage, RedirectMessage } from '../../wire/messages/tree.js';
import type { OverlayConfig, OverlayEnv, OverlayPort } from '../api.js';
import { BOUNDS, type Timing } from '../timing.js';
import type { CandidatePool, ParentCandidate } from './parent-candidates.js';
import { createParentLink, type ParentLink, type Purpose } from './parent-link.js';

/** What a search needs of the peer that searches. */
export interface SearchHost {
  readonly env: OverlayEnv;
  readonly port: OverlayPort;
  readonly config: OverlayConfig;
  readonly timing: Timing;
  readonly pool: CandidatePool;
  readonly links: Map<string, ParentLink>;
  /** Whom to ask next, or null. */
  choose(purpose: Purpose): ParentCandidate | null;
  /** The parent was lost and no frames come. */
  urgent(): boolean;
  /** The parent that died, as far as this peer can tell. */
  lost(): string | undefined;
  feasible(): { epoch: number; depth: number } | null;
  /** The link's control channel is open. */
  ready(link: ParentLink): void;
  /** The search ended without success (only `standby` and `improve`). */
  gaveUp(purpose: Purpose): void;
}

export class ParentSearch {
  running = false;
  #failures = 0;
  #asked = 0;
  #cancelBackoff: (() => void) | null = null;

  constructor(
    readonly purpose: Purpose,
    private readonly host: SearchHost,
  ) {}

  get links(): ParentLink[] {
    return [...this.host.links.values()].filter((link) => link.purpose === this.purpose);
  }

  /** Joins under way; a peer that only its own or a neighbour's word stands for holds up nobody else by silence. */
  get #serious(): number {
    return this.links.filter(
      ({ gossip, overdue, state }) => state !== 'asked' || !(gossip || overdue),
    ).length;
  }

  begin(): void {
    if (this.running) return;
    this.running = true;
    this.#failures = 0;
    this.#asked = 0;
    // Of several asked at once the nearest is usually ready first, and is taken.
    const orphan = this.purpose === 'feed' && this.host.urgent();
    const parallel = orphan ? BOUNDS.parallelJoins : BOUNDS.eagerJoins[this.purpose];
    for (let i = 0; i < parallel; i++) this.next();
    // Frames are missing: hear who else is there.
    if (orphan) this.host.port.findPeers();
  }

  /** Stops asking. Links under way are cancelled, except the one that was taken. */
  end(taken?: ParentLink): void {
    this.running = false;
    this.#cancelBackoff?.();
    this.#cancelBackoff = null;
    for (const link of this.links) if (link !== taken) this.cancel(link);
  }

  /** New candidates are known. */
  wake(): void {
    if (!this.running || this.#serious > 0) return;
    for (let i = 0; i < BOUNDS.eagerJoins[this.purpose]; i++) this.next();
  }

  /** Asks one more peer, if one may be asked. */
  next(): void {
    if (!this.running) return;
    const busy = this.links.length;
    const most = this.purpose === 'feed' ? BOUNDS.parallelJoins : BOUNDS.eagerJoins[this.purpose];
    if (this.#serious >= most) return;
    if (this.#asked >= BOUNDS.asked[this.purpose]) {
      if (busy === 0) this.#giveUp();
      return;
    }
    const candidate = this.host.choose(this.purpose);
    if (candidate && busy >= most && (candidate.gossip || busy >= 2 * most)) return;
    if (candidate) this.#ask(candidate);
    else if (busy === 0) this.#exhausted();
  }

  accepted(link: ParentLink, message: AcceptMessage): void {
    if (link.state !== 'asked') return;
    this.host.pool.answers(link, true);
    link.state = 'accepted';
    link.path = message.path;
    link.epoch = message.epoch;
    link.heardAt = this.host.env.now();
    const { openMs, openLimitMs } = this.host.timing;
    this.#wait(link, openMs, openLimitMs, () => this.next());
    this.host.port.openLink(link.id, link.peer, 'up', this.purpose === 'standby');
  }

  refused(link: ParentLink, message: RedirectMessage): void {
    if (link.state !== 'asked') return;
    const { pool, timing } = this.host;
    pool.answers(link, true);
    this.#remove(link);
    if (message.reason === 'full') {
      pool.avoid(link.peer, timing.refusedMs);
      if (this.purpose !== 'standby') pool.full(link.peer);
    } else {
      const unsupported = message.reason === 'unsupported';
      pool.avoid(link.peer, unsupported ? timing.failedMs : timing.refusedMs / 2);
    }
    pool.learn(message.peers, false, link.peer);
    this.next();
    for (let i = this.#serious; i < BOUNDS.eagerJoins[this.purpose]; i++) this.next();
  }

  opened(link: ParentLink): void {
    if (link.state === 'open') return;
    link.state = 'open';
    link.heardAt = this.host.env.now();
    link.patience();
    if (this.purpose !== 'standby') {
      const { timing, pool } = this.host;
      const { flowMs, flowLimitMs } = timing;
      this.#wait(link, flowMs, flowLimitMs, () => {
        if (!link.flowing) pool.dry(link.peer);
        this.next();
      });
    }
    this.host.ready(link);
  }

  /** The link is gone or the peer cannot be reached. */
  failed(link: ParentLink): void {
    this.#remove(link);
    this.host.pool.avoid(link.peer, this.host.timing.failedMs);
    this.next();
  }

  /** A question that is not answered yet may have been lost on its way; the peer is there. */
  askAgain(link: ParentLink): void {
    const { env, timing, pool } = this.host;
    if (link.state !== 'asked' || env.now() - link.heardAt < timing.askMs) return;
    this.cancel(link);
    const known = pool.get(link.peer);
    if (known) known.avoidUntil = 0;
    this.next();
  }

  /** Gives a link back that is not needed any more. */
  cancel(link: ParentLink): void {
    this.#remove(link);
    const { port } = this.host;
    port.send(
      link.peer,
      { t: 'leave', reason: 'moving', peers: [], link: link.id },
      link.addresses,
      link.id,
    );
    // Also one that was only asked for: a question that is still on its way must not arrive later on.
    port.closeLink(link.id, 'not needed');
  }

  #ask(candidate: ParentCandidate): void {
    const { env, port, config, timing, links, pool } = this.host;
    this.#asked++;
    const link = createParentLink(env, candidate, this.purpose);
    links.set(link.id, link);
    pool.avoid(candidate.peer, timing.refusedMs);
    this.#wait(link, timing.askMs, timing.askLimitMs, () => {
      pool.answers(link, false);
      link.overdue = link.teller !== null;
      this.next();
    });
    const addresses = config.addresses?.() ?? [];
    const urgent = this.purpose === 'feed' && this.host.urgent();
    const lost = urgent ? this.host.lost() : undefined;
    port.send(
      candidate.peer,
      {
        t: 'join',
        channel: config.channel,
        link: link.id,
        capacity: config.maxChildren,
        ways: config.ways,
        ...(config.marks === undefined ? {} : { marks: config.marks }),
        standby: this.purpose === 'standby',
        feasible: this.host.feasible(),
        ...(urgent ? { urgent } : {}),
        ...(lost === undefined ? {} : { lost }),
        ...(addresses.length > 0 ? { addresses } : {}),
      },
      candidate.addresses,
      link.id,
    );
  }

  /** Runs `soft` after `softMs` and drops the link after `hardMs`. */
  #wait(link: ParentLink, softMs: number, hardMs: number, soft: () => void): void {
    link.patience();
    const { env } = this.host;
    link.patience = env.setTimer(softMs, () => {
      const leave = (): void => {
        env.log('gave up on a join', link.peer, link.state);
        this.cancel(link);
        this.host.pool.avoid(link.peer, this.host.timing.failedMs);
        this.next();
      };
      link.patience = env.setTimer(hardMs - softMs, () => {
        // Where nobody else is known, a slow machine is given more time for its first picture.
        const last =
          this.purpose === 'feed' && link.state === 'open' && this.host.choose('feed') === null;
        if (last) link.patience = env.setTimer(hardMs, leave);
        else leave();
      });
      soft();
    });
  }

  #remove(link: ParentLink): void {
    link.patience();
    this.host.links.delete(link.id);
  }

  #exhausted(): void {
    if (this.purpose !== 'feed') {
      this.#giveUp();
      return;
    }
    if (this.#cancelBackoff) return;
    const { env, port, timing, pool } = this.host;
    const [first, longest] = timing.backoffMs;
    const pause = Math.min(longest, first * 1.6 ** this.#failures) * (0.5 + env.random());
    this.#failures++;
    this.#cancelBackoff = env.setTimer(pause, () => {
      this.#cancelBackoff = null;
      pool.forgive();
      this.next();
    });
    port.findPeers();
  }

  #giveUp(): void {
    this.end();
    this.host.gaveUp(this.purpose);
  }
}
