/**
 * What counts as flowing, and that every wait ends in a state and a reason: the overlay, the worker's watch, the
 * arrivals and the viewer's states together, against relays that give nothing, too little, or stop.
 */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import type { CastoError } from '../../../src/base/errors.js';
import { Emitter } from '../../../src/base/events.js';
import type { ViewState } from '../../../src/base/types.js';
import { FlowWatch } from '../../../src/media/forwarding/flow-watch.js';
import type { Link } from '../../../src/media/link/link.js';
import type {
  ForwarderClient,
  ForwarderEvents,
} from '../../../src/media/worker-client/forwarder-client.js';
import type { FromWorker, ToWorker } from '../../../src/media/worker-client/worker-messages.js';
import type { TreePeer } from '../../../src/overlay/api.js';
import { createTreePeer } from '../../../src/overlay/tree-peer.js';
import { ArrivalMonitor } from '../../../src/session/peer/arrival-monitor.js';
import { LastingIdle } from '../../../src/session/peer/lasting-idle.js';
import { flowVerdict } from '../../../src/session/playback/flow-verdict.js';
import { ViewFlow } from '../../../src/session/playback/view-flow.js';
import { Random } from '../../simulation/random.js';
import { hint } from '../overlay/overlay-stage.js';
import { FakeTime } from './session-helpers.js';

let time: FakeTime;
let globals: { RTCRtpScriptTransform?: unknown };
beforeEach(() => {
  time = new FakeTime();
  globals = globalThis as typeof globals;
  globals.RTCRtpScriptTransform = class {};
});
afterEach(() => {
  time.stop();
  delete globals.RTCRtpScriptTransform;
});

/** What a relay gives at a moment. */
interface Gives {
  picture?: boolean;
  sound?: boolean;
  /** Frames come, none can be decoded. */
  broken?: boolean;
  idle?: boolean;
  /** Tells that its picture rests. */
  still?: boolean;
}
/** By the milliseconds since it was asked for media. */
type Relay = (ms: number) => Gives;

const RELAYS: Record<string, (kinds: Kinds, at: number) => Relay> = {
  good: (kinds) => () => ({ picture: kinds.video, sound: kinds.audio }),
  dry: () => () => ({}),
  'one idle': () => (ms) => ({ idle: ms < 150 }),
  undecodable: (kinds) => () => ({ picture: kinds.video, broken: true, sound: false }),
  stops: (kinds, at) => (ms) => (ms < at ? { picture: kinds.video, sound: kinds.audio } : {}),
  'idle, then nothing': (_, at) => (ms) => ({ idle: ms < at }),
  'loses its picture': (kinds, at) => (ms) => ({
    picture: kinds.video && ms < at,
    sound: kinds.audio,
  }),
};

interface Kinds {
  video: boolean;
  audio: boolean;
}

class FakeForwarder extends Emitter<ForwarderEvents> {
  readonly watch: FlowWatch;
  constructor() {
    super();
    this.watch = new FlowWatch((message) => this.#told(message));
  }
  #told(message: FromWorker): void {
    if (message.type === 'silent') this.emit('silent', message);
    else if (message.type === 'suspect') this.emit('suspect', message);
    else if (message.type === 'resumed') this.emit('resumed', message);
    else if (message.type === 'no-picture') this.emit('noPicture', message);
  }
  post(message: ToWorker): void {
    const now = performance.now();
    if (message.type === 'watch') {
      this.watch.watch(message.link, message.depth, message.rttMs, now);
    } else if (message.type === 'expect') this.watch.forget(message.link);
    else if (message.type === 'came') this.watch.frame(message.link, message.kind, now);
    else if (message.type === 'alive') this.watch.idle(message.link, message.picture === true, now);
    else if (message.type === 'picture') this.watch.expectPicture(message.on, now);
  }
  setTimer(ms: number, fn: () => void): () => void {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  }
}

class FakeUp {
  open = false;
  closed = false;
  media: Link['media'] = null;
  /** performance.now() when media was asked for; null: it was not. */
  askedAt: number | null = null;
  decoded = 0;
  readonly side = 'up';
  readonly received = { video: 0, audio: 0 };
  readonly seen = { video: false, audio: false };
  readonly pc = {
    getStats: async () => {
      const { video: framesReceived, audio: packetsReceived } = this.received;
      const type = 'inbound-rtp';
      return new Map<string, object>([
        ['v', { type, kind: 'video', framesReceived, framesDecoded: this.decoded }],
        ['a', { type, kind: 'audio', packetsReceived }],
      ]);
    },
  };
  constructor(
    readonly id: string,
    readonly peer: string,
  ) {}
  get link(): Link {
    return this as unknown as Link;
  }
}

