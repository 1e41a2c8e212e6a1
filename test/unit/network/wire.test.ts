import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CastoError } from '../../../src/base/errors.js';
import { KeyedRateLimiter, RateLimiter } from '../../../src/base/rate-limiter.js';
import { isChannelId, parseChannel } from '../../../src/wire/channel-id.js';
import type { PeerHint } from '../../../src/wire/hint.js';
import { LIMITS } from '../../../src/wire/limits.js';
import { parseSignalMessage } from '../../../src/wire/messages/signal.js';
import type { ControlMessage } from '../../../src/wire/messages/table.js';
import { parseControlMessage } from '../../../src/wire/messages/table.js';

const hint: PeerHint = {
  peer: 'peerA',
  addresses: ['/dns4/star.example/tcp/443/tls/ws/p2p/a/p2p-circuit/p2p/b'],
  depth: 2,
  slots: 3,
  way: 'carry',
  epoch: 7,
  path: ['root', 'peerA'],
};
const link = 'link-0001';
const join: ControlMessage = {
  t: 'join',
  channel: 'owner/live',
  link,
  capacity: 2,
  ways: ['forward', 'transcode'],
  standby: true,
  feasible: { epoch: 1, depth: 2 },
  addresses: ['/dns4/a/tcp/1/ws'],
};

const SAMPLES: ControlMessage[] = [
  join,
  { t: 'accept', link, path: ['root', 'peerA'], epoch: 4 },
  { t: 'redirect', link, reason: 'full', peers: [hint] },
  { t: 'offer', link, sdp: 'v=0' },
  { t: 'answer', link, sdp: 'v=0' },
  { t: 'candidate', link, candidate: { candidate: 'c', sdpMid: null, sdpMLineIndex: 0 } },
  { t: 'candidate', link, candidate: null },
  { t: 'request-offer', link },
  { t: 'path', path: [], epoch: 0, seq: 3 },
  { t: 'path', path: ['root'], epoch: 1, seq: 3, age: 0 },
  { t: 'beat', epoch: 1, viewers: 2, seq: 1 },
  { t: 'beat', epoch: 1, viewers: 2, seq: 1, age: 412 },
  { t: 'start', calm: true },
  { t: 'count', viewers: 1, slots: 1, free: 2, open: [hint] },
  { t: 'refresh', epoch: 9 },
  { t: 'start' },
  { t: 'start', lost: 'peerB', feasible: { epoch: 3, depth: 2 } },
  { ...join, standby: false, urgent: true, lost: 'peerB' },
  { t: 'stop' },
  { t: 'leave', reason: 'closing', peers: [], link },
  { t: 'hints', peers: [hint] },
  { t: 'keyframe' },
  { t: 'ping', n: 1 },
  { t: 'pong', n: 1, clock: 1.5e12 },
  { t: 'media', way: 'source', video: 'video/VP8', audio: null },
  { t: 'idle' },
  { t: 'want', small: true },
  { t: 'want', small: false, own: 'small' },
  { t: 'quality', step: 1, small: true, by: 'choice', slow: false },
  { t: 'via', from: 'a', to: 'b', trail: ['a'], route: ['c', 'b'], body: join },
];
const SIGNAL = [
  'join',
  'accept',
  'redirect',
  'offer',
  'answer',
  'candidate',
  'request-offer',
  'leave',
];

const isProtocolError = (error: unknown): boolean =>
  error instanceof CastoError && error.code === 'protocol' && error.message.length > 0;

for (const sample of SAMPLES) {
  test(`${sample.t} passes, from text and bytes, without what nobody asked for`, () => {
    const extra = { ...sample, __proto__x: 1, admin: true };
    const text = JSON.stringify(extra);
    assert.deepEqual(parseControlMessage(text), sample);
    assert.deepEqual(parseControlMessage(new TextEncoder().encode(text)), sample);
    if (SIGNAL.includes(sample.t)) assert.deepEqual(parseSignalMessage(text), sample);
    else assert.throws(() => parseSignalMessage(text), isProtocolError);
  });
}

