import type { PeerHint } from '../../src/wire/hint.js';
import type { TreeMessage } from '../../src/wire/messages/tree.js';

/** Characters of a libp2p peer id (Ed25519, base58). */
const PEER_ID = 52;
/** A star's relayed address of a peer: `/dns4/…/tcp/443/wss/p2p/…/p2p-circuit/p2p/…`. */
const ADDRESS = 150;

/**
 * Bytes around a message on a control channel: IP and UDP 28, DTLS 1.2 record 29 (13 header, 8
 * nonce, 8–16 tag), SCTP common header 12 and DATA chunk 16, and the SACK that answers it, 28 + 29 +
 * 28, counted here in full although SCTP acknowledges every second packet only.
 */
const OVERHEAD = 28 + 29 + 28 + 85;

/** DATA with `ping`, DATA with `pong` and the SACK of the first, the SACK of the second. */
export const PING_BYTES = 85 + 22 + (85 + 20) + 52 + 85;

const hintBytes = (hint: PeerHint): number =>
  90 + PEER_ID + ADDRESS + (hint.path ? 10 + hint.path.length * (PEER_ID + 3) : 0);
const hintsBytes = (hints: readonly PeerHint[]): number =>
  hints.reduce((sum, hint) => sum + hintBytes(hint), 0);

/** Bytes on the wire, both ways, that this message costs: its JSON with real ids, and overhead. */
export function messageBytes(message: TreeMessage): number {
  switch (message.t) {
    case 'join':
      return OVERHEAD + 220 + ADDRESS;
    case 'accept':
    case 'path':
      return OVERHEAD + 70 + message.path.length * (PEER_ID + 3);
    case 'redirect':
    case 'leave':
    case 'hints':
      return OVERHEAD + 70 + hintsBytes(message.peers);
    case 'count':
      return OVERHEAD + 50 + hintsBytes(message.open ?? []);
    case 'beat':
      return OVERHEAD + 65;
    case 'refresh':
    case 'start':
    case 'stop':
      return OVERHEAD + 25;
  }
}
