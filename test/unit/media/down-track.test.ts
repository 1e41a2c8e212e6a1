import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  CarryDownTrack,
  type DownTrackEvents,
  ForwardDownTrack,
} from '../../../src/media/forwarding/down-track.js';
import type { EncodedFrame, Kind } from '../../../src/media/frames/encoded-frames.js';
import {
  type FrameTrailer,
  readTrailer,
  SEQUENCE_MODULO,
} from '../../../src/media/frames/frame-trailer.js';
import {
  audioMark,
  bytes,
  FakeFrame,
  keyTrailer,
  marked,
  Pipe,
  SingleFrame,
  settled,
  trailer,
} from './media-helpers.js';

let pipe: Pipe;
let keyFrames: number;
let ticks: number;
let errors: unknown[];
let now: number;
let events: DownTrackEvents;
beforeEach(() => {
  pipe = new Pipe();
  keyFrames = 0;
  ticks = 0;
  errors = [];
  now = 0;
  events = {
    needKeyFrame: () => {
      keyFrames++;
    },
    tick: () => {
      ticks++;
    },
    error: (error) => errors.push(error),
  };
});

const forward = (kind: Kind = 'video'): ForwardDownTrack =>
  new ForwardDownTrack(kind, pipe, events, () => 0);
const carry = (kind: Kind = 'video'): CarryDownTrack =>
  new CarryDownTrack(kind, pipe, events, () => now);

const sequences = (): (number | undefined)[] =>
  pipe.written.map(({ data }) => readTrailer(data)?.sequence);

function write(downTrack: ForwardDownTrack | CarryDownTrack, ...trailers: FrameTrailer[]): void {
  for (const each of trailers) downTrack.write(marked(each));
}

const dummy = (type: 'key' | 'delta' = 'delta', timestamp = 0): FakeFrame =>
  new FakeFrame({ data: bytes(0xdd), type, timestamp });

test('forward: nothing while off; when on, asks once and begins with a key frame', async () => {
  const downTrack = forward();
  write(downTrack, keyTrailer(0), trailer(1));
  assert.equal(keyFrames, 0);
  downTrack.on = true;
  downTrack.on = true;
  assert.equal(keyFrames, 1);
  write(downTrack, trailer(2), trailer(3));
  assert.equal(keyFrames, 3);
  write(downTrack, keyTrailer(4), trailer(5));
  await settled();
  assert.deepEqual(sequences(), [4, 5]);
  assert.equal(downTrack.frames, 2);
  assert.equal(downTrack.bytes, 2 * marked(trailer(5)).data.byteLength);
});

test('forward: a downTrack turned off and on again begins anew', async () => {
  const downTrack = forward();
  downTrack.on = true;
  write(downTrack, keyTrailer(0), trailer(1));
  downTrack.on = false;
  write(downTrack, trailer(2));
  downTrack.on = true;
  assert.equal(keyFrames, 2);
  write(downTrack, trailer(3), trailer(4), keyTrailer(5), trailer(6));
  await settled();
  assert.deepEqual(sequences(), [0, 1, 5, 6]);
});

test('forward: turned on again it begins with a key frame even if it missed nothing', async () => {
  const downTrack = forward();
  downTrack.on = true;
  write(downTrack, keyTrailer(0), trailer(1));
  downTrack.on = false;
  downTrack.on = true;
  write(downTrack, trailer(2), keyTrailer(3));
  await settled();
  assert.deepEqual(sequences(), [0, 1, 3]);
});

test('forward: writes copies, so that one frame can go to several children', async () => {
  const item = marked(keyTrailer(0));
  const downTrack = forward();
  downTrack.on = true;
  downTrack.write(item);
  await settled();
  assert.notEqual(pipe.written[0], item.frame);
  assert.deepEqual(pipe.written[0]?.data, item.data);
});

