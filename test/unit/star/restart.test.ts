import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { createLog } from '../../../src/base/log.js';
import { RecordBook } from '../../../src/network/channels/record-book.js';
import { ChannelStore } from '../../../src/star/channel-store.js';
import { createStar, type Star } from '../../../src/star/star.js';
import { announcement, type Page, until, World } from '../network/network-helpers.js';
import { joinMessage } from '../session/join-message.js';

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

/** Keeps a page from dialling until the returned function is called. */
function holdBack({ inner: { libp2p } }: Page): () => void {
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const dial = libp2p.dial.bind(libp2p);
  libp2p.dial = async (...args) => {
    await gate;
    return dial(...args);
  };
  return release;
}

async function channels(star: Star): Promise<number> {
  const metrics = await (await fetch(`${star.url}/metrics`)).text();
  return Number(/^casto_channels (\d+)/m.exec(metrics)?.[1]);
}

/** Two pages on air under one name, the star's page that asks for it, and who has it. */
async function contest(star: Star) {
  const [first, second] = [await world.reachable(star), await world.reachable(star)];
  const channel = first.node.announce(announcement('arena'));
  await until('the first', async () => (await channels(star)) === 1);
  second.node.announce(announcement('arena'));
  await until('the second', async () => (await channels(star)) === 2);
  return { first, second, channelId: channel.channelId };
}

async function ownerFor(star: Star): Promise<string | undefined> {
  const guest = await world.page({ stars: [star.url] });
  return (await guest.node.findChannel('arena'))?.channelId;
}

for (const end of ['stopped', 'killed'] as const) {
  test(`a name stays with its first owner when the star was ${end} and the second owner comes back first`, async () => {
    const data = await dataDirectory();
    const star = await createStar({ port: 0, data });
    const { first, second, channelId } = await contest(star);
    const kept = await dataDirectory();
    if (end === 'killed') {
      // What is on the disk at any moment.
      const file = join(data, 'channels.json');
      await until('it is written', async () => {
        const { channels: rows } = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
        return rows?.length === 2;
      });
      await cp(data, kept, { recursive: true });
    }
    const release = holdBack(first);
    await star.stop();
    await until('the loss is told', () => !second.node.stars[0]?.connected);
    const again = await world.star({
      port: Number(new URL(star.url).port),
      data: end === 'killed' ? kept : data,
    });
    await until('the second is back', () => second.node.stars[0]?.connected);
    const announcements = async () =>
      (await (await fetch(`${again.url}/metrics`)).text()).match(/^casto_announcements_total 1/m);
    await until('the second is heard', announcements);
    assert.equal(await ownerFor(again), channelId, 'while the first is away');
    release();
    await until('the first is back', () => first.node.stars[0]?.connected);
    assert.equal(await ownerFor(again), channelId, 'when both are back');
  });
}

test('a star without a directory learns from its peers who had a name first', async () => {
  const data = await dataDirectory();
  const peer = await createStar({ port: 0, data });
  const star = await createStar({ port: 0, peers: [peer.url] });
  const { first, second, channelId } = await contest(star);
  await until('the peer has both', async () => (await channels(peer)) === 2);
  holdBack(first);
  await Promise.all([star.stop(), peer.stop()]);
  await until('the loss is told', () => !second.node.stars[0]?.connected);
  const portOf = ({ url }: Star) => Number(new URL(url).port);
  const again = await world.star({ port: portOf(star), peers: [peer.url] });
  // The second is heard before the peer can tell of the first.
  await until('the second is back', async () => (await channels(again)) === 1);
  assert.notEqual(await ownerFor(again), channelId);
  await world.star({ port: portOf(peer), data });
  await until('the peer tells', async () => (await channels(again)) === 2, 30_000);
  await until('the name is its first owner’s', async () => (await ownerFor(again)) === channelId);
});

test('what a star has kept is forgotten after ten minutes, and a damaged file stops no star', async () => {
  const data = await dataDirectory();
  const star = await createStar({ port: 0, data });
  const host = await world.reachable(star);
  host.node.announce(announcement('steady'));
  await until('the channel', async () => (await channels(star)) === 1);
  holdBack(host);
  await star.stop();
  const late = await createStar({ port: 0, data, now: () => Date.now() + 601_000 });
  assert.equal(await channels(late), 0);
  await late.stop();
  for (const text of [
    '',
    '{',
    '[]',
    '{"savedAt":1e99}',
    `{"savedAt":${Date.now()},"channels":[7]}`,
  ]) {
    await writeFile(join(data, 'channels.json'), text);
    const damaged = await createStar({ port: 0, data });
    assert.equal(await channels(damaged), 0, text);
    await damaged.stop();
  }
});

test('a damaged channel takes no other of the file with it', async () => {
  const data = await dataDirectory();
  const file = join(data, 'channels.json');
  const star = await createStar({ port: 0, data });
  const host = await world.reachable(star);
  host.node.announce(announcement('steady'));
  await until('the channel', async () => (await channels(star)) === 1);
  await star.stop();
  const kept = JSON.parse(await readFile(file, 'utf8'));
  const [row] = kept.channels;
  const damaged = [
    null,
    7,
    {},
    { ...row, issuedAt: '1' },
    { ...row, issuedAt: 1e308 },
    { ...row, record: 7 },
    { ...row, record: 'AAAA' },
    { ...row, record: row.record.slice(0, 40) },
  ];
  await writeFile(file, JSON.stringify({ ...kept, channels: [...damaged, row] }));
  assert.equal(await channels(await world.star({ data })), 1);
});

test('a star that has stopped writes nothing more', async () => {
  const data = await dataDirectory();
  const book = new RecordBook({ log: createLog('test') });
  const store = new ChannelStore({ directory: data, book, now: () => Date.now() });
  await store.stop();
  const file = join(data, 'channels.json');
  await rm(file);
  store.changed();
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  await assert.rejects(readFile(file), { code: 'ENOENT' });
});
