/** A channel being watched and passed on: finds it, joins its tree, shows what comes. */
import { localUnixMs } from '../../base/clock.js';
import { CastoError } from '../../base/errors.js';
import { Emitter } from '../../base/events.js';
import { createLog } from '../../base/log.js';
import type {
  CastoConfig,
  CastoStats,
  EncodingChoice,
  ParentSwitch,
  Quality,
  ViewOptions,
  ViewState,
} from '../../base/types.js';
import { assertWebRtc } from '../../media/link/capabilities.js';
import { assertDecodes } from '../../media/link/decoders.js';
import { prewarmWebRtc } from '../../media/link/prewarm.js';
import { acquireNode, type CastoNode, type ChannelRecord } from '../../network/index.js';
import type { TreeView } from '../../overlay/api.js';
import { parseChannel } from '../../wire/channel-id.js';
import type { ViewEvents, Viewing } from '../api.js';
import { Beside, stateBeside } from '../page/beside.js';
import { type LiveHere, setLiveHere } from '../page/live-here.js';
import { onPageLife } from '../peer/page-life.js';
import { Restarts } from '../restarts.js';
import { StatsBuilder } from '../stats/stats.js';
import { relayCapacity } from '../upload/capacity.js';
import { ChannelPeer } from './channel-peer.js';
import { ChannelSearch } from './channel-search.js';
import { noCommonWay } from './flow-verdict.js';
import { RenditionChoice } from './rendition-choice.js';
import { ViewFlow } from './view-flow.js';

const log = createLog('session:viewing');

/** Changes of parent that `getStats()` tells. */
const HISTORY = 100;

