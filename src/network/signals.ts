import type { Connection, Stream } from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr';
import { CastoError, throwIfAborted } from '../errors.js';
import { createLog } from '../log.js';
import { KeyedRateLimiter } from '../wire/rate.js';
import { LIMITS, SIGNAL_PROTOCOL } from '../wire/tree.js';
import type { SignalStream } from './api.js';
import type { PageLibp2p } from './libp2p.js';
import { Signal } from './signal-stream.js';

const log = createLog('network:signals');

const MAX = {
  /** Incoming streams open at once, in all and of one peer. */
  streams: 128,
  perPeer: 4,
  /** Incoming streams of one peer: a second, and at once. */
  rate: 1,
  burst: 8,
  /** Milliseconds for dialling and opening a stream. */
  dialMs: 8_000,
  /** Milliseconds that a relayed connection stays without a signalling stream. */
  graceMs: 5_000,
} as const;

export type SignalHandler = (stream: SignalStream) => void;

/** Signalling streams of one node: opens them, hands incoming ones to the channel they ask for. */
export class Signals {
  readonly #libp2p: PageLibp2p;
  readonly #starAddresses: () => string[];
  readonly #handlers = new Map<string, SignalHandler[]>();
  readonly #open = new Set<Signal>();
  readonly #users = new Map<Connection, number>();
  readonly #graces = new Map<Connection, ReturnType<typeof setTimeout>>();
  readonly #rates = new KeyedRateLimiter(MAX.rate, MAX.burst);

  /** @param starAddresses dialled addresses of the connected stars, each with its peer id */
  constructor(libp2p: PageLibp2p, starAddresses: () => string[]) {
    this.#libp2p = libp2p;
    this.#starAddresses = starAddresses;
  }

