import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, test } from 'node:test';
import { peerIdFromString } from '@libp2p/peer-id';
import { multiaddr } from '@multiformats/multiaddr';
import { DIRECTORY_PROTOCOL, presenceTopic, SIGNAL_PROTOCOL } from '../../../src/wire/limits.js';
import {
  announcement,
  connected,
  dropped,
  metric,
  until,
  World,
} from '../network/network-helpers.js';

const world = new World();
afterEach(() => world.end());

test('the star holds a presence topic as long as a leaf does', async () => {
  const star = await world.star();
  const [one, two] = [
    await world.page({ stars: [star.url] }),
    await world.page({ stars: [star.url] }),
  ];
  await connected(one, two);
  const channelId = `${one.node.ownerId}/live`;
  const first = one.node.presence(channelId, () => {});
  const second = two.node.presence(channelId, () => {});
  const topics = () => metric(star, 'casto_presence_topics');
  const { pubsub } = one.inner.libp2p.services;
  await until('the topic', async () => (await topics()) === 1);
  await until('forwarded', () => pubsub.getSubscribers(presenceTopic(channelId)).length === 1);
  first.close();
  await two.node.release();
  second.close();
  await until('no topic', async () => (await topics()) === 0);
});

test('a leaf cannot make the star hold other topics, nor too many', async () => {
  const star = await world.star();
  const page = await world.page({ stars: [star.url] });
  await connected(page);
  const { node, inner } = page;
  const { pubsub } = inner.libp2p.services;
  for (const topic of ['bitcoin', 'casto/presence/1/nonsense', 'casto/other', presenceTopic('')]) {
    pubsub.subscribe(topic);
  }
  for (let n = 0; n < 40; n++) pubsub.subscribe(presenceTopic(`${node.ownerId}/c${n}`));
  await until('the limit', async () => (await dropped(star, 'peer-topic-limit')) >= 8);
  assert.equal(await metric(star, 'casto_presence_topics'), 32);
  assert.equal(pubsub.getSubscribers('bitcoin').length, 0);
});

test('a directory question that is none, or too big, ends the stream and nothing else', async () => {
  const star = await world.star();
  const host = await world.reachable(star);
  host.node.announce(announcement('live'));
  const page = await world.page({ stars: [star.url] });
  await connected(page);
  const { node, inner } = page;
  const address = star.multiaddrs[0];
  assert.ok(address);
  for (const bytes of [
    Uint8Array.from([4, 0xff, 0xff, 0xff, 0xff]),
    Uint8Array.from([2, 0x7b, 0x7d]),
    new Uint8Array(5000).fill(0xff),
  ]) {
    const stream = await inner.libp2p.dialProtocol(multiaddr(address), DIRECTORY_PROTOCOL);
    const closed = new Promise((resolve) => stream.addEventListener('close', resolve));
    stream.send(bytes);
    await closed;
    assert.equal(stream.status, 'reset');
  }
  await until('a right answer', () => node.findChannel('live'));
});

test('a page that asks the directory without pause is slowed', async () => {
  const star = await world.star();
  const page = await world.page({ stars: [star.url] });
  await connected(page);
  await until('refused', async () => {
    // Many at once: one after the other, a busy machine may be slower than the limit. Of other channels, as
    // those who ask for the same at once share one question.
    await Promise.all(Array.from({ length: 40 }, (_, n) => page.node.findChannel(`c${n}`)));
    return (await dropped(star, 'directory-rate')) > 0;
  });
  assert.equal((await fetch(`${star.url}/healthz`)).status, 200);
});

test('a page that dials through the relay without pause is slowed', async () => {
  const star = await world.star();
  const host = await world.reachable(star);
  const page = await world.page({ stars: [star.url] });
  await connected(page);
  const { inner } = page;
  // The relay's CONNECT to the host, and nothing after it: the handshake of a whole dial takes a busy machine
  // longer than the star allows for one.
  const { bytes } = peerIdFromString(host.node.peerId).toMultihash();
  const connect = [0x08, 0x01, 0x12, bytes.length + 2, 0x0a, bytes.length, ...bytes];
  const [connection] = inner.libp2p.getConnections();
  assert.ok(connection);
  const dial = async (): Promise<void> => {
    const stream = await connection.newStream('/libp2p/circuit/relay/0.2.0/hop');
    stream.send(new Uint8Array([connect.length, ...connect]));
    await Promise.race([once(stream, 'message'), once(stream, 'close')]);
    stream.abort(new Error('for the test'));
  };
  await until('refused', async () => {
    // Many at once: one after the other, a busy machine may be slower than the limit.
    await Promise.all(Array.from({ length: 40 }, dial));
    return (await dropped(star, 'relay-rate')) > 0;
  });
});

test('announcements of one page without pause are slowed', async () => {
  const star = await world.star();
  const page = await world.page({ stars: [star.url] });
  await connected(page);
  const { inner } = page;
  const { pubsub } = inner.libp2p.services;
  await until('gossip', () => pubsub.getSubscribers('casto/announce/1').length > 0);
  // Again and again: a busy machine may sign so slowly that one volley is within the limit.
  let n = 0;
  const publish = () => pubsub.publish('casto/announce/1', new Uint8Array([n >> 8, n++ & 255]));
  await until('slowed', async () => {
    await Promise.all(Array.from({ length: 40 }, publish));
    return (await dropped(star, 'announce-rate')) > 0;
  });
});

test('signalling is refused by the star itself', async () => {
  const star = await world.star();
  const page = await world.page({ stars: [star.url] });
  await connected(page);
  const { inner } = page;
  const address = star.multiaddrs[0];
  assert.ok(address);
  await assert.rejects(inner.libp2p.dialProtocol(multiaddr(address), SIGNAL_PROTOCOL), {
    name: 'UnsupportedProtocolError',
  });
});
