/** An Engine without network: every object is counted, driven by the test, and carries real media. */
import { CastoError } from '../../src/base/errors.js';
import { Emitter } from '../../src/base/events.js';
import type {
  BroadcastOptions,
  BroadcastState,
  CastoConfig,
  CastoStats,
  ViewOptions,
  ViewState,
} from '../../src/base/types.js';
import type {
  Broadcast,
  BroadcastEvents,
  DirectoryWatch,
  Engine,
  ParentChange,
  ViewEvents,
  Viewing,
} from '../../src/session/api.js';
import type { ChannelRecord } from '../../src/wire/channel-record.js';

const OWNER = '12D3KooWFakeOwnerFakeOwnerFakeOwnerFakeOwnerABCDEF';

/** What a sounding microphone hears. */
export const TONE_HZ = 9000;

/** A moving picture, with an audio track when asked, silent or a tone; `stop()` frees everything. */
export function canvasStream({ audio = false, tone = false, width = 320, height = 180 } = {}): {
  stream: MediaStream;
  stop(): void;
} {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d')!;
  let frame = 0;
  const draw = (): void => {
    frame++;
    context.fillStyle = `hsl(${(frame * 7) % 360} 45% 40%)`;
    context.fillRect(0, 0, width, height);
    context.fillStyle = '#fff';
    context.fillRect((frame * 4) % width, height / 3, 30, 30);
  };
  draw();
  const timer = setInterval(draw, 33);
  const stream = canvas.captureStream(30);
  let sound: AudioContext | null = null;
  if (audio) {
    sound = new AudioContext();
    const out = sound.createMediaStreamDestination();
    if (tone) {
      const oscillator = sound.createOscillator();
      // Where a street has next to nothing.
      oscillator.frequency.value = TONE_HZ;
      oscillator.connect(out);
      oscillator.start();
    }
    const [track] = out.stream.getAudioTracks();
    if (track) stream.addTrack(track);
  }
  return {
    stream,
    stop() {
      clearInterval(timer);
      for (const track of stream.getTracks()) track.stop();
      sound?.close().catch(() => {});
    },
  };
}

export function fakeStats(change: Partial<CastoStats> = {}): CastoStats {
  return {
    role: 'relay',
    channelId: `${OWNER}/live`,
    peerId: '12D3KooWselfselfselfSELF01',
    depth: 2,
    path: ['12D3KooWrootrootROOT01', '12D3KooWhopHOP0001', '12D3KooWselfselfselfSELF01'],
    parent: {
      peerId: '12D3KooWhopHOP0001',
      way: 'forward',
      rttMs: 12,
      bitrate: 2_400_000,
      packetsLost: 3,
      jitterMs: 4,
      bytes: 1e6,
    },
    standby: { peerId: '12D3KooWstandSTBY01', connected: true },
    children: [
      {
        peerId: '12D3KooWchildCHLD01',
        way: 'carry',
        rttMs: 9,
        bitrate: 2_300_000,
        packetsLost: 0,
        jitterMs: 2,
        bytes: 9e5,
      },
    ],
    viewers: 7,
    latencyMs: 140,
    joinMs: 820,
    switches: [
      { at: 1, reason: 'first', gapMs: 0 },
      { at: 2, reason: 'leave', gapMs: 33 },
    ],
    video: {
      width: 640,
      height: 360,
      framesPerSecond: 29.7,
      codec: 'video/VP8',
      framesDecoded: 900,
      framesDropped: 2,
      freezeCount: 0,
    },
    star: { connected: true, address: '/ip4/127.0.0.1/tcp/9090/ws/p2p/12D3KooWstar' },
    ...change,
  };
}

export function fakeRecord(change: Partial<ChannelRecord> = {}): ChannelRecord {
  return {
    channelId: `${OWNER}/live`,
    ownerId: OWNER,
    slug: 'live',
    title: 'Street camera',
    startedAt: Date.now() - 5 * 60_000,
    viewers: 3,
    video: 'video/VP8',
    audio: 'audio/opus',
    peer: '12D3KooWrootrootROOT01',
    addresses: [],
    entries: [],
    sequence: 1,
    issuedAt: Date.now(),
    ended: false,
    ...change,
  };
}

