/**
 * The studio on the page: what `controls` adds to a broadcaster. Holds whatever needs a document
 * (level bars, drop target, clock, guards) only while it is shown.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { localUnixMs } from '../../../src/base/clock.js';
import type { CastoError } from '../../../src/base/errors.js';
import { createLog } from '../../../src/base/log.js';
import type { BroadcastState, CastoStats } from '../../../src/base/types.js';
import type { Sound } from '../../../src/studio/devices/device.js';
import { onAllowed } from '../../../src/studio/devices/permission-watch.js';
import type { RecordingDetail } from '../../events/recording-event.js';
import type { BroadcastCore, Source } from '../broadcast-core.js';
import type { BroadcastActions, Said } from '../broadcast-view.js';
import type { LevelDisplay } from '../capture/level-display.js';
import { recallCounting, rememberCounting } from '../capture/remembered.js';
import { LeaveGuard } from '../on-air/live-guards.js';
import { type OnAir, onAir } from '../on-air/on-air.js';
import { OnAndOff } from '../on-air/on-and-off.js';
import { LineAdvice } from '../on-air/thin-line.js';
import type { RecordingCore } from '../recording/recording-core.js';
import type { Mirror, PanelName, StudioActions, StudioView } from '../studio-state.js';
import type { StudioCore } from './studio-core.js';

export interface StudioHost extends ReactiveControllerHost, HTMLElement {
  readonly state: BroadcastState;
  readonly mirrored: boolean;
  controls: boolean;
  source: Source;
  resolution: number | undefined;
  frameRate: number | undefined;
  maxBitrate: number | undefined;
  sound: Sound;
  mirror: Mirror;
  label: string;
  readonly viewers: number;
  countdown: number | undefined;
  start(): Promise<MediaStream>;
  stop(): Promise<void>;
  byPerson<T>(run: () => T): T;
  startRecording(): Promise<boolean>;
  stopRecording(): Promise<void>;
  getStats(): Promise<CastoStats>;
  /** The preview's sound, and where it is heard. */
  listen(on: boolean, speakerId: string): void;
}

type Floor = typeof import('./studio-floor.lazy.js');

const log = createLog('broadcast');
const SAID_MS = 8000;
const STATS_MS = 2000;
/** Three, two, one. */
const COUNT_S = 3;

export class StudioController implements ReactiveController {
  readonly core: StudioCore;
  said: Said = null;
  /** Also while the floor is away. */
  readonly show: OnAndOff;
  dropping = false;
  /** Notices that the person has closed. */
  readonly #closed = new WeakSet<CastoError>();
  #panel: PanelName | null = null;
  #monitor = false;
  readonly #advice = new LineAdvice();
  #way: RecordingDetail['way'] = 'download';
  /** Where the last recording went. */
  #kept: Said = null;
  /** As the person left it the last time; null before somebody asks. */
  #counts: boolean | null = null;
  #asked = false;
  readonly #host: StudioHost;
  readonly #broadcast: BroadcastCore;
  readonly #recording: RecordingCore;
  #floor: Floor | null = null;
  #floorLoads = false;
  #level: LevelDisplay | null = null;
  readonly #guard = new LeaveGuard();
  #tick: ReturnType<typeof setInterval> | undefined;
  #poll: ReturnType<typeof setInterval> | undefined;
  #unsay: ReturnType<typeof setTimeout> | undefined;
  #undrop: (() => void) | null = null;
  #unwatch: (() => void) | null = null;