/** A viewer whose network, worker and relays are played by the test. */
class Viewer {
  readonly forwarder = new FakeForwarder();
  readonly links = new Map<string, FakeUp>();
  readonly arrivals: ArrivalMonitor;
  readonly tree: TreePeer;
  readonly flow: ViewFlow;
  state: ViewState = 'connecting';
  error: CastoError | null = null;
  readonly states: ViewState[] = [];
  shown: FakeUp | null = null;
  /** When something worth a word came last from the parent. */
  cameAt = performance.now();

  constructor(
    seed: number,
    readonly kinds: Kinds,
    readonly relays: Record<string, Relay>,
  ) {
    const random = new Random(seed);
    const codecs = {
      video: kinds.video ? 'video/VP8' : null,
      audio: kinds.audio ? 'audio/opus' : null,
    };
    this.arrivals = new ArrivalMonitor({
      forwarder: this.forwarder as unknown as ForwarderClient,
      links: this.links as unknown as Map<string, Link>,
      depth: () => this.tree.view.depth,
      rtt: () => 0,
      codecs: () => codecs,
    });
    this.tree = createTreePeer(
      {
        channel: 'channel',
        self: 'me',
        root: false,
        maxChildren: 2,
        maxStandbys: 2,
        ways: ['forward'],
        standby: true,
      },
      {
        now: () => performance.now(),
        setTimer: (ms, fn) => this.forwarder.setTimer(ms, fn),
        random: random.next,
        log: () => {},
      },
      {
        send: (to, message, _addresses, link) => this.#sent(to, message.t, link, message),
        openLink: (id, peer) => this.#openLink(id, peer),
        closeLink: (id) => this.#close(id),
        feedFrom: (id) => {
          this.shown = this.links.get(id) ?? null;
          if (!this.shown) return;
          this.arrivals.fed(this.shown.link);
          this.forwarder.post({ type: 'picture', on: kinds.video });
          this.flow.came();
        },
        serve: () => {},
        findPeers: () => this.#hear(),
        changed: () => {},
      },
    );
    this.flow = new ViewFlow({
      state: () => this.state,
      setState: (to) => {
        if (to === this.state) return;
        this.state = to;
        this.states.push(to);
        if (to === 'playing') this.error = null;
      },
      fail: (error) => {
        this.error = error;
      },
      coming: () => {
        const { shown } = this;
        if (!shown?.open || this.tree.view.parent?.link !== shown.id) return null;
        const known = this.arrivals.flowOf(shown.link);
        const flowMs = known ? performance.now() - known.since : 0;
        return { kinds: codecs, flow: known?.flow ?? null, flowMs, presents: false };
      },
      flows: () =>
        this.tree.view.attachment === 'attached' && this.tree.view.parent?.flowing === true,
      hasParent: () => this.tree.view.parent !== null,
      openLinks: () => [...this.links.values()].filter(({ open }) => open).length,
      unseen: () => {},
      arrived: () => {},
      lasting: () => {},
    });
    this.arrivals.on('flows', ({ link }) => {
      if (this.shown?.id === link.id) this.flow.came();
      this.tree.mediaFlowing(link.id);
    });
    this.arrivals.on('noPicture', (link) => this.tree.linkSlow(link.id));
    this.arrivals.on('late', (link) => this.tree.mediaLate(link.id));
    this.arrivals.on('caughtUp', (link) => this.tree.mediaCaughtUp(link.id));
    this.arrivals.on('silent', ({ link, ms }) => this.tree.mediaSilent(link.id, ms));
    this.tree.start();
    this.flow.start();
    this.#hear();
  }

