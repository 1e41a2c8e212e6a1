import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { type FrameMark, SEQUENCE_MODULO } from '../../src/media/frame-mark.js';
import { Sequencer } from '../../src/media/sequencer.js';
import { audioMark, keyMark, mark } from './media-helpers.js';

let out: string[];
let gaps: number;
let sequencer: Sequencer<string>;
beforeEach(() => {
  out = [];
  gaps = 0;
  sequencer = new Sequencer<string>({
    release: (frame) => out.push(frame),
    gap: () => {
      gaps++;
    },
  });
});

/** Pushes frames named by their sequence number. */
function push(marks: FrameMark[], now = 0): boolean[] {
  return marks.map((each) => sequencer.push(String(each.sequence), each, now));
}

test('frames in order go straight through', () => {
  push([keyMark(0), mark(1), mark(2)]);
  assert.deepEqual(out, ['0', '1', '2']);
});

test('nothing goes before the first key frame, and each frame refused asks for one', () => {
  assert.deepEqual(push([mark(1), mark(2), keyMark(3), mark(4)]), [false, false, true, true]);
  assert.deepEqual(out, ['3', '4']);
  assert.equal(gaps, 2);
});

test('frames that overtook wait for the one they need', () => {
  push([keyMark(0), mark(2), mark(3)]);
  assert.deepEqual(out, ['0']);
  push([mark(1)]);
  assert.deepEqual(out, ['0', '1', '2', '3']);
});

test('two parents that send the same frames make one sequence', () => {
  push([keyMark(0), mark(1), keyMark(0), mark(2), mark(1), mark(2), mark(3), mark(3)]);
  assert.deepEqual(out, ['0', '1', '2', '3']);
});

test('what one parent lost, the other one fills in', () => {
  push([keyMark(0), mark(1), mark(3), mark(4)]);
  push([mark(1), mark(2), mark(3), mark(4), mark(5)]);
  assert.deepEqual(out, ['0', '1', '2', '3', '4', '5']);
  assert.equal(gaps, 0);
});

test('a frame held twice goes out once', () => {
  assert.deepEqual(push([keyMark(0), mark(2), mark(2)]), [true, true, false]);
  push([mark(1)]);
  assert.deepEqual(out, ['0', '1', '2']);
});

test('a lost frame is a gap after the hold time, told again until a key frame comes', () => {
  push([keyMark(0)]);
  push([mark(2)], 100);
  sequencer.tick(299);
  assert.equal(gaps, 0);
  sequencer.tick(301);
  assert.equal(gaps, 1);
  sequencer.tick(1000);
  assert.equal(gaps, 1, 'nothing waits any more');
  push([mark(3)], 1000);
  sequencer.tick(1201);
  assert.equal(gaps, 2);
  push([keyMark(4), mark(5)], 1300);
  assert.deepEqual(out, ['0', '4', '5']);
  sequencer.tick(5000);
  assert.equal(gaps, 2);
});

test('a key frame lets go of what waited before it and keeps what waited after it', () => {
  push([keyMark(0), mark(2), mark(4), keyMark(3)]);
  assert.deepEqual(out, ['0', '3', '4']);
  sequencer.tick(10_000);
  assert.equal(gaps, 0);
});

test('a late frame of an upper temporal layer is left out without asking for anything', () => {
  const upper = (sequence: number) => mark(sequence, { temporalLayer: 1 });
  const base = (sequence: number) => mark(sequence, { needs: 2 });
  push([keyMark(0), base(2), upper(3), upper(1), base(4)]);
  sequencer.tick(10_000);
  assert.deepEqual(out, ['0', '2', '3', '4']);
  assert.equal(gaps, 0);
});

test('with patience the base waits a moment for the upper frame before it, which is sent again', () => {
  const upper = (sequence: number): FrameMark => mark(sequence, { temporalLayer: 1 });
  const base = (sequence: number): FrameMark => mark(sequence, { needs: 2 });
  sequencer.patienceMs = 80;
  push([keyMark(0), base(2)], 0);
  push([upper(3), base(4)], 42);
  assert.deepEqual(out, ['0']);
  push([upper(1)], 60);
  assert.deepEqual(out, ['0', '1', '2', '3', '4']);
  push([base(6)], 100);
  sequencer.tick(150);
  assert.equal(out.at(-1), '4');
  sequencer.tick(181);
  assert.equal(out.at(-1), '6', 'and no longer');
  push([upper(5)], 200);
  assert.equal(out.at(-1), '6');
  push([keyMark(9)], 201);
  assert.equal(out.at(-1), '9', 'a key frame waits for nothing');
  assert.equal(gaps, 0);
});

