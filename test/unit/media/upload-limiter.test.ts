/** `max-upload` in the worker, by simulated time: bytes of any five seconds against the limit. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UploadLimiter, wireBytes } from '../../../src/media/congestion/upload-limiter.js';
import { Forwarder } from '../../../src/media/forwarding/forwarder.js';
import { LayerTrace } from '../../../src/media/forwarding/source-track.js';
import {
  appendTrailer,
  type FrameTrailer,
  readTrailer,
} from '../../../src/media/frames/frame-trailer.js';
import { FakeClock, FakeFrame, Pipe, settled, trailer } from './media-helpers.js';

const FPS = 30;
const WINDOW_MS = 5_000;

/** libvpx' L1T2: base, sync, base, upper that needs the sync; a key frame now and then. */
function* stream(kbps: number, keyEvery: number): Generator<{ of: FrameTrailer; size: number }> {
  const mean = (kbps * 1000) / 8 / FPS;
  for (let sequence = 0; ; sequence++) {
    const key = sequence % keyEvery === 0;
    const place = (sequence % keyEvery) % 4;
    const upper = place % 2 === 1;
    const of = trailer(sequence, {
      key,
      temporalLayer: upper ? 1 : 0,
      sync: place === 1,
      needs: key ? 0 : upper ? 1 : 2,
    });
    yield { of, size: Math.round(key ? 8 * mean : upper ? 0.6 * mean : 1.2 * mean) };
  }
}

interface Sent {
  at: number;
  bytes: number;
  child: number;
  trailer: FrameTrailer;
}

/** Feeds children for some seconds and returns what left for them. */
async function simulate(given: {
  kbps(second: number): number;
  children: number;
  limitKbps: number;
  seconds: number;
  keyEvery?: number;
}): Promise<Sent[]> {
  const clock = new FakeClock();
  const forwarder = new Forwarder(() => {}, clock);
  forwarder.limitUpload(given.limitKbps * 1000);
  const source = new Pipe();
  forwarder.addUp('parent', 'video', source);
  const pipes = Array.from({ length: given.children }, (_, i) => {
    const pipe = new Pipe();
    forwarder.addForward(`child ${i}`, 'video', pipe);
    forwarder.serve(`child ${i}`, true);
    return pipe;
  });
  const sent: Sent[] = [];
  const streams = new Map<number, ReturnType<typeof stream>>();
  let sequence = 0;
  for (let frame = 0; frame < given.seconds * FPS; frame++) {
    clock.ms += 1000 / FPS;
    const kbps = given.kbps(Math.floor(frame / FPS));
    const from = streams.get(kbps) ?? stream(kbps, given.keyEvery ?? 90);
    streams.set(kbps, from);
    // Each rate has a pattern of its own: a change begins with a key frame.
    const { of, size } = from.next().value as { of: FrameTrailer; size: number };
    const placed = { ...of, sequence: sequence++ };
    const data = appendTrailer(new ArrayBuffer(size), placed);
    source.deliver(new FakeFrame({ data, type: of.key ? 'key' : 'delta' }));
    await settled();
    for (const [child, pipe] of pipes.entries()) {
      for (const { data: out } of pipe.written.splice(0)) {
        sent.push({
          at: clock.ms,
          bytes: wireBytes(out.byteLength),
          child,
          trailer: readTrailer(out)!,
        });
      }
    }
  }
  return sent;
}

/** kbit/s of the fullest window. */
function worstWindow(sent: readonly Sent[]): number {
  let worst = 0;
  let sum = 0;
  let first = 0;
  for (const { at, bytes } of sent) {
    sum += bytes;
    while (at - sent[first]!.at > WINDOW_MS) sum -= sent[first++]!.bytes;
    worst = Math.max(worst, sum);
  }
  return (worst * 8) / WINDOW_MS;
}

/** Every frame's references were sent to that child before. */
function assertDecodable(sent: readonly Sent[], child: number): void {
  const got = new Set<number>();
  let lastUpper = -1;
  for (const { trailer: of } of sent.filter((each) => each.child === child)) {
    if (of.key) {
      got.clear();
      lastUpper = -1;
    } else {
      assert.ok(got.has(of.sequence - of.needs), `${of.sequence} lacks its base`);
      if (of.temporalLayer > 0 && !of.sync) {
        assert.equal(lastUpper, of.sequence - 2, `${of.sequence} lacks the upper frame before`);
      }
    }
    got.add(of.sequence);
    if (of.temporalLayer > 0) lastUpper = of.sequence;
  }
}

