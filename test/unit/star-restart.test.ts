import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { createStar } from '../../src/star/star.js';
import { joinMessage } from './join-message.js';
import { announcement, until, World } from './network-helpers.js';

const world = new World();
afterEach(() => world.end());

async function dataDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'casto-star-'));
  world.onEnd(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

test('a restarted star keeps its address; pages come back and find each other again', async () => {
  const data = await dataDirectory();
  const first = await createStar({ port: 0, data });
  const port = Number(new URL(first.url).port);
  const host = await world.reachable(first);
  const live = host.node.announce(announcement('steady'));
  const guest = await world.page({ stars: first.multiaddrs });
  await until('the channel', () => guest.node.findChannel('steady'));
  const states: boolean[] = [];
  guest.node.on('stars', (stars) => states.push(stars.some(({ connected }) => connected)));

  await first.stop();
  await until('the loss is told', () => states.includes(false));
  await until('no relay slot', () => host.node.addresses.length === 0);
  const second = await world.star({ port, data });
  assert.deepEqual(second.multiaddrs, first.multiaddrs);

  const back = (): boolean => [host, guest].every(({ node }) => node.stars[0]?.connected);
  await until('both are back', back, 60_000);
  assert.equal(states.at(-1), true);
  await until('the relay slot is back', () => host.node.addresses.length > 0);
  const newcomer = await world.page({ stars: [second.url] });
  const record = await until('the channel is announced again', () =>
    newcomer.node.findChannel(live.channelId),
  );
  const heard: string[] = [];
  host.node.onSignal(live.channelId, (stream) => stream.onMessage(({ t }) => heard.push(t)));
  const stream = await newcomer.node.openSignal(record.peer, record.addresses);
  stream.send(joinMessage({ channel: live.channelId, capacity: 0, ways: [] }));
  await until('the join over the restarted star', () => heard.includes('join'));
});

test('two stars started at once with one directory have one key', async () => {
  const data = await dataDirectory();
  const [one, two] = await Promise.all([world.star({ data }), world.star({ data })]);
  const id = (address: string | undefined) => address?.split('/p2p/')[1];
  assert.ok(id(one.multiaddrs[0]));
  assert.equal(id(one.multiaddrs[0]), id(two.multiaddrs[0]));
});

test('a star without a directory has a new key each time', async () => {
  const [one, two] = [await world.star(), await world.star()];
  assert.notEqual(one.multiaddrs[0]?.split('/p2p/')[1], two.multiaddrs[0]?.split('/p2p/')[1]);
});