export class ViewingSession extends Emitter<ViewEvents> implements Viewing {
  readonly stream = new MediaStream();
  #state: ViewState = 'idle';
  #error: CastoError | null = null;
  /** No way of sending in common with a page that was asked. */
  #lack: CastoError | null = null;
  #options: ViewOptions;
  #node: CastoNode | null = null;
  #peer: ChannelPeer | null = null;
  #here: LiveHere | null = null;
  #record: ChannelRecord | null = null;
  #viewers = 0;
  #video: HTMLVideoElement | null = null;
  #startedAt = 0;
  #joinMs = 0;
  #history: ParentSwitch[] = [];
  #search: ChannelSearch | null = null;
  #undo: (() => void)[] = [];
  #closing: Promise<void> | null = null;
  readonly #abort = new AbortController();
  readonly #stats = new StatsBuilder();
  readonly #restarts = new Restarts();
  /** No worker runs here, so nothing is joined again. */
  #gaveUp = false;
  readonly #picture = new RenditionChoice();
  /** The tracks that were shown have ended, and no others are seen yet. */
  #pictureGone = false;
  readonly #flow = this.#followFlow();
  readonly #beside = new Beside(this.stream, {
    shown: (here) => {
      this.#count(here.viewers);
      const state = stateBeside(here);
      if (state === 'playing') this.#flow.arrived();
      else if (state === 'resting') this.#flow.rests();
      else {
        if (here.error && here.error !== this.#error) this.#fail(here.error);
        this.#setState(state);
      }
    },
    going: () => this.#pictureGoes(),
    gone: () => {
      this.#flow.stop();
      this.#setState('reconnecting');
      void this.#search?.look();
    },
  });

  constructor(
    options: ViewOptions,
    private readonly config: CastoConfig,
  ) {
    super();
    this.#options = { ...options };
  }

  get state(): ViewState {
    return this.#state;
  }
  get channelId(): string {
    return this.#record?.channelId ?? '';
  }
  get viewers(): number {
    return this.#viewers;
  }
  get error(): CastoError | null {
    return this.#error;
  }
  get record(): ChannelRecord | null {
    return this.#record;
  }
  get own(): boolean {
    return this.#beside.here?.own ?? false;
  }

  #setState(to: ViewState): void {
    const from = this.#state;
    if (from === to || this.#closing) return;
    this.#state = to;
    if (to === 'playing') this.#error = null;
    this.emit('state', { from, to });
    this.#here?.changed();
  }

  #fail(thrown: unknown): void {
    if (this.#closing) return;
    const error = CastoError.from(thrown);
    if (error.code === 'aborted') return;
    this.#error = error;
    if (error.fatal) {
      this.#leave('closing');
      this.#setState('error');
    }
    this.emit('error', error);
    this.#here?.changed();
  }

  start(): void {
    if (this.#state !== 'idle') return;
    this.#startedAt = performance.now();
    this.#setState('connecting');
    void this.#connect().catch((error) => this.#fail(error));
  }

  async #connect(): Promise<void> {
    assertWebRtc();
    parseChannel(this.#options.channel);
    prewarmWebRtc();
    const { stars } = this.#options;
    const { signal } = this.#abort;
    const node = await acquireNode({ ...(stars ? { stars } : {}), owner: false, signal });
    if (this.#closing) {
      await node.release();
      return;
    }
    this.#node = node;
    const search = new ChannelSearch(node, this.#options.channel, signal, {
      wanted: () => !this.#gaveUp && !this.#peer && !this.#beside.here && this.#node !== null,
      found: (record) => this.#tryJoin(record),
      missing: () => this.#missing(),
    });
    this.#search = search;
    this.#undo.push(
      () => search.stop(),
      node.on('channel', (record) => this.#recordCame(record)),
      onPageLife({
        leaving: (persisted) => {
          this.#peer?.tree.leavePage(persisted ? 'frozen' : 'closing');
          this.#leave(persisted ? 'frozen' : 'closing');
          if (persisted) this.#setState('reconnecting');
        },
        back: () => void search.look(),
      }),
    );
    await node.ready(signal).catch((error) => {
      // It dials on; until it is through nobody can say that the channel is not live.
      this.#undo.push(
        node.on('stars', (all) => {
          if (all.some(({ connected }) => connected)) void search.look();
        }),
      );
      throw error;
    });
    await search.look();
  }

  // ---- finding the channel ----------------------------------------------------------------------

  #missing(): void {
    if (this.#state === 'connecting') this.#setState('waiting');
  }

  #recordCame(record: ChannelRecord): void {
    if (!this.#search?.isOurs(record, this.#record?.channelId)) return;
    const peer = this.#peer;
    if (!peer) {
      if (this.#beside.here) {
        this.#record = record;
        this.emit('channel', record);
        if (record.ended) this.#end();
      } else if (!record.ended) void this.#search?.look();
      return;
    }
    const moved = record.peer !== peer.record.peer;
    peer.record = record;
    this.#record = record;
    this.emit('channel', record);
    if (record.ended) this.#end();
    else {
      if (moved) log('the broadcaster came back on another page', record.peer);
      peer.announced(record);
      peer.tree.tree.reachable(record.peer);
    }
  }

  #end(): void {
    this.#leave('ended');
    this.#setState('ended');
    this.#search?.lookLater();
  }

  // ---- in the tree ------------------------------------------------------------------------------

  #tryJoin(record: ChannelRecord): void {
    try {
      this.#join(record);
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  #join(record: ChannelRecord): void {
    const node = this.#node;
    if (!node) return;
    if (this.#beside.follow(record.channelId)) {
      this.#record = record;
      this.emit('channel', record);
      return;
    }
    // A broadcast of this page that is just ending: nobody else has it either.
    if (record.peer === node.peerId) {
      this.#missing();
      this.#search?.lookLater();
      return;
    }
    assertDecodes([record.video, record.audio]);
    this.#record = record;
    const peer = new ChannelPeer({
      node,
      record,
      config: this.config,
      stream: this.stream,
      video: this.#video,
      choice: this.#picture.choice,
      maxChildren: () => this.#mostChildren,
      maxUploadKbps: () => this.#options.maxUpload,
    });
    this.#here = setLiveHere(record.channelId, this, () => this.#turnTo(record));
    this.#peer = peer;
    this.#listen(peer);
    peer.start();
    this.#flow.start();
    this.emit('channel', record);
  }

  #listen(peer: ChannelPeer): void {
    peer.on('presented', () => this.#presented(peer));
    peer.on('going', () => this.#pictureGoes());
    peer.on('kinds', () => {
      this.#here?.changed();
      this.#flow.look();
    });
    peer.on('parentchange', (change) => {
      const { reason, gapMs } = change;
      this.#history.push({ at: Math.round(localUnixMs()), reason, gapMs });
      if (this.#history.length > HISTORY) this.#history.shift();
      this.emit('parentchange', change);
    });
    peer.on('slow', (error) => this.#fail(error));
    peer.on('failed', (error) => this.#workerFailed(error));
    peer.on('unsupported', () => this.#noWay());
    peer.on('openFailed', (error) => {
      if (this.#state !== 'playing') this.#fail(error);
    });
    peer.on('view', (view) => this.#viewChanged(peer, view));
    peer.on('feed', () => {
      // Until a parent tells better: what was announced, at least this page.
      if (this.#viewers === 0) this.#count(Math.max(1, peer.record.viewers));
      this.#here?.changed();
      this.#flow.came();
    });
    peer.on('flowing', () => this.#flow.came());
    peer.tree.on('findPeers', () => void peer.findPeers(this.#abort.signal));
  }

  /** This page goes live on the channel itself: what it captures is shown, and one viewer less is counted. */
  #turnTo(record: ChannelRecord): void {
    this.#leave('closing');
    // What is heard from now on begins again: it may be the page's own microphone.
    this.#setState('reconnecting');
    this.#tryJoin(record);
  }

  /** Told once a channel: other pages of it may have a way. */
  #noWay(): void {
    if (this.#lacksAll || this.#state === 'playing') return;
    this.#lack = noCommonWay();
    this.#fail(this.#lack);
  }

  /** That is what was told last. A worker that is late is `unsupported` as well, and may come. */
  get #lacksAll(): boolean {
    return this.#lack !== null && this.#error === this.#lack;
  }

  /** Everything that runs in the worker stands still: a new one joins the tree again. */
  #workerFailed(error: CastoError): void {
    if (error.fatal || !this.#restarts.allow(performance.now())) {
      // Nor by the next record, or an answer that was on its way.
      this.#gaveUp = true;
      this.#fail(new CastoError(error.code, error.message, { cause: error }));
      return;
    }
    this.#fail(error);
    this.#leave('frozen');
    this.#setState('reconnecting');
    void this.#search?.look();
  }

  #leave(reason: 'closing' | 'ended' | 'frozen'): void {
    this.#search?.stop();
    this.#flow.stop();
    this.#beside.leave();
    const peer = this.#peer;
    this.#peer = null;
    this.#here?.gone();
    this.#here = null;
    peer?.close(reason);
  }

  #viewChanged(peer: ChannelPeer, view: TreeView): void {
    const shown = peer.link?.peer;
    if (view.parent === null && shown === peer.record.peer && this.#state === 'playing') {
      // The broadcaster's page itself is gone, so nobody else has a picture to pass on either. While it
      // is only silent the parent stays, and the watch tells jitter from a break.
      this.#setState('reconnecting');
    }
    // None are known before the first beat of a parent.
    if (view.viewers > 0) this.#count(view.viewers);
  }

  #count(viewers: number): void {
    if (viewers === this.#viewers) return;
    this.#viewers = viewers;
    this.emit('viewers', viewers);
    this.#here?.changed();
  }

  #pictureGoes(): void {
    this.#pictureGone = true;
    this.emit('picture', false);
  }

  #presented(peer: ChannelPeer): void {
    const { link, media } = peer;
    // A connection that ends, and a source that has ended, show what was still held back: nothing follows.
    if (link?.closed || !media.video) return;
    // The black after the last picture may come when there is no link yet.
    if (this.#pictureGone && link) {
      this.#pictureGone = false;
      this.emit('picture', true);
    }
    this.#flow.came();
    this.#flow.arrived();
    peer.presented();
    if (link && this.#video) {
      this.#picture.look(this.#video.videoHeight, link.quality?.small === true, performance.now());
    }
  }

  #followFlow(): ViewFlow {
    return new ViewFlow({
      state: () => this.#state,
      setState: (to) => this.#setState(to),
      fail: (error) => {
        // Others are not to blame for what this browser lacks.
        if (error.code !== 'no-parent' || !this.#lacksAll) this.#fail(error);
      },
      coming: () => this.#peer?.coming ?? null,
      flows: () => this.#peer?.flows ?? false,
      hasParent: () => this.#peer?.hasParent ?? false,
      openLinks: () => this.#peer?.openLinks ?? 0,
      unseen: () => this.#peer?.askAgain(),
      arrived: () => {
        if (this.#joinMs === 0) this.#joinMs = performance.now() - this.#startedAt;
      },
      lasting: () => void this.#endIfOver(),
    });
  }

  async #endIfOver(): Promise<void> {
    const peer = this.#peer;
    if ((await peer?.isOver(this.#abort.signal)) && this.#peer === peer) this.#end();
  }

  // ---- the caller's side ------------------------------------------------------------------------

  setOptions(options: Pick<ViewOptions, 'relay' | 'maxChildren' | 'maxUpload'>): void {
    const { channel, stars } = this.#options;
    this.#options = { channel, stars, ...options };
    this.#peer?.upload.apply();
  }

  get qualities(): readonly Quality[] {
    return this.#picture.offered(this.#peer?.playout.link ?? null);
  }
  get quality(): string {
    return this.#picture.choice;
  }
  set quality(id: string) {
    if (id !== 'auto' && !this.qualities.some((each) => each.id === id)) return;
    this.#picture.choice = id as EncodingChoice;
    this.#peer?.tree.encodings.choose(this.#picture.choice);
    this.#peer?.upload.apply();
  }

  /** Children fed at most. A page that has only the small picture is no good parent. */
  get #mostChildren(): number {
    return this.#picture.choice === 'small' ? 0 : relayCapacity(this.#options);
  }

  attachVideo(video: HTMLVideoElement | null): void {
    this.#video = video;
    this.#peer?.playout.attachVideo(video);
  }

  getStats(): Promise<CastoStats> {
    if (this.#beside.here) return this.#beside.here.getStats();
    return this.#stats.build(false, this.channelId, this.#node, this.#peer?.tree ?? null, {
      latencyMs: this.#peer?.playout.latencyMs ?? 0,
      joinMs: this.#joinMs,
      viewers: this.#viewers,
      switches: [...this.#history],
    });
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      this.#abort.abort(new CastoError('closed', 'This viewing was closed'));
      for (const undo of this.#undo.splice(0)) undo();
      this.#leave('closing');
      const node = this.#node;
      this.#node = null;
      this.removeAllListeners();
      await node?.release();
    })();
    return this.#closing;
  }
}
