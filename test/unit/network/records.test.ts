import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { RecordBook } from '../../../src/network/channels/record-book.js';
import { ANNOUNCEMENT, openRecord, sealRecord } from '../../../src/wire/announcement.js';
import type { ChannelRecord } from '../../../src/wire/channel-record.js';
import { ANNOUNCE_TOPIC, LIMITS, presenceTopic } from '../../../src/wire/limits.js';
import { encodePresence, presenceInterval } from '../../../src/wire/presence.js';
import { connected, gossips, newKey, type Page, until, World } from './network-helpers.js';

const world = new World();
afterEach(() => world.end());

function recordOf(ownerId: string, more: Partial<ChannelRecord> = {}): ChannelRecord {
  const slug = more.slug ?? 'live';
  const now = Date.now();
  return {
    channelId: `${ownerId}/${slug}`,
    ownerId,
    slug,
    title: 'A title',
    startedAt: now,
    viewers: 1,
    video: 'video/VP8',
    audio: null,
    peer: ownerId,
    addresses: [],
    entries: [],
    sequence: now,
    issuedAt: now,
    ended: false,
    ...more,
  };
}

async function owner() {
  const key = await newKey();
  return { key, id: peerIdFromPrivateKey(key).toString() };
}

/** A hostile page and an honest one on a star; `refused` waits for the honest one's or star's drop. */
async function stage() {
  const star = await world.star();
  const [bad, good] = await Promise.all([
    world.page({ stars: [star.url] }),
    world.page({ stars: [star.url] }),
  ]);
  await connected(bad, good);
  const pubsub = bad.inner.libp2p.services.pubsub;
  await gossips(bad, ANNOUNCE_TOPIC);
  const starDrops = async (reason: string) =>
    (await (await fetch(`${star.url}/metrics`)).text()).includes(
      `casto_dropped_total{reason="${reason}"}`,
    );
  return { star, bad, good, pubsub, starDrops };
}

/** Drop reasons of a page as they come. */
function drops(page: Page): string[] {
  const reasons: string[] = [];
  page.inner.on('dropped', ({ reason }) => reasons.push(reason));
  return reasons;
}

const FAULTS: Record<string, () => Promise<Uint8Array>> = {
  'bad-signature': async () => {
    const { key, id } = await owner();
    const sealed = await sealRecord(recordOf(id, { title: 'honest' }), key);
    const at = Buffer.from(sealed).indexOf('honest');
    sealed.set(new TextEncoder().encode('forged'), at);
    return sealed;
  },
  'wrong-signer': async () => {
    const [victim, thief] = [await owner(), await owner()];
    return sealRecord(recordOf(victim.id), thief.key);
  },
  clock: async () => {
    const { key, id } = await owner();
    return sealRecord(recordOf(id, { issuedAt: Date.now() - 61_000 }), key);
  },
  oversize: async () => new Uint8Array(ANNOUNCEMENT.maxBytes + 1),
  malformed: async () => new TextEncoder().encode('no envelope at all'),
};

for (const [reason, forge] of Object.entries(FAULTS)) {
  test(`the star drops a record that is ${reason}, and a page too`, async () => {
    const { bad, good, pubsub, starDrops } = await stage();
    const sealed = await forge();
    await pubsub.publish(ANNOUNCE_TOPIC, sealed);
    await until('the star drops it', () => starDrops(reason));
    const reasons = drops(good);
    assert.equal(await good.inner.channels.take(sealed, bad.node.peerId), false);
    assert.deepEqual(reasons, [reason]);
    assert.deepEqual(await good.node.channels({ fresh: true }), []);
  });
}

test('an old sequence is dropped as stale by star and page', async () => {
  const { bad, good, pubsub, starDrops } = await stage();
  const { key, id } = await owner();
  const record = recordOf(id);
  await pubsub.publish(ANNOUNCE_TOPIC, await sealRecord(record, key));
  await until('the record', () => good.node.findChannel(record.channelId));
  const stale = await sealRecord({ ...record, title: 'old', sequence: record.sequence - 1 }, key);
  await pubsub.publish(ANNOUNCE_TOPIC, stale);
  await until('the star drops it', () => starDrops('stale'));
  const reasons = drops(good);
  await good.inner.channels.take(stale, bad.node.peerId);
  assert.deepEqual(reasons, ['stale']);
  assert.equal((await good.node.findChannel(record.channelId))?.title, 'A title');
});

test('an ended channel cannot be revived by a replayed record', async () => {
  const { key, id } = await owner();
  const book = new RecordBook({ log: Object.assign(() => {}, { enabled: false }) });
  const live = await sealRecord(recordOf(id, { sequence: 5 }), key);
  await book.accept(live);
  await book.accept(await sealRecord(recordOf(id, { sequence: 6, ended: true }), key));
  assert.equal(await book.accept(live), 'stale');
  assert.deepEqual(book.live(), []);
});

