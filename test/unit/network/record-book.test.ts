/** Who is in the book of live channels, in which order, and who gives way when it is full. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PrivateKey } from '@libp2p/interface';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { multiaddr } from '@multiformats/multiaddr';
import { type Tenant, whoGivesWay } from '../../../src/network/channels/book-room.js';
import {
  type Origin,
  RecordBook,
  type RecordBookOptions,
} from '../../../src/network/channels/record-book.js';
import { oEmbed } from '../../../src/star/http/oembed.js';
import { networkOf } from '../../../src/star/network-of.js';
import { openRecord, type RecordError, sealRecord } from '../../../src/wire/announcement.js';
import type { ChannelRecord } from '../../../src/wire/channel-record.js';
import { newKey } from './network-helpers.js';

const START = Date.UTC(2026, 5, 1);

/** A book on a clock of its own, and owners that speak to it. */
function stage(options: Partial<RecordBookOptions> = {}) {
  const clock = { now: START };
  const drops: string[] = [];
  const book = new RecordBook({
    log: Object.assign(() => {}, { enabled: false }),
    now: () => clock.now,
    onDrop: (reason) => drops.push(reason),
    ...options,
  });
  const seal = (key: PrivateKey, more: Partial<ChannelRecord> = {}): Promise<Uint8Array> => {
    const ownerId = peerIdFromPrivateKey(key).toString();
    const slug = more.slug ?? 'live';
    return sealRecord(
      {
        channelId: `${ownerId}/${slug}`,
        ownerId,
        slug,
        title: '',
        startedAt: clock.now,
        viewers: 0,
        video: 'video/VP8',
        audio: null,
        peer: ownerId,
        addresses: [],
        entries: [],
        sequence: clock.now,
        issuedAt: clock.now,
        ended: false,
        ...more,
      },
      key,
    );
  };
  const say = async (
    key: PrivateKey,
    more: Partial<ChannelRecord> = {},
    author?: string,
    origin?: Origin,
  ) => {
    clock.now++;
    const verdict = await book.accept(await seal(key, more), author, origin);
    return typeof verdict === 'string' ? verdict : 'taken';
  };
  return { clock, drops, book, seal, say };
}

const idOf = (key: PrivateKey): string => peerIdFromPrivateKey(key).toString();

test('a name is whose the star heard first, whatever each says of its start', async () => {
  const { book, say, clock } = stage();
  const [first, liar, slow] = [await newKey(), await newKey(), await newKey()];
  await say(first, { startedAt: clock.now + 3_600_000 });
  await say(liar, { startedAt: 1 });
  await say(slow, { startedAt: clock.now - 3_600_000 });
  const owners = () => book.live().map(({ ownerId }) => ownerId);
  assert.deepEqual(owners(), [first, liar, slow].map(idOf));
  // It keeps its place while it is live, also over a reload.
  clock.now += 20_000;
  for (const key of [slow, liar, first]) await say(key, { peer: idOf(liar) });
  assert.deepEqual(owners(), [first, liar, slow].map(idOf));
  // One that ended comes last when it comes again.
  await say(first, { ended: true });
  await say(first);
  assert.deepEqual(owners(), [liar, slow, first].map(idOf));
  const embed = oEmbed({ site: 'https://site.example/', live: () => book.live() });
  await say(liar, { title: 'first' });
  const { body } = embed(
    new URLSearchParams({ url: 'https://site.example/watch.html?channel=live' }),
  );
  assert.equal((body as { title: string }).title, 'first');
});

test('a star that heard a name in another order is followed, others keep their places', async () => {
  const { book, say } = stage();
  const keys = await Promise.all(Array.from({ length: 4 }, newKey));
  for (const key of keys) await say(key);
  const [a, b, c, d] = keys.map((key) => `${idOf(key)}/live`) as [string, string, string, string];
  book.arrange([d, b, 'unknown/live', d]);
  assert.deepEqual(
    book.live().map(({ channelId }) => channelId),
    [a, d, c, b],
  );
});

test('a start that is no date is refused; one after the announcement counts from there', async () => {
  const { seal, book, drops } = stage();
  const key = await newKey();
  await assert.rejects(
    seal(key, { startedAt: 8.7e15 }).then((sealed) => openRecord(sealed, START)),
    (error: RecordError) => error.fault === 'malformed',
  );
  await book.accept(await seal(key, { startedAt: 8.7e15 }));
  assert.deepEqual(drops, ['malformed']);
  const late = await openRecord(await seal(key, { startedAt: START + 3_600_000 }), START);
  assert.equal(late.startedAt, START);
  assert.equal(new Date(late.startedAt).toISOString(), new Date(START).toISOString());
});

