import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { SignalingStream } from '../../../src/network/api.js';
import type { LimitedSignalingStream } from '../../../src/network/signaling/signaling-stream.js';
import type { SignalMessage } from '../../../src/wire/messages/signal.js';
import { BYE, drawPostId, type Envelope, signedBytes } from '../../../src/wire/post.js';
import { long } from '../../long.js';
import { joinMessage } from '../session/join-message.js';
import { announcement, connected, type Page, until, World } from './network-helpers.js';

const world = new World();
afterEach(() => world.end());

const join = (channel: string, link = 'link-0001'): SignalMessage => joinMessage({ channel, link });

interface Heard {
  stream: SignalingStream;
  messages: SignalMessage[];
  ended: string[];
}

/** A broadcaster who accepts everyone, and a viewer, who take envelopes at one star. */
async function couple() {
  const star = await world.star();
  const host = await world.reachable(star);
  const guest = await world.page({ stars: [star.url] });
  await connected(guest);
  await until('post', () => posts(host) && posts(guest));
  const channel = host.node.announce(announcement('live')).channelId;
  const heard: Heard[] = [];
  host.node.onSignal(channel, (stream) => {
    const entry: Heard = { stream, messages: [], ended: [] };
    heard.push(entry);
    stream.onClose((reason) => entry.ended.push(reason));
    stream.onMessage((message) => {
      entry.messages.push(message);
      if (message.t !== 'join') return;
      stream.send({ t: 'accept', link: message.link, path: [host.node.peerId], epoch: 1 });
    });
  });
  const dropped: string[] = [];
  host.inner.on('dropped', ({ what, reason }) => what === 'envelope' && dropped.push(reason));
  return { star, host, guest, channel, heard, dropped };
}

const starOf = (page: Page): string => [...page.inner.stars.connected.keys()][0] ?? '';
const posts = (page: Page): boolean => page.inner.post.serves(starOf(page));
const relayed = (page: Page): number =>
  page.inner.libp2p.getConnections().filter(({ limits }) => limits !== undefined).length;

const call = (guest: Page, host: Page, channel: string, link?: string): Promise<SignalingStream> =>
  guest.node.openSignal(host.node.peerId, host.node.addresses, undefined, join(channel, link));

/** A envelope as `author` would sign it, for handing it to a page in the star's name. */
async function envelope(
  author: Page,
  to: Page,
  message: SignalMessage | string,
  more: Partial<Envelope> = {},
): Promise<Envelope & { from: string }> {
  const body = typeof message === 'string' ? message : JSON.stringify(message);
  const plain = { id: drawPostId(), n: 1, body, ...more };
  const bytes = await author.inner.post.sign(signedBytes(to.node.peerId, plain));
  const sig = btoa(String.fromCharCode(...bytes));
  return { from: author.node.peerId, ...plain, sig, ...more };
}

test('join and accept, offer and answer go by post, with no relayed connection', async () => {
  const { host, guest, channel, heard } = await couple();
  const stream = await call(guest, host, channel);
  const answers: SignalMessage[] = [];
  const ended: string[] = [];
  stream.onMessage((message) => answers.push(message));
  stream.onClose((reason) => ended.push(reason));
  assert.deepEqual(
    answers.map(({ t }) => t),
    ['accept'],
  );
  const entry = heard[0];
  assert.ok(entry);
  assert.deepEqual(entry.messages, [join(channel)]);
  assert.equal(entry.stream.peer, guest.node.peerId);
  const sdp = 'v=0\r\no="x" \\ \u00fc\r\n'.repeat(1000);
  entry.stream.send({ t: 'offer', link: 'link-0001', sdp });
  await until('the offer', () => answers.length === 2);
  assert.deepEqual(answers[1], { t: 'offer', link: 'link-0001', sdp });
  for (let n = 0; n < 20; n++) {
    const candidate = { candidate: `candidate:${n}`, sdpMid: '0', sdpMLineIndex: 0 };
    stream.send({ t: 'candidate', link: 'link-0001', candidate });
  }
  await until('all candidates', () => entry.messages.length === 21);
  assert.deepEqual(
    entry.messages.slice(1).map((each) => each.t === 'candidate' && each.candidate?.candidate),
    Array.from({ length: 20 }, (_, n) => `candidate:${n}`),
  );
  assert.equal(relayed(host) + relayed(guest), 0);
  entry.stream.close();
  await until('the end', () => ended.length === 1);
  assert.equal(ended[0], 'closed by the other side');
});

test('a viewer without a relay slot of its own can ask', async () => {
  const { star, host, channel, heard } = await couple();
  const bare = await world.page({ stars: [star.url] });
  await connected(bare);
  const stream = await call(bare, host, channel);
  assert.equal(stream.peer, host.node.peerId);
  assert.equal(heard.length, 1);
});

