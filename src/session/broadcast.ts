/** A channel on the air: encoder, tree root and announcement tied together. */
import { cutText } from '../cut-text.js';
import { CastoError, throwIfAborted } from '../errors.js';
import { Emitter } from '../events.js';
import { createLog } from '../log.js';
import type { EncodedFeed } from '../media/encoded-feed.js';
import { EncodedSource } from '../media/source.js';
import { acquireNode, type CastoNode, type ChannelAnnouncement } from '../network/index.js';
import type { BroadcastOptions, BroadcastState, CastoConfig, CastoStats } from '../types.js';
import { channelIdOf, isSlug } from '../wire/channel-id.js';
import type { Broadcast, BroadcastEvents } from './api.js';
import { BROADCASTER_CHILDREN, clampChildren, standbysFor } from './capacity.js';
import { encoderStats } from './edge-stats.js';
import { type LiveHere, setLiveHere } from './live-here.js';
import { onPageLife } from './page-life.js';
import { PresenceBoard } from './presence-board.js';
import { StatsBuilder } from './stats.js';
import { TreeSession } from './tree-session.js';
import { Uplink } from './uplink.js';

const log = createLog('session:broadcast');

/** How long the page that holds the slug may take to show that it is alive. */
const TAKEN_PROBE_MS = 2_500;

export class BroadcastSession extends Emitter<BroadcastEvents> implements Broadcast {
  #state: BroadcastState = 'idle';
  #error: CastoError | null = null;
  #options: BroadcastOptions;
  #node: CastoNode | null = null;
  #source: EncodedSource | null = null;
  #tree: TreeSession | null = null;
  #board: PresenceBoard | null = null;
  #uplink: Uplink | null = null;
  #announcement: ReturnType<CastoNode['announce']> | null = null;
  #stream: MediaStream | null = null;
  #channelId = '';
  #viewers = 0;
  #startedAt = 0;
  #here: LiveHere | null = null;
  #undo: (() => void)[] = [];
  #stopping: Promise<void> | null = null;
  readonly #stats = new StatsBuilder();

  constructor(
    options: BroadcastOptions,
    private readonly config: CastoConfig,
  ) {
    super();
    this.#options = { ...options };
  }

  get state(): BroadcastState {
    return this.#state;
  }
  get channelId(): string {
    return this.#channelId;
  }
  get viewers(): number {
    return this.#viewers;
  }
  get error(): CastoError | null {
    return this.#error;
  }
  get stream(): MediaStream | null {
    return this.#stream;
  }
  get encoded(): EncodedFeed | null {
    return this.#source;
  }

