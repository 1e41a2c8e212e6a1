/** What a peer of one channel's tree is given, and what it tells. */
import type { CastoError } from '../../base/errors.js';
import type { CastoConfig, SwitchReason } from '../../base/types.js';
import type { Link } from '../../media/link/link.js';
import type { ChannelCodecs } from '../../media/link/peer-connection.js';
import type { CastoNode } from '../../network/api.js';
import type { TreeView } from '../../overlay/api.js';
import type { Tracks } from './down-media.js';

export interface TreeSessionOptions {
  node: CastoNode;
  channelId: string;
  root: boolean;
  config: CastoConfig;
  maxChildren: number;
  maxStandbys: number;
  /** Codecs of what this peer sends down. */
  codecs(): ChannelCodecs;
  /** Tracks shown or captured here, for ways that re-encode. */
  tracks(): Tracks;
  /** Root: gives a sender of the picture the last frame once more. Others ask for a key frame from above. */
  showAgain?(sender: RTCRtpSender): void;
  /** Payload type of the upstream frames; null while unknown. */
  sourcePayloadType?(): number | null;
}

export interface TreeSessionEvents {
  view: TreeView;
  /** Show this link from now on. */
  feed: { link: Link; reason: SwitchReason };
  /** The other end of an up link told which kinds it sends: `link.media`. */
  media: { link: Link };
  /** First decoded frame of an up link, or what else it brings. */
  flowing: { link: Link };
  silent: { link: Link; ms: number };
  findPeers: undefined;
  linkClosed: { link: Link; reason: string };
  /** This peer and this page have no way of sending in common. */
  unsupported: string;
  /** This browser did not open an up link: the reason is here, not at the other peer. */
  openFailed: CastoError;
  /** Root: the small encoding is needed, or no longer. */
  small: boolean;
}
