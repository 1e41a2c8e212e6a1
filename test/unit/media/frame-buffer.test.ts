import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { FrameBuffer } from '../../../src/media/forwarding/frame-buffer.js';
import { type FrameTrailer, SEQUENCE_MODULO } from '../../../src/media/frames/frame-trailer.js';
import { audioMark, keyTrailer, trailer } from './media-helpers.js';

let out: string[];
let gaps: number;
let frameBuffer: FrameBuffer<string>;
beforeEach(() => {
  out = [];
  gaps = 0;
  frameBuffer = new FrameBuffer<string>({
    release: (frame) => out.push(frame),
    gap: () => {
      gaps++;
    },
  });
});

/** Pushes frames named by their sequence number. */
function push(marks: FrameTrailer[], now = 0): boolean[] {
  return marks.map((each) => frameBuffer.push(String(each.sequence), each, now));
}

test('frames in order go straight through', () => {
  push([keyTrailer(0), trailer(1), trailer(2)]);
  assert.deepEqual(out, ['0', '1', '2']);
});

test('nothing goes before the first key frame, and each frame refused asks for one', () => {
  assert.deepEqual(push([trailer(1), trailer(2), keyTrailer(3), trailer(4)]), [
    false,
    false,
    true,
    true,
  ]);
  assert.deepEqual(out, ['3', '4']);
  assert.equal(gaps, 2);
});

test('frames that overtook wait for the one they need', () => {
  push([keyTrailer(0), trailer(2), trailer(3)]);
  assert.deepEqual(out, ['0']);
  push([trailer(1)]);
  assert.deepEqual(out, ['0', '1', '2', '3']);
});

test('two parents that send the same frames make one sequence', () => {
  push([
    keyTrailer(0),
    trailer(1),
    keyTrailer(0),
    trailer(2),
    trailer(1),
    trailer(2),
    trailer(3),
    trailer(3),
  ]);
  assert.deepEqual(out, ['0', '1', '2', '3']);
});

test('what one parent lost, the other one fills in', () => {
  push([keyTrailer(0), trailer(1), trailer(3), trailer(4)]);
  push([trailer(1), trailer(2), trailer(3), trailer(4), trailer(5)]);
  assert.deepEqual(out, ['0', '1', '2', '3', '4', '5']);
  assert.equal(gaps, 0);
});

test('a frame held twice goes out once', () => {
  assert.deepEqual(push([keyTrailer(0), trailer(2), trailer(2)]), [true, true, false]);
  push([trailer(1)]);
  assert.deepEqual(out, ['0', '1', '2']);
});

test('a lost frame is a gap after the hold time, told again until a key frame comes', () => {
  push([keyTrailer(0)]);
  push([trailer(2)], 100);
  frameBuffer.tick(299);
  assert.equal(gaps, 0);
  frameBuffer.tick(301);
  assert.equal(gaps, 1);
  frameBuffer.tick(1000);
  assert.equal(gaps, 1, 'nothing waits any more');
  push([trailer(3)], 1000);
  frameBuffer.tick(1201);
  assert.equal(gaps, 2);
  push([keyTrailer(4), trailer(5)], 1300);
  assert.deepEqual(out, ['0', '4', '5']);
  frameBuffer.tick(5000);
  assert.equal(gaps, 2);
});

test('a key frame lets go of what waited before it and keeps what waited after it', () => {
  push([keyTrailer(0), trailer(2), trailer(4), keyTrailer(3)]);
  assert.deepEqual(out, ['0', '3', '4']);
  frameBuffer.tick(10_000);
  assert.equal(gaps, 0);
});

test('a late frame of an upper temporal layer is left out without asking for anything', () => {
  const upper = (sequence: number) => trailer(sequence, { temporalLayer: 1 });
  const base = (sequence: number) => trailer(sequence, { needs: 2 });
  push([keyTrailer(0), base(2), upper(3), upper(1), base(4)]);
  frameBuffer.tick(10_000);
  assert.deepEqual(out, ['0', '2', '3', '4']);
  assert.equal(gaps, 0);
});

test('with patience the base waits a moment for the upper frame before it, which is sent again', () => {
  const upper = (sequence: number): FrameTrailer => trailer(sequence, { temporalLayer: 1 });
  const base = (sequence: number): FrameTrailer => trailer(sequence, { needs: 2 });
  frameBuffer.patienceMs = 80;
  push([keyTrailer(0), base(2)], 0);
  push([upper(3), base(4)], 42);
  assert.deepEqual(out, ['0']);
  push([upper(1)], 60);
  assert.deepEqual(out, ['0', '1', '2', '3', '4']);
  push([base(6)], 100);
  frameBuffer.tick(150);
  assert.equal(out.at(-1), '4');
  frameBuffer.tick(181);
  assert.equal(out.at(-1), '6', 'and no longer');
  push([upper(5)], 200);
  assert.equal(out.at(-1), '6');
  push([keyTrailer(9)], 201);
  assert.equal(out.at(-1), '9', 'a key frame waits for nothing');
  assert.equal(gaps, 0);
});

