import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { CastoError } from '../../../src/base/errors.js';
import { joinMessage } from '../session/join-message.js';
import { announcement, connected, newKey, type Page, until, World } from './network-helpers.js';

const world = new World();
afterEach(() => world.end());

test('a channel announced on one page is found on another by slug and by id', async () => {
  const star = await world.star();
  const host = await world.reachable(star);
  const live = host.node.announce(announcement('news'));
  const guest = await world.page({ stars: [star.url] });
  const record = await until('the channel by slug', () => guest.node.findChannel('news'));
  assert.equal(record.channelId, live.channelId);
  assert.equal(record.ownerId, host.node.ownerId);
  assert.equal(record.peer, host.node.peerId);
  assert.equal(record.title, 'The news channel');
  assert.ok(record.addresses.every((address) => address.includes('/p2p-circuit')));
  const byId = await guest.node.findChannel(live.channelId);
  assert.equal(byId?.channelId, live.channelId);
  const other = `${guest.node.ownerId}/news`;
  assert.equal(await guest.node.findChannel(other), null, 'another owner of the same slug');
});

test('the directory answers a newcomer before any announcement reaches it', async () => {
  const star = await world.star();
  const host = await world.reachable(star);
  host.node.announce(announcement('early'));
  const first = await world.page({ stars: [star.url] });
  await until('the star knows', () => first.node.findChannel('early'));
  const newcomer = await world.page({ stars: star.multiaddrs });
  await connected(newcomer);
  assert.deepEqual(
    (await newcomer.node.channels()).map((record) => record.slug),
    ['early'],
  );
});

test('updates and the end of a channel reach the others', async () => {
  const star = await world.star();
  const host = await world.reachable(star);
  const guest = await world.page({ stars: [star.url] });
  await connected(guest);
  const seen: string[] = [];
  guest.node.on('channel', (record) =>
    seen.push(`${record.title}${record.ended ? ' (ended)' : ''}`),
  );
  const live = host.node.announce(announcement('news', { title: 'one' }));
  await until('the first record', () => seen.includes('one'));
  live.update(announcement('news', { title: 'two' }));
  await until('the update', () => seen.includes('two'));
  await live.end();
  await until('the end', () => seen.includes('two (ended)'));
  assert.equal(await guest.node.findChannel('news'), null);
  assert.deepEqual(await guest.node.channels({ fresh: true }), []);
});

test('for a bare slug the channel is taken that the star heard first', async () => {
  const star = await world.star();
  const [first, second, watching] = await Promise.all([
    world.reachable(star),
    world.reachable(star),
    world.page({ stars: [star.url] }),
  ]);
  await connected(watching);
  const owners = async ({ node }: Page) =>
    (await node.channels({ fresh: true })).map(({ ownerId }) => ownerId);
  // A fast clock loses no name, a slow one takes none, and nobody takes one by saying so.
  first.node.announce(announcement('same', { startedAt: Date.now() + 3_600_000 }));
  await until('the first', async () => (await owners(watching)).length === 1);
  second.node.announce(announcement('same', { startedAt: 1 }));
  await until('both', async () => (await owners(watching)).length === 2);
  const newcomer = await world.page({ stars: [star.url] });
  for (const page of [watching, newcomer]) {
    assert.equal((await page.node.findChannel('same'))?.ownerId, first.node.ownerId);
    assert.deepEqual(await owners(page), [first.node.ownerId, second.node.ownerId]);
  }
});

test('a broadcaster that was reloaded is taken at once', async () => {
  const star = await world.star();
  const key = await newKey();
  const before = await world.reachable(star, key);
  before.node.announce(announcement('mine'));
  const guest = await world.page({ stars: [star.url] });
  await until('the first life', () => guest.node.findChannel('mine'));
  await before.node.release();
  const after = await world.reachable(star, key);
  after.node.announce(announcement('mine'));
  const record = await until('the second life', async () => {
    const found = await guest.node.findChannel('mine');
    return found?.peer === after.node.peerId ? found : null;
  });
  assert.equal(record.ownerId, after.node.ownerId);
});

test('announcements cross from one star to its peer', async () => {
  const north = await world.star();
  const south = await world.star({ peers: [north.url] });
  const host = await world.reachable(north);
  const guest = await world.page({ stars: [south.url] });
  await connected(guest);
  host.node.announce(announcement('across'));
  const record = await until('the channel at the other star', () =>
    guest.node.findChannel('across'),
  );
  const heard: string[] = [];
  host.node.onSignal(record.channelId, (stream) =>
    stream.onMessage((message) => heard.push(message.t)),
  );
  const stream = await guest.node.openSignal(record.peer, record.addresses);
  stream.send(joinMessage({ channel: record.channelId, link: 'abcdefgh', capacity: 1 }));
  await until('the join over the other star', () => heard.includes('join'));
});

test('findChannel refuses what is neither slug nor id', async () => {
  const star = await world.star();
  const page = await world.page({ stars: [star.url] });
  await connected(page);
  await assert.rejects(page.node.findChannel('two words'), { code: 'bad-channel' });
  await assert.rejects(page.node.findChannel('x'.repeat(300)), { code: 'bad-channel' });
});

test('a channel ended and started again in the same instant is live', async () => {
  const star = await world.star();
  const host = await world.reachable(star);
  const guest = await world.page({ stars: [star.url] });
  await connected(guest);
  const titles: string[] = [];
  guest.node.on('channel', (record) => titles.push(record.ended ? 'ended' : record.title));
  const first = host.node.announce(announcement('again', { title: 'first' }));
  await until('the first', () => titles.includes('first'));
  const ended = first.end();
  host.node.announce(announcement('again', { title: 'second' }));
  await ended;
  await until('the second', () => titles.includes('second'));
  assert.equal((await guest.node.findChannel('again'))?.title, 'second');
});

test('a hundred players of one page that look for channels at once all find theirs', async () => {
  const star = await world.star();
  const host = await world.reachable(star);
  for (const slug of ['a', 'b', 'c', 'd', 'e']) host.node.announce(announcement(slug));
  const scout = await world.page({ stars: [star.url] });
  await until('all', async () => (await scout.node.channels({ fresh: true })).length === 5);
  const guest = await world.page({ stars: [star.url] });
  const controller = new AbortController();
  const cancelled = guest.node.findChannel('nothing', controller.signal);
  const found = await Promise.all(
    Array.from({ length: 100 }, (_, n) => guest.node.findChannel('abcde'.charAt(n % 5))),
  );
  assert.ok(found.every((record, n) => record?.slug === 'abcde'.charAt(n % 5)));
  controller.abort();
  await cancelled.then(
    (record) => assert.equal(record, null),
    (error: CastoError) => assert.equal(error.code, 'aborted'),
  );
});

test('pages whose clock is an hour off the star find each other by the clock of the star', async () => {
  const star = await world.star({ now: () => Date.now() + 3_600_000 });
  const [host, guest] = [await world.reachable(star), await world.reachable(star)];
  const live = host.node.announce(announcement('late'));
  const record = await until('the channel', () => guest.node.findChannel('late'));
  assert.ok(record.issuedAt > Date.now() + 3_500_000);
  const seen: string[] = [];
  guest.node.presence(live.channelId, (presence) => seen.push(presence.peer));
  const hint = { depth: 0, slots: 3, way: 'forward' as const, epoch: 1 };
  host.node.presence(live.channelId, () => {}).offer(hint, 1);
  await until('presence', () => seen.includes(host.node.peerId));
});
