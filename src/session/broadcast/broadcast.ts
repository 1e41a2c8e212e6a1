/** A channel on the air: encoder, tree root and announcement tied together. */
import { CastoError, type CastoErrorCode, orAborted, throwIfAborted } from '../../base/errors.js';
import { Emitter } from '../../base/events.js';
import { createLog } from '../../base/log.js';
import { warnOnce } from '../../base/settings.js';
import type {
  BroadcastOptions,
  BroadcastState,
  CastoConfig,
  CastoStats,
} from '../../base/types.js';
import { LastPicture } from '../../media/encoder/last-picture.js';
import { LoopbackEncoder } from '../../media/encoder/loopback-encoder.js';
import type { EncodedFeed } from '../../media/frames/encoded-feed.js';
import { assertWebRtc, canTransform } from '../../media/link/capabilities.js';
import { liveTracks } from '../../media/tracks/live-tracks.js';
import {
  acquireNode,
  type CastoNode,
  type ChannelAnnouncement,
  type ChannelRecord,
  type Listing,
} from '../../network/index.js';
import { assertSlug, channelIdOf } from '../../wire/channel-id.js';
import type { Broadcast, BroadcastEvents } from '../api.js';
import { type LiveHere, setLiveHere } from '../page/live-here.js';
import { onPageLife } from '../peer/page-life.js';
import { TreeSession } from '../peer/tree-session.js';
import { ChannelPresence } from '../presence.js';
import { Restarts } from '../restarts.js';
import { encoderStats } from '../stats/edge-stats.js';
import { StatsBuilder } from '../stats/stats.js';
import { BROADCASTER_CHILDREN, clampChildren, standbysFor } from '../upload/capacity.js';
import { UploadAllocator } from '../upload/upload-allocator.js';
import { Audience } from './audience.js';
import { endStanding, starBack } from './back-on-air.js';
import {
  GRAVITY,
  notListed,
  sourceEnded,
  sourceRests,
  type Trouble,
  whyNot,
} from './broadcast-troubles.js';
import { assertFree, gaveWay, givesWay } from './rivals.js';
import { Troubles } from './troubles.js';

const log = createLog('session:broadcast');