test('forward: frames after a missing one wait for a key frame', async () => {
  const downTrack = forward();
  downTrack.on = true;
  write(downTrack, keyTrailer(0), trailer(1), trailer(3));
  assert.equal(keyFrames, 2);
  write(downTrack, trailer(4), keyTrailer(5));
  await settled();
  assert.deepEqual(sequences(), [0, 1, 5]);
});

test('forward: the frame needed is found across the wrap of the sequence', async () => {
  const downTrack = forward();
  downTrack.on = true;
  write(downTrack, keyTrailer(SEQUENCE_MODULO - 1), trailer(0), trailer(1));
  await settled();
  assert.deepEqual(sequences(), [SEQUENCE_MODULO - 1, 0, 1]);
});

test('forward: a frame of another stream is no reference', async () => {
  const downTrack = forward();
  downTrack.on = true;
  write(downTrack, keyTrailer(0), trailer(1, { stream: 8 }), trailer(1));
  await settled();
  assert.deepEqual(sequences(), [0, 1]);
  assert.equal(keyFrames, 2);
});

test('a key frame ends all older references', async () => {
  const downTrack = forward();
  downTrack.on = true;
  write(downTrack, keyTrailer(0), keyTrailer(1), trailer(2, { needs: 2 }));
  await settled();
  assert.deepEqual(sequences(), [0, 1]);
});

test('upper layers are left out at once, and taken up again at a key frame', async () => {
  const layer = (sequence: number, temporalLayer: number, needs: number) =>
    trailer(sequence, { temporalLayer, needs });
  const downTrack = forward();
  downTrack.on = true;
  write(downTrack, keyTrailer(0), layer(1, 2, 1));
  downTrack.maxStep = 0;
  assert.equal(keyFrames, 1);
  write(downTrack, layer(2, 1, 2), layer(3, 2, 1), layer(4, 0, 4), layer(5, 2, 1));
  downTrack.maxStep = 3;
  assert.equal(keyFrames, 2, 'raising asks for one');
  assert.equal(downTrack.maxStep, 3);
  write(downTrack, layer(6, 1, 2), layer(7, 2, 1), layer(8, 0, 4));
  write(downTrack, keyTrailer(9), layer(10, 2, 1), layer(11, 1, 2), layer(12, 2, 1));
  await settled();
  assert.deepEqual(sequences(), [0, 1, 4, 8, 9, 10, 11, 12]);
  assert.equal(keyFrames, 2);
});

test('upper layers come back at a sync, without a key frame, and never after a gap', async () => {
  const base = (sequence: number) => trailer(sequence, { needs: 2 });
  const sync = (sequence: number) => trailer(sequence, { temporalLayer: 1, sync: true });
  const upper = (sequence: number) => trailer(sequence, { temporalLayer: 1 });
  const downTrack = forward();
  downTrack.on = true;
  write(downTrack, keyTrailer(0), sync(1), base(2), upper(3), base(4), sync(5));
  downTrack.maxStep = 1;
  write(downTrack, base(6), upper(7), base(8), sync(9), base(10));
  downTrack.maxStep = 0;
  write(downTrack, upper(11), base(12), sync(13), base(14));
  downTrack.maxStep = 2;
  write(downTrack, upper(15), base(16), sync(17), base(18), upper(19));
  // Frame 21, a sync, was lost on the way here: what refers to it must not go on.
  write(downTrack, base(20), base(22), upper(23), base(24), sync(25), base(26), upper(27));
  await settled();
  assert.deepEqual(
    sequences(),
    [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 14, 16, 17, 18, 19, 20, 22, 24, 25, 26, 27],
  );
  assert.equal(keyFrames, 1, 'the first one only');
});

test('forward: a copy that fails costs a key frame, never a wrong reference', async () => {
  const downTrack = forward();
  downTrack.on = true;
  write(downTrack, keyTrailer(0));
  assert.throws(() => downTrack.write(marked(trailer(1), SingleFrame)), /Illegal constructor/);
  assert.equal(keyFrames, 2);
  assert.equal(downTrack.frames, 1);
  write(downTrack, trailer(2), keyTrailer(3));
  await settled();
  assert.deepEqual(sequences(), [0, 3]);
});

