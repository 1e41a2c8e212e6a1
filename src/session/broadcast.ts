/** A channel on the air: encoder, tree root and announcement tied together. */
import { cutText } from '../cut-text.js';
import { CastoError, orAborted, throwIfAborted } from '../errors.js';
import { Emitter } from '../events.js';
import { createLog } from '../log.js';
import { assertWebRtc, canTransform } from '../media/capabilities.js';
import type { EncodedFeed } from '../media/encoded-feed.js';
import { liveTracks } from '../media/live-tracks.js';
import { EncodedSource } from '../media/source.js';
import {
  acquireNode,
  type CastoNode,
  type ChannelAnnouncement,
  type ChannelRecord,
  type Listing,
} from '../network/index.js';
import type { BroadcastOptions, BroadcastState, CastoConfig, CastoStats } from '../types.js';
import { channelIdOf, isSlug } from '../wire/channel-id.js';
import type { Broadcast, BroadcastEvents } from './api.js';
import { Audience } from './audience.js';
import { BROADCASTER_CHILDREN, clampChildren, standbysFor } from './capacity.js';
import { encoderStats } from './edge-stats.js';
import { type Ended, EndedSource } from './ended-source.js';
import { type LiveHere, setLiveHere } from './live-here.js';
import { onPageLife } from './page-life.js';
import { PresenceBoard } from './presence-board.js';
import { Reach } from './reach.js';
import { Restarts } from './restarts.js';
import { givesWay } from './rivals.js';
import { StatsBuilder } from './stats.js';
import { TreeSession } from './tree-session.js';
import { Uplink } from './uplink.js';

const log = createLog('session:broadcast');

/** How long the page that holds the slug may take to show that it is alive. */
const TAKEN_PROBE_MS = 2_500;

