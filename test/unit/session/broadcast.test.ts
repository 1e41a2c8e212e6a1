/** A whole broadcast in Node, with a real star: what it tells of its troubles, and how it ends. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { PrivateKey } from '@libp2p/interface';
import { CastoError } from '../../../src/base/errors.js';
import type { BroadcastState } from '../../../src/base/types.js';
import { NO_STATS } from '../../../src/media/worker-client/forwarder-client.js';
import { WORKER_WATCH } from '../../../src/media/worker-client/worker-watch.js';
import { Announcer } from '../../../src/network/channels/announcer.js';
import { BroadcastSession } from '../../../src/session/broadcast/broadcast.js';
import type { Star } from '../../../src/star/star.js';
import type { ChannelRecord } from '../../../src/wire/channel-record.js';
import { FakeStream, FakeTrack, installWebRtc } from '../media/media-fakes.js';
import { announcement, newKey, type Page, until, World } from '../network/network-helpers.js';

const scope = globalThis as Record<string, unknown> & { [key: symbol]: unknown };
const NAMES = ['window', 'document', 'navigator'] as const;
const NODE = Symbol.for('casto.node.2');

/** Answers its hello and keeps time; a test ends it, or has it never start. */
class FakeWorker extends EventTarget {
  static made: FakeWorker[] = [];
  static starts = true;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: unknown = null;
  dead = false;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor() {
    super();
    FakeWorker.made.push(this);
    if (!FakeWorker.starts) queueMicrotask(() => this.crash());
  }
  postMessage(message: { type: string; id: number; ms: number }): void {
    if (this.dead) return;
    if (message.type === 'stats') {
      setImmediate(() => this.#say({ type: 'stats', id: message.id, stats: NO_STATS }));
    } else if (message.type === 'timer') {
      const timer = setTimeout(() => this.#say({ type: 'timer', id: message.id }), message.ms);
      this.#timers.add(timer);
    }
  }
  #say(data: unknown): void {
    if (this.dead) return;
    const event = new MessageEvent('message', { data });
    this.onmessage?.(event);
    this.dispatchEvent(event);
  }
  /** As a script that cannot be loaded. */
  crash(): void {
    this.dead = true;
    this.dispatchEvent(new Event('error'));
  }
  terminate(): void {
    this.dead = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }
}

// A dead worker is noticed sooner, as nothing here is busy.
Object.assign(WORKER_WATCH, { beatMs: 50, deadMs: 300 });

const world = new World();
let uninstall = (): void => {};
beforeEach(() => {
  uninstall = installWebRtc({ transforms: false });
  scope.Worker = FakeWorker;
  FakeWorker.made = [];
  FakeWorker.starts = true;
});
afterEach(async () => {
  await world.end();
  delete scope[NODE];
  delete scope.Worker;
  uninstall();
});

/** A page whose node any broadcast of this process gets. */
async function home(stars: Star[], key?: PrivateKey): Promise<Page> {
  const page = await world.page({ stars: stars.map(({ url }) => url) }, key ?? (await newKey()));
  await page.node.ready();
  scope[NODE] = { node: Promise.resolve(page.inner), users: 1 };
  return page;
}

const onAir = (...stars: Star[]) => onAirAs(undefined, ...stars);

async function onAirAs(key: PrivateKey | undefined, ...stars: Star[]) {
  const page = await home(stars, key);
  const session = new BroadcastSession({ stars: stars.map(({ url }) => url) }, {});
  world.onEnd(() => session.stop());
  const errors: CastoError[] = [];
  const mended: CastoError[] = [];
  const states: BroadcastState[] = [];
  session.on('error', (error) => errors.push(error));
  session.on('mended', (error) => mended.push(error));
  session.on('state', ({ to }) => states.push(to));
  const [video, audio] = [new FakeTrack('video'), new FakeTrack('audio')];
  const stream = new FakeStream([video, audio]);
  await session.start(stream.stream);
  assert.equal(session.state, 'live');
  return { page, session, errors, mended, states, stream, video, audio };
}

/** Something that freezes and comes back as a page does, for as long as the test runs. */
function installPage(): { sleep(): void } {
  const before = NAMES.map((name) => Object.getOwnPropertyDescriptor(scope, name));
  const [window, document] = [new EventTarget(), new EventTarget()];
  for (const [name, value] of Object.entries({ window, document, navigator: {} })) {
    Object.defineProperty(scope, name, { value, configurable: true });
  }
  world.onEnd(async () => {
    NAMES.forEach((name, at) => {
      if (before[at]) Object.defineProperty(scope, name, before[at]);
      else delete scope[name];
    });
  });
  return {
    sleep() {
      document.dispatchEvent(new Event('freeze'));
      document.dispatchEvent(new Event('resume'));
    },
  };
}

/** Another page that hears the channel's records. */
async function listener(star: Star): Promise<{ page: Page; records: ChannelRecord[] }> {
  const page = await world.page({ stars: [star.url] });
  const records: ChannelRecord[] = [];
  page.node.on('channel', (record) => records.push(record));
  await page.node.ready();
  return { page, records };
}

/** The session hears of it as of a worker that died. */
function die(session: BroadcastSession): void {
  const alive = FakeWorker.made.filter(({ dead }) => !dead);
  assert.equal(alive.length, 1);
  assert.equal(session.state, 'live');
  alive[0]!.dead = true;
}

/** Resolves in the moment in which it is started again. */
const restarts = (session: BroadcastSession): Promise<void> =>
  new Promise((resolve) => session.on('state', ({ to }) => to === 'reconnecting' && resolve()));

test('a worker that dies is told, started again, and taken back; nobody hears an end', async () => {
  const star = await world.star();
  const { records } = await listener(star);
  const { session, errors, mended, page } = await onAir(star);
  await until('the first record', () => records.length > 0);
  die(session);
  await until('the word', () => errors.length === 1);
  assert.match(errors[0]!.message, /no longer answers/);
  await until('back', () => session.state === 'live');
  assert.equal(session.error, null);
  assert.deepEqual(mended, errors);
  await until('a record after it', () => records.at(-1)!.startedAt > records[0]!.startedAt);
  assert.ok(records.every(({ ended, peer }) => !ended && peer === page.node.peerId));
});

test('a record of another tab that displaces its own is answered soon, as long as it is the one that goes on', async (t) => {
  const star = await world.star();
  const key = await newKey();
  const { records } = await listener(star);
  const { page } = await onAirAs(key, star);
  await until('the first record', () => records.length > 0);
  const refresh = t.mock.method(Announcer.prototype, 'refresh');
  const heard = new Promise<unknown[] | undefined>((resolve) => {
    page.node.on('channel', ({ peer }) => {
      // The session, which listens for longer, has acted by now.
      if (peer !== page.node.peerId) resolve(refresh.mock.calls.at(-1)?.arguments);
    });
  });
  const other = await world.page({ stars: [star.url] }, key);
  await other.node.ready();
  const { startedAt } = records[0]!;
  const rival = other.node.announce({ ...announcement('live'), startedAt: startedAt + 1 });
  // Not as a change of viewers, which waits for four seconds: by then the star has not listed it twice.
  assert.deepEqual(await heard, []);
  rival.cancel();
  await until('its own record again', () => records.at(-1)?.peer === page.node.peerId);
});

test('stop() while the worker is started again announces the end', async () => {
  const star = await world.star();
  const { records, page } = await listener(star);
  const { session } = await onAir(star);
  await until('the first record', () => records.length > 0);
  const restarted = restarts(session);
  die(session);
  await restarted;
  assert.ok(records.every(({ ended }) => !ended));
  await session.stop();
  assert.equal(session.state, 'ended');
  await until('the end', () => records.at(-1)?.ended, 3_000);
  assert.deepEqual(await page.node.channels({ fresh: true }), []);
});

test('a worker that does not start again ends the broadcast, and the end is announced', async () => {
  const star = await world.star();
  const { records } = await listener(star);
  const { session, errors } = await onAir(star);
  await until('the first record', () => records.length > 0);
  FakeWorker.starts = false;
  die(session);
  await until('the failure', () => session.state === 'error');
  assert.deepEqual([session.error?.code, session.error?.fatal], ['unsupported', true]);
  assert.equal(errors.at(-1), session.error);
  await until('the end', () => records.at(-1)?.ended, 3_000);
});

test('stop() on the way back from the back/forward cache announces the end as well', async () => {
  const star = await world.star();
  const { records } = await listener(star);
  const page = installPage();
  const { session } = await onAir(star);
  await until('the first record', () => records.length > 0);
  page.sleep();
  assert.equal(session.state, 'reconnecting');
  await session.stop();
  await until('the end', () => records.at(-1)?.ended, 3_000);
});

test('what was wrong before a page slept is asked again: it may be over, or last', async () => {
  const star = await world.star();
  const page = installPage();
  const { session, errors, audio, stream } = await onAir(star);
  const back = (): Promise<unknown> => until('back', () => session.state === 'live');
  audio.end();
  await until('the word', () => session.error?.code === 'device-missing');
  page.sleep();
  await back();
  assert.match(session.error?.message ?? '', /^The sound/, 'it lasts');
  assert.equal(errors.length, 1, 'and is no news');
  page.sleep();
  stream.removeTrack(audio);
  await back();
  assert.equal(session.error, null, 'it is over');
});

test('a refusal of before is not kept over a page that slept', async () => {
  const star = await world.star();
  const slept = installPage();
  const { session, page, mended } = await onAir(star);
  const { channels } = page.inner;
  const listings = channels.listings.bind(channels);
  channels.listings = async () => [{ star: star.url, listed: false, reason: 'book-full' }];
  await until('the word', () => session.error?.code === 'not-listed');
  assert.equal(session.state, 'reconnecting');
  channels.listings = listings;
  slept.sleep();
  await until('back', () => session.state === 'live');
  assert.equal(session.error, null);
  assert.deepEqual(
    mended.map(({ code }) => code),
    ['not-listed'],
  );
});

test('one star that refuses is a warning, two are a trouble; other troubles stay beside it', async () => {
  const [one, two] = [await world.star(), await world.star()];
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (text: string) => warnings.push(text);
  try {
    const { session, page, errors, states, audio, stream } = await onAir(one, two);
    const listed = { star: one.url, listed: true, reason: null };
    const full = { star: two.url, listed: false, reason: 'book-full' };
    let answers = [listed, full];
    page.inner.channels.listings = async () => answers;
    await until('the warning', () => warnings.length > 0);
    assert.ok(warnings[0]!.includes(two.url) && warnings[0]!.includes('book-full'));
    assert.equal(session.state, 'live');
    assert.deepEqual([session.error, errors, states], [null, [], ['connecting', 'live']]);
    answers = [{ ...listed, listed: false }, full];
    await until('not listed', () => session.error?.code === 'not-listed');
    assert.equal(session.state, 'reconnecting');
    audio.end();
    await until('the sound', () => session.error?.code === 'device-missing');
    answers = [listed, full];
    await until('listed again', () => session.state === 'live');
    assert.equal(session.error?.code, 'device-missing', 'the sound is still over');
    stream.removeTrack(audio);
    await until('all is well', () => session.error === null);
    assert.equal(errors.length, 2);
  } finally {
    console.warn = warn;
  }
});

test('a stream that is given while the worker is started again is the one that goes on air', async () => {
  const star = await world.star();
  const { session } = await onAir(star);
  const restarted = restarts(session);
  die(session);
  await restarted;
  const next = new FakeStream([new FakeTrack('audio')]);
  await session.replaceStream(next.stream);
  await until('back', () => session.state === 'live');
  assert.equal(session.stream, next.stream);
  const [record] = await (await listener(star)).page.node.channels({ fresh: true });
  assert.deepEqual([record?.video, record?.audio], [null, 'audio/opus']);
});

test('a broadcast that comes back while its star is away waits for it', async () => {
  const star = await world.star();
  const { session, page, errors } = await onAir(star);
  const { ready } = page.inner.stars;
  let refused = 0;
  page.inner.stars.ready = (...args) => {
    if (refused++ > 1) return ready.apply(page.inner.stars, args);
    return Promise.reject(new CastoError('star-unreachable', 'no answer', { fatal: false }));
  };
  const restarted = restarts(session);
  die(session);
  await restarted;
  await until('back', () => session.state === 'live');
  assert.ok(refused > 2);
  assert.ok(errors.every(({ fatal }) => !fatal));
});
