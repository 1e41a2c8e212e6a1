/** Which signalling stream carries which link. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { CastoNode, SignalingStream } from '../../../src/network/api.js';
import { SignalingStreams } from '../../../src/session/signaling/signaling-streams.js';
import type { SignalMessage } from '../../../src/wire/messages/signal.js';
import type { JoinMessage } from '../../../src/wire/messages/tree.js';
import { joinMessage } from './join-message.js';
import { FakeStream } from './session-helpers.js';

const join = (link: string): JoinMessage => joinMessage({ link, capacity: 1, ways: ['carry'] });
const accept = (link: string): SignalMessage => ({ t: 'accept', link, path: ['R'], epoch: 1 });

interface Dial {
  peer: string;
  signal: AbortSignal | undefined;
  first: SignalMessage | undefined;
  resolve(stream: SignalingStream): void;
  reject(error: unknown): void;
}

let messages: [string, string][];
let broken: [string, string, string][];
let incoming: ((stream: SignalingStream) => void) | null;
let dials: Dial[];
let routes: SignalingStreams;

beforeEach(() => {
  messages = [];
  broken = [];
  incoming = null;
  dials = [];
  const node = {
    onSignal: (_channel: string, handler: (stream: SignalingStream) => void) => {
      incoming = handler;
      return () => {
        incoming = null;
      };
    },
    openSignal: (peer: string, _addresses: string[], signal?: AbortSignal, first?: SignalMessage) =>
      new Promise<SignalingStream>((resolve, reject) => {
        dials.push({ peer, signal, first, resolve, reject });
      }),
  } as unknown as CastoNode;
  routes = new SignalingStreams(node, 'owner/live', {
    message: (peer, { t }) => messages.push([peer, t]),
    broken: (peer, link, reason) => broken.push([peer, link, reason]),
  });
});

function came(peer: string, link: string): FakeStream {
  const stream = new FakeStream(peer);
  incoming?.(stream);
  stream.receive(join(link));
  return stream;
}

test('a stream that comes in carries the link its join names', () => {
  const stream = came('A', 'link-0001');
  assert.deepEqual(messages, [['A', 'join']]);
  assert.equal(routes.has('link-0001'), true);
  assert.equal(routes.send('A', 'link-0001', accept('link-0001')), true);
  assert.deepEqual(stream.sent, [accept('link-0001')]);
});

test('nothing is sent to another peer, nor for an unknown link', () => {
  const stream = came('A', 'link-0001');
  assert.equal(routes.send('B', 'link-0001', accept('link-0001')), false);
  assert.equal(routes.send('A', 'link-0002', accept('link-0002')), false);
  assert.deepEqual(stream.sent, []);
});

test("a peer that names another peer's link is not heard and takes nothing over", () => {
  const honest = came('A', 'link-0001');
  came('B', 'link-0001');
  assert.deepEqual(messages, [['A', 'join']]);
  assert.equal(routes.send('A', 'link-0001', accept('link-0001')), true);
  assert.equal(honest.sent.length, 1);
});

test('a peer that asks again on a new stream is answered there', () => {
  const first = came('A', 'link-0001');
  const second = came('A', 'link-0001');
  assert.equal(messages.length, 2);
  routes.send('A', 'link-0001', accept('link-0001'));
  assert.deepEqual([first.sent.length, second.sent.length], [0, 1]);
  first.end('reset');
  assert.deepEqual(broken, []);
  assert.equal(routes.has('link-0001'), true);
});

test('a stream that breaks is told once; one released is not', () => {
  came('A', 'link-0001').end('reset');
  assert.deepEqual(broken, [['A', 'link-0001', 'reset']]);
  assert.equal(routes.has('link-0001'), false);
  const stream = came('A', 'link-0002');
  routes.release('link-0002');
  routes.release('link-0002');
  assert.equal(stream.closed, true);
  assert.equal(broken.length, 1);
});

test('a stream opened here begins with the join and hears the answers', async () => {
  const opened = routes.open('P', ['/ip4/127.0.0.1'], 'link-0001', join('link-0001'));
  const stream = new FakeStream('P');
  dials[0]?.resolve(stream);
  await opened;
  assert.deepEqual(dials[0]?.first, join('link-0001'));
  stream.receive(accept('link-0001'));
  assert.deepEqual(messages, [['P', 'accept']]);
});

test('a peer out of reach is told as broken', async () => {
  const opened = routes.open('P', [], 'link-0001', join('link-0001'));
  dials[0]?.reject(new Error('no route'));
  await opened;
  assert.deepEqual(broken, [['P', 'link-0001', 'no route']]);
  assert.equal(routes.has('link-0001'), false);
});

test('a link given up while its stream opens: the dial is aborted, a late stream closed', async () => {
  const refused = routes.open('P', [], 'link-0001', join('link-0001'));
  routes.release('link-0001');
  assert.equal(dials[0]?.signal?.aborted, true);
  dials[0]?.reject(new Error('aborted'));
  await refused;
  const late = routes.open('P', [], 'link-0002', join('link-0002'));
  routes.release('link-0002');
  const stream = new FakeStream('P');
  dials[1]?.resolve(stream);
  await late;
  assert.equal(stream.closed, true);
  assert.deepEqual(stream.sent, []);
  assert.deepEqual(broken, []);
});

test('close ends all streams and dials and hears no new ones; twice is fine', async () => {
  const held = came('A', 'link-0001');
  const opening = routes.open('P', [], 'link-0002', join('link-0002'));
  routes.close();
  routes.close();
  assert.equal(held.closed, true);
  assert.equal(dials[0]?.signal?.aborted, true);
  assert.equal(incoming, null);
  dials[0]?.reject(new Error('aborted'));
  await opening;
  assert.deepEqual(broken, []);
});
