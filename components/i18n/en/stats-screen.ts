/** What is said around the figures; it comes with what draws them. */
import { plurals } from '../plurals.js';

const plural = plurals('en');

export const statsScreen = {
  title: 'Statistics',
  pause: 'Pause',
  resume: 'Go on',
  copyJson: 'Copy as JSON',
  copied: 'Copied',
  jsonCopied: 'The statistics are copied as JSON.',
  copyRefused: 'Copying was refused. The text is selected: copy it with the keyboard or the menu.',
  json: 'Statistics as JSON',
  bitrate: 'Bitrate',
  received: 'received',
  sent: 'sent',
  /** One of two lines of a graph. */
  lineName: (graph: string, line: string): string => `${graph}, ${line}`,
  frameRate: 'Frames/s',
  latency: 'Latency',
  loss: 'Loss',
  perSecond: (count: string): string => `${count}/s`,
  /** Under the graphs. */
  lastMinute: 'Last 60 seconds',
  secondsAgo: (seconds: number): string =>
    plural(seconds, { one: '# second ago', other: '# seconds ago' }),
  /** A graph in words. */
  graphSummary: (name: string, now: string, low: string, high: string): string =>
    `${name}: now ${now}, between ${low} and ${high} in the last minute.`,
  graphUnknown: (name: string): string => `${name}: not known.`,
  thisPage: 'This page',
  tree: 'Tree',
  role: 'Role',
  roles: { broadcaster: 'broadcaster', relay: 'relay', viewer: 'viewer' },
  peer: 'Peer',
  depth: 'Depth',
  path: 'Path',
  fedBy: 'Fed by',
  roundTrip: 'Round trip',
  jitter: 'Jitter',
  packetsLost: 'Packets lost',
  lost: 'Lost',
  line: 'Line',
  /** What the congestion controller of a line does. */
  lineStates: { clear: 'clear', reduced: 'fewer frames', narrow: 'small picture' },
  lineLost: (percent: string, again: string): string => `${percent} lost, ${again} sent again`,
  lineQueue: (time: string): string => `${time} of queue`,
  lineCarried: (rate: string): string => `carried ${rate}`,
  way: 'Way',
  /** How frames pass a page: its own encoder, as they are, inside new frames, encoded anew. */
  ways: { source: 'source', forward: 'forward', carry: 'carry', transcode: 'transcode' },
  standby: 'Standby',
  /** No standby, no star. */
  none: 'none',
  standbyConnecting: (peer: string): string => `${peer} (connecting)`,
  firstFrame: 'First frame after',
  parentChanges: 'Changes of parent',
  lastChange: (count: string, reason: string, gap: string): string =>
    `${count} (last: ${reason}, ${gap})`,
  /** Why another peer feeds this page now. */
  reasons: {
    first: 'joined',
    leave: 'leave',
    closed: 'closed',
    silent: 'silent',
    stalled: 'stalled',
    'better-parent': 'better parent',
    'slow-link': 'slow link',
    cycle: 'cycle',
  },
  time: 'Time',
  reason: 'Reason',
  /** Longest time without a new frame. */
  gap: 'Still picture',
  noChanges: 'No change of parent so far.',
  viewers: 'Viewers',
  picture: 'Picture',
  pictureAt: (size: string, frames: string): string => `${size} at ${frames} fps`,
  codec: 'Codec',
  framesDropped: 'Frames dropped',
  droppedOf: (dropped: string, decoded: string): string => `${dropped} of ${decoded}`,
  freezes: 'Freezes',
  layers: 'Layers',
  quality: 'Quality',
  /** What of the broadcaster's stream comes. */
  qualityFrames: {
    all: 'all frames',
    most: 'three of four frames',
    base: 'every second frame',
  },
  qualitySmall: 'half the width and height',
  qualityLimits: {
    link: 'the line carries no more',
    upload: 'the upload of the page that feeds is used up',
    choice: 'chosen here',
  },
  star: 'Star',
  starConnected: 'connected',
  starLost: 'lost',
  feeds: (children: string): string => `Feeds ${children}`,
  /** The drawing of the tree in words. */
  treeSummary: (hops: number, fed: number): string =>
    `This page is ${plural(hops, { one: '# hop', other: '# hops' })} from the broadcaster and feeds ${plural(fed, { one: '# page', other: '# pages' })}`,
  treeParent: (peer: string, way: string): string => `Fed by ${peer}, way ${way}`,
  treeStandby: (peer: string): string => `Standby ${peer}`,
  noTree: 'Not part of a tree yet.',
  /** Hops of a long path that are not drawn. */
  more: (hidden: string): string => `${hidden} more`,
  broadcaster: 'broadcaster',
  self: 'this page',
};
