import { plurals } from '../plurals.js';

const plural = plurals('en');

export const stats = {
  noTarget: 'No player or broadcast to measure on this page.',
  badTarget: (id: string): string => `There is no player or broadcast with this id: ${id}`,
  bitrate: 'Bitrate',
  frameRate: 'Frames/s',
  latency: 'Latency',
  thisPage: 'This page',
  tree: 'Tree',
  role: 'Role',
  peer: 'Peer',
  depth: 'Depth',
  path: 'Path',
  fedBy: 'Fed by',
  roundTrip: 'Round trip',
  jitter: 'Jitter',
  packetsLost: 'Packets lost',
  lost: 'Lost',
  way: 'Way',
  standby: 'Standby',
  /** No standby, no star. */
  none: 'none',
  standbyConnecting: (peer: string): string => `${peer} (connecting)`,
  firstFrame: 'First frame after',
  parentChanges: 'Changes of parent',
  lastChange: (count: string, reason: string, gap: string): string =>
    `${count} (last: ${reason}, ${gap})`,
  viewers: 'Viewers',
  picture: 'Picture',
  codec: 'Codec',
  framesDropped: 'Frames dropped',
  droppedOf: (dropped: string, decoded: string): string => `${dropped} of ${decoded}`,
  freezes: 'Freezes',
  star: 'Star',
  starConnected: 'connected',
  starLost: 'lost',
  feeds: (children: string): string => `Feeds ${children}`,
  /** The drawing of the tree in words. */
  treeSummary: (hops: number, fed: number): string =>
    `This page is ${plural(hops, { one: '# hop', other: '# hops' })} from the broadcaster and feeds ${plural(fed, { one: '# page', other: '# pages' })}`,
  /** Hops of a long path that are not drawn. */
  more: (hidden: string): string => `${hidden} more`,
  broadcaster: 'broadcaster',
  self: 'this page',
};
