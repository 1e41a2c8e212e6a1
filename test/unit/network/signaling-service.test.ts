import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { Stream } from '@libp2p/interface';
import { multiaddr } from '@multiformats/multiaddr';
import type { SignalingStream } from '../../../src/network/api.js';
import { LIMITS, SIGNAL_PROTOCOL } from '../../../src/wire/limits.js';
import type { SignalMessage } from '../../../src/wire/messages/signal.js';
import { joinMessage } from '../session/join-message.js';
import { announcement, type Page, until, World } from './network-helpers.js';

const world = new World();
afterEach(() => world.end());

const join = (channel: string, link = 'link-0001', more: object = {}): SignalMessage =>
  joinMessage({ channel, link, ...more });

/** A broadcaster and a viewer on one star. */
async function couple(): Promise<{ host: Page; guest: Page; channel: string }> {
  const star = await world.star();
  const [host, guest] = await Promise.all([world.reachable(star), world.reachable(star)]);
  return { host, guest, channel: host.node.announce(announcement('live')).channelId };
}

/** A stream below the validation, to send what a bad peer may send. */
async function rawStream(guest: Page, host: Page): Promise<Stream> {
  const address = host.node.addresses[0];
  assert.ok(address);
  return guest.inner.libp2p.dialProtocol(multiaddr(address), SIGNAL_PROTOCOL, {
    runOnLimitedConnection: true,
  });
}

function frame(body: string | Uint8Array): Uint8Array {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const prefix: number[] = [];
  let rest = bytes.byteLength;
  for (; rest >= 0x80; rest >>>= 7) prefix.push((rest & 0x7f) | 0x80);
  return Uint8Array.from([...prefix, rest, ...bytes]);
}

/** The streams the host was given, each with what it heard and why it ended. */
function listen(host: Page, channel: string) {
  const streams: { stream: SignalingStream; heard: SignalMessage[]; ended: string[] }[] = [];
  host.node.onSignal(channel, (stream) => {
    const entry = { stream, heard: [] as SignalMessage[], ended: [] as string[] };
    stream.onMessage((message) => entry.heard.push(message));
    stream.onClose((reason) => entry.ended.push(reason));
    streams.push(entry);
  });
  return streams;
}

test('a viewer asks, is accepted and negotiates over the star', async () => {
  const { host, guest, channel } = await couple();
  const streams = listen(host, channel);
  const stream = await guest.node.openSignal(host.node.peerId, host.node.addresses);
  assert.equal(stream.peer, host.node.peerId);
  const answers: SignalMessage[] = [];
  stream.onMessage((message) => answers.push(message));
  stream.send(join(channel));
  const entry = await until('the join', () => streams[0]);
  await until('join heard', () => entry.heard.length === 1);
  assert.deepEqual(entry.heard[0], join(channel));
  assert.equal(entry.stream.peer, guest.node.peerId);
  entry.stream.send({ t: 'accept', link: 'link-0001', path: [host.node.peerId], epoch: 3 });
  entry.stream.send({ t: 'offer', link: 'link-0001', sdp: 'v=0\r\n'.repeat(2000) });
  await until('accept and offer', () => answers.length === 2);
  assert.deepEqual(
    answers.map((message) => message.t),
    ['accept', 'offer'],
  );
  stream.send({ t: 'answer', link: 'link-0001', sdp: 'v=0' });
  stream.send({
    t: 'candidate',
    link: 'link-0001',
    candidate: { candidate: 'candidate:1 1 udp', sdpMid: '0', sdpMLineIndex: 0 },
  });
  await until('answer and candidate', () => entry.heard.length === 3);
  stream.close();
  await until('the end at the other side', () => entry.ended.length === 1);
});

test('a peer is reached without addresses, through the common star', async () => {
  const { host, guest, channel } = await couple();
  const streams = listen(host, channel);
  const stream = await guest.node.openSignal(host.node.peerId, []);
  stream.send(join(channel));
  await until('the join', () => streams[0]?.heard[0]);
});

test('the relayed connection is closed after its last stream', async () => {
  const { host, guest, channel } = await couple();
  listen(host, channel);
  const stream = await guest.node.openSignal(host.node.peerId, host.node.addresses);
  stream.send(join(channel));
  const relayed = () =>
    guest.inner.libp2p.getConnections().filter((connection) => connection.limits !== undefined);
  assert.equal(relayed().length, 1);
  stream.close();
  await until('no relayed connection', () => relayed().length === 0);
  assert.equal(guest.node.stars[0]?.connected, true);
});