export class BroadcastSession extends Emitter<BroadcastEvents> implements Broadcast {
  readonly own = true;
  #state: BroadcastState = 'idle';
  /** What ended it. */
  #fatal: CastoError | null = null;
  #options: BroadcastOptions;
  #node: CastoNode | null = null;
  #source: LoopbackEncoder | null = null;
  #tree: TreeSession | null = null;
  #board: ChannelPresence | null = null;
  #upload: UploadAllocator | null = null;
  #announcement: ReturnType<CastoNode['announce']> | null = null;
  #stream: MediaStream | null = null;
  #channelId = '';
  #viewers = 0;
  #startedAt = 0;
  /** A record of this broadcast stands at the stars, which must hear of its end. */
  #announced = false;
  /** This page's, now and before it slept. */
  readonly #peers = new Set<string>();
  #here: LiveHere | null = null;
  #undo: (() => void)[] = [];
  #stopping: Promise<void> | null = null;
  #returning: Promise<void> | null = null;
  readonly #ends = new AbortController();
  readonly #last = new LastPicture();
  readonly #stats = new StatsBuilder();
  readonly #restarts = new Restarts();
  readonly #troubles = new Troubles<Trouble>(GRAVITY, {
    told: (error) => this.emit('error', error),
    over: (error) => this.emit('mended', error),
  });

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
    return this.#fatal ?? this.#troubles.current;
  }
  get troubles(): readonly CastoError[] {
    return this.#troubles.all;
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
    if (!this.#stopping) {
      this.#fatal = error;
      this.#setState(error.code === 'aborted' ? 'ended' : 'error');
      if (error.code !== 'aborted') this.emit('error', error);
    }
    return error;
  }

  #acquire(signal?: AbortSignal): Promise<CastoNode> {
    const { stars } = this.#options;
    return acquireNode({ ...(stars ? { stars } : {}), ...(signal ? { signal } : {}) });
  }

  async #goLive(stream: MediaStream, caller?: AbortSignal): Promise<void> {
    const ends = this.#ends.signal;
    const signal = caller ? AbortSignal.any([caller, ends]) : ends;
    const slug = this.#options.channel ?? 'live';
    assertSlug(slug);
    this.#stream = stream;
    // Before anything is waited for: a picture may be given once.
    this.#last.follow(liveTracks(stream).video);
    if (this.#state !== 'reconnecting') this.#setState('connecting');
    this.#node ??= await this.#acquire(caller);
    const node = this.#node;
    this.#peers.add(node.peerId);
    throwIfAborted(signal);
    this.#channelId = channelIdOf(node.ownerId, slug);
    const maxChildren = this.#maxChildren;
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
      showAgain: (sender) => this.#source?.showAgain(sender),
      sourcePayloadType: () => this.#source?.payloadType ?? null,
    });
    const { forwarder } = this.#tree;
    forwarder.on('slow', (error) => this.#troubles.set('worker', error));
    let died: CastoError | null = null;
    forwarder.on('failed', (error) => {
      died = error;
      if (this.#here) this.#workerFailed(error);
    });
    const source = new LoopbackEncoder(forwarder, {
      maxBitrate: this.#options.maxBitrate,
      last: this.#last,
      iceServers: () => node.iceServers,
      onEnded: (kinds) => this.#troubles.set('source', sourceEnded(kinds, source.codecs)),
      onTrouble: (what, error) => {
        this.#troubles.set(what, error);
        this.#showReach();
      },
      onCodecs: () => {
        this.#tree?.mediaChanged();
        this.#here?.changed();
        this.#update();
      },
    });
    this.#source = source;
    const back = this.#announced;
    // Who watches already is served as soon as it is over; who comes for the first time is told at once.
    const lasting = (what: 'track' | 'encoder', code: CastoErrorCode) => (error: CastoError) => {
      if (!back || this.#source !== source || error.code !== code) throw error;
      this.#troubles.set(what, error.as(false));
      return true;
    };
    const star = back ? starBack(node, signal) : node.ready(signal);
    const started = [
      source.start(this.#stream).catch(lasting('track', 'no-media')),
      star,
      forwarder.ready,
    ];
    await orAborted(Promise.all(started), signal);
    const encodes = source.running().catch(lasting('encoder', 'unsupported'));
    const free = assertFree(node, this.#channelId, this.#peers, signal);
    const [running] = await orAborted(Promise.all([encodes, free]), signal);
    throwIfAborted(signal);
    if (died) throw died;
    this.#startedAt = node.now();
    this.#here = setLiveHere(this.#channelId, this);
    this.#board = new ChannelPresence(node, this.#channelId, this.#tree);
    this.#upload = new UploadAllocator(this.#tree, {
      maxChildren: () => this.#maxChildren,
      maxUploadKbps: () => undefined,
      onRate: (bps) => this.#source?.setTaken(bps / 1000),
      onSmallLimit: (bps) => this.#source?.limitSmall(bps === null ? Infinity : bps / 1000),
    });
    this.#tree.on('small', (on) => this.#source?.setSmall(on));
    this.#tree.on('view', ({ viewers, epoch }) => {
      node.usedEpoch(epoch);
      this.#counted(viewers);
    });
    this.#tree.start();
    const audience = new Audience();
    this.#announcement = node.announce(
      this.#describe(),
      (listings) => this.#onListings(listings),
      (answers) => this.#tree?.tree.limitViewers(audience.heard(answers, performance.now())),
    );
    this.#announced = true;
    this.#undo.push(
      node.on('stars', () => this.#showReach()),
      node.on('channel', (record) => {
        if (record.channelId !== this.#channelId || record.ended) return;
        if (!this.#peers.has(record.peer)) this.#rival(record);
      }),
      onPageLife({
        leaving: (persisted) => this.#tree?.tree.stop(persisted ? 'frozen' : 'closing'),
        back: () => this.#comeBack(false),
      }),
    );
    // A worker that was late or had died runs.
    this.#troubles.set('worker', null);
    if (!back) this.#setState('live');
    this.#showReach();
    if (running || !(source.codecs.video || source.codecs.audio)) return;
    // On air anyway: what stands still now may move later.
    this.#troubles.set('resting', sourceRests());
    void source.first.then(() => {
      if (this.#source === source) this.#troubles.set('resting', null);
    });
  }

  /** Everything that runs in the worker stands still. */
  #workerFailed(error: CastoError): void {
    if (!this.#restarts.allow(performance.now())) {
      void this.#fail(new CastoError(error.code, error.message, { cause: error }));
      return;
    }
    this.#troubles.set('worker', error);
    this.#comeBack(true);
  }

  /** Live is a broadcast that newcomers find, and get; who watches already is served in any case. */
  #showReach(): void {
    if (this.#state !== 'live' && this.#state !== 'reconnecting') return;
    if (!this.#here) return;
    const reached = this.#node?.stars.some(({ connected }) => connected);
    const cutOff = this.#troubles.has('listing') || this.#troubles.has('encoder');
    this.#setState(reached && !cutOff ? 'live' : 'reconnecting');
  }

  #onListings(listings: readonly Listing[]): void {
    if (!this.#here) return;
    const trouble = notListed(listings);
    this.#troubles.set('listing', trouble);
    for (const each of trouble ? [] : listings.filter(({ listed }) => !listed)) {
      warnOnce(`The broadcast "${this.#channelId}" is on air, but ${whyNot(each)}`);
    }
    this.#showReach();
  }

  /**
   * The owner and the channel are the same. What was wrong is asked again, not kept.
   * @param connected only the worker has died; out of the back/forward cache every connection is gone
   */
  #comeBack(connected: boolean): void {
    if (this.#stopping) return;
    this.#setState('reconnecting');
    this.#returning = this.#tearDown(connected ? 'restart' : 'frozen').then(async () => {
      // What the next source and the next record meet is told by them.
      this.#troubles.clear('worker', 'source');
      if (this.#stopping || !this.#stream) return;
      // Another one may have been given meanwhile.
      await this.#goLive(this.#stream).catch(async (thrown) => {
        const error = CastoError.from(thrown);
        if (error.fatal || this.#stopping) await this.#fail(error);
        // The new worker has died as well.
        else this.#workerFailed(error);
      });
    });
  }

  /** Two tabs went live at the same moment: the one that started later gives way. */
  #rival(record: ChannelRecord): void {
    const own = { startedAt: this.#startedAt, peer: this.#node?.peerId ?? '' };
    if (!givesWay(own, record)) {
      // Its record has replaced our own everywhere, and it does not know of us.
      this.#announcement?.refresh();
      return;
    }
    // The end of this page is not the end of the channel.
    this.#announced = false;
    this.#fatal = gaveWay();
    this.emit('error', this.#fatal);
    void this.#tearDown('replaced').then(() => this.#setState('error'));
  }

  get #maxChildren(): number {
    return clampChildren(this.#options.maxChildren, BROADCASTER_CHILDREN);
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

  async replaceStream(stream: MediaStream): Promise<void> {
    this.#stream = stream;
    this.#here?.changed();
    await this.#source?.replaceStream(stream);
  }

  attachVideo(video: HTMLVideoElement | null): void {
    this.#last.attachVideo(video);
  }

  setOptions(options: Pick<BroadcastOptions, 'label' | 'maxBitrate' | 'maxChildren'>): void {
    const { channel, stars } = this.#options;
    this.#options = { channel, stars, ...options };
    void this.#source?.setMaxBitrate(options.maxBitrate);
    this.#upload?.apply();
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
      this.#ends.abort();
      await this.#tearDown();
      // What it had opened meanwhile is closed, and the end announced.
      await this.#returning;
      if (this.#announced) {
        // On the way out of the back/forward cache there was no node to say it with.
        this.#node = await this.#acquire().catch(() => null);
        await this.#tearDown();
      }
      if (this.#state !== 'error') this.#setState('ended');
      this.removeAllListeners();
    })();
    return this.#stopping;
  }

  /**
   * `frozen` and `restart`: it comes back, and its record stands until then; `restart` keeps the stars as well.
   * `replaced`: another page goes on with the channel.
   */
  async #tearDown(reason: 'ended' | 'frozen' | 'restart' | 'replaced' = 'ended'): Promise<void> {
    for (const undo of this.#undo.splice(0)) undo();
    const node = this.#node;
    const announcement = this.#announcement;
    const tree = this.#tree;
    const board = this.#board;
    const source = this.#source;
    const here = this.#here;
    this.#announcement = this.#tree = this.#board = this.#source = this.#here = null;
    if (reason !== 'restart') this.#node = null;
    let ended: Promise<void> | undefined;
    if (reason !== 'ended') announcement?.cancel();
    else if (node && this.#announced) {
      this.#announced = false;
      ended = announcement
        ? announcement.end()
        : endStanding(node, this.#channelId, this.#peers, this.#describe());
    }
    this.#upload?.close();
    tree?.close(reason === 'replaced' ? 'closing' : reason === 'restart' ? 'frozen' : reason);
    board?.close();
    source?.close();
    if (reason === 'frozen' || reason === 'restart') this.#last.pause();
    else this.#last.close();
    // Without a star nobody can be told; the record expires by itself.
    await ended?.catch((error: unknown) => log(`the end could not be announced: ${error}`));
    // Who shows it beside has heard the end by now.
    here?.gone();
    if (reason !== 'restart') await node?.release();
  }
}
