/** This page in the tree of a channel that it watches: its place there, what it shows and what it passes on. */
import type { CastoError } from '../../base/errors.js';
import { Emitter } from '../../base/events.js';
import { createLog } from '../../base/log.js';
import type { CastoConfig, EncodingChoice, SwitchReason } from '../../base/types.js';
import type { Link } from '../../media/link/link.js';
import type { ChannelCodecs } from '../../media/link/peer-connection.js';
import type { CastoNode, ChannelRecord } from '../../network/index.js';
import type { TreeView } from '../../overlay/api.js';
import type { ParentChange } from '../api.js';
import { entriesOf } from '../entry-points.js';
import { TreeSession } from '../peer/tree-session.js';
import { ChannelPresence } from '../presence.js';
import { childrenWithin } from '../upload/allocation.js';
import { standbysFor } from '../upload/capacity.js';
import { UploadAllocator } from '../upload/upload-allocator.js';
import type { Coming } from './flow-verdict.js';
import { Playout } from './playout.js';
import { SwitchoverMeter } from './switchover-meter.js';

const log = createLog('session:viewing');

export interface ChannelPeerOptions {
  node: CastoNode;
  record: ChannelRecord;
  config: CastoConfig;
  /** Gets the tracks of the present parent. */
  stream: MediaStream;
  video: HTMLVideoElement | null;
  choice: EncodingChoice;
  /** Children fed at most, as the author allows. */
  maxChildren(): number;
  /** kbit/s; undefined: no limit. */
  maxUploadKbps(): number | undefined;
}

export interface ChannelPeerEvents {
  view: TreeView;
  /** Another parent feeds from now on. */
  feed: { link: Link; reason: SwitchReason };
  /** The parent's frames come. */
  flowing: undefined;
  /** The parent told which kinds it sends, and they are others than before. */
  kinds: undefined;
  /** A frame was presented. */
  presented: undefined;
  /** The last picture goes. */
  going: undefined;
  parentchange: ParentChange;
  /** The worker is late. */
  slow: CastoError;
  /** The worker is dead. */
  failed: CastoError;
  /** A page that was asked has no way of sending in common with this one. */
  unsupported: undefined;
  /** This browser opened no link. */
  openFailed: CastoError;
}

export class ChannelPeer extends Emitter<ChannelPeerEvents> {
  record: ChannelRecord;
  /** Which kinds the channel has at present. What the parent says of itself counts; until then, what was announced. */
  readonly media: ChannelCodecs;
  readonly tree: TreeSession;
  readonly playout: Playout;
  readonly upload: UploadAllocator;
  readonly #node: CastoNode;
  readonly #presence: ChannelPresence;
  readonly #switchover: SwitchoverMeter;
  #closed = false;