export class FakeViewing implements Viewing {
  readonly options: ViewOptions;
  state: ViewState = 'idle';
  viewers = 0;
  error: CastoError | null = null;
  record: ChannelRecord | null = null;
  readonly stream = new MediaStream();
  video: HTMLVideoElement | null = null;
  own = false;
  qualities: Viewing['qualities'] = [];
  quality = 'auto';
  closed = false;
  started = false;
  changes: object[] = [];
  stats = fakeStats();
  #events = new Emitter<ViewEvents>();
  #media: { stop(): void } | null = null;

  constructor(options: ViewOptions) {
    this.options = options;
  }
  get channelId(): string {
    return `${OWNER}/${this.options.channel}`;
  }
  on<K extends keyof ViewEvents>(type: K, listener: (detail: ViewEvents[K]) => void): () => void {
    return this.#events.on(type, listener);
  }
  start(): void {
    this.started = true;
    this.to('connecting');
  }
  setOptions(options: object): void {
    this.changes.push(options);
  }
  attachVideo(video: HTMLVideoElement | null): void {
    this.video = video;
  }
  async getStats(): Promise<CastoStats> {
    return this.stats;
  }
  async close(): Promise<void> {
    this.closed = true;
    this.#media?.stop();
    this.#media = null;
    for (const track of this.stream.getTracks()) this.stream.removeTrack(track);
  }

  // Driven by tests:
  to(state: ViewState): void {
    const from = this.state;
    this.state = state;
    this.#events.emit('state', { from, to: state });
  }
  play({ audio = false } = {}): void {
    const media = canvasStream({ audio });
    this.#media?.stop();
    this.#media = media;
    for (const track of this.stream.getTracks()) this.stream.removeTrack(track);
    for (const track of media.stream.getTracks()) this.stream.addTrack(track);
    this.record = fakeRecord();
    this.#events.emit('channel', this.record);
    this.to('playing');
  }
  /** As an engine whose connection ends: told just before. The stream is without tracks then. */
  losePicture(): void {
    this.#events.emit('picture', false);
    this.#media?.stop();
    for (const track of this.stream.getTracks()) this.stream.removeTrack(track);
  }
  /** A frame of the new connection is seen. */
  showPicture(): void {
    this.#events.emit('picture', true);
  }
  count(viewers: number): void {
    this.viewers = viewers;
    this.#events.emit('viewers', viewers);
  }
  changeParent(change: ParentChange): void {
    this.#events.emit('parentchange', change);
  }
  fail(error: CastoError): void {
    this.error = error;
    this.#events.emit('error', error);
    if (error.fatal) this.to('error');
  }
}

export class FakeBroadcast implements Broadcast {
  readonly options: BroadcastOptions;
  state: BroadcastState = 'idle';
  viewers = 0;
  error: CastoError | null = null;
  stream: MediaStream | null = null;
  video: HTMLVideoElement | null = null;
  encoded: Broadcast['encoded'] = null;
  stopped = false;
  replaced: MediaStream[] = [];
  changes: object[] = [];
  stats = fakeStats({ role: 'broadcaster', depth: 0, parent: null, standby: null });
  #events = new Emitter<BroadcastEvents>();
  #engine: FakeEngine;