test("one person's stopped channels count against none of the next", async () => {
  const { say, book, drops, clock } = stage();
  const key = await newKey();
  for (let n = 0; n < 40; n++) {
    assert.equal(await say(key, { slug: `talk-${n}` }), 'taken');
    assert.equal(await say(key, { slug: `talk-${n}`, ended: true }), 'taken');
  }
  // Neither do those of pages that were killed: nobody keeps them up.
  for (let n = 0; n < 16; n++) await say(key, { slug: `killed-${n}` });
  clock.now += 21_000;
  for (let n = 0; n < 16; n++) assert.equal(await say(key, { slug: `next-${n}` }), 'taken');
  assert.deepEqual(drops, []);
  assert.equal(book.size, 16);
  // What is kept up does count.
  assert.equal(await say(key, { slug: 'one-more' }), 'owner-limit');
});

test('a channel that gave way or expired is not brought back by a record of before', async () => {
  const { say, seal, book, clock } = stage({ maxPerOwner: 1 });
  const key = await newKey();
  const old = await seal(key, { slug: 'a' });
  await book.accept(old);
  clock.now += 21_000;
  await say(key, { slug: 'b' });
  assert.equal(book.get(`${idOf(key)}/a`), null);
  assert.equal(await book.accept(old), 'stale');
  clock.now += 36_000;
  const current = await seal(key, { slug: 'b', sequence: START + 1 });
  assert.equal(await book.accept(current), 'stale');
  assert.equal(book.size, 0);
});

test('2,080 short-lived records in 23 s keep no honest newcomer out', async () => {
  for (const ended of [true, false]) {
    const { say, book, clock } = stage();
    const honest = await newKey();
    await say(honest, { slug: 'early' }, 'early', { source: 'early', address: 'ip4/192.0.2.1' });
    for (let n = 0; n < 2_080; n++) {
      // A page for sixteen owners, four addresses for all of them.
      const from: Origin = { source: `page${n >> 4}`, address: `ip4/198.51.100.${n % 4}` };
      const owner = await newKey();
      await say(owner, {}, `page${n >> 4}`, from);
      clock.now += 10;
      if (ended) await say(owner, { ended: true }, `page${n >> 4}`, from);
    }
    const newcomer = await newKey();
    const at = { source: 'newcomer', address: 'ip4/203.0.113.7' };
    assert.equal(await say(newcomer, {}, 'newcomer', at), 'taken');
    assert.ok(book.get(`${idOf(newcomer)}/live`));
    assert.ok(book.get(`${idOf(honest)}/early`), 'who was there stays');
    assert.ok(book.size <= 2_000);
  }
});

test('what a page brought that has left gives way first', async () => {
  const { say, book } = stage({ maxRecords: 3 });
  const keys = await Promise.all(Array.from({ length: 4 }, newKey));
  for (const [n, key] of keys.slice(0, 3).entries()) {
    await say(key, {}, `p${n}`, { address: 'behind one proxy' });
  }
  assert.equal(await say(keys[3]!, {}, 'p3', { address: 'behind one proxy' }), 'book-full');
  book.left('p1');
  assert.equal(await say(keys[3]!, {}, 'p3', { address: 'behind one proxy' }), 'taken');
  assert.deepEqual(
    book.live().map(({ ownerId }) => ownerId),
    [keys[0]!, keys[2]!, keys[3]!].map(idOf),
  );
});

test('a page keeps what its star answered, at the expense of what it overheard', async () => {
  const { say, book } = stage({ maxRecords: 4 });
  for (let n = 0; n < 6; n++) await say(await newKey());
  const wanted = await newKey();
  assert.equal(await say(wanted), 'book-full', 'by gossip alone it is one of many');
  assert.equal(await say(wanted, {}, undefined, { asked: true }), 'taken');
  for (let n = 0; n < 6; n++) await say(await newKey());
  assert.ok(book.get(`${idOf(wanted)}/live`));
});

test('the youngest of the largest group gives way', () => {
  let rank = 0;
  const of = (address: string, source: string, more: Partial<Tenant> = {}): Tenant => ({
    address,
    source,
    rank: ++rank,
    waning: false,
    asked: false,
    ...more,
  });
  const crowd = [of('a', '1'), of('a', '2'), of('a', '2'), of('b', '3')];
  assert.equal(whoGivesWay(crowd), crowd[2], 'by address, then by page');
  const alone = [of('a', '1'), of('b', '2'), of('c', '3')];
  assert.equal(whoGivesWay(alone), alone[2], 'all alike: who came last');
  const idle = [of('a', '1'), of('b', '2', { waning: true, asked: true }), of('a', '3')];
  assert.equal(whoGivesWay(idle), idle[1]);
  const asked = [of('a', '1'), of('a', '1', { asked: true })];
  assert.equal(whoGivesWay(asked), asked[0]);
});

test('one IPv6 subscriber has one address', () => {
  const of = (ip: string): string => networkOf(multiaddr(`/ip6/${ip}/tcp/443/ws`));
  assert.equal(of('2001:db8:1:2:3:4:5:6'), of('2001:db8:1:2::9'));
  assert.notEqual(of('2001:db8:1:2::9'), of('2001:db8:1:3::9'));
  assert.equal(of('::1'), of('::2'));
  assert.equal(networkOf(multiaddr('/ip4/192.0.2.1/tcp/443/ws')), 'ip4/192.0.2.1');
});
