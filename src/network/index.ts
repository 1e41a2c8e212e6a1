/**
 * The page's one libp2p node. The session needs nothing below this file.
 *
 * - `acquireNode(options)` → a {@link CastoNode} handle; every handle shares one node.
 * - `configureNetwork(config)` → page-wide stars and ICE servers, used when an element names none.
 */
export { acquireNode, type NodeOptions } from './acquire.js';
export type {
  CastoNode,
  ChannelAnnouncement,
  ChannelRecord,
  Listing,
  NodeEvents,
  Presence,
  SignalStream,
  StarStatus,
} from './api.js';
export { configureNetwork } from './config.js';
