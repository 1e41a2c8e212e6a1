/**
 * A broadcast with an encoder that comes back on air: what is not as it was before is waited for, and who has the
 * channel meanwhile keeps it. At a real star; worker, tracks and WebRTC are played by the test.
 */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { CastoError } from '../../../src/base/errors.js';
import { BroadcastSession } from '../../../src/session/broadcast/broadcast.js';
import type { Star } from '../../../src/star/star.js';
import { FakeConnection, FakeStream, FakeTrack, installWebRtc } from '../media/media-fakes.js';
import { announcement, newKey, type Page, until, World } from '../network/network-helpers.js';
import { FakeWorker, usePage } from './session-page.js';

const scope = globalThis as Record<string | symbol, unknown>;
const NODE = Symbol.for('casto.node.2');
const world = new World();
let page: ReturnType<typeof usePage>;
let uninstall = (): void => {};
beforeEach(() => {
  page = usePage();
  uninstall = installWebRtc();
  FakeWorker.born = encodes;
});
afterEach(async () => {
  await world.end();
  delete scope[NODE];
  uninstall();
  page.leave();
  FakeWorker.reset();
});

function encodes(worker: FakeWorker): void {
  setTimeout(() => worker.say({ type: 'encoding', kind: 'video' }), 20);
}

async function onAir(star: Star) {
  const key = await newKey();
  const own = await world.page({ stars: [star.url] }, key);
  await own.node.ready();
  scope[NODE] = { node: Promise.resolve(own.inner), users: 1 };
  const session = new BroadcastSession({ stars: [star.url] }, {});
  world.onEnd(() => session.stop());
  const errors: CastoError[] = [];
  const states: string[] = [];
  session.on('error', (error) => errors.push(error));
  session.on('state', ({ to }) => states.push(to));
  await session.start(new FakeStream([new FakeTrack('video'), new FakeTrack('audio')]).stream);
  return { session, own, key, errors, states };
}

const dies = (): void => FakeWorker.all.at(-1)!.die();
const back = (states: string[]): Promise<unknown> =>
  until('back', () => states.includes('reconnecting') && states.at(-1) === 'live');

/** No star answers this page until what is returned is called. */
function starAway({ inner: { stars } }: Page): () => void {
  const { ready } = stars;
  let away = true;
  stars.ready = (...args) =>
    away
      ? Promise.reject(new CastoError('star-unreachable', 'no answer', { fatal: false }))
      : ready.apply(stars, args);
  return () => {
    away = false;
  };
}

for (const end of ['is told so', 'is stopped'] as const) {
  test(`the page that comes back to a channel that another page has meanwhile ${end}, and ends nothing`, async () => {
    const star = await world.star();
    const { session, own, key, states } = await onAir(star);
    const guest = await world.page({ stars: [star.url] });
    const ends: boolean[] = [];
    guest.node.on('channel', ({ ended }) => ends.push(ended));
    await guest.node.ready();
    await until('listed', async () => (await guest.node.findChannel(session.channelId)) !== null);
    const starBack = starAway(own);
    dies();
    await until('off air', () => states.at(-1) === 'reconnecting');
    const other = await world.page({ stars: [star.url] }, key);
    await other.node.ready();
    other.node.announce(announcement('live'));
    const holder = async () => (await guest.node.findChannel(session.channelId))?.peer;
    await until('the other has it', async () => (await holder()) === other.node.peerId);
    starBack();
    if (end === 'is stopped') await session.stop();
    else {
      await until('told', () => session.state === 'error');
      assert.equal(session.error?.code, 'channel-taken');
      await session.stop();
    }
    // What this page says later comes after what it said before.
    own.node.announce(announcement('later'));
    await until('heard', async () => (await guest.node.findChannel('later')) !== null);
    assert.equal(await holder(), other.node.peerId);
    assert.deepEqual(
      ends.filter((ended) => ended),
      [],
    );
  });
}

test('a worker that dies again while the star is away is replaced as one that dies on air', async () => {
  const star = await world.star();
  const { session, own, states, errors } = await onAir(star);
  const starBack = starAway(own);
  dies();
  await until('a second', () => FakeWorker.all.length === 2);
  await new Promise((resolve) => setTimeout(resolve, 50));
  dies();
  await new Promise((resolve) => setTimeout(resolve, 200));
  starBack();
  await back(states);
  assert.equal(session.state, 'live');
  assert.equal(FakeWorker.all.length, 3);
  assert.ok(errors.every(({ fatal }) => !fatal));
  assert.equal(session.error, null);
});

test('an encoder that is cut off as the page comes back is told, waited for, and taken back', async (t) => {
  const star = await world.star();
  const { session, states, errors } = await onAir(star);
  FakeConnection.cut = true;
  FakeWorker.born = () => {};
  // The longest that a pair is waited for.
  const { setTimeout: later } = globalThis;
  t.mock.method(globalThis, 'setTimeout', (fn: () => void, ms = 0) => later(fn, ms / 10));
  dies();
  await until('told', () => errors.at(-1)?.code === 'unsupported');
  assert.equal(errors.at(-1)!.fatal, false);
  await until('listed', () => session.troubles.every(({ code }) => code === 'unsupported'));
  assert.equal(session.state, 'reconnecting');
  FakeConnection.cut = false;
  encodes(FakeWorker.all.at(-1)!);
  await back(states);
  assert.equal(session.error, null);
  assert.deepEqual(states, ['connecting', 'live', 'reconnecting', 'live']);
});

test('a track that is refused as the page comes back is told, and the other kind is on air', async () => {
  const star = await world.star();
  const { session, states, errors } = await onAir(star);
  const { addTransceiver } = FakeConnection.prototype;
  let refusing = true;
  FakeConnection.prototype.addTransceiver = function (track: unknown) {
    const made = addTransceiver.call(this, track);
    if (refusing && track === 'audio') made.sender.refuses = new Error('no such sound');
    refusing &&= track !== 'audio';
    return made;
  };
  try {
    dies();
    await back(states);
    assert.deepEqual([session.error?.code, session.error?.fatal], ['no-media', false]);
    assert.ok(errors.includes(session.error!));
    const [video, audio] = FakeConnection.made.at(-2)!.senders;
    assert.ok(video?.track);
    audio!.refuses = null;
    await until('taken', () => session.error === null);
    assert.ok(audio!.track);
  } finally {
    FakeConnection.prototype.addTransceiver = addTransceiver;
  }
});
