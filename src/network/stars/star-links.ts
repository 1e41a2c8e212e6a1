import type { Connection, Libp2p, PeerId } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import { backoff } from '../../base/backoff.js';
import { CastoError } from '../../base/errors.js';
import { ICE_LIMITS, type IceServer } from '../../base/ice-servers.js';
import { createLog } from '../../base/log.js';
import type { StarStatus } from '../api.js';
import { DIAL_MS, dialEach } from '../libp2p/dial.js';
import { hostOf } from '../libp2p/gater.js';
import { groupByPeer, type ResolvedStar, resolveStar, STARS } from './resolve-stars.js';
import { StarIce } from './star-ice.js';

const log = createLog('network:stars');

/** A star that is there answers within this, milliseconds; checks come no closer than that. */
const CHECK_MS = 1_500;
const CHECK_SPACING_MS = 5_000;

/** Milliseconds until a spec of several stars is tried again when only some are connected. */
const MISSING_MS = 30_000;

/**
 * Errors that say: something answered there, and it is no star. A handshake that took too long, or that
 * the other side broke off, has an error of its own (`HandshakeBrokenError` in web-sockets.ts).
 */
const NOT_A_STAR = new Set([
  'EncryptionFailedError',
  'InvalidCryptoExchangeError',
  'InvalidMessageError',
  'InvalidMessageLengthError',
  'MuxerUnavailableError',
  'ProtocolError',
  'UnexpectedPeerError',
  'UnsupportedProtocolError',
]);

function starError(spec: string, thrown: unknown): CastoError {
  if (thrown instanceof CastoError) return thrown;
  const causes = thrown instanceof AggregateError ? (thrown.errors as unknown[]) : [thrown];
  const nonsense = causes.some((cause) => NOT_A_STAR.has((cause as Error | null)?.name ?? ''));
  return nonsense
    ? new CastoError('star-invalid', `${spec} answers, but is not a CASTO star`, {
        fatal: false,
        cause: thrown,
      })
    : new CastoError('star-unreachable', `${spec} does not answer`, {
        fatal: false,
        cause: thrown,
      });
}

export interface StarLinksOptions {
  libp2p: Libp2p;
  /** Proves that the peer is a star, e.g. by asking its directory; throws when it is none. */
  verify(peer: PeerId, signal: AbortSignal): Promise<void>;
  onChange(stars: StarStatus[]): void;
  /** An attempt to reach a spec's stars has ended; `error` is null when one is connected. */
  onTried?(spec: string, error: CastoError | null): void;
  random?: () => number;
  /** ICE servers that a star named have come or changed. */
  onIceServers?(): void;
  /** Unix time by the star's clock; without it, this computer's. */
  unixNow?(): number;
}

/** One spec's way to its stars: resolve, dial, verify, wait until it is lost, again. */
class StarLink {
  readonly spec: string;
  /** The error of the last attempt; null before the first has ended and while connected. */
  error: CastoError | null = null;
  resolved: ResolvedStar = { addresses: [], iceServers: [], iceHoldsMs: null };
  readonly ice: StarIce;
  /** Peer id → address of the stars of this spec that are connected. */
  readonly connected = new Map<string, string>();
  /** How many attempts have ended. */
  rounds = 0;
  readonly #options: StarLinksOptions;
  readonly #changed: () => void;
  readonly #stopped = new AbortController();
  #attempt = 0;
  /** Stars that the spec stands for. */
  #stars = 1;
  #wake: (() => void) | null = null;
  /** The answer for the first attempt, when somebody has asked already. */
  #early: Promise<ResolvedStar> | undefined;

  constructor(
    spec: string,
    options: StarLinksOptions,
    changed: () => void,
    early: Promise<ResolvedStar> | undefined,
  ) {
    this.spec = spec;
    this.#early = early;
    this.#options = options;
    this.#changed = changed;
    this.ice = new StarIce({
      resolve: (signal) => resolveStar(spec, signal),
      changed: () => options.onIceServers?.(),
      unixNow: options.unixNow ?? (() => performance.timeOrigin + performance.now()),
      now: () => performance.now(),
      setTimer: (ms, fn) => {
        const timer = setTimeout(fn, ms);
        return () => clearTimeout(timer);
      },
    });
    options.libp2p.addEventListener('peer:disconnect', this.#onDisconnect);
    void this.#run();
  }

  readonly #onDisconnect = (event: CustomEvent<PeerId>): void => {
    if (!this.connected.delete(event.detail.toString())) return;
    log('star lost', this.spec);
    this.#changed();
    this.poke();
  };