  #hear(): void {
    this.tree?.candidates(Object.keys(this.relays).map((peer) => hint(peer)));
  }

  #sent(to: string, t: string, id: string | undefined, message: object): void {
    const link = id === undefined ? undefined : this.links.get(id);
    if (t === 'join') {
      const { link: asked } = message as { link: string };
      const standby = (message as { standby: boolean }).standby;
      setTimeout(() => {
        this.#standby.set(asked, standby);
        this.tree.receive(to, { t: 'accept', link: asked, path: ['root', to], epoch: 5 });
      }, 20);
    } else if (t === 'start' && link) {
      this.arrivals.expect(link.link);
      link.askedAt = performance.now();
      link.seen.video = link.seen.audio = false;
      // A relay that lives answers.
      setTimeout(
        () => this.tree.receive(to, { t: 'path', path: ['root', to], epoch: 5 }, link.id),
        20,
      );
    } else if (t === 'stop' && link) {
      link.askedAt = null;
      this.arrivals.follow(link.link, false);
    }
  }
  readonly #standby = new Map<string, boolean>();

  #openLink(id: string, peer: string): void {
    const link = new FakeUp(id, peer);
    this.links.set(id, link);
    setTimeout(() => {
      if (link.closed) return;
      link.open = true;
      if (!this.#standby.get(id)) {
        link.askedAt = performance.now();
        this.arrivals.follow(link.link);
      }
      this.tree.linkOpened(id);
    }, 60);
  }

  #close(id: string): void {
    const link = this.links.get(id);
    if (!link) return;
    link.closed = true;
    link.open = false;
    this.links.delete(id);
    this.arrivals.linkClosed(link.link);
    this.forwarder.watch.forget(id);
  }

  /** What the relays send in 50 ms, and what the worker notices. */
  #step(n: number): void {
    const now = performance.now();
    for (const up of this.links.values()) {
      if (!up.open || up.askedAt === null) continue;
      const gives = this.relays[up.peer]!(now - up.askedAt);
      for (const [kind, on] of [
        ['video', gives.picture],
        ['audio', gives.sound],
      ] as const) {
        if (!on) continue;
        up.received[kind]++;
        if (kind === 'video' && !gives.broken) up.decoded++;
        // Else the page counts them by itself.
        if (!globals.RTCRtpScriptTransform) continue;
        this.forwarder.watch.frame(up.id, kind, now);
        if (!up.seen[kind]) {
          up.seen[kind] = true;
          this.forwarder.emit('flowing', { link: up.id, kind });
        }
      }
      if (gives.idle && n % 2 === 0) {
        this.forwarder.post({ type: 'alive', link: up.id });
        this.arrivals.idle(up.link);
      }
      if (gives.still && n % 10 === 0) {
        this.forwarder.post({ type: 'alive', link: up.id, picture: true });
      }
      const worth = (gives.picture && !gives.broken) || gives.sound || gives.idle;
      if (worth && this.tree.view.parent?.link === up.id) this.cameAt = now;
    }
    if (n % 20 === 0) {
      for (const up of this.links.values()) {
        if (up.open) this.tree.receive(up.peer, { t: 'beat', epoch: 5, viewers: 1 }, up.id);
      }
    }
    this.forwarder.watch.poll(now);
  }

  async pass(ms: number, look?: () => void): Promise<void> {
    for (let n = 0; n < ms / 50; n++) {
      time.pass(50);
      this.#step(n);
      // Promises of getStats() settle.
      await settled();
      look?.();
    }
  }

  close(): void {
    this.flow.stop();
    this.tree.stop('closing');
    this.arrivals.close();
  }
}

const BOTH = { video: true, audio: true };
const good = RELAYS.good!(BOTH, 0);

test('a relay that accepts and never sends is told within ten seconds, and is never shown', async () => {
  const viewer = new Viewer(1, BOTH, { a: () => ({}) });
  await viewer.pass(10_000);
  assert.equal(viewer.tree.view.parent, null);
  assert.equal(viewer.error?.code, 'no-parent');
  assert.match(viewer.error?.message ?? '', /accepted .* sends neither/);
  assert.ok(!viewer.states.includes('playing'));
  viewer.close();
});

test('a relay that never sends is left for one that does, however near it is', async () => {
  const viewer = new Viewer(2, BOTH, { a: () => ({}), b: () => ({}), c: good });
  await viewer.pass(4_000);
  assert.equal(viewer.tree.view.parent?.peer, 'c');
  assert.equal(viewer.state, 'playing');
  viewer.close();
});

test('a single idle is no flow; one that lasts is, and is told as a source that rests', async () => {
  const idle = new LastingIdle();
  assert.deepEqual(
    [0, 100, 200, 300, 1000, 1100, 1200, 1300, 1400].map((at) => idle.note(at)),
    Array(9).fill(false),
    'a pause begins the count again',
  );
  assert.ok(idle.note(1500));
  const once = new Viewer(3, BOTH, { a: (ms) => ({ idle: ms < 150 }) });
  await once.pass(9_000);
  assert.equal(once.tree.view.parent, null);
  assert.equal(once.error?.code, 'no-parent');
  once.close();
  let rests = true;
  const lasting = new Viewer(3, BOTH, { a: () => (rests ? { idle: true } : good(0)) });
  await lasting.pass(3_000);
  assert.equal(lasting.tree.view.parent?.peer, 'a');
  assert.deepEqual([lasting.state, lasting.error?.code], ['waiting', 'no-media']);
  rests = false;
  await lasting.pass(1_000);
  assert.equal(lasting.state, 'playing');
  rests = true;
  await lasting.pass(5_000);
  assert.equal(lasting.state, 'playing', 'the last picture stays, and standbys are left alone');
  assert.equal(lasting.tree.view.parent?.flowing, true);
  lasting.close();
});

