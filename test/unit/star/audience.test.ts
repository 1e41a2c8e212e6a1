/** How many pages listen to a channel, by what a real star tells its broadcaster. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { lpStream, streamPair } from '@libp2p/utils';
import type { Listing } from '../../../src/network/api.js';
import { askDirectory } from '../../../src/network/channels/directory.js';
import { announcement, until, World } from '../network/network-helpers.js';

const world = new World();
afterEach(() => world.end());

test('a star tells the broadcaster how many pages listen, and nothing while another star may know more', async () => {
  const star = await world.star();
  const host = await world.reachable(star);
  const guests = await Promise.all([1, 2, 3].map(() => world.page({ stars: [star.url] })));
  await Promise.all(guests.map(({ node }) => node.ready()));
  const channelId = `${host.node.ownerId}/live`;
  const listen = [host, ...guests].map(({ node }) => node.presence(channelId, () => {}));
  const answers: Listing[][] = [];
  host.node.announce(announcement('live'), undefined, (heard) => answers.push(heard));
  const ask = () =>
    host.inner.channels.listings(channelId, host.node.peerId, (peer) => peer.toString());
  await until('all four', async () => (await ask())[0]?.pages === 4);
  listen.pop()?.close();
  await until('one less', async () => (await ask())[0]?.pages === 3);
  await until('the broadcaster is told by itself', () => answers.length > 0);
  assert.ok(answers[0]?.[0]?.listed);

  const other = await world.star({ peers: [star.url] });
  const far = await world.page({ stars: [other.url] });
  await far.node.ready();
  far.node.presence(channelId, () => {});
  await until('another star knows of listeners', async () => {
    const [listing] = await ask();
    return listing && listing.pages === undefined;
  });
});

test('a star that tells a number of pages that there cannot be is one that does not tell', async () => {
  const told = async (pages: string): Promise<unknown> => {
    const [asker, star] = await streamPair();
    const frames = lpStream(star);
    const asked = askDirectory(asker, { channel: 'live', limit: 1 }, AbortSignal.timeout(5_000));
    await frames.read();
    await frames.write(new TextEncoder().encode(`{"now":7${pages}}`));
    await star.close();
    const answer = await asked;
    assert.equal(answer.now, 7);
    return answer.pages;
  };
  assert.deepEqual(await told(',"pages":3'), { pages: 3 });
  for (const pages of ['-1', '1e308', '1.5', '"3"', 'null', '[]', '{}', '9007199254740992']) {
    assert.deepEqual(await told(`,"pages":${pages}`), {}, pages);
  }
  assert.deepEqual(await told(''), {});
});
