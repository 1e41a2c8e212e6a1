/** The warm standbys of one peer: connected, no media until one is started. */
import type { OverlayEnv, OverlayPort } from '../api.js';
import type { Distance } from '../loop-freedom/feasibility.js';
import type { Timing } from '../timing.js';
import { sharedInterior } from './parent-candidates.js';
import type { ParentLink } from './parent-link.js';

/** A standby that has just been found is not given up for a better placed one. */
const PATIENCE_MS = 30_000;
/** A standby without a path for this long has not been found again by its own standby. */
const DETACHED_MS = 5_000;

export class Standbys {
  readonly #links: ParentLink[] = [];
  #placedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly env: OverlayEnv,
    private readonly port: OverlayPort,
    private readonly timing: Timing,
    private readonly self: string,
  ) {}

  get size(): number {
    return this.#links.length;
  }

  get all(): readonly ParentLink[] {
    return this.#links;
  }

  /** Media was asked for on one of them. */
  get started(): boolean {
    return this.#links.some((link) => link.started);
  }

  has(link: ParentLink): boolean {
    return this.#links.includes(link);
  }

  add(link: ParentLink): void {
    this.#links.push(link);
    this.#placedAt = this.env.now();
  }

  remove(link: ParentLink): void {
    const at = this.#links.indexOf(link);
    if (at >= 0) this.#links.splice(at, 1);
  }

  /** The best first: peers that are in the tree, the nearest to the root first and the root itself last. */
  ranked(): ParentLink[] {
    // The root gives no more than its places, so it can take over nobody who has lost a parent.
    const cost = ({ path, rttMs }: ParentLink): number =>
      (path.length === 0 ? 100 : path.length === 1 ? 50 : path.length) + (rttMs ?? 100) / 200;
    return [...this.#links].sort((a, b) => cost(a) - cost(b));
  }

  /** It does not hang below this peer. */
  mayFeed({ path }: ParentLink): boolean {
    return !path.includes(this.self);
  }

  /** The best that is not started yet, one of `preferred` before others. */
  next(preferred: readonly string[] = []): ParentLink | undefined {
    const ready = this.ranked().filter(
      (link) => !link.started && !link.unresponsive && this.mayFeed(link),
    );
    return ready.find(({ peer }) => preferred.includes(peer)) ?? ready[0];
  }

  /** Asks for media; the first frame comes as `mediaFlowing`. */
  start(link: ParentLink, lost: string | undefined, feasible: Distance | null, calm = false): void {
    link.started = true;
    this.port.send(
      link.peer,
      {
        t: 'start',
        ...(lost === undefined ? {} : { lost }),
        ...(feasible ? { feasible } : {}),
        ...(calm ? { calm } : {}),
      },
      link.addresses,
      link.id,
    );
  }

  /** All is well: those that were started rest again. */
  rest(): void {
    for (const link of this.#links) {
      if (!link.started) continue;
      link.started = false;
      link.flowing = false;
      link.awaitsEpoch = false;
      this.port.send(link.peer, { t: 'stop' }, link.addresses, link.id);
    }
  }

  /** A living standby answers `start` with its path in a round trip; twice that is long. */
  answerMs(link: ParentLink): number {
    const { standbyAnswerMs } = this.timing;
    return link.rttMs === null
      ? standbyAnswerMs
      : Math.min(standbyAnswerMs, Math.max(100, 2 * link.rttMs + 50));
  }

  /** Those that do not help any more, and why. */
  useless(now: number, parent: string | undefined): [ParentLink, string][] {
    const found: [ParentLink, string][] = [];
    for (const link of this.#links) {
      if (link.started) continue;
      if (now - link.heardAt > this.timing.standbySilenceMs) found.push([link, 'silent']);
      else if (link.detachedAt !== null && now - link.detachedAt > DETACHED_MS)
        found.push([link, 'detached']);
      else if (now - this.#placedAt > PATIENCE_MS && this.misplaced(link, parent))
        found.push([link, 'misplaced']);
    }
    return found;
  }

  /** A standby behind our own parent, or behind the other standby, does not help when that dies. */
  misplaced(link: ParentLink, parent: string | undefined): boolean {
    const behind = (peer: string): boolean => link.path.indexOf(peer) > 0;
    if (parent !== undefined && behind(parent)) return true;
    return this.#links.some((other) => other !== link && behind(other.peer));
  }

  /** How much of this path dies together with standbys that are there already. */
  sharedWith(path: readonly string[]): number {
    return this.#links.reduce(
      (sum, link) => sum + sharedInterior([...link.path, this.self], path),
      0,
    );
  }
}
