/**
 * The page's one libp2p node. The session needs nothing below this file.
 *
 * - `acquireNode(options)` → a {@link CastoNode} handle; every handle shares one node.
 * - `configureNetwork(config)` → page-wide stars and ICE servers, used when an element names none.
 */

export type { ChannelRecord } from '../wire/channel-record.js';
export type { Presence } from '../wire/presence.js';
export type {
  CastoNode,
  ChannelAnnouncement,
  Listing,
  NodeEvents,
  SignalingStream,
  StarStatus,
} from './api.js';
export { acquireNode, type NodeOptions } from './node/acquire.js';
export { configureNetwork } from './node/config.js';
