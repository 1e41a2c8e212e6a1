import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { EncodedFrame, Kind } from '../../src/media/encoded-frames.js';
import { type FrameMark, readMark, SEQUENCE_MODULO } from '../../src/media/frame-mark.js';
import { CarrySink, ForwardSink, type SinkEvents } from '../../src/media/sinks.js';
import {
  audioMark,
  bytes,
  FakeFrame,
  keyMark,
  mark,
  marked,
  Pipe,
  SingleFrame,
  settled,
} from './media-helpers.js';

let pipe: Pipe;
let keyFrames: number;
let ticks: number;
let errors: unknown[];
let now: number;
let events: SinkEvents;
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

const forward = (kind: Kind = 'video'): ForwardSink => new ForwardSink(kind, pipe, events, () => 0);
const carry = (kind: Kind = 'video'): CarrySink => new CarrySink(kind, pipe, events, () => now);

const sequences = (): (number | undefined)[] =>
  pipe.written.map(({ data }) => readMark(data)?.sequence);

function write(sink: ForwardSink | CarrySink, ...marks: FrameMark[]): void {
  for (const each of marks) sink.write(marked(each));
}

const dummy = (type: 'key' | 'delta' = 'delta', timestamp = 0): FakeFrame =>
  new FakeFrame({ data: bytes(0xdd), type, timestamp });

test('forward: nothing while off; when on, asks once and begins with a key frame', async () => {
  const sink = forward();
  write(sink, keyMark(0), mark(1));
  assert.equal(keyFrames, 0);
  sink.on = true;
  sink.on = true;
  assert.equal(keyFrames, 1);
  write(sink, mark(2), mark(3));
  assert.equal(keyFrames, 3);
  write(sink, keyMark(4), mark(5));
  await settled();
  assert.deepEqual(sequences(), [4, 5]);
  assert.equal(sink.frames, 2);
  assert.equal(sink.bytes, 2 * marked(mark(5)).data.byteLength);
});

test('forward: a sink turned off and on again begins anew', async () => {
  const sink = forward();
  sink.on = true;
  write(sink, keyMark(0), mark(1));
  sink.on = false;
  write(sink, mark(2));
  sink.on = true;
  assert.equal(keyFrames, 2);
  write(sink, mark(3), mark(4), keyMark(5), mark(6));
  await settled();
  assert.deepEqual(sequences(), [0, 1, 5, 6]);
});

test('forward: turned on again it begins with a key frame even if it missed nothing', async () => {
  const sink = forward();
  sink.on = true;
  write(sink, keyMark(0), mark(1));
  sink.on = false;
  sink.on = true;
  write(sink, mark(2), keyMark(3));
  await settled();
  assert.deepEqual(sequences(), [0, 1, 3]);
});

test('forward: writes copies, so that one frame can go to several children', async () => {
  const item = marked(keyMark(0));
  const sink = forward();
  sink.on = true;
  sink.write(item);
  await settled();
  assert.notEqual(pipe.written[0], item.frame);
  assert.deepEqual(pipe.written[0]?.data, item.data);
});

test('forward: frames after a missing one wait for a key frame', async () => {
  const sink = forward();
  sink.on = true;
  write(sink, keyMark(0), mark(1), mark(3));
  assert.equal(keyFrames, 2);
  write(sink, mark(4), keyMark(5));
  await settled();
  assert.deepEqual(sequences(), [0, 1, 5]);
});

test('forward: the frame needed is found across the wrap of the sequence', async () => {
  const sink = forward();
  sink.on = true;
  write(sink, keyMark(SEQUENCE_MODULO - 1), mark(0), mark(1));
  await settled();
  assert.deepEqual(sequences(), [SEQUENCE_MODULO - 1, 0, 1]);
});

test('forward: a frame of another stream is no reference', async () => {
  const sink = forward();
  sink.on = true;
  write(sink, keyMark(0), mark(1, { stream: 8 }), mark(1));
  await settled();
  assert.deepEqual(sequences(), [0, 1]);
  assert.equal(keyFrames, 2);
});

test('a key frame ends all older references', async () => {
  const sink = forward();
  sink.on = true;
  write(sink, keyMark(0), keyMark(1), mark(2, { needs: 2 }));
  await settled();
  assert.deepEqual(sequences(), [0, 1]);
});