const long = (count: number): string => 'x'.repeat(count);
const peers = (count: number): string[] => Array.from({ length: count }, (_, n) => `peer${n}`);

const REFUSED: Record<string, unknown> = {
  'a link id too short': { t: 'offer', link: 'short', sdp: '' },
  'a link id with other characters': { t: 'offer', link: 'link 00001', sdp: '' },
  'a link id too long': { t: 'offer', link: long(33), sdp: '' },
  'an SDP too long': { t: 'offer', link, sdp: long(LIMITS.sdpChars + 1) },
  'a candidate too long': {
    t: 'candidate',
    link,
    candidate: { candidate: long(LIMITS.candidateChars + 1), sdpMid: null, sdpMLineIndex: 0 },
  },
  'a path too deep': { t: 'path', path: peers(LIMITS.path + 1), epoch: 1 },
  'a path with a cycle': { t: 'accept', link, path: ['a', 'b', 'a'], epoch: 1 },
  'too many hints': { t: 'hints', peers: Array.from({ length: LIMITS.hints + 1 }, () => hint) },
  'too many addresses': {
    t: 'hints',
    peers: [{ ...hint, addresses: Array.from({ length: 9 }, () => '/dns4/a') }],
  },
  'an address that is none': { t: 'hints', peers: [{ ...hint, addresses: ['javascript:1'] }] },
  'an unknown way': { t: 'hints', peers: [{ ...hint, way: 'source' }] },
  'a negative epoch': { t: 'beat', epoch: -1, viewers: 0 },
  'viewers that are a fraction': { t: 'count', viewers: 0.5 },
  'viewers beyond reason': { t: 'count', viewers: 1e300 },
  'a clock that is text': { t: 'pong', n: 1, clock: '1' },
  'an unknown reason': { t: 'leave', reason: 'bored', peers: [] },
  'a channel too long': { ...join, channel: long(LIMITS.channelIdChars + 1) },
  'capacity beyond reason': { ...join, capacity: 1e6 },
  'standby that is text': { ...join, standby: 'yes' },
  'a choice of no encoding': { t: 'want', small: false, own: 'huge' },
  'urgency that is a number': { ...join, urgent: 1 },
  'a feasible distance without a depth': { t: 'start', feasible: { epoch: 1 } },
  'a via that carries a beat': {
    t: 'via',
    from: 'a',
    to: 'b',
    route: [],
    body: { t: 'beat', epoch: 1, viewers: 1 },
  },
  'a via in a via': {
    t: 'via',
    from: 'a',
    to: 'b',
    route: [],
    body: { t: 'via', from: 'a', to: 'b', route: [], body: join },
  },
  'a kind out of the prototype': { t: 'constructor' },
  'no kind': {},
  null: null,
  'a list': [],
  'a number': 3,
};

for (const [what, value] of Object.entries(REFUSED)) {
  test(`refused: ${what}`, () => {
    assert.throws(() => parseControlMessage(JSON.stringify(value)), isProtocolError);
  });
}

test('figures beyond what there can be are lowered, and no offence: an honest neighbour may have passed them on', () => {
  const huge = Number.MAX_SAFE_INTEGER;
  const { viewers, epoch, children, path: depth, age } = LIMITS;
  const feasible = { epoch: huge, depth: huge };
  const lowered = { epoch, depth };
  const cases: [object, object][] = [
    [
      { t: 'count', viewers: huge, capacity: huge, slots: huge, free: huge },
      { t: 'count', viewers, capacity: children, slots: children, free: viewers },
    ],
    [
      { t: 'beat', epoch: huge, viewers: huge, age: huge },
      { t: 'beat', epoch, viewers, age },
    ],
    [
      { t: 'path', path: ['root'], epoch: huge, age: huge },
      { t: 'path', path: ['root'], epoch, age },
    ],
    [
      { t: 'accept', link, path: ['root'], epoch: huge },
      { t: 'accept', link, path: ['root'], epoch },
    ],
    [
      { t: 'refresh', epoch: huge },
      { t: 'refresh', epoch },
    ],
    [
      { ...join, feasible },
      { ...join, feasible: lowered },
    ],
    [
      { t: 'start', feasible },
      { t: 'start', feasible: lowered },
    ],
    [
      { t: 'hints', peers: [{ ...hint, depth: huge, slots: huge, epoch: huge }] },
      { t: 'hints', peers: [{ ...hint, depth, slots: children, epoch }] },
    ],
  ];
  for (const [said, heard] of cases) {
    assert.deepEqual(parseControlMessage(JSON.stringify(said)), heard);
    // What was heard may be said on as it is.
    assert.deepEqual(parseControlMessage(JSON.stringify(heard)), heard);
  }
});