test('a parent that stops, with nobody else there, is told as such', async () => {
  let stops = false;
  const viewer = new Viewer(4, BOTH, { a: () => (stops ? {} : good(0)) });
  await viewer.pass(3_000);
  assert.equal(viewer.state, 'playing');
  stops = true;
  await viewer.pass(2_000);
  assert.equal(viewer.state, 'reconnecting');
  await viewer.pass(8_000);
  assert.equal(viewer.error?.code, 'no-parent');
  stops = false;
  await viewer.pass(1_500);
  assert.equal(viewer.state, 'playing');
  viewer.close();
});

test('sound without the picture that the channel has: heard when nobody has more, left when one has', async () => {
  const sound = (): Gives => ({ sound: true });
  const alone = new Viewer(5, BOTH, { a: sound });
  await alone.pass(5_000);
  assert.equal(alone.state, 'playing');
  alone.close();
  let lost = false;
  const viewer = new Viewer(6, BOTH, { a: () => (lost ? sound() : good(0)), b: good });
  await viewer.pass(6_000);
  const parent = viewer.tree.view.parent?.peer;
  if (parent === 'b') viewer.relays.b = viewer.relays.a!;
  if (parent === 'b') viewer.relays.a = good;
  lost = true;
  await viewer.pass(6_000);
  assert.notEqual(viewer.tree.view.parent?.peer, parent);
  viewer.close();
});

test('where no worker sees the frames, a parent that falls silent is left as soon, and one that is busy is not', async () => {
  delete globals.RTCRtpScriptTransform;
  let silent = '';
  const unless = (peer: string) => () => (silent === peer ? {} : good(0));
  const viewer = new Viewer(9, BOTH, { a: unless('a'), b: unless('b') });
  await viewer.pass(6_000);
  assert.equal(viewer.state, 'playing');
  const parent = viewer.tree.view.parent?.peer ?? '';
  silent = parent;
  await viewer.pass(1_500);
  assert.notEqual(viewer.tree.view.parent?.peer, parent, 'the standby feeds');
  assert.equal(viewer.tree.view.parent?.flowing, true);
  silent = '';
  await viewer.pass(3_000);
  const { parent: kept } = viewer.tree.view;
  const up = viewer.links.get(kept?.link ?? '');
  assert.ok(up);
  // The page did not look while frames came: what the worker then takes for silence is none.
  const { since } = viewer.arrivals.flowOf(up.link) ?? {};
  up.received.video += 9;
  viewer.forwarder.emit('suspect', { link: up.id });
  viewer.forwarder.emit('silent', { link: up.id, ms: 400 });
  await settled();
  assert.equal(viewer.tree.view.parent?.flowing, true);
  time.pass(10);
  await settled();
  viewer.forwarder.emit('silent', { link: up.id, ms: 400 });
  await settled();
  assert.equal(viewer.tree.view.parent?.flowing, false, 'a look that finds nothing is silence');
  assert.equal(viewer.arrivals.flowOf(up.link)?.since, since);
  viewer.close();
});

test('where no worker sees the frames, the one frame that came before the first look counts', async () => {
  delete globals.RTCRtpScriptTransform;
  const viewer = new Viewer(10, { video: true, audio: false }, { a: () => ({ still: true }) });
  await viewer.pass(50);
  const [up] = viewer.links.values();
  assert.ok(up);
  up.received.video = up.decoded = 1;
  await viewer.pass(400);
  assert.equal(viewer.state, 'playing');
  viewer.close();
});

test('a picture that is known to rest beside the sound moves nobody', async () => {
  let still = false;
  const viewer = new Viewer(7, BOTH, {
    a: () => (still ? { sound: true, still: true } : good(0)),
    b: () => ({ sound: true, still: true }),
  });
  await viewer.pass(6_000);
  assert.equal(viewer.tree.view.parent?.peer, 'a');
  still = true;
  await viewer.pass(20_000);
  assert.equal(viewer.tree.view.parent?.peer, 'a');
  assert.equal(viewer.state, 'playing');
  viewer.close();
});

test('a channel with sound alone plays at once', async () => {
  const kinds = { video: false, audio: true };
  const viewer = new Viewer(8, kinds, { a: RELAYS.good!(kinds, 0) });
  await viewer.pass(500);
  assert.equal(viewer.state, 'playing');
  viewer.close();
});

