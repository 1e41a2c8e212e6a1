/** The control channel: what a peer may say on it, how often, and what becomes of it. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { BroadcasterClock } from '../../../src/session/peer/broadcaster-clock.js';
import { ControlDispatcher } from '../../../src/session/peer/control-dispatcher.js';
import { Heartbeat } from '../../../src/session/peer/heartbeat.js';
import { LIMITS } from '../../../src/wire/limits.js';
import { FakeLink, FakeTime } from './session-helpers.js';

let time: FakeTime;
let calls: unknown[][];
let feed: string | null;
let serving: Set<string>;
let clock: BroadcasterClock;
let dispatcher: ControlDispatcher;

beforeEach(() => {
  time = new FakeTime();
  calls = [];
  feed = null;
  serving = new Set();
  clock = new BroadcasterClock();
  const call =
    (name: string) =>
    (...all: unknown[]): void => {
      calls.push([name, ...all.map((each) => (each as { id?: string })?.id ?? each)]);
    };
  dispatcher = new ControlDispatcher({
    setTimer: (ms, fn) => {
      const timer = setTimeout(fn, ms);
      return () => clearTimeout(timer);
    },
    clock,
    link: () => undefined,
    serving: (link) => serving.has(link.id),
    isFeed: (link) => link.id === feed,
    keyFrame: call('keyFrame'),
    tree: call('tree'),
    negotiate: call('negotiate'),
    media: call('media'),
    rtt: call('rtt'),
    idle: call('idle'),
    answers: call('answers'),
    slow: call('slow'),
    want: call('want'),
    via: call('via'),
  });
});
afterEach(() => {
  dispatcher.close();
  time.stop();
});

function open(id: string, side: 'up' | 'down'): FakeLink {
  const link = new FakeLink(id, side);
  dispatcher.opened(link.link);
  return link;
}
const receive = (link: FakeLink, message: unknown): void =>
  dispatcher.receive(link.link, typeof message === 'string' ? message : JSON.stringify(message));

test('a ping is answered with the clock as this page knows it', () => {
  const link = open('a', 'down');
  receive(link, { t: 'ping', n: 4 });
  const [pong] = link.said('pong');
  assert.equal(pong?.n, 4);
  assert.ok(Math.abs((pong?.clock as number) - clock.now()) < 1);
});

test("a feed's pongs set the clock; any link's set its round trip", () => {
  const up = open('up', 'up');
  const down = open('down', 'down');
  feed = 'up';
  const before = clock.offsetMs;
  time.pass(30);
  receive(down, { t: 'pong', n: 0, clock: 5 });
  assert.equal(clock.offsetMs, before);
  receive(up, { t: 'pong', n: 0, clock: clock.now() + 500 });
  assert.ok(Math.abs(clock.offsetMs - 515) < 0.01, `${clock.offsetMs}`);
  assert.equal(dispatcher.rttOf(up.link), 30);
  assert.equal(dispatcher.rttOf(down.link), 30);
  assert.equal(dispatcher.rttOf(new FakeLink('x', 'up').link), 0);
});

test('a link that becomes the feed brings what its pings told before', () => {
  const [old, next] = [open('old', 'up'), open('next', 'up')];
  feed = 'old';
  time.pass(10);
  receive(old, { t: 'pong', n: 0, clock: performance.timeOrigin + time.ms + 1000 });
  receive(next, { t: 'pong', n: 0, clock: performance.timeOrigin + time.ms + 2000 });
  assert.ok(Math.abs(clock.offsetMs - 1005) < 0.01);
  feed = 'next';
  dispatcher.fed(next.link);
  assert.ok(Math.abs(clock.offsetMs - 2005) < 0.01);
  const silent = open('silent', 'up');
  feed = 'silent';
  dispatcher.fed(silent.link);
  assert.ok(Math.abs(clock.offsetMs - 2005) < 0.01, 'kept until the first sample');
});

test('key frames are for children that are served', () => {
  const [child, parent] = [open('child', 'down'), open('parent', 'up')];
  receive(child, { t: 'keyframe' });
  serving.add('child').add('parent');
  receive(parent, { t: 'keyframe' });
  assert.deepEqual(calls, []);
  receive(child, { t: 'keyframe' });
  receive(child, { t: 'keyframe', small: true });
  assert.deepEqual(calls, [
    ['keyFrame', 'child', 'full'],
    ['keyFrame', 'child', 'small'],
  ]);
});

test('a child may want the small encoding, a parent may not', () => {
  const [child, parent] = [open('child', 'down'), open('parent', 'up')];
  receive(parent, { t: 'want', small: true });
  const message = { t: 'want', small: true, own: 'full' };
  receive(child, message);
  assert.deepEqual(calls, [['want', 'child', message]]);
});

test('only a parent tells how media comes, or that it rests', () => {
  const [child, parent] = [open('child', 'down'), open('parent', 'up')];
  for (const link of [child, parent]) {
    receive(link, { t: 'media', way: 'carry', video: 'video/VP8', audio: null });
    receive(link, { t: 'idle' });
    receive(link, { t: 'idle', picture: true });
  }
  assert.equal(child.way, null);
  assert.equal(child.media, null);
  assert.deepEqual(parent.media, { video: 'video/VP8', audio: null });
  assert.equal(parent.way, 'carry');
  assert.deepEqual(calls, [
    ['media', 'parent', { t: 'media', way: 'carry', video: 'video/VP8', audio: null }],
    ['idle', 'parent', false],
    ['idle', 'parent', true],
  ]);
});

test('every other message goes to whom it concerns', () => {
  const link = open('parent', 'up');
  const candidate = { t: 'candidate', link: 'link-0001', candidate: null };
  const body = { t: 'leave', reason: 'closing', peers: [] };
  const via = { t: 'via', from: 'A', to: 'B', route: ['B'], trail: ['A'], body };
  for (const message of [{ t: 'start' }, candidate, via]) receive(link, message);
  assert.deepEqual(
    calls.map(([name, id]) => [name, id]),
    [
      ['tree', 'parent'],
      ['negotiate', 'parent'],
      ['via', 'parent'],
    ],
  );
});

const GARBAGE: [string, string][] = [
  ['no JSON', '{'],
  ['no object', '[]'],
  ['null', 'null'],
  ['no kind', '{}'],
  ['an unknown kind', '{"t":"format-disk"}'],
  ['a kind of every object', '{"t":"constructor"}'],
  ['a wrong field', '{"t":"ping","n":"1"}'],
  ['oversize', `{"t":"start","x":"${'x'.repeat(LIMITS.messageBytes)}"}`],
];
for (const [name, text] of GARBAGE) {
  test(`${name} is dropped; the twenty-first closes the link`, () => {
    const link = open('a', 'down');
    for (let i = 0; i < 20; i++) receive(link, text);
    assert.deepEqual(link.closings, []);
    receive(link, { t: 'start' });
    assert.equal(calls.length, 1, 'the link still works');
    receive(link, text);
    assert.equal(link.closings.length, 1);
    assert.match(link.closings[0]!, /^protocol: /);
    assert.equal(calls.length, 1);
  });
}

test('one link that misbehaves does not cost another', () => {
  const [bad, good] = [open('bad', 'down'), open('good', 'down')];
  for (let i = 0; i < 30; i++) receive(bad, '{');
  receive(good, '{');
  receive(good, { t: 'start' });
  assert.ok(bad.closings.length > 0);
  assert.deepEqual(good.closings, []);
  assert.equal(calls.length, 1);
});

test('too many messages are dropped, and a peer that does not stop is closed', () => {
  const link = open('a', 'down');
  const burst = LIMITS.controlRate * 5;
  for (let i = 0; i < burst + 20; i++) receive(link, { t: 'start' });
  assert.equal(calls.length, burst);
  assert.deepEqual(link.closings, []);
  receive(link, { t: 'start' });
  assert.match(link.closings[0]!, /too many messages/);
});

test('the allowed rate goes on for ever', () => {
  const link = open('a', 'down');
  for (let second = 0; second < 60; second++) {
    for (let i = 0; i < LIMITS.controlRate; i++) receive(link, { t: 'start' });
    time.pass(1000);
  }
  assert.equal(calls.length, 60 * LIMITS.controlRate);
  assert.deepEqual(link.closings, []);
});

test('a link that closed is not heard any more and not pinged', () => {
  const link = open('a', 'up');
  dispatcher.closed(link.link);
  dispatcher.closed(link.link);
  const pings = link.said('ping').length;
  receive(link, { t: 'start' });
  time.pass(10_000);
  assert.deepEqual(calls, []);
  assert.equal(link.said('ping').length, pings);
  assert.equal(dispatcher.rttOf(link.link), 0);
});

test('closing the dispatcher stops every pinger; twice is fine', () => {
  const links = [open('a', 'up'), open('b', 'down')];
  dispatcher.close();
  dispatcher.close();
  time.pass(10_000);
  for (const link of links) assert.equal(link.said('ping').length, 1);
});

// ---- pinger -------------------------------------------------------------------------------------

test('pings: four at once, then one every five seconds', () => {
  const sent: number[] = [];
  const start = time.ms;
  const pinger = new Heartbeat(
    () => sent.push(time.ms - start),
    () => {},
  );
  for (let i = 0; i < 165; i++) {
    time.pass(100);
    for (const n of sent.keys()) pinger.pong(n, 1);
  }
  assert.deepEqual(sent, [0, 120, 240, 360, 5360, 10360, 15360]);
  pinger.stop();
  time.pass(10_000);
  assert.equal(sent.length, 7);
});

test('a parent that hears its child does not ask; one that hears nothing does, and gives it up', () => {
  const sent: number[] = [];
  const start = time.ms;
  let lost = 0;
  const pinger = new Heartbeat(
    () => sent.push(time.ms - start),
    () => {},
    () => lost++,
    undefined,
    true,
  );
  for (let i = 0; i < 30; i++) {
    time.pass(1_000);
    pinger.heard();
  }
  assert.deepEqual(sent, [0, 120, 240, 360]);
  time.pass(15_000);
  assert.equal(sent.length, 4 + 3);
  assert.equal(lost, 1);
  pinger.stop();
});

test('a link in doubt is asked at once; it is unresponsive when nothing comes back, until something does', () => {
  const link = open('up', 'up');
  time.pass(2_000);
  receive(link, { t: 'pong', n: 3, clock: 0 });
  time.pass(10);
  const asked = link.said('ping').length;
  calls = [];
  dispatcher.doubt(link.link);
  dispatcher.doubt(link.link);
  assert.equal(link.said('ping').length, asked + 1);
  time.pass(790);
  assert.deepEqual(calls, []);
  time.pass(20);
  assert.deepEqual(calls, [['answers', 'up', false]]);
  receive(link, { t: 'idle' });
  assert.deepEqual(calls.slice(1), [
    ['answers', 'up', true],
    ['idle', 'up', false],
  ]);
});

test('a link in doubt that answers in time is not unresponsive', () => {
  const link = open('up', 'up');
  time.pass(2_000);
  calls = [];
  dispatcher.doubt(link.link);
  time.pass(300);
  receive(link, { t: 'pong', n: link.said('ping').length - 1, clock: 0 });
  time.pass(1_000);
  assert.ok(!calls.some(([what]) => what === 'answers'));
});

test('round trip: the first as it is, then smoothed', () => {
  const samples: number[] = [];
  const pinger = new Heartbeat(
    () => {},
    (rttMs) => samples.push(rttMs),
  );
  time.pass(20);
  pinger.pong(0, 1);
  assert.equal(pinger.rttMs, 20);
  time.pass(140);
  pinger.pong(1, 1);
  assert.deepEqual(samples, [20, 40]);
  assert.ok(Math.abs(pinger.rttMs - 26) < 1e-9);
  pinger.stop();
});

test('a pong that was not asked for, or came before, is nothing', () => {
  const samples: number[] = [];
  const pinger = new Heartbeat(
    () => {},
    (rttMs) => samples.push(rttMs),
  );
  pinger.pong(7, 1);
  pinger.pong(-1, 1);
  time.pass(20);
  pinger.pong(0, 1);
  pinger.pong(0, 1);
  assert.deepEqual(samples, [20]);
  pinger.stop();
});

test('pings that nobody answers: the other side is gone, told once', () => {
  let lost = 0;
  const pinger = new Heartbeat(
    () => {},
    () => {},
    () => lost++,
  );
  time.pass(1000);
  pinger.pong(1, 1);
  time.pass(7000);
  assert.equal(lost, 0);
  time.pass(3000);
  assert.equal(lost, 1);
  time.pass(60_000);
  assert.equal(lost, 1);
  pinger.stop();
});

test('after a sleep a side that does not answer at once is gone; one that does stays', () => {
  let lost = 0;
  let asked = 0;
  const make = (): Heartbeat =>
    new Heartbeat(
      () => asked++,
      () => {},
      () => lost++,
    );
  const [gone, there] = [make(), make()];
  time.pass(3000);
  asked = 0;
  gone.woke();
  there.woke();
  assert.equal(asked, 2, 'asked at once');
  time.pass(100);
  there.heard();
  time.pass(800);
  assert.equal(lost, 1);
  gone.stop();
  time.pass(3000);
  assert.equal(lost, 1);
  there.stop();
  there.woke();
  time.pass(3000);
  assert.equal(lost, 1);
});

test('a pinger stopped by its own ping stays stopped', () => {
  let sent = 0;
  const pinger: Heartbeat = new Heartbeat(
    () => {
      if (++sent === 2) pinger.stop();
    },
    () => {},
  );
  time.pass(10_000);
  assert.equal(sent, 2);
});

test('what a parent says of the quality is kept on the link; a slow one is passed on', () => {
  const link = open('a', 'up');
  receive(link, { t: 'quality', step: 0, small: false, by: 'link', slow: false });
  assert.deepEqual(link.quality, { step: 0, small: false, by: 'link', slow: false });
  assert.deepEqual(calls, []);
  receive(link, { t: 'quality', step: 0, small: false, by: 'link', slow: true });
  assert.deepEqual(calls, [['slow', 'a']]);
  const down = open('b', 'down');
  receive(down, { t: 'quality', step: 0, small: false, by: 'link', slow: true });
  assert.equal(down.quality, null, 'a child has no say in it');
  assert.equal(calls.length, 1);
});
