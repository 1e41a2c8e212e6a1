/** A flood of announcements by made-up pages, over real connections to a real star. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { publicKeyToProtobuf } from '@libp2p/crypto/keys';
import type { PrivateKey } from '@libp2p/interface';
import { noise } from '@libp2p/noise';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { lpStream } from '@libp2p/utils';
import { webSockets } from '@libp2p/websockets';
import { yamux } from '@libp2p/yamux';
import { multiaddr } from '@multiformats/multiaddr';
import { createLibp2p } from 'libp2p';
import type { Star } from '../../../src/star/star.js';
import { sealRecord } from '../../../src/wire/announcement.js';
import { ANNOUNCE_TOPIC } from '../../../src/wire/limits.js';
import { announcement, newKey, until, World } from '../network/network-helpers.js';

const world = new World();
afterEach(() => world.end());

/**
 * Each author speaks as often as a star allows at once: 440 records, and the book holds 400. With 2,000 a busy machine
 * takes so long to sign and check them that the first end before the last come, and nothing is ever full.
 */
const AUTHORS = 44;
const CHANNELS = 400;
const RECORDS_EACH = 10;
const CONNECTIONS = 4;
const GOSSIPSUB = '/meshsub/1.1.0';

const utf8 = new TextEncoder();

/** A length-delimited field of a protobuf; all that gossipsub's messages are made of. */
function field(number: number, value: Uint8Array): Uint8Array {
  const { length } = value;
  const size = length < 128 ? [length] : [(length & 127) | 128, length >> 7];
  return Uint8Array.of((number << 3) | 2, ...size, ...value);
}

/** What a page sends to publish on the topic of announcements, see gossipsub's `rpc.proto`. */
async function rpc(author: PrivateKey, sequence: number, data: Uint8Array): Promise<Uint8Array> {
  const seqno = new Uint8Array(8);
  new DataView(seqno.buffer).setBigUint64(0, BigInt(sequence));
  const from = peerIdFromPrivateKey(author).toMultihash().bytes;
  const topic = utf8.encode(ANNOUNCE_TOPIC);
  const message = [field(1, from), field(2, data), field(3, seqno), field(4, topic)];
  const signed = await author.sign(Buffer.concat([utf8.encode('libp2p-pubsub:'), ...message]));
  const key = publicKeyToProtobuf(author.publicKey);
  return field(2, Buffer.concat([...message, field(5, signed), field(6, key)]));
}

async function record(owner: PrivateKey, slug: string, ended = false): Promise<Uint8Array> {
  const ownerId = peerIdFromPrivateKey(owner).toString();
  const now = Date.now();
  return sealRecord(
    {
      ...announcement(slug),
      channelId: `${ownerId}/${slug}`,
      ownerId,
      peer: ownerId,
      addresses: [],
      sequence: ended ? now + 1 : now,
      issuedAt: now,
      ended,
    },
    owner,
  );
}

interface Flood {
  live: Uint8Array[];
  ended: Uint8Array[];
}

/** One message for each record of a new author. */
async function author(): Promise<Flood> {
  const key = await newKey();
  const made: Flood = { live: [], ended: [] };
  for (let n = 0; n < RECORDS_EACH; n++) {
    made.live.push(await rpc(key, n, await record(key, `flood-${n}`)));
  }
  // What is left of the rate is for saying that one of them is over.
  made.ended.push(await rpc(key, RECORDS_EACH, await record(key, 'flood-0', true)));
  return made;
}

/** A connection that speaks just enough of gossipsub to publish. */
async function connect(star: Star) {
  const node = await createLibp2p({
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
  });
  world.onEnd(async () => node.stop());
  // The star speaks gossipsub to it as well, and gives up on a page that does not listen or read.
  await node.handle(GOSSIPSUB, async (said) => {
    for await (const _ of said);
  });
  const open = () => node.dialProtocol(multiaddr(star.multiaddrs[0]), GOSSIPSUB);
  let stream = await open();
  const say = async (messages: Uint8Array[]): Promise<void> => {
    // On a busy machine the star has given up on it meanwhile: as any flood it comes again.
    if (stream.status !== 'open') stream = await open();
    await lpStream(stream).writeV(messages);
  };
  return { node, say };
}

async function metric(star: Star, name: string): Promise<number> {
  const text = await (await fetch(`${star.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
}

type Connections = Awaited<ReturnType<typeof connect>>[];

/** Every author speaks as soon as its records are signed. Returns what each connection has left to say. */
async function flood(connections: Connections): Promise<Uint8Array[][]> {
  return await Promise.all(
    connections.map(async ({ say }) => {
      const left: Uint8Array[] = [];
      for (let n = 0; n < AUTHORS / connections.length; n++) {
        const { live, ended } = await author();
        await say(live);
        left.push(...ended);
      }
      return left;
    }),
  );
}

/** It goes on air, and is found by a page that asks the star. */
async function listed(star: Star, slug: string): Promise<void> {
  const host = await world.reachable(star);
  const { channelId } = host.node.announce(announcement(slug));
  const guest = await world.page({ stars: [star.url] });
  const found = await until(slug, () => guest.node.findChannel(channelId), 20_000);
  assert.equal(found.peer, host.node.peerId);
}

test('more short-lived records than the book holds, through four connections: newcomers are listed', async () => {
  const star = await world.star({ maxChannels: CHANNELS });
  await listed(star, 'before');
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => connect(star)));
  const left = await flood(connections);
  const refused = async () => {
    // Each look has the star count its channels, and it has enough to do.
    await new Promise((resolve) => setTimeout(resolve, 250));
    return metric(star, 'casto_dropped_total\\{reason="book-full"\\}');
  };
  await until('the book is full', async () => (await refused()) > 0, 60_000);
  await listed(star, 'beside');
  await Promise.all(connections.map(({ say }, n) => say(left[n]!)));
  await listed(star, 'meanwhile');
  for (const { node } of connections) await node.stop();
  await listed(star, 'after');
  const guest = await world.page({ stars: [star.url] });
  for (const slug of ['before', 'beside', 'meanwhile']) {
    assert.ok(await until(slug, () => guest.node.findChannel(slug)), slug);
  }
});