test('a lost middle layer: the base goes on at once, and a key frame mends the rest', () => {
  push([keyTrailer(0), trailer(3, { temporalLayer: 2 }), trailer(4, { needs: 4 })]);
  frameBuffer.tick(10_000);
  assert.deepEqual(out, ['0', '4']);
  assert.equal(gaps, 1);
});

test('the sequence number wraps at 2^28', () => {
  const last = SEQUENCE_MODULO - 1;
  push([keyTrailer(last - 1), trailer(last), trailer(1), trailer(0), trailer(last), trailer(2)]);
  assert.deepEqual(out, [String(last - 1), String(last), '0', '1', '2']);
});

test('another encoder begins with its own key frame', () => {
  push([keyTrailer(100), trailer(101)]);
  assert.deepEqual(push([trailer(5, { stream: 8 })]), [false]);
  assert.equal(gaps, 1);
  push([trailer(102), keyTrailer(6, { stream: 8 }), trailer(7, { stream: 8 })]);
  assert.deepEqual(out, ['100', '101', '102', '6', '7']);
});

test('another encoder that drew the same stream number is told by its far sequence', () => {
  push([keyTrailer(100_000), trailer(100_001)]);
  assert.equal(frameBuffer.seen(keyTrailer(0)), false);
  assert.deepEqual(push([trailer(1)]), [false]);
  assert.equal(gaps, 1);
  push([keyTrailer(2), trailer(3)]);
  assert.deepEqual(out, ['100000', '100001', '2', '3']);
  assert.equal(frameBuffer.seen(trailer(3)), true);
});

test('frames of an encoder that was replaced do not wait on', () => {
  push([keyTrailer(100_000), trailer(100_002), keyTrailer(2), trailer(3)]);
  frameBuffer.tick(10_000);
  assert.deepEqual(out, ['100000', '2', '3']);
  assert.equal(gaps, 0);
});

test('after a jump too far ahead only a key frame helps', () => {
  push([keyTrailer(0), trailer(600, { needs: 1 })]);
  assert.equal(gaps, 1);
  push([keyTrailer(700)]);
  assert.deepEqual(out, ['0', '700']);
});

test('audio needs nothing: it goes on after loss, in order, each frame once', () => {
  push([audioMark(0), audioMark(1), audioMark(5), audioMark(4), audioMark(5), audioMark(6)]);
  frameBuffer.tick(10_000);
  assert.deepEqual(out, ['0', '1', '5', '6']);
  assert.equal(gaps, 0);
});

test('seen knows released and outdated frames, of this stream only', () => {
  assert.equal(frameBuffer.seen(trailer(5)), false);
  push([keyTrailer(5)]);
  assert.equal(frameBuffer.seen(trailer(5)), true);
  assert.equal(frameBuffer.seen(trailer(4)), true);
  assert.equal(frameBuffer.seen(trailer(6)), false);
  assert.equal(frameBuffer.seen(trailer(5, { stream: 8 })), false);
});

test('a parent that never sends the needed frame cannot make it hold without bound', () => {
  push([keyTrailer(0)]);
  for (let sequence = 2; sequence < 512; sequence++) push([trailer(sequence)]);
  push([trailer(1)]);
  assert.equal(out.length, 512);
  out.length = 0;
  for (let i = 0; i < 5000; i++) push([trailer(513 + (i % 511))]);
  assert.equal(out.length, 0);
  push([trailer(512)]);
  assert.ok(out.length <= 513);
});

test('any order and any repetition: each frame at most once, rising, never before what it needs', () => {
  const arrivals = fc.array(fc.integer({ min: 0, max: 39 }), { maxLength: 160 });
  fc.assert(
    fc.property(
      arrivals,
      fc.integer({ min: 0, max: SEQUENCE_MODULO - 1 }),
      fc.constantFrom(0, 20),
      (order, base, patience) => {
        const released: number[] = [];
        const one = new FrameBuffer<number>({ release: (at) => released.push(at), gap: () => {} });
        one.patienceMs = patience;
        for (const at of order) {
          const sequence = (base + at) % SEQUENCE_MODULO;
          one.push(at, at % 10 === 0 ? keyTrailer(sequence) : trailer(sequence), at);
        }
        released.forEach((at, i) => {
          if (i > 0) assert.ok(at > released[i - 1]!);
          if (at % 10 !== 0) assert.equal(released[i - 1], at - 1);
        });
      },
    ),
  );
});
