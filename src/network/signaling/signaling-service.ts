import type { Connection, Stream } from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr';
import { CastoError, throwIfAborted } from '../../base/errors.js';
import { createLog } from '../../base/log.js';
import { KeyedRateLimiter } from '../../base/rate-limiter.js';
import { LIMITS, SIGNAL_PROTOCOL } from '../../wire/limits.js';
import type { SignalMessage } from '../../wire/messages/signal.js';
import type { SignalingStream } from '../api.js';
import { DIAL_MS, dialEach } from '../libp2p/dial.js';
import type { PageLibp2p } from '../libp2p/libp2p.js';
import { signalOverStream } from './relay-carrier.js';
import type { LimitedSignalingStream } from './signaling-stream.js';
import type { StarMailbox } from './star-mailbox.js';

const log = createLog('network:signaling');

const MAX = {
  /** Incoming streams open at once, in all and of one peer. */
  streams: 128,
  perPeer: 4,
  /** Incoming streams of one peer: a second, and at once. */
  rate: 1,
  burst: 8,
  /** Milliseconds for dialling and opening a stream. */
  dialMs: DIAL_MS,
  /** Addresses of one peer that lead over stars we are not connected to. */
  foreign: 2,
  /** Milliseconds that a relayed connection stays without a signalling stream. */
  graceMs: 5_000,
} as const;

export type SignalingHandler = (stream: SignalingStream) => void;

/** Signalling streams of one node: opens them, hands incoming ones to the channel they ask for. */
export class SignalingService {
  readonly #libp2p: PageLibp2p;
  readonly #starAddresses: () => string[];
  readonly #mailbox: StarMailbox;
  readonly #handlers = new Map<string, SignalingHandler[]>();
  readonly #open = new Set<LimitedSignalingStream>();
  readonly #users = new Map<Connection, number>();
  readonly #graces = new Map<Connection, ReturnType<typeof setTimeout>>();
  readonly #rates = new KeyedRateLimiter(MAX.rate, MAX.burst);

  /**
   * @param starAddresses dialled addresses of the connected stars, each with its peer id
   * @param post tried before a relayed connection
   */
  constructor(libp2p: PageLibp2p, starAddresses: () => string[], post: StarMailbox) {
    this.#libp2p = libp2p;
    this.#starAddresses = starAddresses;
    this.#mailbox = post;
  }

