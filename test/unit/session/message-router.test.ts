/** Which way messages take, and what becomes of questions whose way turns out dead. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { Link } from '../../../src/media/link/link.js';
import type { CastoNode, SignalingStream } from '../../../src/network/api.js';
import { MessageRouter } from '../../../src/session/signaling/message-router.js';
import type { SignalMessage } from '../../../src/wire/messages/signal.js';
import type { AcceptMessage, JoinMessage } from '../../../src/wire/messages/tree.js';
import { joinMessage } from './join-message.js';
import { FakeLink, FakeStream } from './session-helpers.js';

const join = (link: string): JoinMessage => joinMessage({ link, capacity: 1, ways: ['carry'] });
const accept = (link: string): AcceptMessage => ({ t: 'accept', link, path: ['R'], epoch: 1 });

class OpenLink extends FakeLink {
  open = true;
}

interface Dial {
  peer: string;
  signal: AbortSignal | undefined;
  first: SignalMessage | undefined;
  resolve(stream: SignalingStream): void;
  reject(error: unknown): void;
}

let links: Map<string, Link>;
let messages: [string, string][];
let broken: [string, string, string][];
let incoming: ((stream: SignalingStream) => void) | null;
let dials: Dial[];
let throughTree: string[];
let unreachable: string[];
let starless: boolean;
let router: MessageRouter;

beforeEach(() => {
  links = new Map();
  messages = [];
  broken = [];
  incoming = null;
  dials = [];
  throughTree = [];
  unreachable = [];
  starless = false;
  const node = {
    get stars() {
      return [{ connected: !starless }];
    },
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
  router = new MessageRouter({
    node,
    channelId: 'owner/live',
    links,
    via: {
      send: (peer: string) => {
        if (!starless) return false;
        throughTree.push(peer);
        return true;
      },
    },
    deliver: (peer, { t }) => messages.push([peer, t]),
    broken: (peer, link, reason) => broken.push([peer, link, reason]),
    unreachable: (peer) => unreachable.push(peer),
  });
});

const dialled = (): string[] => dials.map(({ peer }) => peer);

function held(id: string, peer: string): OpenLink {
  const link = new OpenLink(id, 'up', peer);
  links.set(id, link.link);
  return link;
}

function came(peer: string, link: string): FakeStream {
  const stream = new FakeStream(peer);
  incoming?.(stream);
  stream.receive(join(link));
  return stream;
}

/** What was dialled is settled, and told. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a question goes over an open link with its peer, else by the star', () => {
  const link = held('old', 'P');
  router.send('P', join('new'), []);
  assert.equal(link.said('join').length, 1);
  router.send('Q', join('new'), []);
  assert.deepEqual(dialled(), ['Q']);
});

test('a question does not wait in a link that nobody answers on', () => {
  const link = held('old', 'P');
  link.unresponsive = true;
  router.send('P', join('new'), []);
  assert.deepEqual(link.sent, []);
  assert.deepEqual(dialled(), ['P']);
});

test('what belongs to a link that nobody answers on waits in it when there is no other way', () => {
  const link = held('old', 'P');
  link.unresponsive = true;
  router.answer('P', { t: 'offer', link: 'old', sdp: '' });
  assert.equal(link.said('offer').length, 1);
  starless = true;
  router.answer('P', { t: 'offer', link: 'old', sdp: '' });
  assert.deepEqual(throughTree, ['P'], 'through the tree it goes at once');
});

test('without a star a question goes through the tree', () => {
  starless = true;
  router.send('Q', join('new'), []);
  assert.deepEqual([throughTree, dialled()], [['Q'], []]);
});

test('an answer goes the way that the question came, though an older link looks open', () => {
  const stale = held('stale', 'P');
  const stream = came('P', 'asked');
  router.send('P', accept('asked'), [], 'asked');
  assert.deepEqual(stream.sent, [accept('asked')]);
  assert.deepEqual(stale.sent, []);
});

test('an answer to a question that came over a link goes over that link', () => {
  const link = held('old', 'P');
  router.send('P', accept('asked'), [], 'asked');
  assert.equal(link.said('accept').length, 1);
});

test('when a link closes, what was asked over it is told as unanswered; other closings are not', () => {
  const [asked, idle] = [held('asked-over', 'P'), held('idle', 'Q')];
  router.send('P', join('new'), []);
  router.linkClosed(idle.link);
  assert.deepEqual(unreachable, []);
  router.linkClosed(asked.link);
  router.linkClosed(asked.link);
  assert.deepEqual(unreachable, ['P']);
});

test('a stream that comes in carries the link its join names', () => {
  const stream = came('A', 'link-0001');
  assert.deepEqual(messages, [['A', 'join']]);
  router.answer('A', accept('link-0001'));
  assert.deepEqual(stream.sent, [accept('link-0001')]);
});

test('nothing is sent to another peer, nor for an unknown link', () => {
  const stream = came('A', 'link-0001');
  router.answer('B', accept('link-0001'));
  router.answer('A', accept('link-0002'));
  assert.deepEqual(stream.sent, []);
});

test("a peer that names another peer's link is not heard and takes nothing over", () => {
  const honest = came('A', 'link-0001');
  came('B', 'link-0001');
  assert.deepEqual(messages, [['A', 'join']]);
  router.answer('A', accept('link-0001'));
  assert.equal(honest.sent.length, 1);
});

test('a peer that asks again on a new stream is answered there', () => {
  const first = came('A', 'link-0001');
  const second = came('A', 'link-0001');
  assert.equal(messages.length, 2);
  router.answer('A', accept('link-0001'));
  assert.deepEqual([first.sent.length, second.sent.length], [0, 1]);
  first.end('reset');
  assert.deepEqual(broken, []);
  router.answer('A', accept('link-0001'));
  assert.equal(second.sent.length, 2);
});

test('a stream that breaks is told once; one released is not', () => {
  const lost = came('A', 'link-0001');
  lost.end('reset');
  assert.deepEqual(broken, [['A', 'link-0001', 'reset']]);
  router.answer('A', accept('link-0001'));
  assert.deepEqual(lost.sent, []);
  const stream = came('A', 'link-0002');
  router.release('link-0002');
  router.release('link-0002');
  assert.equal(stream.closed, true);
  assert.equal(broken.length, 1);
});

test('a stream opened here begins with the join and hears the answers', async () => {
  router.send('P', join('link-0001'), ['/ip4/127.0.0.1']);
  const stream = new FakeStream('P');
  dials[0]?.resolve(stream);
  await settled();
  assert.deepEqual(dials[0]?.first, join('link-0001'));
  stream.receive(accept('link-0001'));
  assert.deepEqual(messages, [['P', 'accept']]);
});

test('a peer out of reach is told as broken', async () => {
  router.send('P', join('link-0001'), []);
  dials[0]?.reject(new Error('no route'));
  await settled();
  assert.deepEqual(broken, [['P', 'link-0001', 'no route']]);
});

test('a link given up while its stream opens: the dial is aborted, a late stream closed', async () => {
  router.send('P', join('link-0001'), []);
  router.release('link-0001');
  assert.equal(dials[0]?.signal?.aborted, true);
  dials[0]?.reject(new Error('aborted'));
  await settled();
  router.send('P', join('link-0002'), []);
  router.release('link-0002');
  const stream = new FakeStream('P');
  dials[1]?.resolve(stream);
  await settled();
  assert.equal(stream.closed, true);
  assert.deepEqual(stream.sent, []);
  assert.deepEqual(broken, []);
});

test('close ends all streams and dials and hears no new ones; twice is fine', async () => {
  const held = came('A', 'link-0001');
  router.send('P', join('link-0002'), []);
  router.close();
  router.close();
  assert.equal(held.closed, true);
  assert.equal(dials[0]?.signal?.aborted, true);
  assert.equal(incoming, null);
  dials[0]?.reject(new Error('aborted'));
  await settled();
  assert.deepEqual(broken, []);
});