  async start(): Promise<void> {
    await this.#libp2p.handle(SIGNAL_PROTOCOL, this.#onStream, {
      runOnLimitedConnection: true,
      maxInboundStreams: MAX.perPeer,
      maxOutboundStreams: 16,
    });
  }

  /** Incoming streams of this channel go to the handler added last. */
  handle(channelId: string, handler: SignalHandler): () => void {
    const handlers = this.#handlers.get(channelId) ?? [];
    this.#handlers.set(channelId, [...handlers, handler]);
    return () => {
      const left = (this.#handlers.get(channelId) ?? []).filter((each) => each !== handler);
      if (left.length > 0) this.#handlers.set(channelId, left);
      else this.#handlers.delete(channelId);
    };
  }

  readonly #onStream = (stream: Stream, connection: Connection): void => {
    const peer = connection.remotePeer.toString();
    const inbound = [...this.#open].filter((each) => each.direction === 'inbound');
    const refusal =
      inbound.length >= MAX.streams
        ? 'too many streams'
        : inbound.filter((each) => each.peer === peer).length >= MAX.perPeer
          ? 'too many streams of one peer'
          : this.#rates.take(peer)
            ? null
            : 'streams too fast';
    if (refusal !== null) {
      log(`refused stream of ${peer}: ${refusal}`);
      stream.abort(new Error(refusal));
      return;
    }
    const signal = this.#track(new Signal(stream, peer, 'inbound'), connection);
    const off = signal.onMessage((message) => {
      off();
      // Signal lets nothing but a join be first.
      if (message.t !== 'join') return;
      const handler = this.#handlers.get(message.channel)?.at(-1);
      if (!handler) {
        log(`${peer} asks for a channel not here`, message.channel);
        signal.send({ t: 'redirect', link: message.link, reason: 'unknown-channel', peers: [] });
        signal.close();
        return;
      }
      // The handler's listener gets the join as its first message.
      signal.replay(message);
      try {
        handler(signal);
      } catch (error) {
        console.error('casto: a signalling handler threw', error);
        signal.close();
      }
    });
  };

  #track(signal: Signal, connection: Connection): Signal {
    clearTimeout(this.#graces.get(connection));
    this.#graces.delete(connection);
    this.#open.add(signal);
    this.#users.set(connection, (this.#users.get(connection) ?? 0) + 1);
    signal.onClose(() => {
      this.#open.delete(signal);
      const left = (this.#users.get(connection) ?? 1) - 1;
      if (left > 0) {
        this.#users.set(connection, left);
        return;
      }
      this.#users.delete(connection);
      this.#closeSoon(connection);
    });
    return signal;
  }

  /** A relayed connection costs the star; media has its own. */
  #closeSoon(connection: Connection): void {
    if (connection.limits === undefined || connection.status !== 'open') return;
    const timer = setTimeout(() => {
      this.#graces.delete(connection);
      connection.close().catch((error: Error) => connection.abort(error));
    }, MAX.graceMs);
    this.#graces.set(connection, timer);
  }

  /**
   * Opens a stream to `peer`. Without addresses, or besides them, it is looked for on our own stars.
   * @throws CastoError `no-parent` when it cannot be reached, `aborted`
   */
  async open(peer: string, addresses: string[], signal?: AbortSignal): Promise<SignalStream> {
    throwIfAborted(signal);
    const timeout = AbortSignal.timeout(MAX.dialMs);
    const bounded = signal ? AbortSignal.any([signal, timeout]) : timeout;
    try {
      const connection = await this.#libp2p.dial(this.#dialable(peer, addresses), {
        signal: bounded,
      });
      const stream = await connection.newStream(SIGNAL_PROTOCOL, {
        runOnLimitedConnection: true,
        maxOutboundStreams: 16,
        signal: bounded,
      });
      return this.#track(new Signal(stream, peer, 'outbound'), connection);
    } catch (error) {
      throwIfAborted(signal);
      if (error instanceof CastoError) throw error;
      throw new CastoError('no-parent', `Peer ${peer} cannot be reached through the stars`, {
        fatal: false,
        cause: error,
      });
    }
  }

  #dialable(peer: string, addresses: string[]): Multiaddr[] {
    let id: string;
    try {
      id = peerIdFromString(peer).toString();
    } catch (error) {
      throw new CastoError('protocol', `"${peer.slice(0, 60)}" is not a peer id`, {
        fatal: false,
        cause: error,
      });
    }
    const circuits = this.#starAddresses().map((star) => `${star}/p2p-circuit/p2p/${id}`);
    // Through a star we are connected to already, a dial is one round trip.
    const near = circuits.filter((own) =>
      addresses.some((told) => relayOf(told) !== null && relayOf(told) === relayOf(own)),
    );
    const all = new Set([
      ...near,
      ...addresses.slice(0, LIMITS.addresses).map((told) => withPeer(told, id)),
      ...circuits,
    ]);
    const parsed: Multiaddr[] = [];
    for (const text of all) {
      if (text === null) continue;
      try {
        parsed.push(multiaddr(text));
      } catch {
        log('not an address', text);
      }
    }
    if (parsed.length === 0) {
      throw new CastoError('star-unreachable', 'No star is connected, so no peer can be reached', {
        fatal: false,
      });
    }
    return parsed;
  }

  async stop(): Promise<void> {
    for (const signal of [...this.#open]) signal.close();
    for (const timer of this.#graces.values()) clearTimeout(timer);
    this.#graces.clear();
    this.#handlers.clear();
    await this.#libp2p.unhandle(SIGNAL_PROTOCOL);
  }
}

/** Peer id of the relay of a circuit address; null when it is none. */
function relayOf(address: string): string | null {
  return /\/p2p\/([^/]+)\/p2p-circuit/.exec(address)?.[1] ?? null;
}

/** The circuit address with the peer at its end; null when it is for another peer, or no circuit. */
function withPeer(address: string, id: string): string | null {
  const cut = address.indexOf('/p2p-circuit');
  if (cut < 0) return null;
  const tail = address.slice(cut + '/p2p-circuit'.length);
  return tail === '' || tail === `/p2p/${id}`
    ? `${address.slice(0, cut)}/p2p-circuit/p2p/${id}`
    : null;
}