  async start(): Promise<void> {
    await this.#libp2p.handle(SIGNAL_PROTOCOL, this.#onStream, {
      runOnLimitedConnection: true,
      maxInboundStreams: MAX.perPeer,
      maxOutboundStreams: 16,
    });
  }

  /** Incoming streams of this channel go to the handler added last. */
  handle(channelId: string, handler: SignalingHandler): () => void {
    const handlers = this.#handlers.get(channelId) ?? [];
    this.#handlers.set(channelId, [...handlers, handler]);
    return () => {
      const left = (this.#handlers.get(channelId) ?? []).filter((each) => each !== handler);
      if (left.length > 0) this.#handlers.set(channelId, left);
      else this.#handlers.delete(channelId);
    };
  }

  /** Why another incoming stream of this peer is refused; null when it is welcome. */
  refusal(peer: string): string | null {
    const inbound = [...this.#open].filter((each) => each.direction === 'inbound');
    if (inbound.length >= MAX.streams) return 'too many streams';
    if (inbound.filter((each) => each.peer === peer).length >= MAX.perPeer) {
      return 'too many streams of one peer';
    }
    return this.#rates.take(peer) ? null : 'streams too fast';
  }

  readonly #onStream = (stream: Stream, connection: Connection): void => {
    const peer = connection.remotePeer.toString();
    const refusal = this.refusal(peer);
    if (refusal !== null) {
      log(`refused stream of ${peer}: ${refusal}`);
      stream.abort(new Error(refusal));
      return;
    }
    this.take(signalOverStream(stream, peer, 'inbound'), connection);
  };

  /**
   * Hands an incoming stream to the channel that it asks for.
   * @param connection what it came on, unless it came by post
   */
  take(signal: LimitedSignalingStream, connection?: Connection): void {
    this.#track(signal, connection);
    const off = signal.onMessage((message) => {
      off();
      // LimitedSignalingStream lets nothing but a join be first.
      if (message.t !== 'join') return;
      const handler = this.#handlers.get(message.channel)?.at(-1);
      if (!handler) {
        log(`${signal.peer} asks for a channel not here`, message.channel);
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
  }

  #track(signal: LimitedSignalingStream, connection?: Connection): LimitedSignalingStream {
    this.#open.add(signal);
    signal.onClose(() => this.#open.delete(signal));
    if (connection) this.#use(signal, connection);
    return signal;
  }

  #use(signal: LimitedSignalingStream, connection: Connection): void {
    clearTimeout(this.#graces.get(connection));
    this.#graces.delete(connection);
    this.#users.set(connection, (this.#users.get(connection) ?? 0) + 1);
    signal.onClose(() => {
      const left = (this.#users.get(connection) ?? 1) - 1;
      if (left > 0) {
        this.#users.set(connection, left);
        return;
      }
      this.#users.delete(connection);
      this.#closeSoon(connection);
    });
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
   * Opens a stream to `peer`. Our own stars are asked for it as well, or alone where there are no addresses.
   * @param first sent with the opening: by the post of a common star when there is one, then the
   *   stream is handed out with the first answer
   * @throws CastoError `no-parent` when it cannot be reached, `aborted`
   */
  async open(
    peer: string,
    addresses: string[],
    signal?: AbortSignal,
    first?: SignalMessage,
  ): Promise<SignalingStream> {
    throwIfAborted(signal);
    const posted = first && (await this.#byPost(peer, addresses, first, signal));
    if (posted) return posted;
    const relayed = await this.#byRelay(peer, addresses, signal);
    if (first) relayed.send(first);
    return relayed;
  }

  async #byPost(
    peer: string,
    addresses: string[],
    first: SignalMessage,
    signal: AbortSignal | undefined,
  ): Promise<LimitedSignalingStream | null> {
    const stars = new Set(addresses.map((address) => circuitTo(address, peer)?.relay ?? ''));
    const star = [...stars].find((each) => this.#mailbox.mayServe(each));
    if (star === undefined) return null;
    const posted = await this.#mailbox.open(peer, star, first, signal);
    return posted && this.#track(posted);
  }

  async #byRelay(
    peer: string,
    addresses: string[],
    signal: AbortSignal | undefined,
  ): Promise<SignalingStream> {
    const timeout = AbortSignal.timeout(MAX.dialMs);
    const bounded = signal ? AbortSignal.any([signal, timeout]) : timeout;
    try {
      const connection = await dialEach(this.#libp2p, this.#dialable(peer, addresses), {
        signal: bounded,
      });
      const stream = await connection.newStream(SIGNAL_PROTOCOL, {
        runOnLimitedConnection: true,
        maxOutboundStreams: 16,
        signal: bounded,
      });
      return this.#track(signalOverStream(stream, peer, 'outbound'), connection);
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
    const own = this.#starAddresses();
    const ownRelays = new Set(own.map(peerOf));
    const told = addresses
      .slice(0, LIMITS.addresses)
      .flatMap((address) => circuitTo(address, id) ?? []);
    const toldRelays = new Set(told.map(({ relay }) => relay));
    // Through a star that we are connected to, a dial is one round trip, whatever address was told.
    const near = own.filter((star) => toldRelays.has(peerOf(star)));
    const rest = own.filter((star) => !near.includes(star));
    // A broadcaster could tell a stranger's address to make every viewer knock there: only a few.
    const foreign = told.filter(({ relay }) => !ownRelays.has(relay)).slice(0, MAX.foreign);
    const all = new Set([
      ...near.map((star) => `${star}/p2p-circuit/p2p/${id}`),
      ...foreign.map(({ address }) => address),
      ...rest.map((star) => `${star}/p2p-circuit/p2p/${id}`),
    ]);
    const parsed: Multiaddr[] = [];
    for (const text of all) {
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

/** Peer id that an address ends with, or that of its relay. */
function peerOf(address: string): string {
  return /\/p2p\/([^/]+)(?:\/p2p-circuit|$)/.exec(address)?.[1] ?? '';
}

/** The circuit address with the peer at its end; null when it is for another peer, or no circuit. */
function circuitTo(address: string, id: string): { relay: string; address: string } | null {
  const [star, tail, ...more] = address.split('/p2p-circuit');
  if (star === undefined || tail === undefined || more.length > 0) return null;
  const relay = peerOf(star);
  if (relay === '' || (tail !== '' && tail !== `/p2p/${id}`)) return null;
  return { relay, address: `${star}/p2p-circuit/p2p/${id}` };
}