test('upper layers are left out at once, and taken up again at a key frame', async () => {
  const layer = (sequence: number, temporalLayer: number, needs: number) =>
    mark(sequence, { temporalLayer, needs });
  const sink = forward();
  sink.on = true;
  write(sink, keyMark(0), layer(1, 2, 1));
  sink.maxStep = 0;
  assert.equal(keyFrames, 1);
  write(sink, layer(2, 1, 2), layer(3, 2, 1), layer(4, 0, 4), layer(5, 2, 1));
  sink.maxStep = 3;
  assert.equal(keyFrames, 2, 'raising asks for one');
  assert.equal(sink.maxStep, 3);
  write(sink, layer(6, 1, 2), layer(7, 2, 1), layer(8, 0, 4));
  write(sink, keyMark(9), layer(10, 2, 1), layer(11, 1, 2), layer(12, 2, 1));
  await settled();
  assert.deepEqual(sequences(), [0, 1, 4, 8, 9, 10, 11, 12]);
  assert.equal(keyFrames, 2);
});

test('upper layers come back at a sync, without a key frame, and never after a gap', async () => {
  const base = (sequence: number) => mark(sequence, { needs: 2 });
  const sync = (sequence: number) => mark(sequence, { temporalLayer: 1, sync: true });
  const upper = (sequence: number) => mark(sequence, { temporalLayer: 1 });
  const sink = forward();
  sink.on = true;
  write(sink, keyMark(0), sync(1), base(2), upper(3), base(4), sync(5));
  sink.maxStep = 1;
  write(sink, base(6), upper(7), base(8), sync(9), base(10));
  sink.maxStep = 0;
  write(sink, upper(11), base(12), sync(13), base(14));
  sink.maxStep = 2;
  write(sink, upper(15), base(16), sync(17), base(18), upper(19));
  // Frame 21, a sync, was lost on the way here: what refers to it must not go on.
  write(sink, base(20), base(22), upper(23), base(24), sync(25), base(26), upper(27));
  await settled();
  assert.deepEqual(
    sequences(),
    [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 14, 16, 17, 18, 19, 20, 22, 24, 25, 26, 27],
  );
  assert.equal(keyFrames, 1, 'the first one only');
});

test('forward: a copy that fails costs a key frame, never a wrong reference', async () => {
  const sink = forward();
  sink.on = true;
  write(sink, keyMark(0));
  assert.throws(() => sink.write(marked(mark(1), SingleFrame)), /Illegal constructor/);
  assert.equal(keyFrames, 2);
  assert.equal(sink.frames, 1);
  write(sink, mark(2), keyMark(3));
  await settled();
  assert.deepEqual(sequences(), [0, 3]);
});

test('forward: audio needs no key frame and asks for none', async () => {
  const sink = forward('audio');
  sink.on = true;
  write(sink, audioMark(5), audioMark(9));
  await settled();
  assert.deepEqual(sequences(), [5, 9]);
  assert.equal(keyFrames, 0);
});

test("forward: the dummy encoder's later key frames are the child's requests", async () => {
  const sink = forward();
  sink.on = true;
  assert.equal(keyFrames, 1);
  pipe.deliver(dummy('key'), dummy(), dummy());
  await settled();
  assert.equal(keyFrames, 1);
  pipe.deliver(dummy('key'));
  await settled();
  assert.equal(keyFrames, 2);
  sink.on = false;
  pipe.deliver(dummy('key'));
  await settled();
  assert.equal(keyFrames, 2);
  assert.equal(pipe.written.length, 0, 'no dummy frame reaches the child');
});

test('forward: the dummy runs ten times a second while the child is served', () => {
  const sink = forward();
  sink.poll(0);
  assert.equal(ticks, 0);
  sink.on = true;
  for (let at = 0; at < 1000; at += 25) sink.poll(at);
  assert.equal(ticks, 10);
});

test('closed: twice is fine, streams end, nothing is written or counted', async () => {
  for (const make of [forward, carry]) {
    pipe = new Pipe();
    const sink = make();
    sink.on = true;
    sink.close();
    sink.close();
    await settled();
    assert.equal(pipe.cancelled, 1);
    assert.equal(pipe.aborted, 1);
    write(sink, keyMark(0), mark(1));
    await settled();
    assert.equal(pipe.written.length, 0);
    assert.equal(sink.frames, 0);
  }
  assert.deepEqual(errors, []);
});

test('carry: every dummy leaves with the next upstream bytes, one to one, in order', async () => {
  const sink = carry();
  sink.on = true;
  const dummies = [dummy('key', 10), dummy('delta', 20), dummy('delta', 30)];
  pipe.deliver(dummies[0]!);
  await settled();
  assert.equal(pipe.written.length, 0, 'a dummy without a frame waits');
  write(sink, keyMark(0), mark(1), mark(2));
  assert.equal(ticks, 2, 'one was there already');
  pipe.deliver(dummies[1]!, dummies[2]!);
  await settled();
  assert.deepEqual(pipe.written, dummies);
  assert.deepEqual(sequences(), [0, 1, 2]);
});