  /** Try now instead of at the end of the wait. */
  poke(): void {
    this.#attempt = 0;
    this.#wake?.();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      try {
        await this.#connect(signal);
        this.error = null;
        this.#attempt = 0;
      } catch (thrown) {
        if (signal.aborted) return;
        this.error = starError(this.spec, thrown);
        log(`${this.error.code}: ${this.error.message}`, this.error.cause);
      }
      this.rounds++;
      this.#options.onTried?.(this.spec, this.error);
      this.#changed();
      if (this.connected.size > 0) {
        // Until one is lost; a spec of several stars also looks for the missing ones now and then.
        await this.#wait(this.connected.size < this.#stars ? MISSING_MS : null);
        if (signal.aborted) return;
      }
      await this.#wait(backoff(this.#attempt++, this.#options.random));
    }
  }

  #wait(ms: number | null): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === null ? undefined : setTimeout(() => this.#wake?.(), ms);
      const done = (): void => {
        clearTimeout(timer);
        this.#wake = null;
        this.#stopped.signal.removeEventListener('abort', done);
        resolve();
      };
      this.#wake = done;
      this.#stopped.signal.addEventListener('abort', done);
    });
  }

  async #connect(signal: AbortSignal): Promise<void> {
    // Resolved again at every attempt: a star may have come back with another key.
    const early = this.#early;
    this.#early = undefined;
    this.resolved = await (early ?? resolveStar(this.spec, signal));
    signal.throwIfAborted();
    this.ice.take(this.resolved);
    const groups = groupByPeer(this.resolved.addresses).slice(0, STARS.max);
    this.#stars = groups.length;
    const results = await Promise.allSettled(groups.map((group) => this.#dial(group, signal)));
    if (this.connected.size > 0) return;
    const failed = results.find((result) => result.status === 'rejected');
    throw failed?.reason ?? new Error('The star was lost at once');
  }

  async #dial(addresses: Multiaddr[], signal: AbortSignal): Promise<void> {
    const { libp2p, verify } = this.#options;
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(DIAL_MS)]);
    // A star named in two ways, one without its id, is connected twice for a moment. It ends the older
    // connection; without `force` libp2p would end the newer, and none would be left.
    const dial = (): Promise<Connection> =>
      dialEach(libp2p, addresses, { signal: bounded, force: true });
    const open = libp2p
      .getConnections()
      .find(({ remotePeer }) => addresses[0]?.toString().endsWith(`/p2p/${remotePeer}`));
    const connection = open ?? (await dial());
    const peer = connection.remotePeer;
    if (this.connected.has(peer.toString())) return;
    try {
      await verify(peer, bounded);
    } catch (error) {
      await connection.close().catch(() => connection.abort(new Error('Not a star')));
      throw error;
    }
    if (connection.status !== 'open' || signal.aborted) return;
    this.connected.set(peer.toString(), connection.remoteAddr.toString());
    log('star connected', connection.remoteAddr.toString());
  }

  stop(): void {
    this.#options.libp2p.removeEventListener('peer:disconnect', this.#onDisconnect);
    this.#stopped.abort();
    this.ice.stop();
  }
}

/**
 * Keeps the page (or a star) connected to every named star: libp2p gives up on a restarted peer, this
 * does not. Specs are counted, so two elements may name the same star.
 */
export class StarLinks {
  readonly #options: StarLinksOptions;
  readonly #links = new Map<string, { link: StarLink; users: number }>();
  readonly #waiting = new Set<() => void>();
  #checkedAt = Number.NEGATIVE_INFINITY;