  constructor(options: BroadcastOptions, engine: FakeEngine) {
    this.options = options;
    this.#engine = engine;
  }
  /** Beside the gravest, which is `error`. */
  others: CastoError[] = [];
  get troubles(): CastoError[] {
    return this.error && !this.error.fatal ? [this.error, ...this.others] : [];
  }
  get channelId(): string {
    return `${OWNER}/${this.options.channel}`;
  }
  on<K extends keyof BroadcastEvents>(
    type: K,
    listener: (detail: BroadcastEvents[K]) => void,
  ): () => void {
    return this.#events.on(type, listener);
  }
  async start(stream: MediaStream, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
    this.stream = stream;
    this.to('connecting');
    await this.#engine.beforeLive;
    if (signal?.aborted) throw new CastoError('aborted', 'cancelled');
    if (this.#engine.refuseBroadcast) throw this.#engine.refuseBroadcast;
    this.to('live');
  }
  attachVideo(video: HTMLVideoElement | null): void {
    this.video = video;
  }
  async replaceStream(stream: MediaStream): Promise<void> {
    this.replaced.push(stream);
    this.stream = stream;
  }
  setOptions(options: object): void {
    this.changes.push(options);
  }
  async getStats(): Promise<CastoStats> {
    return this.stats;
  }
  async stop(): Promise<void> {
    this.stopped = true;
  }

  to(state: BroadcastState): void {
    const from = this.state;
    // One that is live is listed.
    if (state === 'live' && this.error?.code === 'not-listed') this.mend();
    this.state = state;
    this.#events.emit('state', { from, to: state });
  }
  count(viewers: number): void {
    this.viewers = viewers;
    this.#events.emit('viewers', viewers);
  }
  fail(error: CastoError): void {
    this.error = error;
    this.#events.emit('error', error);
    if (error.fatal) this.to('error');
  }
  mend(): void {
    const { error } = this;
    this.error = null;
    if (error) this.#events.emit('mended', error);
  }
}

export class FakeWatch implements DirectoryWatch {
  readonly stars: string[] | undefined;
  channels: ChannelRecord[] = [];
  closed = false;
  #events = new Emitter<{ change: ChannelRecord[]; error: CastoError }>();

  constructor(stars: string[] | undefined) {
    this.stars = stars;
  }
  onChange(listener: (channels: ChannelRecord[]) => void): () => void {
    return this.#events.on('change', listener);
  }
  onError(listener: (error: CastoError) => void): () => void {
    return this.#events.on('error', listener);
  }
  async close(): Promise<void> {
    this.closed = true;
  }

  show(...channels: ChannelRecord[]): void {
    this.channels = channels;
    this.#events.emit('change', channels);
  }
  fail(error: CastoError): void {
    this.#events.emit('error', error);
  }
}

export class FakeEngine implements Engine {
  broadcasts: FakeBroadcast[] = [];
  viewings: FakeViewing[] = [];
  watches: FakeWatch[] = [];
  configs: CastoConfig[] = [];
  /** Broadcasts go live after this. */
  beforeLive: Promise<unknown> = Promise.resolve();
  refuseBroadcast: CastoError | null = null;

  createBroadcast(options: BroadcastOptions): FakeBroadcast {
    const broadcast = new FakeBroadcast(options, this);
    this.broadcasts.push(broadcast);
    return broadcast;
  }
  createViewing(options: ViewOptions): FakeViewing {
    const viewing = new FakeViewing(options);
    this.viewings.push(viewing);
    return viewing;
  }
  watchDirectory({ stars }: { stars?: string[] }): FakeWatch {
    const watch = new FakeWatch(stars);
    this.watches.push(watch);
    return watch;
  }
  configure(config: CastoConfig): void {
    this.configs.push(config);
  }

  get viewing(): FakeViewing {
    const viewing = this.viewings.at(-1);
    if (!viewing) throw new Error('no viewing was created');
    return viewing;
  }
  get broadcast(): FakeBroadcast {
    const broadcast = this.broadcasts.at(-1);
    if (!broadcast) throw new Error('no broadcast was created');
    return broadcast;
  }
  get watch(): FakeWatch {
    const watch = this.watches.at(-1);
    if (!watch) throw new Error('no directory watch was created');
    return watch;
  }
  /** Objects that nobody has closed. */
  get open(): number {
    return (
      this.viewings.filter((viewing) => !viewing.closed).length +
      this.broadcasts.filter((broadcast) => !broadcast.stopped).length +
      this.watches.filter((watch) => !watch.closed).length
    );
  }
  async closeAll(): Promise<void> {
    await Promise.all(this.viewings.map((viewing) => viewing.close()));
  }
}
