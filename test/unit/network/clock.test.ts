/** The page's clock: the stars' time on the monotonic clock, whatever the wall clock does. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, mock, test } from 'node:test';
import { AdaptiveTimeout } from '@libp2p/utils';
import { localUnixMs } from '../../../src/base/clock.js';
import { steadyAverages } from '../../../src/network/libp2p/steady-average.js';
import { HighWater } from '../../../src/network/node/high-water.js';
import { StarClock } from '../../../src/network/stars/star-clock.js';
import { StarTime } from '../../../src/star/star-time.js';
import { announcement, connected, newKey, until, World } from './network-helpers.js';

const world = new World();
afterEach(async () => {
  mock.restoreAll();
  await world.end();
});

const HOUR = 3_600_000;
const START = Date.UTC(2026, 5, 1);

/** Sets the wall clock of this process by `ms`, from now on. */
function setWallClock(ms: number): void {
  const real = Date.now.bind(Date);
  mock.method(Date, 'now', () => real() + ms);
}

function stage() {
  const local = { now: START };
  const clock = new StarClock(() => local.now);
  /** `star` is `aheadMs` ahead of this computer; the answer takes `rttMs`. */
  const read = (star: string, aheadMs: number, rttMs = 20): boolean => {
    const askedAt = local.now;
    local.now += rttMs;
    return clock.read(star, {
      now: askedAt + rttMs / 2 + aheadMs,
      askedAt,
      answeredAt: local.now,
    });
  };
  return { local, clock, read, ahead: (star?: string) => clock.now(star) - local.now };
}

test('the wall clock is read in one file only', () => {
  const found: string[] = [];
  for (const folder of ['src', 'components']) {
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || join(folder, file) === join('src/base', 'clock.ts')) continue;
      const code = readFileSync(join(folder, file), 'utf8')
        .replace(/\/\*[\s\S]*?\*\//g, '')
        .replace(/^\s*\/\/.*$/gm, '');
      if (/\bDate\s*\.\s*now\b|\bDate\(\s*\)|\bnew Date\b(?!\s*\()/.test(code)) {
        found.push(join(folder, file));
      }
    }
  }
  assert.deepEqual(found, [], 'use src/base/clock.ts, or the clock of the stars: CastoNode.now()');
});

test('the way of the answer is accounted for; the quickest of the last answers counts', () => {
  const { read, ahead } = stage();
  assert.equal(ahead(), 0);
  read('a', 5_000, 400);
  assert.equal(ahead(), 5_000);
  read('a', 5_030, 20);
  assert.equal(ahead(), 5_030);
  for (let n = 0; n < 5; n++) read('a', 5_200, 600);
  assert.equal(ahead(), 5_030);
});

test('a star whose clock was set is followed at once', () => {
  const { read, ahead } = stage();
  for (let n = 0; n < 8; n++) read('a', 0, 10);
  read('a', -HOUR, 300);
  assert.equal(ahead(), -HOUR);
});

test('one star that lies among three moves nothing, but its own records are judged by its clock', () => {
  const { read, ahead } = stage();
  read('liar', 10 * HOUR);
  read('a', 40);
  read('b', 60);
  assert.equal(ahead(), 60);
  assert.equal(ahead('liar'), 10 * HOUR);
  assert.equal(ahead('unknown'), 60);
});

test("of two stars the one that is nearer to this computer's clock counts", () => {
  for (const stars of [
    [100, HOUR],
    [HOUR, 100],
  ]) {
    const { read, ahead } = stage();
    for (const [index, at] of stars.entries()) read(`star ${index}`, at);
    assert.equal(ahead(), 100);
  }
  const { read, ahead } = stage();
  read('a', HOUR);
  read('b', HOUR + 30);
  assert.equal(ahead(), HOUR, 'both say that this computer is an hour behind');
});

test('an answer that is no time is ignored', () => {
  const { read, ahead, clock } = stage();
  read('a', 70);
  for (const absurd of [8.7e15 - START, -START, Number.MAX_SAFE_INTEGER - START]) {
    assert.equal(read('a', absurd), false);
    assert.equal(read('b', absurd), false);
  }
  assert.equal(ahead(), 70);
  assert.equal(clock.ageOf('b'), Number.POSITIVE_INFINITY);
});

test('a star that left counts no longer, the last one does', () => {
  const { read, ahead, clock } = stage();
  read('a', 100);
  read('b', HOUR);
  read('c', HOUR);
  clock.forget('c');
  clock.forget('b');
  assert.equal(ahead(), 100);
  clock.forget('a');
  assert.equal(ahead(), 100);
});

test('a star keeps its time when its wall clock is set, and follows a star that is ahead', () => {
  const time = new StarTime();
  const before = time.now();
  setWallClock(-HOUR);
  assert.ok(time.now() >= before && time.now() < before + 1_000);
  time.heard(before + HOUR);
  assert.ok(time.now() >= before + HOUR);
  time.heard(before - HOUR);
  time.heard(8.7e15);
  assert.ok(time.now() >= before + HOUR && time.now() < before + HOUR + 1_000);
  assert.ok(Number.isInteger(time.now()));
});

