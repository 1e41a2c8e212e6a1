/**
 * The star: where pages find each other. A circuit-relay-v2 node that carries signalling between
 * pages that cannot dial each other, the hub of the gossip topics, and the directory of live
 * channels. No media passes through it.
 */
import './polyfills.js';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { circuitRelayServer } from '@libp2p/circuit-relay-v2';
import { identify } from '@libp2p/identify';
import type { Connection, PeerId, Stream } from '@libp2p/interface';
import { noise } from '@libp2p/noise';
import { yamux } from '@libp2p/yamux';
import { multiaddr } from '@multiformats/multiaddr';
import { createLibp2p } from 'libp2p';
import { CastoError } from '../base/errors.js';
import type { IceServer } from '../base/ice-servers.js';
import { createLog } from '../base/log.js';
import { KeyedRateLimiter } from '../base/rate-limiter.js';
import { answerDirectory, askDirectory, DIRECTORY } from '../network/channels/directory.js';
import { type DropReason, type Origin, RecordBook } from '../network/channels/record-book.js';
import { gossip, type Message, TopicValidatorResult } from '../network/libp2p/gossip.js';
import { keepGossiping } from '../network/libp2p/gossip-streams.js';
import { steadyAverages } from '../network/libp2p/steady-average.js';
import { checkSpec } from '../network/stars/resolve-stars.js';
import { StarLinks } from '../network/stars/star-links.js';
import { openRecord } from '../wire/announcement.js';
import { ANNOUNCE_TOPIC, DIRECTORY_PROTOCOL } from '../wire/limits.js';
import { POST_PROTOCOL } from '../wire/post.js';
import { ChannelStore } from './channel-store.js';
import { Metrics } from './http/metrics.js';
import { oEmbed, type SitePages } from './http/oembed.js';
import { starPages } from './http/pages.js';
import { webSocketsWithHttp } from './http/shared-port.js';
import { starKey } from './key.js';
import { networkOf } from './network-of.js';
import { PeerNews } from './peer-news.js';
import { withReason } from './reason.js';
import { Refusals } from './refusals.js';
import { StarTime } from './star-time.js';
import { Switchboard } from './switchboard.js';
import { TopicKeeper } from './topics.js';

const log = createLog('star');

export type { IceServer, SitePages };

export interface StarOptions {
  /** 0 picks a free one. Default 9090. */
  port?: number;
  /** Name or IP address to listen on. Default 127.0.0.1. */
  host?: string;
  /** Multiaddrs told to others instead of the ones listened on, for a star behind a proxy. */
  announce?: string[];
  /** Other stars (multiaddrs or URLs) to exchange announcements with; each is tried until it is there. */
  peers?: string[];
  /** Told in a sentence what the one who runs the star may want to mend: a peer that is not there. */
  onTrouble?: (sentence: string) => void;
  /** Directory of the key and of the live channels: address and first claims of names survive a restart. */
  data?: string;
  iceServers?: IceServer[];
  /**
   * The author's site, for `/oembed`: a base address that has `watch.html` and `embed.html`, or both
   * addresses. Without it, the star answers no oEmbed.
   */
  site?: string | SitePages;
  /** Pages served at once. Default 2000. */
  maxClients?: number;
  /** Live channels known at once. Default 2000. */
  maxChannels?: number;
  /**
   * The star's clock, Unix time in milliseconds; pages go by it. Default: the computer's, which then
   * may be set without anybody noticing.
   */
  now?: () => number;
}

export interface Star {
  /** `http://host:port` */
  readonly url: string;
  /** What pages dial, each ending in `/p2p/<id>`. */
  readonly multiaddrs: string[];
  /** Closes every connection. Idempotent. */
  stop(): Promise<void>;
}

/** Refusals that an honest page may meet: nothing that it should lose its place in the mesh for. */
const HARMLESS = new Set<DropReason>([
  'clock',
  'stale',
  'book-full',
  'owner-limit',
  'author-limit',
]);

/** A star that was started less than this ago takes over the order in which its peers heard a name, ms. */
const YOUNG_MS = 60_000;

/** Limits of one relayed connection: it carries signalling, a few dozen kB, for some seconds. */
const RELAYED = { bytes: 4n * 1024n * 1024n, durationMs: 10 * 60_000 };

const cannotListen = (host: string, port: number, cause: unknown): CastoError =>
  new CastoError('internal', withReason(`The star cannot listen on ${host}:${port}`, cause), {
    cause,
  });

async function addressOf(host: string, port: number): Promise<string> {
  try {
    return (await lookup(host, { family: 4 })).address;
  } catch (error) {
    throw cannotListen(host, port, error);
  }
}

async function listenAddress(host: string, port: number): Promise<string> {
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new CastoError('internal', `${port} is not a port`);
  }
  const address = isIP(host) ? host : await addressOf(host, port);
  return `/${isIP(address) === 6 ? 'ip6' : 'ip4'}/${address}/tcp/${port}/ws`;
}

function parseAnnounce(addresses: string[]): string[] {
  for (const address of addresses) {
    try {
      multiaddr(address);
    } catch (error) {
      throw new CastoError('internal', `--announce ${address} is not a multiaddr`, {
        cause: error,
      });
    }
  }
  return addresses;
}

