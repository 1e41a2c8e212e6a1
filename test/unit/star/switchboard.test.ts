import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { Stream } from '@libp2p/interface';
import { LengthPrefixedDecoder } from '@libp2p/utils';
import { multiaddr } from '@multiformats/multiaddr';
import { frame } from '../../../src/network/signaling/length-prefixed.js';
import type { Star } from '../../../src/star/star.js';
import {
  type Delivery,
  drawPostId,
  POST,
  POST_PROTOCOL,
  parseDelivery,
} from '../../../src/wire/post.js';
import { connected, dropped, metric, type Page, until, World } from '../network/network-helpers.js';

const world = new World();
afterEach(() => world.end());

interface Box {
  page: Page;
  id: string;
  stream: Stream;
  got: Delivery[];
}

/** A page below whose validation we write and read envelopes by hand. */
async function box(star: Star): Promise<Box> {
  const page = await world.page({ stars: [star.url] });
  await connected(page);
  await page.inner.post.stop();
  const address = star.multiaddrs[0];
  assert.ok(address);
  const stream = await page.inner.libp2p.dialProtocol(multiaddr(address), POST_PROTOCOL);
  const got: Delivery[] = [];
  const decoder = new LengthPrefixedDecoder();
  stream.addEventListener('message', ({ data }) => {
    for (const bytes of decoder.decode(data.subarray())) got.push(parseDelivery(bytes.subarray()));
  });
  return { page, id: page.node.peerId, stream, got };
}

const envelope = (to: string, more: object = {}) => ({
  to,
  id: drawPostId(),
  n: 1,
  body: '{"t":"bye"}',
  sig: 'A'.repeat(86).concat('=='),
  ...more,
});

/** All that was sent before has been judged: a envelope to nobody is answered after it. */
async function settled(from: Box): Promise<void> {
  const last = envelope(from.page.node.ownerId);
  from.stream.send(frame(last));
  await until('the answer', () => from.got.some(({ id, gone }) => gone && id === last.id));
}

test('the star writes who a envelope is from, whatever the envelope says', async () => {
  const star = await world.star();
  const [one, two] = [await box(star), await box(star)];
  const sent = envelope(two.id, { from: two.page.node.ownerId, extra: 'x' });
  one.stream.send(frame(sent));
  const {
    to: _to,
    from: _from,
    extra: _extra,
    ...rest
  } = sent as typeof sent & {
    from: string;
    extra: string;
  };
  await until('the envelope', () => two.got.length === 1);
  assert.deepEqual(two.got[0], { from: one.id, ...rest });
  assert.equal(await metric(star, 'casto_post_letters_total'), 1);
});

test('a envelope to a page that is not there, or has left, is answered with gone', async () => {
  const star = await world.star();
  const [one, two] = [await box(star), await box(star)];
  await settled(one);
  await two.page.node.release();
  const late = envelope(two.id);
  await until('the page is gone', async () => (await metric(star, 'casto_post_streams')) === 1);
  one.stream.send(frame(late));
  await until('the answer', () => one.got.length === 2);
  assert.deepEqual(one.got[1], { from: two.id, id: late.id, gone: true });
});

const BAD: Record<string, (to: string) => Uint8Array> = {
  'what is no envelope': () => frame({ hello: 1 }),
  'an id too short to be random': (to) => frame(envelope(to, { id: 'a' })),
  'an n that no stream reaches': (to) => frame(envelope(to, { n: 1e9 })),
  'a signature that is none': (to) => frame(envelope(to, { sig: 'x' })),
  'a body above the limit': (to) => frame(envelope(to, { body: 'x'.repeat(40_000) })),
  'an envelope above the limit': (to) =>
    frame(envelope(to, { body: 'x'.repeat(POST.envelopeBytes + 1) })),
};

for (const [what, make] of Object.entries(BAD)) {
  test(`${what} ends the sender's stream and reaches nobody`, async () => {
    const star = await world.star();
    const [one, two] = [await box(star), await box(star)];
    one.stream.send(make(two.id));
    await until('the reset', () => one.stream.status === 'reset');
    assert.equal(await dropped(star, 'post-invalid'), 1);
    await settled(two);
    assert.equal(two.got.length, 1);
  });
}

test('a flood is cut; another page is served meanwhile', async () => {
  const star = await world.star();
  const [one, two, three] = [await box(star), await box(star), await box(star)];
  // 9 MB at once, where 4 MB are allowed at once and 256 kB a second.
  const flood = frame(envelope(two.id, { body: JSON.stringify({ t: 'x'.repeat(30_000) }) }));
  for (let n = 0; n < 300; n++) one.stream.send(flood);
  three.stream.send(frame(envelope(two.id)));
  await until('the third is heard', () => two.got.some(({ from }) => from === three.id));
  await until('the flood is cut', async () => (await dropped(star, 'post-rate')) > 0);
  assert.equal(one.stream.status, 'open');
});

test('for a page that does not read, envelopes are not kept', async () => {
  const star = await world.star();
  const [one, slow] = [await box(star), await box(star)];
  slow.stream.pause();
  const big = envelope(slow.id, { body: JSON.stringify({ t: 'x'.repeat(30_000) }) });
  let sent = 0;
  const push = setInterval(() => {
    // At 300 kB/s, a little above the rate, into a window of 256 kB and a queue of the same size.
    if (one.stream.status === 'open' && sent++ < 120) one.stream.send(frame(big));
  }, 20);
  try {
    await until('dropped', async () => (await dropped(star, 'post-slow')) > 0);
    await until('the sender is told', () => one.got.some(({ gone }) => gone === true));
  } finally {
    clearInterval(push);
  }
});

test('a page that opens its post again is reached on the new stream', async () => {
  const star = await world.star();
  const [one, two] = [await box(star), await box(star)];
  const address = star.multiaddrs[0] ?? '';
  const again = await two.page.inner.libp2p.dialProtocol(multiaddr(address), POST_PROTOCOL);
  let heard = 0;
  again.addEventListener('message', () => heard++);
  await until('the old one is closed', () => two.stream.status !== 'open');
  one.stream.send(frame(envelope(two.id)));
  await until('the envelope', () => heard > 0);
  assert.equal(two.got.length, 0);
  assert.equal(await metric(star, 'casto_post_streams'), 2);
});
