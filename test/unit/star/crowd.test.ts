import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { long } from '../../long.js';
import { announcement, type Page, until, World } from '../network/network-helpers.js';
import { joinMessage } from '../session/join-message.js';

/** All of them behind one address, as the pages of a school are. */
const LEAVES = long(40, 200);
/** How many join one broadcaster at once. */
const JOINS = long(20, 60);
/** How many go. */
const GONE = long(10, 50);

const world = new World();
after(() => world.end());

let star: Awaited<ReturnType<World['star']>>;
const leaves: Page[] = [];

before(async () => {
  star = await world.star();
  // In waves, as one process does the handshakes of all, at both ends: a wave has to fit into the time that one
  // page gives its star.
  while (leaves.length < LEAVES) {
    const wave = Array.from({ length: 10 }, () => world.page({ stars: star.multiaddrs }));
    const pages = await Promise.all(wave);
    // A dial that a busy machine had no time for is tried again.
    const connected = ({ node }: Page) => node.stars.some((star) => star.connected);
    await until('the star', () => pages.every(connected), 60_000);
    leaves.push(...pages);
  }
});

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${star.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN);
};

test(`the star gives every one of ${LEAVES} clients of one address a relay slot`, async () => {
  await until('all slots', async () => (await metric('casto_reservations')) === LEAVES, 30_000);
  await until('all addresses', () => leaves.every(({ node }) => node.addresses.length > 0));
});

test(`all ${LEAVES} leaves receive a published announcement by gossip`, async () => {
  const host = leaves[0];
  assert.ok(host);
  const got = new Set<string>();
  for (const { node } of leaves) {
    node.on('channel', (record) => record.slug === 'crowd' && got.add(node.peerId));
  }
  host.node.announce(announcement('crowd'));
  await until('everybody', () => got.size === LEAVES, 20_000).catch((error: Error) => {
    throw new Error(`${got.size} of ${LEAVES}: ${error.message}`);
  });
});

test(`${JOINS} clients of one address join one broadcaster through the relay`, async () => {
  const host = leaves[0];
  assert.ok(host);
  const channel = `${host.node.ownerId}/crowd`;
  let answered = 0;
  host.node.onSignal(channel, (stream) => {
    stream.onMessage((message) => {
      if (message.t === 'join') {
        stream.send({ t: 'accept', link: message.link, path: [host.node.peerId], epoch: 1 });
      }
    });
  });
  await Promise.all(
    leaves.slice(1, 1 + JOINS).map(async ({ node }, index) => {
      // So many at once may be more than a busy machine dials within the time of one: again, as a page does.
      const stream = await until(
        'a way to the broadcaster',
        () => node.openSignal(host.node.peerId, host.node.addresses),
        60_000,
      );
      stream.onMessage((message) => {
        if (message.t === 'accept') answered++;
      });
      const link = `link-${String(index).padStart(4, '0')}`;
      stream.send(joinMessage({ channel, link, capacity: 1 }));
    }),
  );
  await until('all answers', () => answered === JOINS);
});

test('the slots of pages that are gone are free at once', async () => {
  const gone = leaves.splice(1, GONE);
  await Promise.all(gone.map(({ node }) => node.release()));
  await until('slots', async () => (await metric('casto_reservations')) === LEAVES - GONE);
  await until('peers', async () => (await metric('casto_peers')) === LEAVES - GONE);
});