test('a channel that is not here is answered by post too', async () => {
  const { host, guest } = await couple();
  const stream = await call(guest, host, `${host.node.ownerId}/other`);
  const answers: SignalMessage[] = [];
  stream.onMessage((message) => answers.push(message));
  assert.deepEqual(answers, [
    { t: 'redirect', link: 'link-0001', reason: 'unknown-channel', peers: [] },
  ]);
});

test('a host without post is reached over the relay, and gets the join once', async () => {
  const { host, guest, channel, heard } = await couple();
  // Told while the host still had post; the relay slot stays.
  await host.inner.post.stop();
  const stream = await call(guest, host, channel);
  const answers: SignalMessage[] = [];
  stream.onMessage((message) => answers.push(message));
  await until('the accept', () => answers.some(({ t }) => t === 'accept'));
  assert.equal(relayed(guest), 1);
  assert.equal(heard.length, 1);
});

test('a host that does not answer envelopes is tried over the relay after 1.5 s', async () => {
  const { host, guest, channel, heard } = await couple();
  const { post } = host.inner;
  post.deliver = () => {};
  const since = performance.now();
  const stream = await call(guest, host, channel);
  assert.ok(performance.now() - since >= 1_400);
  const answers: SignalMessage[] = [];
  stream.onMessage((message) => answers.push(message));
  await until('the accept', () => answers.length === 1);
  assert.equal(relayed(guest), 1);
  assert.equal(heard.length, 1);
});

test('a peer that is nowhere is an error, an abort is heard while an answer is awaited', async () => {
  const { host, guest, channel } = await couple();
  const address = host.node.addresses[0]?.replace(host.node.peerId, guest.node.ownerId) ?? '';
  const absent = guest.node.ownerId;
  await assert.rejects(guest.node.openSignal(absent, [address], undefined, join(channel)), {
    code: 'no-parent',
  });
  host.inner.post.deliver = () => {};
  const controller = new AbortController();
  const { addresses, peerId } = host.node;
  const opening = guest.node.openSignal(peerId, addresses, controller.signal, join(channel));
  controller.abort();
  await assert.rejects(opening, { code: 'aborted' });
});

test('what a star makes up, changes or plays again is dropped', async () => {
  const { star, host, guest, channel, heard, dropped } = await couple();
  const other = await world.page({ stars: [star.url] });
  const at = starOf(host);
  const give = async (sent: Envelope & { from: string }, reason: string): Promise<void> => {
    const before = dropped.length;
    host.inner.post.deliver(at, sent);
    await until(reason, () => dropped.length > before);
    assert.match(dropped.at(-1) ?? '', new RegExp(reason));
  };
  const good = await envelope(guest, host, join(channel));
  await give({ ...good, from: other.node.peerId }, 'bad signature');
  await give({ ...good, body: good.body.replace('link-0001', 'link-0002') }, 'bad signature');
  await give({ ...good, id: drawPostId() }, 'bad signature');
  await give(await envelope(guest, other, join(channel)), 'bad signature');
  await give({ ...good, from: 'QmNoKeyInThisId' }, 'no peer');
  await give({ ...good, n: 2 }, 'unknown stream');
  assert.equal(heard.length, 0);

  host.inner.post.deliver(at, good);
  await until('the join', () => heard[0]?.messages.length === 1);
  await give(good, 'repeated envelope');
  const offer = { t: 'offer', link: 'link-0001', sdp: 'v=0' } as const;
  const second = await envelope(guest, host, offer, { id: good.id, n: 2 });
  host.inner.post.deliver(at, second);
  await until('the offer', () => heard[0]?.messages.length === 2);
  await give(second, 'repeated envelope');
  host.inner.post.deliver(at, await envelope(guest, host, BYE, { id: good.id, n: 3 }));
  await until('the end', () => heard[0]?.ended.length === 1);
  await give(good, 'replayed stream');
  assert.deepEqual(
    heard.map(({ messages }) => messages.length),
    [2],
  );
});

test('a envelope that is missing ends the stream: half a negotiation is none', async () => {
  const { host, guest, channel, heard, dropped } = await couple();
  const first = await envelope(guest, host, join(channel));
  host.inner.post.deliver(starOf(host), first);
  await until('the join', () => heard[0]?.messages.length === 1);
  const offer = { t: 'offer', link: 'link-0001', sdp: 'v=0' } as const;
  host.inner.post.deliver(starOf(host), await envelope(guest, host, offer, { id: first.id, n: 3 }));
  await until('the end', () => heard[0]?.ended.length === 1);
  assert.match(heard[0]?.ended[0] ?? '', /lost/);
  assert.ok(dropped.includes('a envelope is missing'));
});

