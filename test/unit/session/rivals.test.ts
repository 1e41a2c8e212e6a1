/** Two pages of one owner on one channel. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { Announcer } from '../../../src/network/channels/announcer.js';
import { givesWay } from '../../../src/session/broadcast/rivals.js';
import { openRecord } from '../../../src/wire/announcement.js';
import { newKey, until } from '../network/network-helpers.js';

test('exactly one of two gives way, also of two that started in the same millisecond', () => {
  const times = [1, 2];
  const peers = ['a', 'b'];
  const pages = times.flatMap((startedAt) => peers.map((peer) => ({ startedAt, peer })));
  for (const one of pages) {
    for (const other of pages) {
      if (one.peer === other.peer) continue;
      assert.notEqual(givesWay(one, other), givesWay(other, one), JSON.stringify([one, other]));
    }
  }
  assert.equal(givesWay({ startedAt: 2, peer: 'a' }, { startedAt: 1, peer: 'b' }), true);
});

test('who gives way does not announce the end of the channel, which goes on', async () => {
  const key = await newKey();
  const id = peerIdFromPrivateKey(key).toString();
  const published: Uint8Array[] = [];
  let sequence = 1;
  const announcer = (): Announcer =>
    new Announcer(
      {
        slug: 'live',
        title: '',
        startedAt: Date.now(),
        viewers: 0,
        video: 'video/VP8',
        audio: null,
        entries: [],
        ended: false,
      },
      {
        key,
        ownerId: id,
        peer: id,
        addresses: () => ['/ip4/127.0.0.1/tcp/1/ws'],
        nextSequence: () => sequence++,
        now: () => Date.now(),
        publish: async (sealed) => void published.push(sealed),
      },
    );
  const rival = announcer();
  await until('a record', () => published.length === 1);
  rival.cancel();
  rival.refresh(0);
  await rival.end();
  assert.equal(published.length, 1);
  const ending = announcer();
  await until('another record', () => published.length === 2);
  await ending.end();
  assert.equal((await openRecord(published.at(-1)!, Date.now())).ended, true);
});