  constructor(options: ChannelPeerOptions) {
    super();
    const { node, record, config, stream, video, choice } = options;
    this.#node = node;
    this.record = record;
    this.media = { video: record.video, audio: record.audio };
    const most = options.maxChildren();
    const tree = new TreeSession({
      node,
      channelId: record.channelId,
      root: false,
      config,
      // Before the stream is measured it is taken to be as large as it may be.
      maxChildren: childrenWithin(most, options.maxUploadKbps(), null, 0),
      maxStandbys: standbysFor(most),
      codecs: () => this.media,
      tracks: () => this.playout?.tracks() ?? { video: null, audio: null },
    });
    this.tree = tree;
    this.playout = new Playout(tree.forwarder, tree.clock, stream, {
      presented: () => this.emit('presented', undefined),
      going: () => this.emit('going', undefined),
    });
    this.#setKinds();
    this.playout.attachVideo(video);
    this.#presence = new ChannelPresence(node, record.channelId, tree);
    this.#switchover = new SwitchoverMeter(this.playout, (change) =>
      this.emit('parentchange', change),
    );
    this.upload = new UploadAllocator(tree, options);
    tree.encodings.choose(choice);
    this.#listen();
  }

  /** What is shown; null before a first parent. */
  get link(): Link | null {
    return this.playout.link;
  }

  start(): void {
    this.tree.start();
    this.announced(this.record);
  }

  /** A newer record of the channel: who the broadcaster is, and whom to ask. */
  announced(record: ChannelRecord): void {
    this.tree.announced(record);
    this.tree.tree.candidates(entriesOf(record));
  }

  /** Asks the presence topic and the directory for more peers. */
  async findPeers(signal: AbortSignal): Promise<void> {
    const heard = this.#presence.heard();
    this.tree.learn(heard);
    this.tree.tree.candidates(heard, true);
    try {
      const record = await this.#node.findChannel(this.record.channelId, signal);
      if (!this.#closed && record && !record.ended) this.announced(record);
    } catch (error) {
      if (!signal.aborted) log(`no peers from the directory: ${error}`);
    }
  }

  #listen(): void {
    const { tree } = this;
    tree.forwarder.on('slow', (error) => this.emit('slow', error));
    tree.forwarder.on('failed', (error) => this.emit('failed', error));
    tree.on('unsupported', () => this.emit('unsupported', undefined));
    tree.on('openFailed', (error) => this.emit('openFailed', error));
    tree.on('view', (view) => {
      if (this.#closed) return;
      this.#presence.offer();
      this.emit('view', view);
    });
    tree.on('feed', ({ link, reason }) => {
      this.#follow(link);
      this.#feed(link, reason);
    });
    tree.on('flowing', ({ link }) => {
      if (this.link === link) this.emit('flowing', undefined);
    });
    tree.on('media', ({ link }) => {
      if (this.link === link) this.#follow(link);
    });
  }

  #setKinds(): void {
    this.playout.setKinds(this.media.video !== null, this.media.audio !== null);
  }

  #follow({ media: told }: Link): void {
    const { media } = this;
    if (!told || (media.video === told.video && media.audio === told.audio)) return;
    Object.assign(media, told);
    this.#setKinds();
    this.tree.mediaChanged();
    this.emit('kinds', undefined);
  }

  #feed(link: Link, reason: SwitchReason): void {
    this.#switchover.begin(this.link?.peer ?? null, link.peer, reason);
    this.playout.show(link);
    this.tree.mediaChanged();
    this.emit('feed', { link, reason });
  }

  /** What comes from the present parent; null while there is none. */
  get coming(): Omit<Coming, 'shown'> | null {
    const { tree, link } = this;
    if (!link?.open || tree.tree.view.parent?.link !== link.id) return null;
    const known = tree.flowOf(link);
    return {
      kinds: this.media,
      flow: known?.flow ?? null,
      flowMs: known ? performance.now() - known.since : 0,
      presents: this.playout.presents,
    };
  }

  get hasParent(): boolean {
    return this.tree.tree.view.parent !== null;
  }

  /** Frames come from a parent. */
  get flows(): boolean {
    const { attachment, parent } = this.tree.tree.view;
    return attachment === 'attached' && parent?.flowing === true;
  }

  get openLinks(): number {
    return [...this.tree.links.values()].filter((link) => link.open).length;
  }

  /** A broadcaster that vanished without a word: its record expires, then the channel is over. */
  async isOver(signal: AbortSignal): Promise<boolean> {
    const { record } = this;
    const newest = await this.#node.findChannel(record.channelId, signal).catch(() => record);
    return !newest || newest.ended;
  }

  /** A picture came: what the change of parent took is known. */
  presented(): void {
    this.#switchover.presented();
  }

  /** The last picture of a source that rests came before the video had the track: asks for it again. */
  askAgain(): void {
    const { link } = this;
    const since = link && this.tree.flowOf(link)?.since;
    if (since && (this.playout.lastPresentedAt ?? 0) < since) link.send('{"t":"keyframe"}');
  }

  close(reason: 'closing' | 'ended' | 'frozen'): void {
    this.#closed = true;
    this.removeAllListeners();
    this.#switchover.close();
    this.upload.close();
    this.tree.close(reason);
    this.#presence.close();
    this.playout.close();
  }
}
