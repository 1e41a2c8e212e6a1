/** ICE servers of a casto.json: wrong ones are left out, passwords that end are renewed. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, test } from 'node:test';
import { configureNetwork } from '../../../src/network/index.js';
import {
  findSpecs,
  type ResolvedStar,
  resolveStar,
} from '../../../src/network/stars/resolve-stars.js';
import { ICE_RENEWAL, renewalDelay, StarIce } from '../../../src/network/stars/star-ice.js';
import { connected, until, World } from './network-helpers.js';

const world = new World();
afterEach(async () => {
  configureNetwork({ stars: [], iceServers: [] });
  await world.end();
});

const ID = '12D3KooWSDMNdC9v9ZZEURGCxFWb3fLVtU49z4ecMQ9P79PExQsj';
const ADDRESS = `/ip4/127.0.0.1/tcp/1/ws/p2p/${ID}`;
const turn = (username = 'u'): RTCIceServer => ({
  urls: ['turn:127.0.0.1:3478'],
  username,
  credential: 'p',
});

/** Serves what `document` gives as casto.json; counts how often. */
async function castoJson(document: () => unknown, headers: Record<string, string> = {}) {
  const served = { url: '', times: 0 };
  const server = createServer((_request, response) => {
    served.times++;
    response.writeHead(200, headers).end(JSON.stringify(document()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  world.onEnd(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  served.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return served;
}

test('one TURN entry without a password, one address that is none: the rest is used', async () => {
  const { url } = await castoJson(() => ({
    stars: ['nonsense', ADDRESS, 7],
    iceServers: [{ urls: 'turn:127.0.0.1' }, { urls: 'javascript:1' }, turn()],
  }));
  const resolved = await resolveStar(url);
  assert.deepEqual(resolved.addresses.map(String), [ADDRESS]);
  assert.deepEqual(resolved.iceServers, [turn()]);
});

test('ICE servers that are no list leave the star as it is', async () => {
  for (const iceServers of ['stun:s.example', 5, {}, null]) {
    const { url } = await castoJson(() => ({ stars: [ADDRESS], iceServers }));
    const resolved = await resolveStar(url);
    assert.equal(resolved.addresses.length, 1);
    assert.deepEqual(resolved.iceServers, []);
  }
});

test('a star that can be none is named in a warning, wherever it stands', (t) => {
  const told: string[] = [];
  t.mock.method(console, 'warn', (text: string) => told.push(text));
  findSpecs([`https:// ${ADDRESS} my-star`], undefined);
  findSpecs(undefined, ['/ip4/127.0.0.1/tcp/1', ADDRESS]);
  findSpecs([Array.from({ length: 9 }, () => ADDRESS).join(' ')], undefined);
  assert.equal(told.length, 4);
  for (const [i, word] of ['https://', 'my-star', '/tcp/1"', 'first 8 of 9'].entries()) {
    assert.ok(told[i]?.includes(word), told[i]);
  }
});

test('configure() filters ICE servers, and what it sets later counts for a node that runs', async () => {
  const star = await world.star();
  const { node } = await world.page({ stars: [star.url] });
  let changes = 0;
  node.on('iceServers', () => changes++);
  configureNetwork({ iceServers: [{ urls: 'turn:127.0.0.1' }, turn()] });
  assert.deepEqual(node.iceServers, [turn()]);
  assert.equal(changes, 1);
});

test('the document says how long passwords hold: name, ttl, header', async () => {
  const holds = async (document: object, headers = {}): Promise<number | null> => {
    const { url } = await castoJson(() => ({ stars: [ADDRESS], ...document }), headers);
    return (await resolveStar(url)).iceHoldsMs;
  };
  const maxAge = { 'cache-control': 'public, max-age=60' };
  assert.equal(await holds({ iceServers: [turn()] }), null);
  assert.equal(await holds({ iceServers: [turn()], ttl: 300 }), 300_000);
  assert.equal(await holds({ iceServers: [{ ...turn(), ttl: 200 }], ttl: 300 }), 200_000);
  assert.equal(await holds({ iceServers: [turn()] }, maxAge), 60_000);
  assert.equal(await holds({ iceServers: [turn()], ttl: 300 }, maxAge), 300_000);
  // Nothing secret ends, and nonsense is no time.
  assert.equal(await holds({ iceServers: [{ urls: 'stun:127.0.0.1' }], ttl: 300 }, maxAge), null);
  assert.equal(await holds({ iceServers: [turn()], ttl: 'soon' }), null);
});

test('passwords are renewed before they end, at sensible moments', () => {
  const at = 1_700_000_000_000;
  const named = (inSeconds: number): number | null =>
    renewalDelay({ iceServers: [turn(`${at / 1000 + inSeconds}:ann`)], iceHoldsMs: null }, at);
  assert.equal(renewalDelay({ iceServers: [turn()], iceHoldsMs: null }, at), null);
  assert.equal(named(3600), 3_600_000 - ICE_RENEWAL.marginMs);
  assert.equal(named(80), 60_000);
  assert.equal(named(1), ICE_RENEWAL.leastMs);
  assert.equal(named(-100), ICE_RENEWAL.retryMs);
  assert.equal(named(90 * 24 * 3600), ICE_RENEWAL.mostMs);
  assert.equal(renewalDelay({ iceServers: [turn()], iceHoldsMs: 40_000 }, at), 30_000);
});

/** A StarIce whose clock and document the test holds. */
function fakeIce() {
  let ms = 0;
  let timers: { at: number; fn: () => void }[] = [];
  const state = {
    asked: 0,
    changed: 0,
    answer: (): Promise<ResolvedStar> => Promise.reject(new Error('away')),
  };
  const ice = new StarIce({
    resolve: () => {
      state.asked++;
      return state.answer();
    },
    changed: () => void state.changed++,
    unixNow: () => 1_700_000_000_000 + ms,
    now: () => ms,
    setTimer: (wait, fn) => {
      const timer = { at: ms + wait, fn };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
  });
  const pass = async (by: number): Promise<void> => {
    ms += by;
    const due = timers.filter(({ at }) => at <= ms);
    timers = timers.filter(({ at }) => at > ms);
    for (const { fn } of due) fn();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const document = (username: string): ResolvedStar => ({
    addresses: [],
    iceServers: [turn(username)],
    iceHoldsMs: null,
  });
  return { ice, state, pass, document, timers: () => timers.length };
}

test('a page that stays open has fresh passwords; a star that is away is asked again', async () => {
  const { ice, state, pass, document } = fakeIce();
  ice.take(document('1700000080:ann'));
  assert.equal(state.changed, 1);
  await pass(60_000);
  assert.equal(state.asked, 1, 'asked before the end');
  assert.equal(ice.servers[0]?.username, '1700000080:ann', 'what is known is kept');
  state.answer = () => Promise.resolve(document('1700003600:ann'));
  await pass(ICE_RENEWAL.retryMs);
  assert.equal(ice.servers[0]?.username, '1700003600:ann');
  assert.deepEqual([state.asked, state.changed], [2, 2]);
});

test('a failed connection asks again, but not for servers without passwords, nor in a flood', async () => {
  const { ice, state, pass, document } = fakeIce();
  ice.take({ iceServers: [{ urls: ['stun:127.0.0.1'] }], iceHoldsMs: null });
  await pass(60_000);
  ice.renew();
  assert.equal(state.asked, 0);
  state.answer = () => Promise.resolve(document('bob'));
  ice.take(document('ann'));
  ice.renew();
  assert.equal(state.asked, 0, 'just fetched');
  await pass(ICE_RENEWAL.spacingMs);
  for (let i = 0; i < 5; i++) ice.renew();
  await pass(0);
  assert.equal(state.asked, 1);
  assert.equal(ice.servers[0]?.username, 'bob');
});

test('a name of digits that is no time, and a short max-age of a file, are not asked for without end', async () => {
  for (const [username, iceHoldsMs] of [
    ['1234567890', null],
    ['ann', 1_000],
  ] as const) {
    const { ice, state, pass, document } = fakeIce();
    state.answer = () => Promise.resolve({ ...document(username), iceHoldsMs });
    ice.take({ ...document(username), iceHoldsMs });
    for (let second = 0; second < 3_600; second++) await pass(1_000);
    assert.ok(
      state.asked >= 5 && state.asked <= 15,
      `${username}: ${state.asked} times in an hour`,
    );
    // Once they change they are followed as closely as before.
    state.answer = () => Promise.resolve({ ...document('eve'), iceHoldsMs: 40_000 });
    await pass(ICE_RENEWAL.sameMs);
    const { asked } = state;
    await pass(30_000);
    assert.equal(state.asked, asked + 1);
  }
});

test('a star that is no longer named is not asked any more', async () => {
  const { ice, state, pass, document, timers } = fakeIce();
  ice.take(document('1700000080:ann'));
  ice.stop();
  await pass(10 ** 7);
  ice.renew();
  assert.equal(state.asked, 0);
  assert.equal(timers(), 0);
});

test('a node hears of new passwords of its star', async () => {
  const star = await world.star();
  let name = 'ann';
  const served = await castoJson(() => ({
    stars: star.multiaddrs,
    iceServers: [turn(name)],
    ttl: 1,
  }));
  const { node } = await world.page({ stars: [served.url] });
  await connected({ node });
  assert.match(node.iceServers[0]?.username ?? '', /ann$/);
  let told = 0;
  node.on('iceServers', () => told++);
  name = 'bob';
  await until('the new name', () => node.iceServers[0]?.username === 'bob');
  assert.equal(told, 1);
  assert.equal(served.times, 2);
});