test('refused: more bytes than a message may have, before it is parsed', () => {
  const text = `{"t":"start","x":"${long(LIMITS.messageBytes)}"}`;
  assert.throws(() => parseControlMessage(text), /oversize/);
  assert.throws(() => parseControlMessage(new TextEncoder().encode(text)), /oversize/);
});

test('refused: bytes that are no UTF-8', () => {
  assert.throws(() => parseControlMessage(Uint8Array.from([0x22, 0xff, 0x22])), /not JSON/);
});

test('whatever is sent, the answer is a bounded message or a protocol error', () => {
  const mutated = fc
    .tuple(
      fc.constantFrom(...SAMPLES),
      fc.string(),
      fc.oneof(fc.jsonValue(), fc.constant(undefined)),
      fc.boolean(),
    )
    .map(([sample, key, value, known]) => {
      const keys = Object.keys(sample);
      const target = known ? (keys[key.length % keys.length] ?? 't') : key;
      return JSON.stringify({ ...sample, [target]: value });
    });
  fc.assert(
    fc.property(fc.oneof(mutated, fc.json(), fc.string()), (text) => {
      try {
        const message = parseControlMessage(text);
        assert.ok(SAMPLES.some(({ t }) => t === message.t));
        assert.ok(JSON.stringify(message).length <= LIMITS.messageBytes * 2);
      } catch (error) {
        assert.ok(isProtocolError(error), String(error));
      }
    }),
    { numRuns: 5000 },
  );
});

test('channel ids and slugs', () => {
  const owner = '12D3KooWSDMNdC9v9ZZEURGCxFWb3fLVtU49z4ecMQ9P79PExQsj';
  assert.deepEqual(parseChannel('live'), { ownerId: null, slug: 'live' });
  assert.deepEqual(parseChannel(`${owner}/my.show-1`), { ownerId: owner, slug: 'my.show-1' });
  assert.ok(isChannelId(`${owner}/live`));
  for (const bad of ['', ' ', 'a b', '/live', `${owner}/`, `${owner}/a/b`, '../x', long(65), 'ü']) {
    assert.throws(() => parseChannel(bad), { code: 'bad-channel' }, bad);
    assert.equal(isChannelId(bad), false);
  }
});

test('the token bucket lets a burst through and then its rate', () => {
  let now = 0;
  const limiter = new RateLimiter(2, 3, () => now);
  assert.deepEqual(
    [1, 2, 3, 4].map(() => limiter.take()),
    [true, true, true, false],
  );
  now = 499;
  assert.equal(limiter.take(), false);
  now = 500;
  assert.equal(limiter.take(), true);
  now = 60_000;
  assert.equal(limiter.take(3), true, 'never more than the burst is saved up');
  assert.equal(limiter.take(), false);
  now = 0;
  assert.equal(limiter.take(), false, 'a clock that runs backwards gives nothing');
});

test('invented keys do not fill the memory', () => {
  const limiter = new KeyedRateLimiter(1, 1, 100, () => 0);
  for (let n = 0; n < 10_000; n++) limiter.take(`peer${n}`);
  assert.equal(limiter.size, 100);
  assert.equal(limiter.take('peer9999'), false, 'the latest are still remembered');
});
