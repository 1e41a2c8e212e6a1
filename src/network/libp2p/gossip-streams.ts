import type { Connection, Libp2p, PeerId } from '@libp2p/interface';
import type { GossipSub } from './gossip.js';

/** Parts of gossipsub that its types keep to themselves. */
interface Inner {
  streamsOutbound: Map<string, unknown>;
  /** What it registers with libp2p. Makes the stream to this peer; does nothing when there is one. */
  onPeerConnected(peer: PeerId, connection: Connection): void;
  onPeerDisconnected(peer: PeerId): void;
  handlePeerReadStreamError(error: Error, peer: PeerId): void;
}

/** A peer that does not speak gossipsub is not asked forever. */
const TRIES = 3;

/**
 * Gossipsub makes its stream to a peer when the peer's first connection opens, and no other when that one ends
 * while the peer has a second; and when a stream from the peer breaks, be it the one that has just been
 * replaced, it forgets the peer (ChainSafe/js-libp2p-gossipsub#456, left open by js-libp2p#3531). From then on
 * neither says anything to the other. Here a peer is gone only when no connection is left, and a stream that is
 * missing is made again.
 */
export function keepGossiping(libp2p: Libp2p<{ pubsub: GossipSub }>): void {
  const { pubsub } = libp2p.services;
  const inner = pubsub as unknown as Inner;
  const tries = new WeakMap<Connection, number>();
  inner.handlePeerReadStreamError = (_error, peer) => {
    if (libp2p.getConnections(peer).length === 0) inner.onPeerDisconnected(peer);
  };
  pubsub.addEventListener('gossipsub:heartbeat', () => {
    for (const connection of libp2p.getConnections()) {
      const { remotePeer, limits } = connection;
      const tried = tries.get(connection) ?? 0;
      if (inner.streamsOutbound.has(remotePeer.toString())) tries.delete(connection);
      else if (!limits && tried < TRIES) {
        tries.set(connection, tried + 1);
        inner.onPeerConnected(remotePeer, connection);
      }
    }
  });
}
