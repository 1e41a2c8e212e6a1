/**
 * Signalling through the tree itself, so that a running broadcast repairs itself while no star is
 * reachable. A message travels from link to link: up to the common ancestor of both peers, then
 * down. Each hop checks that the message really came from the peer it names last, and passes it only
 * to a peer it has a link with.
 */
import { createLog } from '../../base/log.js';
import { KeyedRateLimiter } from '../../base/rate-limiter.js';
import type { Link } from '../../media/link/link.js';
import { fits, fitted } from '../../wire/encode.js';
import type { PeerHint } from '../../wire/hint.js';
import { LIMITS } from '../../wire/limits.js';
import type { ViaMessage } from '../../wire/messages/link.js';
import type { SignalMessage } from '../../wire/messages/signal.js';

const log = createLog('session:relay');

const MAX_PATHS = 256;
/** Messages a second passed on for one neighbour; setting up a link takes about ten. */
const RATE = 10;
const BURST = 40;

export interface TreeRelayPort {
  self: string;
  /** This peer's own path from the broadcaster, itself included. */
  path(): string[];
  /** Any open link with this peer. */
  linkWith(peer: string): Link | undefined;
  /** A message for this peer. */
  deliver(from: string, message: SignalMessage): void;
}

/** Hops from the first to the last of `own` and `other`, both paths from the same root. */
export function routeBetween(own: readonly string[], other: readonly string[]): string[] | null {
  if (own.length === 0 || other.length === 0 || own[0] !== other[0]) return null;
  let common = 0;
  while (common < own.length && common < other.length && own[common] === other[common]) common++;
  const up = own.slice(common - 1, -1).reverse();
  return [...up, ...other.slice(common)];
}

export class TreeRelay {
  readonly #port: TreeRelayPort;
  readonly #paths = new Map<string, string[]>();
  /** How to answer a peer that reached us through the tree. */
  readonly #back = new Map<string, string[]>();
  readonly #rates = new KeyedRateLimiter(RATE, BURST);

  constructor(port: TreeRelayPort) {
    this.#port = port;
  }

  /** Remembers where hinted peers stand. */
  learn(hints: PeerHint[]): void {
    for (const { peer, path } of hints) {
      if (path && path.length > 0) remember(this.#paths, peer, path);
    }
  }

  /** True when the message left on a link towards `to`. */
  send(to: string, body: SignalMessage): boolean {
    const route = this.#back.get(to) ?? this.#routeTo(to);
    // Longer than a message may name; a shorter one through the tree there is not.
    if (!route || route.length > LIMITS.path) return false;
    return this.#pass({
      t: 'via',
      from: this.#port.self,
      to,
      trail: [this.#port.self],
      route,
      body,
    });
  }

  #routeTo(peer: string): string[] | null {
    const path = this.#paths.get(peer);
    const own = this.#port.path();
    return path ? routeBetween(own, path) : null;
  }

  #pass(message: ViaMessage): boolean {
    const [next, ...rest] = message.route;
    const link = next === undefined ? undefined : this.#port.linkWith(next);
    if (!link) return false;
    const text = JSON.stringify({ ...message, route: rest, body: fitted(message.body) });
    return fits(text, LIMITS.messageBytes) && link.send(text);
  }

  receive(link: Link, message: ViaMessage): void {
    const { from, to, trail, route, body } = message;
    if (trail[0] !== from || trail.at(-1) !== link.peer || trail.includes(this.#port.self)) {
      log(`drop: trail does not fit, from ${link.peer}`);
      return;
    }
    if (!this.#rates.take(link.peer)) {
      log(`drop: too much to pass on for ${link.peer}`);
      return;
    }
    if (to === this.#port.self) {
      remember(this.#back, from, [...trail].reverse());
      this.#port.deliver(from, body);
    } else if (route.length === 0 || trail.length >= LIMITS.path) {
      log(`drop: no way on to ${to}`);
    } else if (!this.#pass({ ...message, trail: [...trail, this.#port.self] })) {
      log(`drop: no link to ${route[0]}`);
    }
  }
}

function remember(map: Map<string, string[]>, key: string, value: string[]): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > MAX_PATHS) map.delete(map.keys().next().value!);
}