test('what a viewer is told by what comes', () => {
  const kinds = { video: 'video/VP8', audio: 'audio/opus' };
  const coming = { kinds, flow: 'picture', flowMs: 0, shown: false, presents: true } as const;
  assert.equal(flowVerdict(coming), null, 'the video is about to show it');
  assert.equal(flowVerdict({ ...coming, flowMs: 1_600 }), 'playing');
  assert.equal(flowVerdict({ ...coming, presents: false }), 'playing', 'hidden or paused');
  assert.equal(flowVerdict({ ...coming, kinds: { ...kinds, video: null } }), 'playing');
  assert.equal(flowVerdict({ ...coming, flow: 'sound' }), 'playing');
  assert.equal(flowVerdict({ ...coming, flow: 'idle' }), 'resting');
  assert.equal(flowVerdict({ ...coming, flow: 'idle', shown: true }), 'playing');
  assert.equal(flowVerdict({ ...coming, kinds: { video: null, audio: null } }), 'resting');
});

test('a picture that was decoded and is not seen is asked for again', () => {
  let unseen = 0;
  let flowMs = 100;
  const flow = new ViewFlow({
    state: () => 'connecting',
    setState: () => {},
    fail: () => {},
    coming: () => ({
      kinds: { video: 'video/VP8', audio: null },
      flow: 'picture',
      flowMs,
      presents: true,
    }),
    flows: () => true,
    hasParent: () => true,
    openLinks: () => 1,
    unseen: () => {
      unseen++;
    },
    arrived: () => {},
    lasting: () => {},
  });
  flow.look();
  assert.equal(unseen, 0, 'it is about to be shown');
  flowMs = 400;
  flow.look();
  assert.equal(unseen, 1);
  flowMs = 2_000;
  flow.look();
  assert.equal(unseen, 2, 'that it is told as playing does not show it');
  flowMs = 12_000;
  flow.look();
  assert.equal(unseen, 2, 'that is the video’s own affair');
});

test('a rest is told again where it is met again: in another tree, or beside a broadcast of the page', () => {
  const states: ViewState[] = [];
  const nothing = (): void => {};
  const flow = new ViewFlow({
    state: () => states.at(-1) ?? 'connecting',
    setState: (to) => states.push(to),
    fail: nothing,
    coming: () => null,
    flows: () => false,
    hasParent: () => false,
    openLinks: () => 0,
    unseen: nothing,
    arrived: nothing,
    lasting: nothing,
  });
  flow.start();
  flow.rests();
  flow.rests();
  assert.deepEqual(states, ['waiting']);
  // The tree is left, and the viewer reconnecting.
  flow.stop();
  states.push('reconnecting');
  flow.rests();
  assert.equal(states.at(-1), 'waiting');
});

/** The state says what is the case. */
function check(viewer: Viewer, history: string): void {
  const { state, error } = viewer;
  const dryMs = performance.now() - viewer.cameAt;
  if (dryMs <= 10_000) return;
  assert.ok(
    state === 'connecting' || state === 'reconnecting',
    `${history}: ${state} after ${dryMs}`,
  );
  assert.equal(error?.code, 'no-parent', `${history}: no reason after ${dryMs} ms`);
}

for (const plain of [false, true]) {
  const where = plain ? ', where no worker sees the frames' : '';
  test(`property: whatever relays do, ten seconds without anything end in a state and a reason${where}`, () => {
    if (plain) delete globals.RTCRtpScriptTransform;
    return property(plain ? 20 : 40);
  });
}

async function property(seeds: number): Promise<void> {
  const names = Object.keys(RELAYS);
  for (let seed = 0; seed < seeds; seed++) {
    const random = new Random(seed + 100);
    const kinds = [BOTH, { video: true, audio: false }, { video: false, audio: true }][seed % 3]!;
    const chosen = ['a', 'b', 'c'].slice(0, 1 + Math.floor(random.next() * 3)).map((peer) => {
      const name = names[Math.floor(random.next() * names.length)]!;
      return [peer, name, 500 + Math.floor(random.next() * 5_000)] as const;
    });
    const history = `seed ${seed}, ${JSON.stringify(kinds)}: ${JSON.stringify(chosen)}`;
    const relays = chosen.map(([peer, name, at]) => [peer, RELAYS[name]!(kinds, at)] as const);
    const viewer = new Viewer(seed, kinds, Object.fromEntries(relays));
    await viewer.pass(30_000, () => check(viewer, history));
    if (chosen.some(([, name]) => name === 'good')) {
      assert.equal(viewer.state, 'playing', history);
      assert.ok(performance.now() - viewer.cameAt < 1_000, history);
    }
    viewer.close();
  }
}