test('a record that is not refreshed expires', async () => {
  let now = Date.now();
  const { key, id } = await owner();
  const book = new RecordBook({
    log: Object.assign(() => {}, { enabled: false }),
    now: () => now,
  });
  await book.accept(await sealRecord(recordOf(id), key));
  assert.equal(book.live().length, 1);
  now += ANNOUNCEMENT.expiryMs + 1;
  assert.equal(book.live().length, 0);
  assert.equal(book.get(`${id}/live`), null);
  assert.deepEqual(book.sealed(), []);
});

test('one owner and one author cannot fill the book', async () => {
  const { key, id } = await owner();
  const reasons: string[] = [];
  const book = new RecordBook({
    log: Object.assign(() => {}, { enabled: false }),
    maxPerOwner: 2,
    maxPerAuthor: 3,
    onDrop: (reason) => reasons.push(reason),
  });
  for (const slug of ['a', 'b', 'c']) {
    await book.accept(await sealRecord(recordOf(id, { slug }), key), 'author');
  }
  for (const slug of ['d', 'e']) {
    const other = await owner();
    await book.accept(await sealRecord(recordOf(other.id, { slug }), other.key), 'author');
  }
  assert.deepEqual(reasons, ['owner-limit', 'author-limit']);
  assert.equal(book.size, 3);
});

test('a record with too many entry points is cut to 4 kB, the first ones kept', async () => {
  const { key, id } = await owner();
  const entries = Array.from({ length: 10 }, (_, index) => ({
    peer: `${'p'.repeat(52)}${index}`,
    addresses: Array.from({ length: 8 }, () => `/dns4/${'a'.repeat(200)}/tcp/443/tls/ws`),
    depth: index,
    slots: 2,
    way: 'forward' as const,
    epoch: 1,
    path: Array.from({ length: 20 }, (_, hop) => `${'q'.repeat(50)}${hop}`),
  }));
  const sealed = await sealRecord(recordOf(id, { entries, title: 'é'.repeat(500) }), key);
  assert.ok(sealed.byteLength <= ANNOUNCEMENT.maxBytes);
  const opened = await openRecord(sealed, Date.now());
  assert.ok(opened.entries.length >= 5);
  assert.equal(opened.entries[0]?.depth, 0);
});

test('a record of more viewers than there can be counts as many as there can be, and is taken', async () => {
  const { id, key } = await owner();
  for (const viewers of [LIMITS.viewers, LIMITS.viewers + 1, Number.MAX_SAFE_INTEGER]) {
    const sealed = await sealRecord(recordOf(id, { viewers }), key);
    assert.equal((await openRecord(sealed, Date.now())).viewers, LIMITS.viewers);
    // Older stars and pages refuse what is beyond the limit, so it must not leave this one.
    const signed = new TextDecoder().decode(sealed);
    assert.equal(/"viewers":(\d+)/.exec(signed)?.[1], String(LIMITS.viewers));
  }
});

test('a title is not cut through an emoji', async () => {
  const { id, key } = await owner();
  const title = `${'x'.repeat(ANNOUNCEMENT.titleChars - 1)}😀😀`;
  const sealed = await sealRecord(recordOf(id, { title }), key);
  const opened = await openRecord(sealed, Date.now());
  assert.equal(opened.title, 'x'.repeat(ANNOUNCEMENT.titleChars - 1));
});

test('presence reaches the others, and whoever speaks for another peer is dropped', async () => {
  const { bad, good, pubsub, starDrops } = await stage();
  const channelId = `${good.node.ownerId}/live`;
  const seen: string[] = [];
  const reasons = drops(good);
  good.node.presence(channelId, (presence) => seen.push(presence.peer));
  const topic = presenceTopic(channelId);
  const hint = { depth: 1, slots: 2, way: 'forward' as const, epoch: 1 };
  const honest = bad.node.presence(channelId, () => {});
  await until('the star forwards the topic', () => pubsub.getSubscribers(topic).length > 0);
  honest.offer(hint, 1);
  await until('presence', () => seen.includes(bad.node.peerId));
  const forged = encodePresence({
    ...hint,
    peer: good.node.ownerId,
    addresses: [],
    channelId,
    issuedAt: Date.now(),
  });
  await pubsub.publish(topic, forged);
  await until('the star drops it', () => starDrops('presence-invalid'));
  assert.ok(seen.every((peer) => peer === bad.node.peerId));
  // The page itself refuses as well, should a star let it through.
  const validate = good.inner.libp2p.services.pubsub.topicValidators.get(topic);
  assert.ok(validate);
  const { peerId } = bad.inner.libp2p;
  const { publicKey } = peerId;
  assert.ok(publicKey);
  const verdict = await validate(peerId, {
    type: 'signed',
    from: peerId,
    topic,
    data: forged,
    sequenceNumber: 1n,
    signature: new Uint8Array(0),
    key: publicKey,
  });
  assert.equal(verdict, 'ignore');
  assert.match(reasons.at(-1) ?? '', /impersonation/);
});

test('the interval of presence keeps the topic below five messages a second', () => {
  for (const viewers of [0, 1, 7, 8, 30, 100, 400]) {
    const perSecond = ((viewers + 1) * 1000) / presenceInterval(viewers);
    assert.ok(perSecond <= 5, `${viewers} viewers: ${perSecond}/s`);
  }
});
