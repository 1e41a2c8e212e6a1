/**
 * A broadcast whose worker dies, at every moment of its life: the session itself at a real star; worker, tracks and
 * WebRTC are played by the test.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { CastoError } from '../../../src/base/errors.js';
import { BroadcastSession } from '../../../src/session/broadcast/broadcast.js';
import type { Star } from '../../../src/star/star.js';
import { type Page, until, World } from '../network/network-helpers.js';
import { FakeWorker, QUICK_WATCH, stream, usePage } from './session-page.js';

const world = new World();
let star: Star;
let page: ReturnType<typeof usePage>;
let viewer: Page;
before(async () => {
  page = usePage();
  star = await world.star();
  viewer = await world.page({ stars: [star.url] });
  await viewer.node.ready();
});
const sessions: BroadcastSession[] = [];
afterEach(async () => {
  for (const each of sessions.splice(0)) await each.stop();
  FakeWorker.reset();
});
after(async () => {
  page.leave();
  await world.end();
});

interface OnAir {
  session: BroadcastSession;
  states: string[];
  errors: CastoError[];
  /** What the star says of the channel. */
  record(): ReturnType<Page['node']['findChannel']>;
}

let channels = 0;
function session(): OnAir {
  const channel = `restarts-${++channels}`;
  const made = new BroadcastSession({ channel, stars: [star.url], label: 'before' }, {});
  sessions.push(made);
  const states: string[] = [];
  const errors: CastoError[] = [];
  made.on('state', ({ to }) => states.push(to));
  made.on('error', (error) => errors.push(error));
  return {
    session: made,
    states,
    errors,
    record: () => viewer.node.findChannel(channel),
  };
}

async function onAir(): Promise<OnAir> {
  const made = session();
  await made.session.start(stream('video'));
  await until('listed', async () => (await made.record())?.ended === false);
  return made;
}

const dies = (): void => FakeWorker.all.at(-1)!.die();
/** The next one dies as soon as it has said hello. */
const diesAtBirth = (): void => {
  FakeWorker.born = (worker) => {
    FakeWorker.born = () => {};
    setTimeout(() => worker.die(), 5);
  };
};
const noneRuns = (): boolean => FakeWorker.all.every(({ terminated }) => terminated);

test('a worker that dies on air: told, reconnecting, live with a new one, and nobody hears of an end', async () => {
  const { session, states, errors, record } = await onAir();
  const ends: boolean[] = [];
  const stop = viewer.node.on('channel', ({ channelId, ended }) => {
    if (channelId === session.channelId) ends.push(ended);
  });
  dies();
  await until('live again', () => states.at(-1) === 'live' && FakeWorker.all.length === 2);
  assert.deepEqual(states, ['connecting', 'live', 'reconnecting', 'live']);
  assert.deepEqual(
    errors.map(({ code, fatal }) => [code, fatal]),
    [['internal', false]],
  );
  assert.equal(session.error, null);
  assert.equal(FakeWorker.all[0]!.terminated, true);
  await until('announced again', () => ends.length > 0);
  assert.deepEqual(
    ends.filter((ended) => ended),
    [],
  );
  stop();
  await session.stop();
  await until('over', async () => (await record())?.ended !== false);
  assert.ok(noneRuns());
});

test('a worker that dies before the broadcast is live fails the start, and leaves nothing behind', async () => {
  const { session: made, errors, record } = session();
  // Right after its hello. The page's node takes longer to start.
  page.watch({ beatMs: 5, deadMs: 5 });
  FakeWorker.born = (worker) => {
    worker.addEventListener('message', () => worker.die(), { once: true });
  };
  await assert.rejects(made.start(stream('video')), { code: 'internal' });
  page.watch(QUICK_WATCH);
  assert.equal(made.state, 'error');
  assert.deepEqual(errors, [made.error]);
  assert.ok(noneRuns());
  assert.equal(await record(), null);
});

test('a new worker that dies as well is replaced; the fourth death of a minute ends the broadcast', async () => {
  const { session, states, errors, record } = await onAir();
  diesAtBirth();
  dies();
  await until('a third', () => states.at(-1) === 'live' && FakeWorker.all.length === 3);
  assert.ok(errors.every(({ fatal }) => !fatal));
  dies();
  await until('a fourth', () => states.at(-1) === 'live' && FakeWorker.all.length === 4);
  dies();
  await until('given up', () => session.state === 'error');
  assert.equal(session.error?.fatal, true);
  assert.equal(errors.at(-1), session.error);
  assert.ok(noneRuns());
  await until('over', async () => (await record())?.ended !== false);
  await session.stop();
  assert.equal(session.state, 'error');
});

/** Calls `act` at one of the moments of a restart. */
const MOMENTS: Record<string, (session: BroadcastSession, act: () => void) => void> = {
  'as the death is told': (session, act) => void session.on('error', act),
  'before the old one is closed': (session, act) => {
    session.on('state', ({ to }) => to === 'reconnecting' && act());
  },
  'as the new one starts': (_session, act) => {
    FakeWorker.born = act;
  },
  'after the new one has started': (_session, act) => {
    FakeWorker.born = () => setTimeout(act, 30);
  },
};

for (const [when, at] of Object.entries(MOMENTS)) {
  test(`stopped ${when}: over for everybody, and nothing starts any more`, async () => {
    const { session, states, record } = await onAir();
    const stopped = new Promise<void>((resolve, reject) => {
      at(session, () => session.stop().then(resolve, reject));
    });
    dies();
    await stopped;
    assert.equal(session.state, 'ended');
    assert.equal(states.at(-1), 'ended');
    await until('over', async () => (await record())?.ended !== false);
    await until('no worker', noneRuns);
    assert.equal(session.state, 'ended');
  });

  test(`source and title changed ${when} are those on air after it`, async () => {
    const { session, states, record } = await onAir();
    assert.equal((await record())?.audio, null);
    const next = stream('video', 'audio');
    let changed = false;
    at(session, () => {
      if (changed) return;
      changed = true;
      void session.replaceStream(next);
      session.setOptions({ label: 'after' });
    });
    dies();
    await until('live again', () => changed && states.at(-1) === 'live');
    assert.equal(session.stream, next);
    await until('announced', async () => {
      const now = await record();
      return now?.title === 'after' && now.audio !== null;
    });
    await session.stop();
  });
}