test('carry: the bytes written are a copy, because writing may take the buffer away', async () => {
  const sink = carry();
  sink.on = true;
  const item = marked(keyMark(0));
  sink.write(item);
  pipe.deliver(dummy('key'));
  await settled();
  assert.notEqual(pipe.written[0]?.data, item.data);
  assert.deepEqual(pipe.written[0]?.data, item.data);
});

test('carry: needs no copying constructor', async () => {
  const sink = carry();
  sink.on = true;
  sink.write(marked(keyMark(0), SingleFrame));
  pipe.deliver(dummy('key'));
  await settled();
  assert.deepEqual(sequences(), [0]);
});

test('carry: no video dummy is ever dropped, not by turning off, not by an overflow', async () => {
  const sink = carry();
  sink.on = true;
  pipe.deliver(dummy('key'), dummy(), dummy(), dummy(), dummy(), dummy());
  await settled();
  sink.on = false;
  sink.on = true;
  write(sink, keyMark(0));
  for (let i = 1; i < 80; i++) write(sink, mark(i));
  write(sink, keyMark(80));
  for (let i = 81; i < 90; i++) write(sink, mark(i));
  const rest = Array.from({ length: 60 }, () => dummy());
  pipe.deliver(...rest);
  await settled();
  const waiting = 6 + rest.length - pipe.written.length;
  for (let i = 90; i < 90 + waiting; i++) write(sink, mark(i));
  await settled();
  assert.equal(pipe.written.length, 6 + rest.length);
});

test('carry: an overflowing queue is given up and goes on with a key frame', async () => {
  const sink = carry();
  sink.on = true;
  write(sink, keyMark(0));
  for (let i = 1; i < 15; i++) write(sink, mark(i));
  assert.equal(keyFrames, 1);
  write(sink, mark(15));
  assert.equal(keyFrames, 2);
  assert.equal(sink.frames, 15);
  write(sink, mark(61), keyMark(62), mark(63));
  pipe.deliver(...Array.from({ length: 10 }, () => dummy()));
  await settled();
  assert.deepEqual(sequences(), [62, 63]);
});

test('carry: a dummy that the encoder lost is asked for again', async () => {
  const sink = carry();
  sink.on = true;
  const pollUntil = (end: number): void => {
    for (; now < end; now += 25) sink.poll(now);
  };
  now = 1000;
  sink.poll(now);
  write(sink, keyMark(0), mark(1));
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
  const sink = carry();
  sink.on = true;
  now = 1000;
  write(sink, keyMark(0));
  for (let i = 1; i < 60; i++) {
    sink.poll(now);
    now += 33;
    pipe.deliver(dummy());
    await settled();
    write(sink, mark(i));
  }
  assert.equal(ticks, 60, 'one each');
});

test('carry: dummies made too many by retries are used up, not added to', async () => {
  const sink = carry();
  sink.on = true;
  const spare: EncodedFrame[] = Array.from({ length: 12 }, () => dummy());
  pipe.deliver(...spare);
  await settled();
  write(sink, keyMark(0), mark(1), mark(2), mark(3), mark(4));
  assert.equal(ticks, 0);
  for (let i = 5; i < 12; i++) write(sink, mark(i));
  assert.equal(ticks, 0);
  write(sink, mark(12));
  assert.equal(ticks, 1, 'and asked for again when they are used up');
  await settled();
  assert.deepEqual(pipe.written, spare);
});

test('carry: waiting sound is dropped, oldest first, and asks for no key frame', async () => {
  const sink = carry('audio');
  sink.on = true;
  for (let i = 0; i < 100; i++) write(sink, audioMark(i));
  assert.equal(keyFrames, 0);
  pipe.deliver(...Array.from({ length: 20 }, () => new FakeFrame({ timestamp: 1 })));
  await settled();
  assert.deepEqual(sequences(), [92, 93, 94, 95, 96, 97, 98, 99]);
});

test('carry: silent dummies that come by themselves do not pile up', async () => {
  const sink = carry('audio');
  const dummies = Array.from({ length: 10 }, (_, at) => new FakeFrame({ timestamp: at }));
  pipe.deliver(...dummies);
  await settled();
  sink.on = true;
  write(sink, audioMark(0), audioMark(1), audioMark(2));
  await settled();
  assert.deepEqual(pipe.written, dummies.slice(-2));
});

test('a connection that breaks is no error', async () => {
  const sink = forward();
  sink.on = true;
  pipe.fail(new Error('connection gone'));
  await settled();
  assert.deepEqual(errors, []);
});
