/** A channel being watched and passed on: finds it, joins its tree, shows what comes. */
import { localUnixMs } from '../clock.js';
import { CastoError } from '../errors.js';
import { Emitter } from '../events.js';
import { createLog } from '../log.js';
import { assertWebRtc, canDecode } from '../media/capabilities.js';
import type { Link } from '../media/link.js';
import type { ChannelCodecs } from '../media/peer-connection.js';
import { prewarmWebRtc } from '../media/prewarm.js';
import { acquireNode, type CastoNode, type ChannelRecord } from '../network/index.js';
import type { TreeView } from '../overlay/api.js';
import type {
  CastoConfig,
  CastoStats,
  EncodingChoice,
  ParentSwitch,
  Quality,
  SwitchReason,
  ViewOptions,
  ViewState,
} from '../types.js';
import { parseChannel } from '../wire/channel-id.js';
import type { ViewEvents, Viewing } from './api.js';
import { Beside, stateBeside } from './beside.js';
import { relayCapacity, standbysFor } from './capacity.js';
import { ChannelSearch } from './channel-search.js';
import { entriesOf } from './entries.js';
import { type LiveHere, setLiveHere } from './live-here.js';
import { onPageLife } from './page-life.js';
import { PictureChoice } from './picture-choice.js';
import { Playout } from './playout.js';
import { PresenceBoard } from './presence-board.js';
import { Restarts } from './restarts.js';
import { StatsBuilder } from './stats.js';
import { SwitchWatch } from './switch-watch.js';
import { TreeSession } from './tree-session.js';
import { Uplink } from './uplink.js';
import { childrenWithin } from './upload-plan.js';
import { ViewFlow } from './view-flow.js';

const log = createLog('session:viewing');

interface Tuned {
  record: ChannelRecord;
  /** Which kinds the channel has at present. */
  media: ChannelCodecs;
  tree: TreeSession;
  playout: Playout;
  board: PresenceBoard;
  switches: SwitchWatch;
  uplink: Uplink;
  here: LiveHere;
}