  constructor(
    host: StudioHost,
    core: StudioCore,
    broadcast: BroadcastCore,
    recording: RecordingCore,
  ) {
    this.#host = host;
    this.#broadcast = broadcast;
    this.#recording = recording;
    this.core = core;
    host.addController(this);
    const update = (): void => host.requestUpdate();
    this.show = new OnAndOff({
      now: () => performance.now(),
      changed: update,
      everySecond(act) {
        const timer = setInterval(act, 1000);
        return () => clearInterval(timer);
      },
    });
    broadcast.on('state', ({ to }) => {
      if (to !== 'idle') this.show.cancel();
      if (to === 'live') this.#kept = null;
      if (to === 'connecting') this.#advice.keep(false);
      this.show.followed(to);
    });
    broadcast.on('viewers', (viewers) => this.show.watched(viewers));
    this.core.on('change', update);
    this.core.on('speaker', () => this.#listen());
    // How many cameras there are is known once one was allowed.
    broadcast.on('stream', (stream) => void (stream && this.core.refresh()));
    broadcast.on('shareEnded', () => {
      // Of a still picture the stage says it.
      if (!broadcast.capture.resting) this.#say({ kind: 'share-ended' });
    });
    recording.on('change', (detail) => this.#recorded(detail));
    // It may come to a broadcast that runs.
    this.show.followed(broadcast.state);
    this.show.watched(broadcast.viewers);
    if (broadcast.stream) void core.refresh();
  }

  hostUpdated(): void {
    this.#sync();
    this.#followQuestion();
  }
  hostDisconnected(): void {
    this.#sync();
  }

  /** The question takes the focus, on the answer that ends nothing, and gives it back. */
  #followQuestion(): void {
    const root = this.#host.shadowRoot;
    const answer = root?.querySelector<HTMLElement>('.question .go-on');
    const { asking } = this.show;
    if (asking === this.#asked || (asking && !answer)) return;
    this.#asked = asking;
    (asking ? answer : root?.querySelector<HTMLElement>('.bar .pill'))?.focus();
  }

  /** Holds what is needed now, and nothing else. Cheap when nothing changed. */
  #sync(): void {
    const { controls, isConnected, state } = this.#host;
    const shown = controls && isConnected;
    const isOnAir = state === 'live' || state === 'reconnecting';
    if (shown) this.core.open();
    else this.core.close();
    // A recording that is in memory is lost with the page.
    const recording = this.#recording.since !== null;
    this.#guard.set(controls && (isOnAir || recording));
    if (shown) this.#loadFloor();
    if (this.#floor) this.#level ??= new this.#floor.LevelDisplay(() => this.#host.shadowRoot);
    this.#level?.show(shown ? this.#measured() : null);
    this.#every('tick', shown && (isOnAir || recording), 1000, () => this.#host.requestUpdate());
    this.#every('poll', shown && isOnAir, STATS_MS, () => this.#advice.ask(this.#host));
    if (shown) this.#undrop ??= this.#acceptDrops();
    else {
      this.#undrop?.();
      this.#undrop = null;
    }
    const refused = state === 'error' && this.#broadcast.error?.code === 'permission-denied';
    if (shown && refused) this.#unwatch ??= onAllowed('camera', () => this.#preview());
    else {
      this.#unwatch?.();
      this.#unwatch = null;
    }
  }

  #every(which: 'tick' | 'poll', on: boolean, ms: number, act: () => void): void {
    const running = which === 'tick' ? this.#tick : this.#poll;
    if (on === (running !== undefined)) return;
    clearInterval(running);
    const timer = on ? setInterval(act, ms) : undefined;
    if (which === 'tick') this.#tick = timer;
    else this.#poll = timer;
    if (on && which === 'poll') act();
    if (!on && which === 'poll') this.#advice.forget();
  }

  #loadFloor(): void {
    if (this.#floorLoads) return;
    this.#floorLoads = true;
    import('./studio-floor.lazy.js').then(
      (floor) => {
        this.#floor = floor;
        this.#host.requestUpdate();
      },
      (cause: unknown) => log('neither levels nor dropped files', cause),
    );
  }

  #measured(): MediaStreamTrack | null {
    const { capture, stream, shows } = this.#broadcast;
    if (this.onAir.inputs.microphone !== 'on') return null;
    const track = shows === 'none' ? stream?.getAudioTracks()[0] : capture.track('microphone');
    return track?.readyState === 'live' ? track : null;
  }

