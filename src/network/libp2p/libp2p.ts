import { circuitRelayTransport } from '@libp2p/circuit-relay-v2';
import { type Identify, identify } from '@libp2p/identify';
import type { ConnectionGater, Libp2p, PeerId, PrivateKey } from '@libp2p/interface';
import { noise } from '@libp2p/noise';
import { yamux } from '@libp2p/yamux';
import { createLibp2p } from 'libp2p';
import { DIAL_MS } from './dial.js';
import { type GossipSub, gossip } from './gossip.js';
import { steadyAverages } from './steady-average.js';
import { mendedWebSockets } from './web-sockets.js';

export type PageLibp2p = Libp2p<{ identify: Identify; pubsub: GossipSub }>;

/** Stars on which a page takes a relay slot; with one lost, the page stays reachable by the other. */
const RESERVATIONS = 2;

export interface PageLibp2pOptions {
  privateKey: PrivateKey;
  connectionGater: ConnectionGater;
  /** Only these are asked for a relay slot. */
  isStar(peer: string): boolean;
}

/** The libp2p node of a page, not started. */
export function createPageLibp2p(options: PageLibp2pOptions): Promise<PageLibp2p> {
  steadyAverages();
  return createLibp2p({
    privateKey: options.privateKey,
    // `/p2p-circuit`, not `<star>/p2p-circuit`: only the former takes its slot again by itself after
    // the star was restarted.
    addresses: { listen: Array.from({ length: RESERVATIONS }, () => '/p2p-circuit') },
    transports: [
      mendedWebSockets,
      circuitRelayTransport({
        reservationConcurrency: RESERVATIONS,
        // A peer that dials us may claim to be a relay; only named stars count.
        discoveryFilter: {
          has: (peer: PeerId) => !options.isStar(peer.toString()),
          add: () => {},
          remove: () => {},
        },
      }),
    ],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: options.connectionGater,
    connectionManager: {
      maxConnections: 200,
      // Everyone who joins us comes from the star's address.
      inboundConnectionThreshold: 64,
      maxIncomingPendingConnections: 64,
      // How long one address of several may take is dialEach()'s to say.
      addressDialTimeout: DIAL_MS,
      // StarLinks redials, with backoff and without end.
      reconnectRetries: 0,
      // A /dnsaddr would be looked up at a third party's DNS-over-HTTPS service.
      resolvers: {},
    },
    services: { identify: identify(), pubsub: gossip() },
    start: false,
  });
}
