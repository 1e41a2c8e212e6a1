/** Names and limits of the protocol. Readers keep what comes within them, senders what goes. */
export const SIGNAL_PROTOCOL = '/casto/signal/1';
export const DIRECTORY_PROTOCOL = '/casto/directory/1';
export const ANNOUNCE_TOPIC = 'casto/announce/1';
export const presenceTopic = (channelId: string): string => `casto/presence/1/${channelId}`;

export const LIMITS = {
  /** Bytes of one JSON message on a signalling stream or control channel. */
  messageBytes: 32 * 1024,
  /** Messages a signalling stream may carry in its life. */
  signalMessages: 200,
  /** Messages a second on a control channel, averaged over 5 s. */
  controlRate: 60,
  /** Characters of an SDP. */
  sdpChars: 24 * 1024,
  /** Characters of one ICE candidate. */
  candidateChars: 1024,
  /** Peers in a path; also the deepest tree. */
  path: 64,
  /** Hints in one message. */
  hints: 10,
  /** Addresses of one hint. */
  addresses: 8,
  addressChars: 256,
  peerIdChars: 128,
  linkIdChars: 32,
  channelIdChars: 200,
  reasonChars: 64,
  /** Age of frames, milliseconds. */
  age: 60_000,
  /** Viewers of a channel, and free places in it. */
  viewers: 10_000_000,
  /** Children of one peer. */
  children: 1000,
  /** Leaves room below the largest safe integer for the one that is added to an epoch. */
  epoch: 2 ** 52,
  /** Bytes that a list of hints may take in a message: it must also fit into a `via`. */
  hintsBytes: 12 * 1024,
} as const;