export class ViewingSession extends Emitter<ViewEvents> implements Viewing {
  readonly stream = new MediaStream();
  #state: ViewState = 'idle';
  #error: CastoError | null = null;
  /** No way of sending in common with a page that was asked. */
  #lack: CastoError | null = null;
  #options: ViewOptions;
  #node: CastoNode | null = null;
  #tuned: Tuned | null = null;
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
  readonly #picture = new PictureChoice();
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
    this.#tuned?.here.changed();
  }

  #fail(thrown: unknown): void {
    if (this.#closing) return;
    const error = CastoError.from(thrown);
    if (error.code === 'aborted') return;
    this.#error = error;
    if (error.fatal) {
      this.#untune('closing');
      this.#setState('error');
    }
    this.emit('error', error);
    this.#tuned?.here.changed();
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
      wanted: () => !this.#gaveUp && !this.#tuned && !this.#beside.here && this.#node !== null,
      found: (record) => this.#tune(record),
      missing: () => this.#missing(),
    });
    this.#search = search;
    this.#undo.push(
      () => search.stop(),
      node.on('channel', (record) => this.#recordCame(record)),
      onPageLife({
        leaving: (persisted) => {
          this.#tuned?.tree.leavePage(persisted ? 'frozen' : 'closing');
          this.#untune(persisted ? 'frozen' : 'closing');
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
    if (!this.#tuned) {
      if (this.#beside.here) {
        this.#record = record;
        this.emit('channel', record);
        if (record.ended) this.#end();
      } else if (!record.ended) void this.#search?.look();
      return;
    }
    const { tree } = this.#tuned;
    const moved = record.peer !== this.#tuned.record.peer;
    this.#tuned.record = record;
    this.#record = record;
    this.emit('channel', record);
    if (record.ended) this.#end();
    else {
      if (moved) log('the broadcaster came back on another page', record.peer);
      tree.announced(record);
      tree.tree.candidates(entriesOf(record));
      tree.tree.reachable(record.peer);
    }
  }

  #end(): void {
    this.#untune('ended');
    this.#setState('ended');
    this.#search?.lookLater();
  }

  // ---- in the tree ------------------------------------------------------------------------------

  #tune(record: ChannelRecord): void {
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
    for (const mime of [record.video, record.audio]) {
      if (mime && !canDecode(mime)) {
        this.#fail(
          new CastoError(
            'codec-unsupported',
            `This browser cannot play ${mime}, which the channel uses`,
          ),
        );
        return;
      }
    }
    this.#record = record;
    const most = this.#mostChildren;
    let playout: Playout | null = null;
    const media: ChannelCodecs = { video: record.video, audio: record.audio };
    const tree = new TreeSession({
      node,
      channelId: record.channelId,
      root: false,
      config: this.config,
      // Before the stream is measured it is taken to be as large as it may be.
      maxChildren: childrenWithin(most, this.#options.maxUpload, null, 0),
      maxStandbys: standbysFor(most),
      codecs: () => media,
      tracks: () => playout?.tracks() ?? { video: null, audio: null },
    });
    playout = new Playout(tree.forwarder, tree.clock, this.stream, {
      presented: () => this.#presented(),
      going: () => this.#pictureGoes(),
    });
    // What the parent says of itself counts; until then, what was announced.
    const follow = ({ media: told }: Link): void => {
      if (!told || (media.video === told.video && media.audio === told.audio)) return;
      Object.assign(media, told);
      playout?.setKinds(media.video !== null, media.audio !== null);
      here.changed();
      tree.mediaChanged();
      this.#flow.look();
    };
    playout.setKinds(media.video !== null, media.audio !== null);
    playout.attachVideo(this.#video);
    const board = new PresenceBoard(node, record.channelId, tree);
    const switches = new SwitchWatch(playout, (change) => {
      this.#history.push({
        at: Math.round(localUnixMs()),
        reason: change.reason,
        gapMs: change.gapMs,
      });
      if (this.#history.length > 100) this.#history.shift();
      this.emit('parentchange', change);
    });
    const uplink = new Uplink(tree, {
      maxChildren: () => this.#mostChildren,
      maxUploadKbps: () => this.#options.maxUpload,
    });
    const here = setLiveHere(record.channelId, this, () => this.#turnTo(record));
    const tuned: Tuned = { record, media, tree, playout, board, switches, uplink, here };
    this.#tuned = tuned;
    tree.forwarder.on('slow', (error) => this.#fail(error));
    tree.forwarder.on('failed', (error) => this.#workerFailed(error));
    tree.on('unsupported', () => this.#noWay());
    tree.on('openFailed', (error) => {
      if (this.#tuned === tuned && this.#state !== 'playing') this.#fail(error);
    });
    tree.on('view', (view) => this.#viewChanged(tuned, view));
    tree.on('findPeers', () => void this.#findPeers(tuned));
    tree.on('feed', ({ link, reason }) => {
      follow(link);
      this.#feed(tuned, link, reason);
    });
    tree.on('flowing', ({ link }) => {
      if (playout?.link === link) this.#flowing();
    });
    tree.on('media', ({ link }) => {
      if (playout?.link === link) follow(link);
    });
    tree.encodings.choose(this.#picture.choice);
    tree.start();
    tree.announced(record);
    tree.tree.candidates(entriesOf(record));
    this.#flow.start();
    this.emit('channel', record);
  }

  /** This page goes live on the channel itself: what it captures is shown, and one viewer less is counted. */
  #turnTo(record: ChannelRecord): void {
    this.#untune('closing');
    // What is heard from now on begins anew: it may be the page's own microphone.
    this.#setState('reconnecting');
    this.#tune(record);
  }

  /** Told once a channel: other pages of it may have a way. */
  #noWay(): void {
    if (this.#lacksAll || this.#state === 'playing') return;
    this.#lack = new CastoError(
      'unsupported',
      'This browser lacks RTCRtpScriptTransform, and the page that was asked sends no other way ' +
        '(`ways` of configure() there). A newer browser can watch. Asking other pages',
      { fatal: false },
    );
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
    this.#untune('frozen');
    this.#setState('reconnecting');
    void this.#search?.look();
  }

  #untune(reason: 'closing' | 'ended' | 'frozen'): void {
    this.#search?.stop();
    this.#flow.stop();
    this.#beside.leave();
    const tuned = this.#tuned;
    this.#tuned = null;
    if (!tuned) return;
    tuned.here.gone();
    tuned.switches.close();
    tuned.uplink.close();
    tuned.tree.close(reason);
    tuned.board.close();
    tuned.playout.close();
  }

  async #findPeers(tuned: Tuned): Promise<void> {
    const { signal } = this.#abort;
    const heard = tuned.board.heard();
    tuned.tree.learn(heard);
    tuned.tree.tree.candidates(heard, true);
    try {
      const record = await this.#node?.findChannel(tuned.record.channelId, signal);
      if (this.#tuned !== tuned || !record || record.ended) return;
      tuned.tree.announced(record);
      tuned.tree.tree.candidates(entriesOf(record));
    } catch (error) {
      if (!signal.aborted) log(`no peers from the directory: ${error}`);
    }
  }

  #viewChanged(tuned: Tuned, view: TreeView): void {
    if (this.#tuned !== tuned) return;
    tuned.board.offer();
    const last = tuned.playout.link?.peer;
    if (view.parent === null && last === tuned.record.peer && this.#state === 'playing') {
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
    this.#tuned?.here.changed();
  }

  #feed(tuned: Tuned, link: Link, reason: SwitchReason): void {
    tuned.switches.begin(tuned.playout.link?.peer ?? null, link.peer, reason);
    // Until a parent tells better: what was announced, at least this page.
    if (this.#viewers === 0) this.#count(Math.max(1, tuned.record.viewers));
    tuned.playout.show(link);
    tuned.here.changed();
    tuned.tree.mediaChanged();
    this.#flowing();
  }

  #flowing(): void {
    this.#flow.came();
  }

  #pictureGoes(): void {
    this.#pictureGone = true;
    this.emit('picture', false);
  }

  #presented(): void {
    const { playout, media } = this.#tuned ?? {};
    const link = playout?.link;
    // A connection that ends, and a source that has ended, show what was still held back: nothing follows.
    if (link?.closed || !media?.video) return;
    // The black after the last picture may come when there is no link yet.
    if (this.#pictureGone && link) {
      this.#pictureGone = false;
      this.emit('picture', true);
    }
    this.#flow.came();
    this.#flow.arrived();
    this.#tuned?.switches.presented();
    if (link && this.#video) {
      this.#picture.look(this.#video.videoHeight, link.quality?.small === true, performance.now());
    }
  }

  #followFlow(): ViewFlow {
    const view = () => this.#tuned?.tree.tree.view;
    return new ViewFlow({
      state: () => this.#state,
      setState: (to) => this.#setState(to),
      fail: (error) => {
        // Others are not to blame for what this browser lacks.
        if (error.code !== 'no-parent' || !this.#lacksAll) this.#fail(error);
      },
      coming: () => this.#coming(),
      flows: () => view()?.attachment === 'attached' && view()?.parent?.flowing === true,
      hasParent: () => (view()?.parent ?? null) !== null,
      openLinks: () =>
        [...(this.#tuned?.tree.links.values() ?? [])].filter((link) => link.open).length,
      unseen: () => {
        const { tree, playout } = this.#tuned ?? {};
        const link = playout?.link;
        const since = link && tree?.flowOf(link)?.since;
        // The last picture of a source that rests came before the video had the track.
        if (since && (playout.lastPresentedAt ?? 0) < since) link.send('{"t":"keyframe"}');
      },
      arrived: () => {
        if (this.#joinMs === 0) this.#joinMs = performance.now() - this.#startedAt;
      },
      lasting: () => {
        if (this.#tuned) void this.#isStillLive(this.#tuned);
      },
    });
  }

  #coming() {
    const { tree, playout, media } = this.#tuned ?? {};
    const link = playout?.link;
    if (!tree || !media || !link?.open || tree.tree.view.parent?.link !== link.id) return null;
    const known = tree.flowOf(link);
    return {
      kinds: media,
      flow: known?.flow ?? null,
      flowMs: known ? performance.now() - known.since : 0,
      presents: playout?.presents ?? false,
    };
  }

  /** A broadcaster that vanished without a word: its record expires, then the channel is over. */
  async #isStillLive(tuned: Tuned): Promise<void> {
    const record = await this.#node
      ?.findChannel(tuned.record.channelId, this.#abort.signal)
      .catch(() => tuned.record);
    if (this.#tuned === tuned && (!record || record.ended)) this.#end();
  }

  // ---- the caller's side ------------------------------------------------------------------------

  setOptions(options: Pick<ViewOptions, 'relay' | 'maxChildren' | 'maxUpload'>): void {
    const { channel, stars } = this.#options;
    this.#options = { channel, stars, ...options };
    this.#tuned?.uplink.apply();
  }

  get qualities(): readonly Quality[] {
    return this.#picture.offered(this.#tuned?.playout.link ?? null);
  }
  get quality(): string {
    return this.#picture.choice;
  }
  set quality(id: string) {
    if (id !== 'auto' && !this.qualities.some((each) => each.id === id)) return;
    this.#picture.choice = id as EncodingChoice;
    this.#tuned?.tree.encodings.choose(this.#picture.choice);
    this.#tuned?.uplink.apply();
  }

  /** Children fed at most. A page that has only the small picture is no good parent. */
  get #mostChildren(): number {
    return this.#picture.choice === 'small' ? 0 : relayCapacity(this.#options);
  }

  attachVideo(video: HTMLVideoElement | null): void {
    this.#video = video;
    this.#tuned?.playout.attachVideo(video);
  }

  getStats(): Promise<CastoStats> {
    if (this.#beside.here) return this.#beside.here.getStats();
    return this.#stats.build(false, this.channelId, this.#node, this.#tuned?.tree ?? null, {
      latencyMs: this.#tuned?.playout.latencyMs ?? 0,
      joinMs: this.#joinMs,
      viewers: this.#viewers,
      switches: [...this.#history],
    });
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      this.#abort.abort(new CastoError('closed', 'This viewing was closed'));
      for (const undo of this.#undo.splice(0)) undo();
      this.#untune('closing');
      const node = this.#node;
      this.#node = null;
      this.removeAllListeners();
      await node?.release();
    })();
    return this.#closing;
  }
}