test('forward: audio needs no key frame and asks for none', async () => {
  const downTrack = forward('audio');
  downTrack.on = true;
  write(downTrack, audioMark(5), audioMark(9));
  await settled();
  assert.deepEqual(sequences(), [5, 9]);
  assert.equal(keyFrames, 0);
});

test("forward: the dummy encoder's later key frames are the child's requests", async () => {
  const downTrack = forward();
  downTrack.on = true;
  assert.equal(keyFrames, 1);
  pipe.deliver(dummy('key'), dummy(), dummy());
  await settled();
  assert.equal(keyFrames, 1);
  pipe.deliver(dummy('key'));
  await settled();
  assert.equal(keyFrames, 2);
  downTrack.on = false;
  pipe.deliver(dummy('key'));
  await settled();
  assert.equal(keyFrames, 2);
  assert.equal(pipe.written.length, 0, 'no dummy frame reaches the child');
});

test('forward: the dummy runs ten times a second while the child is served', () => {
  const downTrack = forward();
  downTrack.poll(0);
  assert.equal(ticks, 0);
  downTrack.on = true;
  for (let at = 0; at < 1000; at += 25) downTrack.poll(at);
  assert.equal(ticks, 10);
});

test('closed: twice is fine, streams end, nothing is written or counted', async () => {
  for (const make of [forward, carry]) {
    pipe = new Pipe();
    const downTrack = make();
    downTrack.on = true;
    downTrack.close();
    downTrack.close();
    await settled();
    assert.equal(pipe.cancelled, 1);
    assert.equal(pipe.aborted, 1);
    write(downTrack, keyTrailer(0), trailer(1));
    await settled();
    assert.equal(pipe.written.length, 0);
    assert.equal(downTrack.frames, 0);
  }
  assert.deepEqual(errors, []);
});

test('carry: every dummy leaves with the next upstream bytes, one to one, in order', async () => {
  const downTrack = carry();
  downTrack.on = true;
  const dummies = [dummy('key', 10), dummy('delta', 20), dummy('delta', 30)];
  pipe.deliver(dummies[0]!);
  await settled();
  assert.equal(pipe.written.length, 0, 'a dummy without a frame waits');
  write(downTrack, keyTrailer(0), trailer(1), trailer(2));
  assert.equal(ticks, 2, 'one was there already');
  pipe.deliver(dummies[1]!, dummies[2]!);
  await settled();
  assert.deepEqual(pipe.written, dummies);
  assert.deepEqual(sequences(), [0, 1, 2]);
});

test('carry: the bytes written are a copy, because writing may take the buffer away', async () => {
  const downTrack = carry();
  downTrack.on = true;
  const item = marked(keyTrailer(0));
  downTrack.write(item);
  pipe.deliver(dummy('key'));
  await settled();
  assert.notEqual(pipe.written[0]?.data, item.data);
  assert.deepEqual(pipe.written[0]?.data, item.data);
});

test('carry: needs no copying constructor', async () => {
  const downTrack = carry();
  downTrack.on = true;
  downTrack.write(marked(keyTrailer(0), SingleFrame));
  pipe.deliver(dummy('key'));
  await settled();
  assert.deepEqual(sequences(), [0]);
});

test('carry: no video dummy is ever dropped, not by turning off, not by an overflow', async () => {
  const downTrack = carry();
  downTrack.on = true;
  pipe.deliver(dummy('key'), dummy(), dummy(), dummy(), dummy(), dummy());
  await settled();
  downTrack.on = false;
  downTrack.on = true;
  write(downTrack, keyTrailer(0));
  for (let i = 1; i < 80; i++) write(downTrack, trailer(i));
  write(downTrack, keyTrailer(80));
  for (let i = 81; i < 90; i++) write(downTrack, trailer(i));
  const rest = Array.from({ length: 60 }, () => dummy());
  pipe.deliver(...rest);
  await settled();
  const waiting = 6 + rest.length - pipe.written.length;
  for (let i = 90; i < 90 + waiting; i++) write(downTrack, trailer(i));
  await settled();
  assert.equal(pipe.written.length, 6 + rest.length);
});

