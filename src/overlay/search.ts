/** Asking for a parent: one search a purpose, each with a few joins under way at once. */
import type { AcceptMessage, RedirectMessage } from '../wire/tree.js';
import type { OverlayConfig, OverlayEnv, OverlayPort } from './api.js';
import type { Candidate, CandidatePool } from './candidates.js';
import { BOUNDS, type Timing } from './timing.js';

/** `feed`: a parent, urgently. `standby`: a warm spare. `improve`: a place nearer the root. */
export type Purpose = 'feed' | 'standby' | 'improve';

/** A link to a parent, or to a peer that may become one. */
export interface UpLink {
  readonly id: string;
  readonly peer: string;
  readonly addresses: string[];
  readonly purpose: Purpose;
  state: 'asked' | 'accepted' | 'open';
  /** From the root to the peer at the other end; empty: it is detached, or has not said yet. */
  path: string[];
  epoch: number;
  seq: number;
  /** Frames were decoded on it. */
  flowing: boolean;
  /** Frames flow, but it may be taken only after a newer epoch (feasibility.ts). */
  awaitsEpoch: boolean;
  /** The session reported silence, and no frame since. */
  silent: boolean;
  /** The other end said that it leaves. */
  leaving: boolean;
  heardAt: number;
  detachedAt: number | null;
  rttMs: number | null;
  /** Cancels the patience timer of the present state. */
  patience: () => void;
}

/** What a search needs of the peer that searches. */
export interface SearchHost {
  readonly env: OverlayEnv;
  readonly port: OverlayPort;
  readonly config: OverlayConfig;
  readonly timing: Timing;
  readonly pool: CandidatePool;
  readonly links: Map<string, UpLink>;
  /** Whom to ask next, or null. */
  choose(purpose: Purpose): Candidate | null;
  /** A parent was lost and no frames come. */
  urgent(): boolean;
  feasible(): { epoch: number; depth: number } | null;
  /** The link's control channel is open. */
  ready(link: UpLink): void;
  /** Open for `flowMs`, and no frame yet. */
  dry(link: UpLink): void;
  /** The search ended without success (only `standby` and `improve`). */
  gaveUp(purpose: Purpose): void;
}

const LINK_CHARS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** 16 characters, about 80 bits: never drawn twice. */
export function drawLinkId(env: OverlayEnv): string {
  let id = '';
  for (let i = 0; i < 16; i++) id += LINK_CHARS[Math.floor(env.random() * LINK_CHARS.length)];
  return id;
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

  get links(): UpLink[] {
    return [...this.host.links.values()].filter((link) => link.purpose === this.purpose);
  }

  begin(): void {
    if (this.running) return;
    this.running = true;
    this.#failures = 0;
    this.#asked = 0;
    this.next();
    // Frames are missing: ask several at once, and hear who else is there.
    if (this.purpose === 'feed' && this.host.urgent()) {
      for (let i = 1; i < BOUNDS.parallelJoins; i++) this.next();
      this.host.port.findPeers();
    }
  }

  /** Stops asking. Links under way are cancelled, except the one that was taken. */
  end(taken?: UpLink): void {
    this.running = false;
    this.#cancelBackoff?.();
    this.#cancelBackoff = null;
    for (const link of this.links) if (link !== taken) this.cancel(link);
  }

  /** New candidates are known. */
  wake(): void {
    if (this.running && this.links.length === 0) this.next();
  }

  /** Asks one more peer, if one may be asked. */
  next(): void {
    if (!this.running) return;
    const busy = this.links.length;
    if (busy >= (this.purpose === 'feed' ? BOUNDS.parallelJoins : 1)) return;
    if (this.purpose !== 'feed' && this.#asked >= (this.purpose === 'standby' ? 6 : 2)) {
      this.#giveUp();
      return;
    }
    const candidate = this.host.choose(this.purpose);
    if (candidate) this.#ask(candidate);
    else if (busy === 0) this.#exhausted();
  }

  accepted(link: UpLink, message: AcceptMessage): void {
    if (link.state !== 'asked') return;
    link.state = 'accepted';
    link.path = message.path;
    link.epoch = message.epoch;
    link.heardAt = this.host.env.now();
    const { openMs, openLimitMs } = this.host.timing;
    this.#wait(link, openMs, openLimitMs, () => this.next());
    this.host.port.openLink(link.id, link.peer, 'up', this.purpose === 'standby');
  }

  refused(link: UpLink, message: RedirectMessage): void {
    if (link.state !== 'asked') return;
    const { pool, timing } = this.host;
    this.#remove(link);
    if (message.reason === 'full') {
      pool.avoid(link.peer, timing.refusedMs);
      if (this.purpose !== 'standby') pool.full(link.peer);
    } else {
      pool.avoid(link.peer, timing.refusedMs / 2);
    }
    pool.learn(message.peers);
    this.next();
  }

  opened(link: UpLink): void {
    if (link.state === 'open') return;
    link.state = 'open';
    link.heardAt = this.host.env.now();
    link.patience();
    if (this.purpose !== 'standby') {
      const { flowMs, flowLimitMs } = this.host.timing;
      this.#wait(link, flowMs, flowLimitMs, () => {
        if (!link.flowing) this.host.dry(link);
        if (this.host.links.has(link.id)) this.next();
      });
    }
    this.host.ready(link);
  }

  /** The link is gone or the peer cannot be reached. */
  failed(link: UpLink): void {
    this.#remove(link);
    this.host.pool.avoid(link.peer, this.host.timing.failedMs);
    this.next();
  }

  /** Gives a link back that is not needed any more. */
  cancel(link: UpLink): void {
    this.#remove(link);
    const { port } = this.host;
    port.send(
      link.peer,
      { t: 'leave', reason: 'moving', peers: [], link: link.id },
      link.addresses,
      link.id,
    );
    if (link.state !== 'asked') port.closeLink(link.id, 'not needed');
  }

  #ask(candidate: Candidate): void {
    const { env, port, config, timing, links, pool } = this.host;
    this.#asked++;
    const link: UpLink = {
      id: drawLinkId(env),
      peer: candidate.peer,
      addresses: candidate.addresses,
      purpose: this.purpose,
      state: 'asked',
      path: [],
      epoch: 0,
      seq: 0,
      flowing: false,
      awaitsEpoch: false,
      silent: false,
      leaving: false,
      heardAt: env.now(),
      detachedAt: null,
      rttMs: candidate.rttMs,
      patience: () => {},
    };
    links.set(link.id, link);
    pool.avoid(candidate.peer, timing.refusedMs);
    this.#wait(link, timing.askMs, timing.askLimitMs, () => this.next());
    const addresses = config.addresses?.() ?? [];
    port.send(
      candidate.peer,
      {
        t: 'join',
        channel: config.channel,
        link: link.id,
        capacity: config.maxChildren,
        ways: config.ways,
        standby: this.purpose === 'standby',
        feasible: this.host.feasible(),
        ...(addresses.length > 0 ? { addresses } : {}),
      },
      candidate.addresses,
      link.id,
    );
  }

  /** Runs `soft` after `softMs` and drops the link after `hardMs`. */
  #wait(link: UpLink, softMs: number, hardMs: number, soft: () => void): void {
    link.patience();
    const { env } = this.host;
    link.patience = env.setTimer(softMs, () => {
      link.patience = env.setTimer(hardMs - softMs, () => {
        env.log('gave up on a join', link.peer, link.state);
        this.cancel(link);
        this.host.pool.avoid(link.peer, this.host.timing.failedMs);
        this.next();
      });
      soft();
    });
  }

  #remove(link: UpLink): void {
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
