/** Gossipsub settings shared by page and star, and the access to the service behind them. */
import {
  type GossipSub,
  type GossipSubComponents,
  type GossipsubOpts,
  gossipsub,
  TopicValidatorResult,
} from '@libp2p/gossipsub';

export type { GossipSub, Message, SignedMessage, SubscriptionChangeData } from '@libp2p/gossipsub';
export { TopicValidatorResult };

/** Bytes of one gossip message; the largest is a 4 kB announcement. */
const MAX_DATA = 16 * 1024;

/**
 * @param maxLeaves 0 for a page. For a star, the peers it may hold: a hub with more subscribers than
 *   `Dhi` prunes them, and delivery fell to 70 % in a measurement with 40 leaves.
 */
export function gossip(maxLeaves = 0): (components: GossipSubComponents) => GossipSub {
  const options: Partial<GossipsubOpts> = {
    allowPublishToZeroTopicPeers: true,
    ignoreDuplicatePublishError: true,
    doPX: false,
    fallbackToFloodsub: false,
    floodPublish: true,
    tagMeshPeers: false,
    maxInboundDataLength: MAX_DATA,
    // A page and its tabs, a school, an office: many peers behind one address are the normal case.
    scoreParams: { IPColocationFactorWeight: 0 },
    // `doPX` is about what this node says. It also dials nobody whom another names as it leaves a mesh.
    scoreThresholds: { acceptPXThreshold: Number.POSITIVE_INFINITY },
    decodeRpcLimits: {
      maxSubscriptions: 256,
      maxMessages: 256,
      maxIhaveMessageIDs: 5000,
      maxIwantMessageIDs: 5000,
      maxIdontwantMessageIDs: 512,
      maxControlMessages: 256,
      maxPeerInfos: 16,
    },
  };
  if (maxLeaves > 0) {
    // Dlo = D: at every heartbeat each subscriber that is not in the mesh is taken in.
    Object.assign(options, {
      D: maxLeaves,
      Dlo: maxLeaves,
      Dhi: maxLeaves,
      Dscore: 0,
      Dout: 0,
      maxTopicBytesPerPeer: 128 * 1024,
    });
  }
  return gossipsub(options);
}