function parsePeers(peers: string[]): string[] {
  for (const peer of peers) {
    try {
      checkSpec(peer);
    } catch (error) {
      throw new CastoError('internal', `--peer: ${(error as Error).message}`, { cause: error });
    }
  }
  return peers;
}

/** Starts a star. @throws CastoError when it cannot listen, its key cannot be read, or an option is none */
export async function createStar(options: StarOptions = {}): Promise<Star> {
  steadyAverages();
  const { host = '127.0.0.1', maxClients = 2000, maxChannels = 2000 } = options;
  const peers = parsePeers(options.peers ?? []);
  const news = new PeerNews(options.onTrouble ?? (() => {}));
  const started = performance.now();
  const time = new StarTime(options.now);
  const { now } = time;
  const metrics = new Metrics();
  const dropped = metrics.counter('casto_dropped_total', 'Messages refused, by reason');
  const requests = metrics.counter('casto_directory_requests_total', 'Directory questions');
  const accepted = metrics.counter('casto_announcements_total', 'New announcements accepted');
  const onDrop = (reason: string): void => dropped.add({ reason });
  const refusals = new Refusals();
  const book = new RecordBook({ log, starTime: now, onDrop, maxRecords: maxChannels });
  const store = new ChannelStore({ directory: options.data, book, now });
  // Connections that one page may ask the relay for, a second and at once.
  const dialers = new KeyedRateLimiter(4, 32);

  const pages = starPages({
    config: () => ({ stars: addresses(), iceServers: options.iceServers ?? [] }),
    health: () => ({ ok: libp2p.status === 'started', peers: libp2p.getPeers().length }),
    metrics: () => metrics.text(),
    ...(options.site ? { oembed: oEmbed({ site: options.site, live: () => book.live() }) } : {}),
  });
  let port = options.port;
  let refused: unknown;
  const listen = await listenAddress(host, options.port ?? 9090);
  const libp2p = await createLibp2p({
    privateKey: await starKey(options.data),
    addresses: { listen: [listen], announce: parseAnnounce(options.announce ?? []) },
    transports: [
      webSocketsWithHttp({
        onRequest: pages,
        onListening: (bound) => {
          port = bound;
        },
        onRefused: (error) => {
          refused = error;
        },
        maxSockets: 2 * maxClients + 200,
      }),
    ],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: {
      // libp2p's defaults refuse the 6th connection a second from one address: a reloading office.
      maxConnections: maxClients + 64,
      inboundConnectionThreshold: Number.POSITIVE_INFINITY,
      maxIncomingPendingConnections: maxClients,
      reconnectRetries: 0,
      // A /dnsaddr would be looked up at a third party's DNS-over-HTTPS service.
      resolvers: {},
    },
    connectionMonitor: { pingInterval: 20_000 },
    connectionGater: {
      denyOutboundRelayedConnection: (source) => {
        const allowed = dialers.take(source.toString());
        if (!allowed) onDrop('relay-rate');
        return !allowed;
      },
    },
    services: {
      identify: identify(),
      pubsub: gossip(maxClients),
      relay: circuitRelayServer({
        maxInboundHopStreams: 64,
        // One joiner, one stream on the connection to whom it joins.
        maxOutboundStopStreams: 1000,
        reservations: {
          maxReservations: maxClients,
          reservationTtl: 2 * 60 * 60_000,
          defaultDataLimit: RELAYED.bytes,
          defaultDurationLimit: RELAYED.durationMs,
        },
      }),
    },
    start: false,
  });
  const { pubsub, relay } = libp2p.services;
  const addresses = (): string[] => libp2p.getMultiaddrs().map((address) => address.toString());

  const stars = new Set<string>();
  const topics = new TopicKeeper({
    libp2p,
    pubsub,
    maxTopics: 5000,
    maxPerPeer: 32,
    isStar: (peer) => stars.has(peer),
    now,
    onDrop,
  });

  const authors = new KeyedRateLimiter(1, 10);
  // What another star passes on fills the room of that star, and there of each author.
  const originOf = (source: PeerId, author: string): Origin => {
    if (stars.has(source.toString())) return { source: author, address: `star/${source}` };
    const address = libp2p.getConnections(source)[0]?.remoteAddr;
    return { source: source.toString(), address: address ? networkOf(address) : '' };
  };
  pubsub.topicValidators.set(ANNOUNCE_TOPIC, async (source: PeerId, message: Message) => {
    if (message.type !== 'signed') return TopicValidatorResult.Reject;
    const author = message.from.toString();
    if (!authors.take(author)) {
      onDrop('announce-rate');
      refusals.note(author, 'announce-rate');
      return TopicValidatorResult.Ignore;
    }
    const verdict = await book.accept(message.data, author, originOf(source, author));
    if (typeof verdict === 'string') {
      refusals.note(author, verdict);
      return HARMLESS.has(verdict) ? TopicValidatorResult.Ignore : TopicValidatorResult.Reject;
    }
    if (!verdict.fresh) return TopicValidatorResult.Ignore;
    refusals.forget(author);
    accepted.add();
    store.changed();
    return TopicValidatorResult.Accept;
  });

  const askers = new KeyedRateLimiter(2, 20);
  await libp2p.handle(
    DIRECTORY_PROTOCOL,
    async (stream: Stream, connection: Connection) => {
      try {
        if (!askers.take(connection.remotePeer.toString())) {
          onDrop('directory-rate');
          throw new CastoError('protocol', 'Asked too often');
        }
        requests.add();
        await answerDirectory(
          stream,
          ({ channel }) => book.sealed(channel ?? undefined),
          now(),
          refusals.of(connection.remotePeer.toString()),
          (channel) => topics.pagesOf(channel),
        );
      } catch (error) {
        log('directory question refused', error);
        stream.abort(error as Error);
      }
    },
    { maxInboundStreams: 32 },
  );

  const envelopes = metrics.counter('casto_post_letters_total', 'Signalling envelopes handed over');
  const post = new Switchboard({
    maxStreams: maxClients,
    onDrop,
    onForward: () => envelopes.add(),
  });
  await libp2p.handle(POST_PROTOCOL, post.serve, { maxInboundStreams: 2 });

  libp2p.addEventListener('peer:identify', ({ detail }) => {
    if (!detail.protocols.includes(DIRECTORY_PROTOCOL)) return;
    stars.add(detail.peerId.toString());
    topics.forget(detail.peerId.toString());
  });
  keepGossiping(libp2p);
  // A page comes again when its network has changed. The connection before goes nowhere, but looks open
  // until a ping fails, and gossip, envelopes and relayed dials would go on taking it.
  libp2p.addEventListener('connection:open', ({ detail }) => {
    const inbound = (each: Connection): boolean => each.direction === 'inbound' && !each.limits;
    if (!inbound(detail)) return;
    for (const older of libp2p.getConnections(detail.remotePeer)) {
      if (older !== detail && inbound(older)) older.abort(new Error('The page came again'));
    }
  });
  libp2p.addEventListener('peer:disconnect', ({ detail }) => {
    stars.delete(detail.toString());
    book.left(detail.toString());
    refusals.forget(detail.toString());
    // libp2p keeps the slot of a closed page for two hours: 15 reloads would lock the star.
    relay.reservations.get(detail)?.signal.clear();
    relay.reservations.delete(detail);
    // Every page load is a new peer; the peer store would remember them all.
    libp2p.peerStore.delete(detail).catch((error: unknown) => log('peer store', error));
  });

  metrics.gauge('casto_uptime_seconds', 'Seconds since start', () =>
    Math.round((performance.now() - started) / 1000),
  );
  metrics.gauge('casto_peers', 'Connected peers', () => libp2p.getPeers().length);
  metrics.gauge('casto_stars', 'Connected peers that are stars', () => stars.size);
  metrics.gauge('casto_channels', 'Live channels known', () => book.size);
  metrics.gauge('casto_reservations', 'Relay slots held by pages', () => relay.reservations.size);
  metrics.gauge('casto_post_streams', 'Pages that take envelopes', () => post.size);
  metrics.gauge('casto_presence_topics', 'Presence topics forwarded', () => topics.size);
  metrics.gauge(
    'process_resident_memory_bytes',
    'Resident memory',
    () => process.memoryUsage().rss,
  );

  await store.restore();
  try {
    await libp2p.start();
  } catch (error) {
    await libp2p.stop();
    throw cannotListen(host, options.port ?? 9090, refused ?? error);
  }
  pubsub.subscribe(ANNOUNCE_TOPIC);
  const sweep = setInterval(() => book.sweep(), 60_000);

  const links = new StarLinks({
    libp2p,
    onChange: (status) => log('stars', status),
    onTried: (spec, error) => news.tried(spec, error),
    // Announcements made before the two met.
    verify: async (peer, signal) => {
      const stream = await libp2p.dialProtocol(peer, DIRECTORY_PROTOCOL, { signal });
      const question = { channel: null, limit: DIRECTORY.maxRecords };
      const answer = await askDirectory(stream, question, signal);
      time.heard(answer.now);
      const { records } = answer;
      const address = `star/${peer}`;
      const heard: string[] = [];
      for (const sealed of records) {
        await book.accept(sealed, undefined, { address });
        // Also of those that this star has a newer record of.
        await openRecord(sealed, now()).then(
          ({ channelId }) => heard.push(channelId),
          () => {},
        );
      }
      // The other star has heard who was first while this one was away.
      if (performance.now() - started < YOUNG_MS) book.arrange(heard);
      store.changed();
    },
  });
  for (const spec of peers) links.add(spec);

  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const multiaddrs = addresses();
  let stopping: Promise<void> | null = null;
  return {
    url: `http://${isIP(shown) === 6 ? `[${shown}]` : shown}:${port}`,
    multiaddrs,
    stop: () => {
      stopping ??= (async () => {
        clearInterval(sweep);
        links.stop();
        await store.stop();
        topics.stop();
        await libp2p.stop();
      })();
      return stopping;
    },
  };
}