test('the rules of a signalling stream hold by post: turn, joins, messages', async () => {
  const { host, guest, channel, heard } = await couple();
  const bad: SignalMessage[] = [
    { t: 'accept', link: 'link-0001', path: [guest.node.peerId], epoch: 1 },
    { t: 'offer', link: 'link-9999', sdp: 'v=0' },
    join(`${channel}x`, 'link-0002'),
    join(channel, 'link-0001'),
  ];
  for (const message of bad) {
    const count = heard.length;
    const stream = await call(guest, host, channel);
    stream.send(message);
    const entry = await until('the stream', () => heard[count]);
    await until(`refused: ${message.t}`, () => entry.ended.length === 1);
    assert.match(entry.ended[0] ?? '', /^protocol: /);
  }
  const first = await envelope(guest, host, { t: 'offer', link: 'link-0001', sdp: 'v=0' });
  host.inner.post.deliver(starOf(host), first);
  await call(guest, host, channel);
  assert.equal(heard.length, bad.length + 1);
});

test('streams of one peer are bounded; envelopes of one sender are rated', async () => {
  const { host, guest, channel, heard, dropped } = await couple();
  const envelopes = await Promise.all(
    Array.from({ length: 12 }, (_, n) => envelope(guest, host, join(channel, `link-00${n + 10}`))),
  );
  for (const each of envelopes) host.inner.post.deliver(starOf(host), each);
  // The guest knows nothing of these streams and says so, which is dropped for other reasons.
  const refused = () => dropped.filter((each) => each === 'too many streams of one peer').length;
  await until('the refusals', () => refused() + heard.length === 12);
  assert.ok(refused() > 0);
  const flood = { ...(await envelope(guest, host, BYE)), n: 2 };
  for (let n = 0; n < 600; n++) host.inner.post.deliver(starOf(host), flood);
  assert.ok(dropped.filter((reason) => reason.startsWith('rate')).length > 100);
});

test('what is signed cannot be read as the envelope of another stream, turn or peer', () => {
  const text = (...[to, plain]: Parameters<typeof signedBytes>) =>
    new TextDecoder().decode(signedBytes(to, plain));
  assert.equal(text('A', { id: 'i', n: 1, body: 'b' }), 'casto-post-1\nA\ni\n1\nb');
});

/** Pages, of four streams each. */
const CROWD = long(10, 25);

test(`a crowd of ${4 * CROWD} joins through the post`, async () => {
  const { star, host, channel, heard } = await couple();
  const streams: SignalingStream[] = [];
  // The host takes four streams of one page.
  const pages: Page[] = [];
  while (pages.length < CROWD) {
    const few = Array.from({ length: 5 }, () => world.page({ stars: [star.url] }));
    pages.push(...(await Promise.all(few)));
    await connected(...pages);
  }
  await until('post', () => pages.every(posts));
  // In waves: one process signs and reads for both sides, and a envelope that is not answered in 1.5 s goes another
  // way. All streams stay open.
  for (let n = 0; n < 4; n++) {
    for (let from = 0; from < pages.length; from += 5) {
      await Promise.all(
        pages.slice(from, from + 5).map(async (page, i) => {
          streams.push(await call(page, host, channel, `link-${from + i + 100}-${n}`));
        }),
      );
    }
  }
  assert.equal(streams.length, 4 * CROWD);
  assert.equal(heard.length, 4 * CROWD);
  assert.equal(relayed(host), 0);
  for (const stream of streams) stream.close();
  await until('all closed at the host', () => heard.every(({ ended }) => ended.length === 1));
});

test('streams end with the star; after its restart they go by post again', async () => {
  const first = await world.star();
  const port = Number(new URL(first.url).port);
  const spec = first.multiaddrs[0]?.replace(/\/p2p\/.*/, '') ?? '';
  const host = await world.page({ stars: [spec] });
  const guest = await world.page({ stars: [spec] });
  await connected(host, guest);
  await until('post', () => posts(host) && posts(guest));
  const channel = host.node.announce(announcement('live')).channelId;
  host.node.onSignal(channel, (stream) => {
    stream.onMessage((message) => {
      if (message.t !== 'join') return;
      stream.send({ t: 'accept', link: message.link, path: [host.node.peerId], epoch: 1 });
    });
  });
  const stream = (await call(guest, host, channel)) as LimitedSignalingStream;
  const ended: string[] = [];
  stream.onClose((reason) => ended.push(reason));
  await first.stop();
  await until('the end', () => ended.length === 1);
  assert.match(ended[0] ?? '', /^lost: /);
  await world.star({ port });
  await until('post again', () => posts(host) && posts(guest));
  await call(guest, host, channel, 'link-0002');
  assert.equal(relayed(guest), 0);
});