test('a lost middle layer: the base goes on at once, and a key frame mends the rest', () => {
  push([keyMark(0), mark(3, { temporalLayer: 2 }), mark(4, { needs: 4 })]);
  sequencer.tick(10_000);
  assert.deepEqual(out, ['0', '4']);
  assert.equal(gaps, 1);
});

test('the sequence number wraps at 2^28', () => {
  const last = SEQUENCE_MODULO - 1;
  push([keyMark(last - 1), mark(last), mark(1), mark(0), mark(last), mark(2)]);
  assert.deepEqual(out, [String(last - 1), String(last), '0', '1', '2']);
});

test('another encoder begins with its own key frame', () => {
  push([keyMark(100), mark(101)]);
  assert.deepEqual(push([mark(5, { stream: 8 })]), [false]);
  assert.equal(gaps, 1);
  push([mark(102), keyMark(6, { stream: 8 }), mark(7, { stream: 8 })]);
  assert.deepEqual(out, ['100', '101', '102', '6', '7']);
});

test('another encoder that drew the same stream number is told by its far sequence', () => {
  push([keyMark(100_000), mark(100_001)]);
  assert.equal(sequencer.seen(keyMark(0)), false);
  assert.deepEqual(push([mark(1)]), [false]);
  assert.equal(gaps, 1);
  push([keyMark(2), mark(3)]);
  assert.deepEqual(out, ['100000', '100001', '2', '3']);
  assert.equal(sequencer.seen(mark(3)), true);
});

test('frames of an encoder that was replaced do not wait on', () => {
  push([keyMark(100_000), mark(100_002), keyMark(2), mark(3)]);
  sequencer.tick(10_000);
  assert.deepEqual(out, ['100000', '2', '3']);
  assert.equal(gaps, 0);
});

test('after a jump too far ahead only a key frame helps', () => {
  push([keyMark(0), mark(600, { needs: 1 })]);
  assert.equal(gaps, 1);
  push([keyMark(700)]);
  assert.deepEqual(out, ['0', '700']);
});

test('audio needs nothing: it goes on after loss, in order, each frame once', () => {
  push([audioMark(0), audioMark(1), audioMark(5), audioMark(4), audioMark(5), audioMark(6)]);
  sequencer.tick(10_000);
  assert.deepEqual(out, ['0', '1', '5', '6']);
  assert.equal(gaps, 0);
});

test('seen knows released and outdated frames, of this stream only', () => {
  assert.equal(sequencer.seen(mark(5)), false);
  push([keyMark(5)]);
  assert.equal(sequencer.seen(mark(5)), true);
  assert.equal(sequencer.seen(mark(4)), true);
  assert.equal(sequencer.seen(mark(6)), false);
  assert.equal(sequencer.seen(mark(5, { stream: 8 })), false);
});

test('a parent that never sends the needed frame cannot make it hold without bound', () => {
  push([keyMark(0)]);
  for (let sequence = 2; sequence < 512; sequence++) push([mark(sequence)]);
  push([mark(1)]);
  assert.equal(out.length, 512);
  out.length = 0;
  for (let i = 0; i < 5000; i++) push([mark(513 + (i % 511))]);
  assert.equal(out.length, 0);
  push([mark(512)]);
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
        const one = new Sequencer<number>({ release: (at) => released.push(at), gap: () => {} });
        one.patienceMs = patience;
        for (const at of order) {
          const sequence = (base + at) % SEQUENCE_MODULO;
          one.push(at, at % 10 === 0 ? keyMark(sequence) : mark(sequence), at);
        }
        released.forEach((at, i) => {
          if (i > 0) assert.ok(at > released[i - 1]!);
          if (at % 10 !== 0) assert.equal(released[i - 1], at - 1);
        });
      },
    ),
  );
});
