/** A page whose own network may have changed: what it checks, and whom it asks again. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Emitter } from '../../../src/base/events.js';
import type { NodeEvents, StarStatus } from '../../../src/network/api.js';
import { PathMonitor } from '../../../src/session/peer/path-monitor.js';
import { FakeLink } from './session-helpers.js';

let node: Emitter<NodeEvents>;
let link: FakeLink;
let calls: string[];
let timers: (() => void)[];
/** Bytes that came on the link. */
let received: number;
let watch: PathMonitor;

beforeEach(() => {
  node = new Emitter<NodeEvents>();
  link = new FakeLink('up', 'up');
  calls = [];
  timers = [];
  received = 5000;
  Object.assign(link, {
    pc: {
      getStats: async () =>
        new Map([['pair', { type: 'candidate-pair', bytesReceived: received }]]),
    },
  });
  watch = new PathMonitor({
    node: {
      on: node.on.bind(node),
      checkStars: () => calls.push('check'),
      renewIceServers: () => calls.push('renew'),
      iceServers: [{ urls: 'turn:t.example', username: 'new', credential: 'p' }],
    },
    links: new Map([[link.id, link.link]]),
    tree: {
      linkAnswers: (id, connected) => calls.push(`${id} ${connected}`),
      reachable: () => calls.push('reachable'),
    },
    setTimer: (_ms, fn) => {
      timers.push(fn);
      return () => {};
    },
  });
});

const stars = (...connected: boolean[]): StarStatus[] =>
  connected.map((each, i) => ({ address: `star ${i}`, connected: each }));

/** What the watch awaits goes through; then its timer runs. */
async function packetTime(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
  for (const run of timers.splice(0)) run();
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

test('a link on which nothing comes is told as unresponsive, and has the star checked at once', async () => {
  watch.answers(link.link, false);
  assert.deepEqual(calls, []);
  await packetTime();
  assert.deepEqual(calls, ['check', 'up false']);
  assert.equal(link.unresponsive, true);
  watch.answers(link.link, true);
  assert.deepEqual(calls.slice(2), ['up true']);
  assert.equal(link.unresponsive, false);
});

test('a link on which packets come is not unresponsive, though no ping is answered', async () => {
  watch.answers(link.link, false);
  await Promise.resolve();
  received += 1200;
  await packetTime();
  assert.deepEqual(calls, []);
  assert.equal(link.unresponsive, false);
  // The next time nothing comes.
  watch.answers(link.link, false);
  await packetTime();
  assert.deepEqual(calls, ['check', 'up false']);
});

test('a link that answers or ends meanwhile is not told as unresponsive', async () => {
  watch.answers(link.link, false);
  watch.answers(link.link, true);
  await packetTime();
  watch.answers(link.link, false);
  watch.linkClosed(link.link, 'moving');
  await packetTime();
  assert.ok(!calls.includes('up false'));
});

test('a link that was cut off has the star checked, one that was left has not', () => {
  watch.linkClosed(link.link, 'moving');
  assert.deepEqual(calls, []);
  watch.linkClosed(link.link, 'pings unanswered');
  assert.deepEqual(calls, ['check']);
});

test('peers are asked again when a star is back after all were gone', () => {
  node.emit('stars', stars(true, true));
  node.emit('stars', stars(true, false));
  node.emit('stars', stars(true, true));
  assert.deepEqual(calls, []);
  node.emit('stars', stars(false));
  node.emit('stars', stars(true));
  assert.deepEqual(calls, ['reachable']);
});

test('nothing is heard after closing', () => {
  watch.close();
  node.emit('stars', stars(false));
  node.emit('stars', stars(true));
  assert.deepEqual(calls, []);
});

test('links that find no path have passwords renewed, and new ones reach every link', () => {
  const used: RTCIceServer[][] = [];
  Object.assign(link, { useIceServers: (servers: RTCIceServer[]) => used.push(servers) });
  for (const reason of ['left: closing', 'pings unanswered']) watch.linkClosed(link.link, reason);
  assert.ok(!calls.includes('renew'));
  for (const reason of ['open timed out', 'connection failed']) {
    calls.length = 0;
    watch.linkClosed(link.link, reason);
    assert.ok(calls.includes('renew'), reason);
  }
  node.emit('iceServers', undefined);
  assert.equal(used[0]?.[0]?.username, 'new');
});
