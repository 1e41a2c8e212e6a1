/** A page whose network becomes another one: its connection to the star goes nowhere, and it comes again. */
import assert from 'node:assert/strict';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, test } from 'node:test';
import { multiaddr } from '@multiformats/multiaddr';
import type { Star } from '../../../src/star/star.js';
import { announcement, connected, type Page, until, World } from '../network/network-helpers.js';
import { joinMessage } from '../session/join-message.js';

/*
 * Each wait is shorter than the star's own ping, 20 s, which would find the dead connection at last; and longer
 * than a busy machine takes to say something again, 10 s.
 */
const world = new World();
afterEach(() => world.end());

/** A way to the star that can die without a word: nothing goes through any more, and nobody is told. */
async function mortalWay(star: Star): Promise<{ address: string; die(): void }> {
  const ways: Socket[][] = [];
  const server = createServer((near) => {
    const far = connect(Number(new URL(star.url).port), '127.0.0.1');
    ways.push([near, far]);
    near.pipe(far).pipe(near);
    for (const end of [near, far]) end.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  world.onEnd(async () => {
    server.close();
    for (const end of ways.flat()) end.destroy();
  });
  const { port } = server.address() as { port: number };
  return {
    address: star.multiaddrs[0]!.replace(/tcp\/\d+/, `tcp/${port}`),
    die: () => {
      for (const [near, far] of ways.splice(0)) {
        near!.unpipe();
        far!.unpipe();
        near!.resume();
        far!.resume();
      }
    },
  };
}

/** The way dies, and the page comes again. */
async function comesAgain({ node }: Page, way: { die(): void }): Promise<void> {
  const states: boolean[] = [];
  node.on('stars', (stars) => states.push(stars.some(({ connected }) => connected)));
  way.die();
  node.checkStars();
  await until('the loss is told', () => states.includes(false));
  // A dial that a busy machine had no time for is tried again.
  await until('the star again', () => states.at(-1), 60_000);
}

test('a broadcaster that comes again is announced, heard and reached as before', async () => {
  const star = await world.star();
  const way = await mortalWay(star);
  const host = await world.page({ stars: [way.address] });
  await connected(host);
  const live = host.node.announce(announcement('moving', { title: 'before' }));
  const guest = await world.page({ stars: [star.url] });
  await until('the channel', () => guest.node.findChannel('moving'));
  const titles: string[] = [];
  guest.node.on('channel', ({ title }) => titles.push(title));

  await comesAgain(host, way);
  live.update(announcement('moving', { title: 'after' }));
  await until('the new announcement', () => titles.includes('after'));

  const heard: string[] = [];
  host.node.onSignal(live.channelId, (stream) => stream.onMessage(({ t }) => heard.push(t)));
  const record = await guest.node.findChannel('moving');
  assert.ok(record);
  const stream = await guest.node.openSignal(record.peer, record.addresses);
  stream.send(joinMessage({ channel: live.channelId, capacity: 0, ways: [] }));
  await until('the join', () => heard.includes('join'));
});

test('a viewer that comes again hears announcements as before', async () => {
  const star = await world.star();
  const way = await mortalWay(star);
  const viewer = await world.page({ stars: [way.address] });
  await connected(viewer);
  const host = await world.reachable(star);
  const live = host.node.announce(announcement('steady', { title: 'before' }));
  const titles: string[] = [];
  viewer.node.on('channel', ({ title }) => titles.push(title));
  await until('the channel', () => titles.includes('before'));

  await comesAgain(viewer, way);
  live.update(announcement('steady', { title: 'after' }));
  await until('the new announcement', () => titles.includes('after'));
});

test('a page that opens a second connection keeps that, and announcements go both ways', async () => {
  const star = await world.star();
  const guest = await world.page({ stars: [star.url] });
  const host = await world.page({ stars: [star.url] });
  await connected(guest, host);
  const heard: string[] = [];
  const told: string[] = [];
  host.node.on('channel', ({ title }) => heard.push(title));
  guest.node.on('channel', ({ title }) => told.push(title));
  const theirs = guest.node.announce(announcement('theirs', { title: 'theirs 1' }));
  const ours = host.node.announce(announcement('ours', { title: 'ours 1' }));
  await until('both', () => heard.includes('theirs 1') && told.includes('ours 1'));

  const { libp2p } = host.inner;
  const second = await libp2p.dial(multiaddr(star.multiaddrs[0]!), { force: true });
  await until('the first to be ended', () => libp2p.getConnections().length === 1);
  assert.deepEqual(libp2p.getConnections(), [second]);
  theirs.update(announcement('theirs', { title: 'theirs 2' }));
  ours.update(announcement('ours', { title: 'ours 2' }));
  await until('both', () => heard.includes('theirs 2') && told.includes('ours 2'));
});

test('a star that is named in two ways, one without its id, stays connected', async () => {
  const star = await world.star();
  const address = star.multiaddrs[0]!;
  const page = await world.page({ stars: [star.url] });
  await connected(page);
  const changes: boolean[] = [];
  page.node.on('stars', (stars) => changes.push(stars.some(({ connected }) => connected)));
  page.inner.stars.add(address.replace(/\/p2p\/.*/, ''));
  await until('the second way', () => changes.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  assert.ok(changes.every(Boolean), `${changes}`);
  assert.equal(page.inner.libp2p.getConnections().length, 1);
  assert.equal(page.node.stars.length, 1);
});