  #setState(to: BroadcastState): void {
    const from = this.#state;
    if (from === to) return;
    this.#state = to;
    this.emit('state', { from, to });
  }

  async start(stream: MediaStream, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
    if (this.#state !== 'idle') throw new CastoError('closed', 'This broadcast was started before');
    try {
      throwIfAborted(signal);
      await this.#goLive(stream, signal);
    } catch (thrown) {
      throw await this.#fail(thrown);
    }
  }

  async #fail(thrown: unknown): Promise<CastoError> {
    const error = CastoError.from(thrown);
    await this.#tearDown();
    this.#error = error;
    if (!this.#stopping) {
      this.#setState(error.code === 'aborted' ? 'ended' : 'error');
      if (error.code !== 'aborted') this.emit('error', error);
    }
    return error;
  }

  async #goLive(stream: MediaStream, signal: AbortSignal | undefined): Promise<void> {
    const slug = this.#options.channel ?? 'live';
    if (!isSlug(slug)) {
      throw new CastoError(
        'bad-channel',
        `"${cutText(slug, 80)}" is no channel name: use letters, digits, ". _ -", at most 64`,
      );
    }
    this.#stream = stream;
    if (this.#state !== 'reconnecting') this.#setState('connecting');
    const { stars } = this.#options;
    this.#node = await acquireNode({ ...(stars ? { stars } : {}), ...(signal ? { signal } : {}) });
    const node = this.#node;
    this.#channelId = channelIdOf(node.ownerId, slug);
    const maxChildren = clampChildren(this.#options.maxChildren, BROADCASTER_CHILDREN);
    this.#tree = new TreeSession({
      node,
      channelId: this.#channelId,
      root: true,
      config: this.config,
      maxChildren,
      maxStandbys: standbysFor(maxChildren),
      codecs: () => this.#source?.codecs ?? { video: null, audio: null },
      tracks: () => ({
        video: this.#source?.picture ?? this.#stream?.getVideoTracks()[0] ?? null,
        audio: this.#stream?.getAudioTracks()[0] ?? null,
      }),
      sourcePayloadType: () => this.#source?.payloadType ?? null,
    });
    this.#source = new EncodedSource(this.#tree.forwarder, {
      maxBitrate: this.#options.maxBitrate,
      onEnded: () => this.#sourceEnded(),
      onCodecs: () => {
        this.#tree?.mediaChanged();
        this.#update();
      },
    });
    // Encoder and star do not wait for each other.
    await Promise.all([this.#source.start(stream), node.ready(signal)]);
    await this.#assertFree(node, signal);
    throwIfAborted(signal);
    if (this.#stopping) throw new CastoError('aborted', 'Stopped while going live');
    this.#startedAt = Date.now();
    this.#here = setLiveHere(this.#channelId, this);
    this.#board = new PresenceBoard(node, this.#channelId, this.#tree);
    this.#uplink = new Uplink(this.#tree, {
      maxChildren: () => clampChildren(this.#options.maxChildren, BROADCASTER_CHILDREN),
      maxUploadKbps: () => undefined,
      onRate: (bps) => this.#source?.setTaken(bps / 1000),
    });
    this.#tree.on('small', (on) => this.#source?.setSmall(on));
    this.#tree.on('view', (view) => this.#counted(view.viewers));
    this.#tree.start();
    this.#announcement = node.announce(this.#describe());
    this.#undo.push(
      node.on('stars', (all) => {
        const connected = all.some((star) => star.connected);
        if (this.#state === 'live' && !connected) this.#setState('reconnecting');
        else if (this.#state === 'reconnecting' && connected) this.#setState('live');
      }),
      node.on('channel', (record) => {
        if (record.channelId === this.#channelId && record.peer !== node.peerId && !record.ended) {
          this.#replaced(record.startedAt);
        }
      }),
      onPageLife({
        leaving: (persisted) => this.#tree?.tree.stop(persisted ? 'frozen' : 'closing'),
        back: () => void this.#comeBack(),
      }),
    );
    this.#setState('live');
  }

  /** Out of the back/forward cache: every connection is gone, owner and channel are the same. */
  async #comeBack(): Promise<void> {
    const stream = this.#stream;
    if (!stream || this.#stopping) return;
    this.#setState('reconnecting');
    await this.#tearDown('frozen');
    await this.#goLive(stream, undefined).catch((thrown: unknown) => this.#fail(thrown));
  }

  /** The same owner may be live on this slug in another tab; after a reload only its record is. */
  async #assertFree(node: CastoNode, signal: AbortSignal | undefined): Promise<void> {
    const record = await node.findChannel(this.#channelId, signal);
    if (!record || record.ended || record.peer === node.peerId) return;
    const timeout = AbortSignal.timeout(TAKEN_PROBE_MS);
    const bounded = signal ? AbortSignal.any([signal, timeout]) : timeout;
    const probe = await node.openSignal(record.peer, record.addresses, bounded).catch(() => null);
    throwIfAborted(signal);
    if (!probe) {
      log('taking over from a page that is gone', record.peer);
      return;
    }
    probe.close();
    throw new CastoError(
      'channel-taken',
      `You are already live on "${record.slug}" in another tab or window. Stop it there or choose another channel`,
    );
  }

  /** Two tabs went live at the same moment: the one that started later gives way. */
  #replaced(otherStartedAt: number): void {
    if (otherStartedAt >= this.#startedAt) return;
    const error = new CastoError(
      'channel-taken',
      'This channel is live in another tab or window that started first',
    );
    this.#error = error;
    this.emit('error', error);
    void this.#tearDown().then(() => this.#setState('error'));
  }

  #describe(): ChannelAnnouncement {
    const codecs = this.#source?.codecs ?? { video: null, audio: null };
    const slug = this.#options.channel ?? 'live';
    return {
      slug,
      title: this.#options.label ?? '',
      startedAt: this.#startedAt,
      viewers: this.#viewers,
      ...codecs,
      entries: this.#board?.entries() ?? [],
      ended: false,
    };
  }

  #update(): void {
    this.#announcement?.update(this.#describe());
  }

  #counted(viewers: number): void {
    this.#board?.offer();
    if (viewers !== this.#viewers) {
      this.#viewers = viewers;
      this.emit('viewers', viewers);
      this.#here?.changed();
    }
    this.#update();
  }

  #sourceEnded(): void {
    const error = new CastoError(
      'device-missing',
      'The camera, screen or file behind this broadcast ended. Choose a source again to go on',
      { fatal: false },
    );
    this.#error = error;
    this.emit('error', error);
  }

  async replaceStream(stream: MediaStream): Promise<void> {
    this.#stream = stream;
    this.#error = null;
    this.#here?.changed();
    await this.#source?.replaceStream(stream);
  }

  setOptions(options: Pick<BroadcastOptions, 'label' | 'maxBitrate' | 'maxChildren'>): void {
    const { channel, stars } = this.#options;
    this.#options = { channel, stars, ...options };
    void this.#source?.setMaxBitrate(options.maxBitrate);
    this.#uplink?.apply();
    this.#update();
  }

  async getStats(): Promise<CastoStats> {
    const encoder = await this.#source?.getStats();
    return this.#stats.build(true, this.#channelId, this.#node, this.#tree, {
      latencyMs: 0,
      joinMs: 0,
      viewers: this.#viewers,
      switches: [],
      ...(encoder ? { video: encoderStats(encoder) } : {}),
    });
  }

  stop(): Promise<void> {
    this.#stopping ??= (async () => {
      await this.#tearDown();
      if (this.#state !== 'error') this.#setState('ended');
      this.removeAllListeners();
    })();
    return this.#stopping;
  }

  async #tearDown(reason: 'ended' | 'frozen' = 'ended'): Promise<void> {
    for (const undo of this.#undo.splice(0)) undo();
    const { node, announcement, tree, board, source, here } = {
      node: this.#node,
      announcement: this.#announcement,
      tree: this.#tree,
      board: this.#board,
      source: this.#source,
      here: this.#here,
    };
    this.#node = this.#announcement = this.#tree = this.#board = this.#source = this.#here = null;
    // A frozen page comes back: its record may stand until it expires.
    const ended = reason === 'ended' ? announcement?.end() : undefined;
    this.#uplink?.close();
    tree?.close(reason);
    board?.close();
    source?.close();
    // Without a star nobody can be told; the record expires by itself.
    await ended?.catch((error: unknown) => log(`the end could not be announced: ${error}`));
    // Who shows it beside has heard the end by now.
    here?.gone();
    await node?.release();
  }
}