const framesOf = (sent: readonly Sent[], child: number): number =>
  sent.filter((each) => each.child === child).length;

test('enough upload: nothing is held back, key frames to several children at once included', async () => {
  const sent = await simulate({ kbps: () => 800, children: 3, limitKbps: 3500, seconds: 20 });
  for (const child of [0, 1, 2]) assert.equal(framesOf(sent, child), 20 * FPS);
});

test('too little for everything: below the limit, near it, and every picture decodable', async () => {
  const limitKbps = 2200;
  const sent = await simulate({ kbps: () => 1000, children: 3, limitKbps, seconds: 30 });
  const worst = worstWindow(sent);
  assert.ok(worst <= limitKbps * 1.1, `${worst} kbit/s`);
  assert.ok(worst >= limitKbps * 0.85, `${worst} kbit/s`);
  for (const child of [0, 1, 2]) assertDecodable(sent, child);
  const counts = [0, 1, 2].map((child) => framesOf(sent, child));
  assert.ok(counts[0]! >= counts[2]!, `the first child comes first: ${counts}`);
  assert.ok(counts[2]! >= 30 * FPS * 0.4, `the last keeps its base: ${counts}`);
});

test('a stream that swells to three times its bitrate stays within the limit', async () => {
  const limitKbps = 2000;
  const sent = await simulate({
    kbps: (second) => (second >= 10 && second < 20 ? 2000 : 600),
    children: 3,
    limitKbps,
    seconds: 30,
  });
  const worst = worstWindow(sent);
  assert.ok(worst <= limitKbps * 1.1, `${worst} kbit/s`);
  for (const child of [0, 1, 2]) assertDecodable(sent, child);
  const early = (child: number): number =>
    sent.filter((each) => each.child === child && each.at > 11_000 && each.at < 21_000).length;
  assert.ok(
    early(0) > 0.4 * 10 * FPS,
    `the first child is not starved for the others: ${early(0)}`,
  );
});

test('a burst of key frames does not break the limit', async () => {
  const limitKbps = 1500;
  const sent = await simulate({
    kbps: () => 900,
    children: 2,
    limitKbps,
    seconds: 20,
    keyEvery: 12,
  });
  const worst = worstWindow(sent);
  assert.ok(worst <= limitKbps * 1.1, `${worst} kbit/s`);
});

test('setting the same limit again and again does not fill the bucket', () => {
  let now = 0;
  const budget = new UploadLimiter(() => now);
  let sent = 0;
  budget.limit(800_000);
  for (; now < 5000; now += 10) {
    budget.limit(800_000);
    while (budget.take('base', 1000)) sent += wireBytes(1000);
  }
  assert.ok(sent <= 100_000 * 5 * 1.1, `${sent}`);
  budget.limit(null);
  assert.ok(budget.take('upper', 10_000_000));
});

test('sound always passes and is counted; upper layers leave room for the base', () => {
  let now = 0;
  const budget = new UploadLimiter(() => now);
  budget.limit(800_000);
  while (budget.take('upper', 1000));
  assert.ok(budget.take('base', 1000), 'the base still fits');
  while (budget.take('base', 1000));
  assert.ok(budget.take('audio', 300));
  now += 5;
  assert.equal(budget.take('base', 400), false, 'the sound was paid for');
});

test('syncs are told by what the encoder says of its frames', () => {
  const trace = new LayerTrace();
  assert.equal(trace.isSync(0, 1, []), false);
  assert.equal(trace.isSync(1, 2, [1]), true);
  assert.equal(trace.isSync(0, 3, [1]), false);
  assert.equal(trace.isSync(1, 4, [2, 3]), false);
  assert.equal(trace.isSync(1, 6, [5]), false, 'an unknown frame may be one of the own layer');
  assert.equal(trace.isSync(1, undefined, [1]), false);
  assert.equal(trace.isSync(1, 7, undefined), false);
});