  constructor(options: StarLinksOptions) {
    this.#options = options;
    if (typeof globalThis.addEventListener === 'function') {
      globalThis.addEventListener('online', this.#onOnline);
    }
  }

  readonly #onOnline = (): void => this.check();

  readonly #changed = (): void => {
    this.#options.onChange(this.status);
    for (const check of [...this.#waiting]) check();
  };

  /** @param early the resolved spec, when the caller has begun to ask before */
  add(spec: string, early?: Promise<ResolvedStar>): void {
    const held = this.#links.get(spec);
    if (held) {
      held.users++;
      return;
    }
    const link = new StarLink(spec, this.#options, this.#changed, early);
    this.#links.set(spec, { link, users: 1 });
  }

  remove(spec: string): void {
    const held = this.#links.get(spec);
    if (!held || --held.users > 0) return;
    this.#links.delete(spec);
    held.link.stop();
    const libp2p = this.#options.libp2p;
    for (const id of held.link.connected.keys()) {
      if (this.isConnected(id)) continue;
      const connection = libp2p.getConnections().find((each) => each.remotePeer.toString() === id);
      connection?.close().catch(() => connection.abort(new Error('No longer named')));
    }
    this.#changed();
  }

  get #all(): StarLink[] {
    return [...this.#links.values()].map(({ link }) => link);
  }

  get status(): StarStatus[] {
    // By peer: two specs may lead to one star.
    const connected = [...this.connected.values()].map((address) => ({ address, connected: true }));
    const missing = this.#all
      .filter((link) => link.connected.size === 0)
      .map((link) => ({ address: link.spec, connected: false }));
    return [...connected, ...missing];
  }

  /** Peer id → dialled address of the stars that are connected. */
  get connected(): Map<string, string> {
    return new Map(this.#all.flatMap((link) => [...link.connected]));
  }

  get iceServers(): IceServer[] {
    return this.#all.flatMap((link) => link.ice.servers).slice(0, ICE_LIMITS.servers);
  }

  /** A connection failed: passwords may have ended before their time. */
  renewIceServers(): void {
    for (const link of this.#all) link.ice.renew();
  }

  isConnected(peer: string): boolean {
    return this.#all.some((link) => link.connected.has(peer));
  }

  /** True for a peer id that a named star's address carries, connected or not. */
  isStar(peer: string): boolean {
    return (
      this.isConnected(peer) ||
      this.#all.some((link) =>
        link.resolved.addresses.some((address) => address.toString().endsWith(`/p2p/${peer}`)),
      )
    );
  }

  isNamedHost(host: string): boolean {
    return this.#all.some((link) =>
      link.resolved.addresses.some((address) => hostOf(address) === host),
    );
  }

  poke(): void {
    for (const link of this.#all) if (link.connected.size === 0) link.poke();
  }

  /**
   * The page's network may have changed, or the computer slept: a WebSocket that goes nowhere looks
   * open for a minute. A star that does not answer now is given up and dialled again.
   */
  check(): void {
    this.poke();
    const now = performance.now();
    if (now - this.#checkedAt < CHECK_SPACING_MS) return;
    this.#checkedAt = now;
    for (const connection of this.#options.libp2p.getConnections()) {
      if (this.connected.has(connection.remotePeer.toString())) void this.#probe(connection);
    }
  }

  async #probe(connection: Connection): Promise<void> {
    const timeout = AbortSignal.timeout(CHECK_MS);
    try {
      await this.#options.verify(connection.remotePeer, timeout);
    } catch (error) {
      if (!timeout.aborted || connection.status !== 'open') return;
      log('star does not answer', connection.remoteAddr.toString());
      connection.abort(error instanceof Error ? error : new Error('No answer'));
    }
  }

  /**
   * Resolves once a star is connected.
   * @throws CastoError when every one of `specs` has been tried since the call and failed: with
   *   `star-unreachable` when one did not answer, else with `star-invalid`
   */
  ready(specs: string[], signal?: AbortSignal): Promise<void> {
    const links = specs.flatMap((spec) => this.#links.get(spec)?.link ?? []);
    const before = new Map(links.map((link) => [link, link.error === null ? 0 : link.rounds]));
    if (links.every((link) => link.connected.size === 0)) this.poke();
    return new Promise((resolve, reject) => {
      const done = (): void => {
        this.#waiting.delete(check);
        signal?.removeEventListener('abort', onAbort);
      };
      const onAbort = (): void => {
        done();
        reject(new CastoError('aborted', 'The caller cancelled this', { cause: signal?.reason }));
      };
      const check = (): void => {
        if (links.some((link) => link.connected.size > 0)) {
          done();
          resolve();
        } else if (
          links.every((link) => link.rounds > (before.get(link) ?? 0) && link.error !== null)
        ) {
          done();
          const errors = links.flatMap((link) => link.error ?? []);
          reject(errors.find((error) => error.code === 'star-unreachable') ?? errors[0]);
        }
      };
      if (signal?.aborted) {
        onAbort();
        return;
      }
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(check);
      check();
    });
  }

  stop(): void {
    globalThis.removeEventListener?.('online', this.#onOnline);
    for (const link of this.#all) link.stop();
    this.#links.clear();
  }
}