test('carry: an overflowing queue is given up and goes on with a key frame', async () => {
  const downTrack = carry();
  downTrack.on = true;
  write(downTrack, keyTrailer(0));
  for (let i = 1; i < 15; i++) write(downTrack, trailer(i));
  assert.equal(keyFrames, 1);
  write(downTrack, trailer(15));
  assert.equal(keyFrames, 2);
  assert.equal(downTrack.frames, 15);
  write(downTrack, trailer(61), keyTrailer(62), trailer(63));
  pipe.deliver(...Array.from({ length: 10 }, () => dummy()));
  await settled();
  assert.deepEqual(sequences(), [62, 63]);
});

test('carry: a dummy that the encoder lost is asked for again', async () => {
  const downTrack = carry();
  downTrack.on = true;
  const pollUntil = (end: number): void => {
    for (; now < end; now += 25) downTrack.poll(now);
  };
  now = 1000;
  downTrack.poll(now);
  write(downTrack, keyTrailer(0), trailer(1));
  assert.equal(ticks, 2);
  pollUntil(1125);
  assert.equal(ticks, 2, 'they may still come');
  pollUntil(1400);
  assert.equal(ticks, 4, 'one for each that waits');
  pipe.deliver(dummy('key'), dummy());
  await settled();
  assert.deepEqual(sequences(), [0, 1]);
  pollUntil(3000);
  assert.equal(ticks, 4, 'nothing waits any more');
});

test('carry: frames that wait one turn only are no backlog', async () => {
  const downTrack = carry();
  downTrack.on = true;
  now = 1000;
  write(downTrack, keyTrailer(0));
  for (let i = 1; i < 60; i++) {
    downTrack.poll(now);
    now += 33;
    pipe.deliver(dummy());
    await settled();
    write(downTrack, trailer(i));
  }
  assert.equal(ticks, 60, 'one each');
});

test('carry: dummies made too many by retries are used up, not added to', async () => {
  const downTrack = carry();
  downTrack.on = true;
  const spare: EncodedFrame[] = Array.from({ length: 12 }, () => dummy());
  pipe.deliver(...spare);
  await settled();
  write(downTrack, keyTrailer(0), trailer(1), trailer(2), trailer(3), trailer(4));
  assert.equal(ticks, 0);
  for (let i = 5; i < 12; i++) write(downTrack, trailer(i));
  assert.equal(ticks, 0);
  write(downTrack, trailer(12));
  assert.equal(ticks, 1, 'and asked for again when they are used up');
  await settled();
  assert.deepEqual(pipe.written, spare);
});

test('carry: waiting sound is dropped, oldest first, and asks for no key frame', async () => {
  const downTrack = carry('audio');
  downTrack.on = true;
  for (let i = 0; i < 100; i++) write(downTrack, audioMark(i));
  assert.equal(keyFrames, 0);
  pipe.deliver(...Array.from({ length: 20 }, () => new FakeFrame({ timestamp: 1 })));
  await settled();
  assert.deepEqual(sequences(), [92, 93, 94, 95, 96, 97, 98, 99]);
});

test('carry: silent dummies that come by themselves do not pile up', async () => {
  const downTrack = carry('audio');
  const dummies = Array.from({ length: 10 }, (_, at) => new FakeFrame({ timestamp: at }));
  pipe.deliver(...dummies);
  await settled();
  downTrack.on = true;
  write(downTrack, audioMark(0), audioMark(1), audioMark(2));
  await settled();
  assert.deepEqual(pipe.written, dummies.slice(-2));
});

test('a connection that breaks is no error', async () => {
  const downTrack = forward();
  downTrack.on = true;
  pipe.fail(new Error('connection gone'));
  await settled();
  assert.deepEqual(errors, []);
});