export class BroadcastSession extends Emitter<BroadcastEvents> implements Broadcast {
  readonly own = true;
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
  #reach = new Reach();
  #here: LiveHere | null = null;
  #undo: (() => void)[] = [];
  #stopping: Promise<void> | null = null;
  readonly #stats = new StatsBuilder();
  readonly #restarts = new Restarts();
  readonly #ended = new EndedSource();

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
    return canTransform() ? this.#source : null;
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
      assertWebRtc();
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
      tracks: () => {
        const { video, audio } = liveTracks(this.#stream);
        return { video: video && (this.#source?.picture ?? video), audio };
      },
      sourcePayloadType: () => this.#source?.payloadType ?? null,
    });
    const { forwarder } = this.#tree;
    forwarder.on('slow', (error) => this.#tell(error));
    let died: CastoError | null = null;
    forwarder.on('failed', (error) => {
      if (this.#here) this.#workerFailed(error);
      else died = error;
    });
    this.#source = new EncodedSource(this.#tree.forwarder, {
      maxBitrate: this.#options.maxBitrate,
      iceServers: () => node.iceServers,
      onEnded: (what) => this.#sourceEnded(what),
      onCodecs: () => {
        this.#tree?.mediaChanged();
        this.#sourceBack();
        this.#update();
      },
    });
    const source = this.#source;
    // Encoder and star do not wait for each other.
    const started = [source.start(stream), node.ready(signal), forwarder.ready];
    await orAborted(Promise.all(started), signal);
    const encodes = source.running();
    const free = this.#assertFree(node, signal);
    const [running] = await orAborted(Promise.all([encodes, free]), signal);
    throwIfAborted(signal);
    if (this.#stopping) throw new CastoError('aborted', 'Stopped while going live');
    if (died) throw died;
    this.#startedAt = node.now();
    this.#here = setLiveHere(this.#channelId, this);
    this.#board = new PresenceBoard(node, this.#channelId, this.#tree);
    this.#uplink = new Uplink(this.#tree, {
      maxChildren: () => clampChildren(this.#options.maxChildren, BROADCASTER_CHILDREN),
      maxUploadKbps: () => undefined,
      onRate: (bps) => this.#source?.setTaken(bps / 1000),
    });
    this.#tree.on('small', (on) => this.#source?.setSmall(on));
    this.#tree.on('view', ({ viewers, epoch }) => {
      node.usedEpoch(epoch);
      this.#counted(viewers);
    });
    this.#tree.start();
    this.#reach = new Reach();
    const audience = new Audience();
    this.#announcement = node.announce(
      this.#describe(),
      (listing) => this.#onListing(listing),
      (answers) => this.#tree?.tree.limitViewers(audience.heard(answers, performance.now())),
    );
    this.#undo.push(
      node.on('stars', () => this.#showReach(node)),
      node.on('channel', (record) => {
        if (record.channelId === this.#channelId && record.peer !== node.peerId && !record.ended) {
          this.#rival(record);
        }
      }),
      onPageLife({
        leaving: (persisted) => this.#tree?.tree.stop(persisted ? 'frozen' : 'closing'),
        back: () => void this.#comeBack(),
      }),
    );
    // A worker that was late or had died runs.
    if (this.#error?.code !== 'device-missing') this.#error = null;
    this.#setState('live');
    if (!running) this.#tellResting(source);
  }

  /** On air all the same: what stands still now may move later. */
  #tellResting(source: EncodedSource): void {
    const error = new CastoError(
      'device-missing',
      'On air, but the source gives no picture and no sound yet: a canvas has to be drawn on, an ' +
        'AudioContext be resumed',
      { fatal: false },
    );
    this.#tell(error);
    void source.first.then(() => {
      if (this.#source === source) this.#mended(error);
    });
  }

  #mended(error: CastoError): void {
    if (this.#error === error) this.#error = null;
    this.emit('mended', error);
  }

  #tell(error: CastoError): void {
    this.#error = error;
    this.emit('error', error);
  }

  /** Everything that runs in the worker stands still. */
  #workerFailed(error: CastoError): void {
    if (!this.#restarts.allow(performance.now())) {
      void this.#fail(new CastoError(error.code, error.message, { cause: error }));
      return;
    }
    this.#tell(error);
    void this.#comeBack();
  }

  /** Live is a broadcast that newcomers find; who watches already goes on in any case. */
  #showReach(node: CastoNode): void {
    if (this.#state !== 'live' && this.#state !== 'reconnecting') return;
    this.#setState(this.#reach.state(node.stars));
  }

  #onListing(listing: Listing): void {
    const node = this.#node;
    if (!node || this.#stopping) return;
    const trouble = this.#reach.heard(listing);
    if (trouble || this.#error?.code === 'not-listed') this.#error = trouble;
    if (trouble) this.emit('error', trouble);
    this.#showReach(node);
  }

  /** Out of the back/forward cache: every connection is gone, owner and channel are the same. */
  async #comeBack(): Promise<void> {
    const stream = this.#stream;
    if (!stream || this.#stopping) return;
    this.#setState('reconnecting');
    await this.#tearDown('frozen');
    if (this.#stopping) return;
    await this.#goLive(stream, undefined).catch((thrown: unknown) =>
      this.#fail(CastoError.from(thrown).as(true)),
    );
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
  #rival(record: ChannelRecord): void {
    const own = { startedAt: this.#startedAt, peer: this.#node?.peerId ?? '' };
    if (!givesWay(own, record)) {
      // Its record has taken the place of ours everywhere.
      this.#update();
      return;
    }
    // The end of this page is not the end of the channel.
    this.#announcement?.cancel();
    this.#announcement = null;
    const error = new CastoError(
      'channel-taken',
      'This channel is live in another tab or window that started first',
    );
    this.#tell(error);
    void this.#tearDown('replaced').then(() => this.#setState('error'));
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

  #sourceEnded(what: Ended): void {
    this.#tell(this.#ended.ended(what));
  }

  #sourceBack(): void {
    const error = this.#source && this.#ended.back(this.#source.codecs);
    if (error) this.#mended(error);
  }

  async replaceStream(stream: MediaStream): Promise<void> {
    this.#stream = stream;
    // Of the stream before; whether stars list the channel is another matter.
    if (this.#error?.code === 'device-missing') this.#error = null;
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

  async #tearDown(reason: 'ended' | 'frozen' | 'replaced' = 'ended'): Promise<void> {
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
    tree?.close(reason === 'replaced' ? 'closing' : reason);
    board?.close();
    source?.close();
    // Without a star nobody can be told; the record expires by itself.
    await ended?.catch((error: unknown) => log(`the end could not be announced: ${error}`));
    // Who shows it beside has heard the end by now.
    here?.gone();
    await node?.release();
  }
}
