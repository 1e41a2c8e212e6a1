/** Which way messages take, and what becomes of questions whose way turns out dead. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { Link } from '../../../src/media/link/link.js';
import { MessageRouter } from '../../../src/session/signaling/message-router.js';
import type { SignalMessage } from '../../../src/wire/messages/signal.js';
import type { TreeMessage } from '../../../src/wire/messages/tree.js';
import { joinMessage } from './join-message.js';
import { FakeLink } from './session-helpers.js';

const join = joinMessage({ link: 'new', capacity: 1 });
const accept: TreeMessage = { t: 'accept', link: 'asked', path: ['R'], epoch: 1 };

class OpenLink extends FakeLink {
  open = true;
}

let links: Map<string, Link>;
let streams: Set<string>;
let onStream: [string, string][];
let dialled: string[];
let throughTree: string[];
let unreachable: string[];
let starless: boolean;
let mail: MessageRouter;

beforeEach(() => {
  links = new Map();
  streams = new Set();
  onStream = [];
  dialled = [];
  throughTree = [];
  unreachable = [];
  starless = false;
  mail = new MessageRouter({
    links,
    routes: {
      send: (_peer: string, link: string, message: SignalMessage) => {
        if (!streams.has(link)) return false;
        onStream.push([link, message.t]);
        return true;
      },
      open: async (peer: string) => {
        dialled.push(peer);
      },
    },
    via: {
      send: (peer: string) => {
        if (!starless) return false;
        throughTree.push(peer);
        return true;
      },
    },
    starless: () => starless,
    unreachable: (peer) => unreachable.push(peer),
  });
});

function held(id: string, peer: string): OpenLink {
  const link = new OpenLink(id, 'up', peer);
  links.set(id, link.link);
  return link;
}

test('a question goes over an open link with its peer, else by the star', () => {
  const link = held('old', 'P');
  mail.send('P', join, []);
  assert.equal(link.said('join').length, 1);
  mail.send('Q', join, []);
  assert.deepEqual(dialled, ['Q']);
});

test('a question does not wait in a link that nobody answers on', () => {
  const link = held('old', 'P');
  link.mute = true;
  mail.send('P', join, []);
  assert.deepEqual(link.sent, []);
  assert.deepEqual(dialled, ['P']);
});

test('what belongs to a link that nobody answers on waits in it when there is no other way', () => {
  const link = held('old', 'P');
  link.mute = true;
  mail.answer('P', { t: 'offer', link: 'old', sdp: '' });
  assert.equal(link.said('offer').length, 1);
  starless = true;
  mail.answer('P', { t: 'offer', link: 'old', sdp: '' });
  assert.deepEqual(throughTree, ['P'], 'through the tree it goes at once');
});

test('without a star a question goes through the tree', () => {
  starless = true;
  mail.send('Q', join, []);
  assert.deepEqual([throughTree, dialled], [['Q'], []]);
});

test('an answer goes the way that the question came, though an older link looks open', () => {
  const stale = held('stale', 'P');
  streams.add('asked');
  mail.send('P', accept, [], 'asked');
  assert.deepEqual(onStream, [['asked', 'accept']]);
  assert.deepEqual(stale.sent, []);
});

test('an answer to a question that came over a link goes over that link', () => {
  const link = held('old', 'P');
  mail.send('P', accept, [], 'asked');
  assert.equal(link.said('accept').length, 1);
});

test('when a link closes, what was asked over it is told as unanswered; other closings are not', () => {
  const [asked, idle] = [held('asked-over', 'P'), held('idle', 'Q')];
  mail.send('P', join, []);
  mail.linkClosed(idle.link);
  assert.deepEqual(unreachable, []);
  mail.linkClosed(asked.link);
  mail.linkClosed(asked.link);
  assert.deepEqual(unreachable, ['P']);
});