  #acceptDrops(): (() => void) | null {
    if (!this.#floor) return null;
    return this.#floor.onFileDrop(this.#host, {
      hover: (over) => {
        if (over === this.dropping) return;
        this.dropping = over;
        this.#host.requestUpdate();
      },
      dropped: (file) => this.actions.file(file),
      refused: () => this.#say({ kind: 'not-a-video' }),
    });
  }

  #preview(): void {
    this.#broadcast
      .openPreview(this.#host.source)
      .then(() => this.core.refresh())
      .catch(() => {
        // Told by the error event and over the stage.
      });
  }

  #recorded({ recording, name, way }: RecordingDetail): void {
    this.#way = way;
    if (recording) this.#say(way === 'disk' ? { kind: 'disk', name } : { kind: 'memory', name });
    else if (name) {
      this.#kept = { kind: way === 'disk' ? 'saved' : 'downloaded', name };
      this.#say(this.#kept);
    }
    this.#host.requestUpdate();
  }

  #say(said: Said): void {
    clearTimeout(this.#unsay);
    this.said = said;
    this.#host.requestUpdate();
    this.#unsay = setTimeout(() => {
      this.said = null;
      this.#host.requestUpdate();
    }, SAID_MS);
  }

  #listen(): void {
    this.#host.listen(this.#monitor, this.core.current('speaker'));
  }

  get onAirMs(): number | null {
    const { liveSince } = this.#broadcast;
    return liveSince === null ? null : localUnixMs() - liveSince;
  }

  async #pick(source: Source, file?: File): Promise<void> {
    this.#hide('source');
    if (file?.type && !file.type.startsWith('video/')) return this.#say({ kind: 'not-a-video' });
    if (await this.core.pick(source, file)) this.#host.source = source;
    this.#host.requestUpdate();
  }

  #hide(name: PanelName): void {
    const panel = this.#host.shadowRoot?.getElementById(`panel-${name}`);
    if (panel?.matches(':popover-open')) panel.hidePopover();
  }

  get #countFrom(): number {
    this.#counts ??= recallCounting();
    return this.#counts ? (this.#host.countdown ?? COUNT_S) : 0;
  }

  #goLive(): void {
    void this.#host.byPerson(() => this.#host.start().catch(() => {}));
  }

  get onAir(): OnAir {
    return onAir(this.#broadcast, this.#host.source);
  }

  get #notices(): readonly CastoError[] {
    const { missing, troubles } = this.#broadcast;
    return [...missing, ...troubles];
  }

  /** Of what the page or a file gives, the size is not ours to choose. */
  get #lower(): number | null {
    const quiet = this.#notices.every((error) => this.closed(error));
    const given = ['none', 'file'].includes(this.onAir.source);
    return quiet && !given ? this.#advice.lower : null;
  }

  view(): StudioView {
    const { capture, stream } = this.#broadcast;
    const { state, resolution, frameRate, maxBitrate, sound, mirrored } = this.#host;
    const { source, inputs } = this.onAir;
    return {
      state,
      hasPicture: stream !== null,
      label: this.#host.label,
      viewers: this.#host.viewers,
      counting: this.show.counting,
      countdown: this.#countFrom,
      mayCount: this.#host.countdown !== 0,
      asking: this.show.asking,
      sum: this.show.sum,
      kept: this.#kept,
      panel: this.#panel,
      source,
      inputs,
      fileName: capture.fileName,
      canShareScreen: typeof navigator.mediaDevices?.getDisplayMedia === 'function',
      devices: this.core.devices,
      flip: (t) => this.#floor?.flipButton(this.#broadcast, this.core, t),
      current: {
        camera: this.core.current('camera'),
        microphone: this.core.current('microphone'),
        speaker: this.core.current('speaker'),
      },
      resolution,
      frameRate,
      maxBitrate,
      sound,
      given: capture.formats(),
      sent: this.#advice.sent,
      lower: this.#lower,
      composing: capture.composing,
      corner: capture.layout.corner,
      mirrored,
      monitor: this.#monitor,
      canRecord: typeof MediaRecorder === 'function',
      recordingMs: this.#recording.lastedMs,
      recordingWay: this.#way,
    };
  }

  readonly closed = (error: CastoError): boolean => this.#closed.has(error);

  readonly stage: BroadcastActions = {
    retry: () => {
      const { source, live } = this.#broadcast.tried;
      if (live) this.#goLive();
      else void this.#pick(source);
    },
    shareAgain: () => void this.#pick(this.onAir.source),
    closeNotice: () => {
      for (const error of this.#notices) this.#closed.add(error);
      this.#focusBar();
    },
  };

  readonly actions: StudioActions = {
    // What viewers will see is looked at first.
    start: () => {
      if (!this.#broadcast.stream && this.#host.source !== 'none') this.#preview();
      else this.show.count(this.#countFrom, () => this.#goLive());
    },
    stop: () => {
      if (this.show.cancel() || !this.show.mayEnd(this.#host.viewers)) return;
      this.actions.end();
    },
    end: () => {
      // Also when the page keeps it from ending.
      this.show.goOn();
      void this.#host.byPerson(() => this.#host.stop().catch(() => {}));
    },
    goOn: () => this.show.goOn(),
    label: (title) => {
      this.#host.label = title;
    },
    count: (on) => {
      this.#counts = on;
      rememberCounting(on);
      this.#host.requestUpdate();
    },
    toggle: (kind) => void this.core.toggle(kind),
    panel: (name, open) => {
      if (open) this.#panel = name;
      else if (this.#panel === name) this.#panel = null;
      this.#host.requestUpdate();
      if (!open || name !== 'settings') return;
      const { state, source } = this.#host;
      const rests = state === 'idle' || state === 'ended';
      // Without a device that was allowed, the lists have no names.
      if (rests && !this.#broadcast.stream && source === 'camera') this.#preview();
      void this.core.refresh();
    },
    source: (source) => void this.#pick(source),
    file: (file) => void this.#pick('file', file),
    device: (kind, id) => void this.core.choose(kind, id),
    testSpeaker: () => {
      import('./panels/studio-panels.lazy.js')
        .then(({ playTestTone }) => playTestTone(this.core.current('speaker')))
        .catch(() => {
          // A speaker that is gone stays silent: that is the answer of the test.
        });
    },
    resolution: (lines) => {
      this.#host.resolution = lines;
    },
    sendLines: (lines) => {
      if (lines === null) this.#advice.keep(true);
      else this.#host.resolution = lines;
      this.#advice.forget();
      this.#focusBar();
    },
    frameRate: (frames) => {
      this.#host.frameRate = frames;
    },
    bitrate: (kbps) => {
      this.#host.maxBitrate = kbps;
    },
    sound: (sound) => {
      this.#host.sound = sound;
    },
    corner: (corner) => {
      const { capture } = this.#broadcast;
      capture.setLayout({ ...capture.layout, corner });
    },
    mirror: (on) => {
      this.#host.mirror = on ? 'on' : 'off';
    },
    monitor: (on) => {
      this.#monitor = on;
      this.#listen();
      this.#host.requestUpdate();
    },
    record: () => {
      const task = this.#host.byPerson<Promise<unknown>>(() =>
        this.#recording.since === null ? this.#host.startRecording() : this.#host.stopRecording(),
      );
      // What goes wrong is told by the error event.
      task.catch(() => {});
    },
  };

  /** For when the button that had the focus is gone. */
  #focusBar(): void {
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => {
      this.#host.shadowRoot?.querySelector<HTMLElement>('.bar button')?.focus();
    });
  }

  /** Everything is let go of; the studio may be shown again. */
  release(): void {
    clearTimeout(this.#unsay);
    this.show.cancel();
    this.said = null;
    this.dropping = false;
    this.#panel = null;
    this.#monitor = false;
    this.#listen();
    this.#guard.set(false);
  }
}