test('a channel that is not here is answered with redirect unknown-channel', async () => {
  const { host, guest } = await couple();
  const stream = await guest.node.openSignal(host.node.peerId, host.node.addresses);
  const answers: SignalMessage[] = [];
  const ended: string[] = [];
  stream.onMessage((message) => answers.push(message));
  stream.onClose((reason) => ended.push(reason));
  stream.send(join(`${host.node.ownerId}/other`));
  await until('the redirect', () => answers.length === 1);
  assert.deepEqual(answers[0], {
    t: 'redirect',
    link: 'link-0001',
    reason: 'unknown-channel',
    peers: [],
  });
  await until('the end', () => ended.length === 1);
});

test('a peer that is not there is an error in seconds, an abort at once', async () => {
  const { guest } = await couple();
  await assert.rejects(guest.node.openSignal(guest.node.ownerId, []), { code: 'no-parent' });
  const controller = new AbortController();
  const opening = guest.node.openSignal(guest.node.ownerId, [], controller.signal);
  controller.abort();
  await assert.rejects(opening, { code: 'aborted' });
  await assert.rejects(guest.node.openSignal('not a peer', []), { code: 'protocol' });
});

const BAD: Record<string, (channel: string) => Uint8Array[]> = {
  'bytes that are no JSON': () => [frame(crypto.getRandomValues(new Uint8Array(64)))],
  'JSON that is no message': () => [frame('[1,2,3]')],
  'a message of an unknown kind': () => [frame('{"t":"shutdown"}')],
  'a length prefix of a gigabyte': () => [Uint8Array.from([0x80, 0x80, 0x80, 0x80, 0x04, 1, 2])],
  'a message above the limit': () => [frame('x'.repeat(LIMITS.messageBytes + 1))],
  'an offer before the join': () => [frame('{"t":"offer","link":"link-0001","sdp":"v=0"}')],
  'an answer to a link never named': (channel) => [
    frame(JSON.stringify(join(channel))),
    frame('{"t":"answer","link":"link-9999","sdp":"v=0"}'),
  ],
  'a child that accepts': (channel) => [
    frame(JSON.stringify(join(channel))),
    frame('{"t":"accept","link":"link-0001","path":["a"],"epoch":1}'),
  ],
  'a second channel on one stream': (channel) => [
    frame(JSON.stringify(join(channel))),
    frame(JSON.stringify(join(`${channel}x`, 'link-0002'))),
  ],
  'more messages than a stream may carry': (channel) => [
    frame(JSON.stringify(join(channel))),
    ...Array.from({ length: LIMITS.signalMessages }, () =>
      frame('{"t":"candidate","link":"link-0001","candidate":null}'),
    ),
  ],
};

for (const [what, make] of Object.entries(BAD)) {
  test(`dropped: ${what}; the peer is served again when it behaves`, async () => {
    const { host, guest, channel } = await couple();
    const streams = listen(host, channel);
    const bad = await rawStream(guest, host);
    const ended: unknown[] = [];
    bad.addEventListener('close', (event) => ended.push(event));
    for (const bytes of make(channel)) if (bad.status === 'open') bad.send(bytes);
    await until('the stream is reset', () => ended.length > 0);
    assert.equal(bad.status, 'reset');
    const reason = streams[0]?.ended[0];
    if (streams[0]) assert.match(reason ?? 'no reason', /^protocol: /);
    const good = await guest.node.openSignal(host.node.peerId, host.node.addresses);
    good.send(join(channel, 'link-good'));
    await until('the good join', () =>
      streams.some(({ heard }) =>
        heard.some((each) => 'link' in each && each.link === 'link-good'),
      ),
    );
  });
}

test('a stream that never says join is dropped in seconds', async () => {
  const { host, guest } = await couple();
  const stream = await rawStream(guest, host);
  // A frame that never ends: announced with 1000 bytes, sent by the byte.
  stream.send(Uint8Array.from([0xe8, 0x07]));
  const drip = setInterval(() => stream.status === 'open' && stream.send(new Uint8Array(1)), 100);
  try {
    await until('the reset', () => stream.status === 'reset', 8_000);
  } finally {
    clearInterval(drip);
  }
});

test('one peer cannot hold all streams', async () => {
  const { host, guest } = await couple();
  const streams = await Promise.allSettled(
    Array.from({ length: 12 }, () => rawStream(guest, host)),
  );
  const opened = () =>
    streams.filter((each) => each.status === 'fulfilled' && each.value.status === 'open').length;
  await until('most are refused', () => opened() <= 4);
});
