/** A viewer whose worker is late or dies: the session itself at a real star; the channel's page answers nobody. */
import assert from 'node:assert/strict';
import { after, afterEach, before, mock, test } from 'node:test';
import type { CastoError } from '../../../src/base/errors.js';
import type { CastoNode } from '../../../src/network/api.js';
import { ViewingSession } from '../../../src/session/playback/viewing.js';
import type { Star } from '../../../src/star/star.js';
import { announcement, until, World } from '../network/network-helpers.js';
import { FakeWorker, QUICK_WATCH, usePage } from './session-page.js';

const CHANNEL = 'silent';
const world = new World();
let star: Star;
let announced: ReturnType<CastoNode['announce']>;
let find: CastoNode['findChannel'];
let page: ReturnType<typeof usePage>;
before(async () => {
  page = usePage();
  star = await world.star();
  const broadcaster = await world.reachable(star);
  announced = broadcaster.node.announce(announcement(CHANNEL));
  const { node } = await world.page({ stars: [star.url] });
  await node.ready();
  find = (channel) => node.findChannel(channel);
  await until('listed', async () => (await find(CHANNEL)) !== null);
});

let session: ViewingSession;
afterEach(async () => {
  await session.close();
  FakeWorker.reset();
  page.watch(QUICK_WATCH);
  mock.restoreAll();
});
after(async () => {
  page.leave();
  await world.end();
});

async function joining(): Promise<{ states: string[]; errors: CastoError[] }> {
  session = new ViewingSession({ channel: CHANNEL, stars: [star.url] }, {});
  const states: string[] = [];
  const errors: CastoError[] = [];
  session.on('state', ({ to }) => states.push(to));
  session.on('error', (error) => errors.push(error));
  session.start();
  await until('a worker', () => FakeWorker.all.length === 1);
  return { states, errors };
}

/** Time passes for whoever reads the clock; timers are as they were. */
function later(ms: number): void {
  const now = performance.now.bind(performance);
  mock.method(performance, 'now', () => now() + ms);
}

const codes = (errors: CastoError[]): string[] =>
  errors.map(({ code, fatal }) => `${code}${fatal ? '!' : ''}`);

test('a worker that is late is told, and so is that no page gives the channel', async () => {
  FakeWorker.late = true;
  page.watch({ slowMs: 30, startMs: 60_000 });
  const { errors } = await joining();
  await until('told', () => errors.length > 0);
  assert.deepEqual(codes(errors), ['unsupported']);
  later(9_000);
  await until('told', () => errors.length > 1, 3_000);
  assert.deepEqual(codes(errors), ['unsupported', 'no-parent']);
  assert.equal(session.error?.code, 'no-parent');
});

test('a worker that dies again and again is replaced three times, then the viewer is told and nothing runs', async () => {
  const { states, errors } = await joining();
  for (let n = 1; n <= 3; n++) {
    FakeWorker.all.at(-1)!.die();
    await until('a new worker', () => FakeWorker.all.length === n + 1);
    assert.equal(session.state, 'reconnecting');
  }
  assert.deepEqual(codes(errors), ['internal', 'internal', 'internal']);
  FakeWorker.all.at(-1)!.die();
  await until('given up', () => session.state === 'error');
  assert.equal(codes(errors).at(-1), 'internal!');
  assert.deepEqual(states, ['connecting', 'reconnecting', 'error']);
  // A record that comes afterwards begins nothing again.
  announced.update(announcement(CHANNEL, { title: 'told again' }));
  await until('heard', async () => (await find(CHANNEL))?.title === 'told again');
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(FakeWorker.all.length, 4);
  assert.ok(FakeWorker.all.every(({ terminated }) => terminated));
});

test('closed as its worker dies: no other begins', async () => {
  const { states } = await joining();
  session.on('error', () => void session.close());
  FakeWorker.all[0]!.die();
  await until('ended', () => FakeWorker.all[0]!.terminated);
  await session.close();
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(FakeWorker.all.length, 1);
  assert.deepEqual(states, ['connecting']);
});