test("libp2p's pings survive a wall clock that is set back", () => {
  steadyAverages();
  const timeouts = new AdaptiveTimeout();
  for (const step of [0, -HOUR, HOUR, -24 * HOUR]) {
    setWallClock(step);
    for (let n = 0; n < 3; n++) timeouts.cleanUp(timeouts.getTimeoutSignal());
    assert.ok(Number.isFinite(timeouts.getTimeoutSignal().timeout));
    mock.restoreAll();
  }
});

for (const step of [120_000, -HOUR, HOUR]) {
  test(`a broadcaster whose clock is set by ${step / 1000} s on air stays listed`, async () => {
    // The star is another computer: its clock is not set.
    const star = await world.star({ now: () => performance.timeOrigin + performance.now() });
    const host = await world.reachable(star);
    const watching = await world.page({ stars: [star.url] });
    await connected(watching);
    const live = host.node.announce(announcement('news', { title: 'before' }));
    await until('the channel', () => watching.node.findChannel('news'));
    const dropped: string[] = [];
    for (const page of [host, watching]) {
      page.inner.on('dropped', ({ reason }) => dropped.push(reason));
    }
    setWallClock(step);
    live.update(announcement('news', { title: 'after' }));
    await until('the update', async () => {
      return (await watching.node.findChannel('news'))?.title === 'after';
    });
    const newcomer = await world.page({ stars: [star.url] });
    await connected(newcomer);
    const [record] = await newcomer.node.channels();
    assert.equal(record?.title, 'after', 'the star lists it');
    const seen: string[] = [];
    newcomer.node.presence(live.channelId, ({ peer }) => seen.push(peer));
    const hint = { depth: 0, slots: 3, way: 'forward' as const, epoch: 1 };
    host.node.presence(live.channelId, () => {}).offer(hint, 1);
    await until('presence', () => seen.includes(host.node.peerId));
    assert.deepEqual(dropped, []);
  });
}

test('a star that is 50 s ahead of the other one lists a broadcast, and is believed', async () => {
  const near = await world.star();
  const ahead = await world.star({ now: () => localUnixMs() + 50_000 });
  const host = await world.page({ stars: [near.url, ahead.url] });
  await until('both stars', () => host.inner.stars.connected.size === 2);
  const live = host.node.announce(announcement('news'), () => {});
  const by = new Set<string>();
  await until(
    'both list it',
    async () => {
      const { channels } = host.inner;
      const all = await channels.listings(live.channelId, host.node.peerId, String);
      for (const { star, listed } of all) if (listed) by.add(star);
      return by.size === 2;
    },
    8_000,
  );
});

test('after a reload with the clock set back, records and epochs go on above those before', async () => {
  const star = await world.star();
  const key = await newKey();
  const before = await world.reachable(star, key);
  const epoch = before.node.firstEpoch();
  before.node.announce(announcement('news', { title: 'before' }));
  const guest = await world.page({ stars: [star.url] });
  await until('the channel', () => guest.node.findChannel('news'));
  setWallClock(-HOUR);
  const after = await world.reachable(star, key);
  assert.ok(after.node.firstEpoch() >= epoch);
  after.node.announce(announcement('news', { title: 'after' }));
  await until('the new page', async () => {
    return (await guest.node.findChannel('news'))?.peer === after.node.peerId;
  });
});

/** As much of IndexedDB as the key store uses: one store, whose values outlive the pages. */
function fakeStorage(): IDBFactory {
  const values = new Map<string, unknown>();
  const request = (result: unknown): object => {
    const made = { result, onsuccess: () => {} };
    queueMicrotask(() => made.onsuccess());
    return made;
  };
  const store = {
    get: (name: string) => request(values.get(name)),
    put: (value: unknown, name: string) => request(values.set(name, structuredClone(value))),
  };
  const database = { transaction: () => ({ objectStore: () => store }), close: () => {} };
  return { open: () => request(database) } as unknown as IDBFactory;
}

test('numbers rise over reloads, though the star that is asked is an hour behind the last one', async () => {
  const page = globalThis as { indexedDB?: IDBFactory };
  page.indexedDB = fakeStorage();
  try {
    const first = new HighWater(true);
    await first.load();
    const sequence = first.sequence(START);
    const epoch = first.firstEpoch(START);
    assert.equal(epoch, START / 100);
    first.usedEpoch(epoch + 7);
    assert.equal(first.sequence(START - HOUR), sequence + 1);
    await new Promise((resolve) => setTimeout(resolve, 10));
    const second = new HighWater(true);
    await second.load();
    assert.ok(second.firstEpoch(START - HOUR) > epoch + 7);
    assert.ok(second.sequence(START - HOUR) > sequence + 1);
    // With another owner key these numbers mean nothing.
    const lone = new HighWater(false);
    await lone.load();
    assert.equal(lone.sequence(START), START);
  } finally {
    delete page.indexedDB;
  }
});

test('stored numbers that no clock can have made are not gone on from', async () => {
  const page = globalThis as { indexedDB?: IDBFactory };
  page.indexedDB = fakeStorage();
  try {
    const { updateStored } = await import('../../../src/network/node/key-store.js');
    for (const absurd of [{ sequence: 9e15, epoch: 9e15 }, { sequence: 'x', epoch: -1 }, 7]) {
      await updateStored('highest', () => absurd);
      const marks = new HighWater(true);
      await marks.load();
      assert.equal(marks.sequence(START), START);
      assert.equal(marks.firstEpoch(START), START / 100);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  } finally {
    delete page.indexedDB;
  }
});
