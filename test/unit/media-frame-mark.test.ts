import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  ageOf,
  appendMark,
  MARK_BYTES,
  readMark,
  SEQUENCE_MODULO,
  sequenceDistance,
  stripMark,
} from '../../src/media/frame-mark.js';
import { bytes, keyMark, mark, values } from './media-helpers.js';

test('a mark survives the way there and back, at the ends of every field', () => {
  const fields = {
    captureMs: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    sequence: fc.integer({ min: 0, max: SEQUENCE_MODULO - 1 }),
    needs: fc.integer({ min: 0, max: 127 }),
    temporalLayer: fc.integer({ min: 0, max: 3 }),
    key: fc.boolean(),
    estimated: fc.boolean(),
    sync: fc.boolean(),
    small: fc.boolean(),
    stream: fc.integer({ min: 0, max: 127 }),
  };
  const marks = fc.record(fields, { noNullPrototype: true });
  fc.assert(
    fc.property(marks, fc.uint8Array({ maxLength: 64 }), (made, payload) => {
      const frame = payload.slice().buffer;
      const carried = appendMark(frame, made);
      assert.deepEqual(readMark(carried), made);
      assert.deepEqual(values(stripMark(carried)), [...payload]);
    }),
  );
});

test('no byte of a mark is below 0x80: no H.264 start code, no trailing zero', () => {
  const zero = keyMark(0, { captureMs: 0, stream: 0 });
  const tail = values(appendMark(bytes(0, 0), zero)).slice(2);
  assert.equal(tail.length, MARK_BYTES);
  assert.ok(tail.every((byte) => byte >= 0x80));
});

test('appending leaves the frame given as it was', () => {
  const frame = bytes(1, 2, 3);
  appendMark(frame, mark(1));
  assert.deepEqual(values(frame), [1, 2, 3]);
});

test('capture time is kept modulo 2^32, before 1970 too', () => {
  const read = (captureMs: number) => readMark(appendMark(bytes(), mark(1, { captureMs })));
  assert.equal(read(2 ** 32 + 5)?.captureMs, 5);
  assert.equal(read(-1)?.captureMs, 2 ** 32 - 1);
});

test('a need too far back is capped, not wrapped', () => {
  assert.equal(readMark(appendMark(bytes(), mark(500, { needs: 300 })))?.needs, 127);
});

test('what is not a mark is none', () => {
  const good = new Uint8Array(appendMark(bytes(1), mark(1)));
  assert.ok(readMark(good.buffer));
  assert.equal(readMark(bytes()), null);
  assert.equal(readMark(good.slice(0, MARK_BYTES - 1).buffer), null);
  assert.equal(readMark(good.slice(0, -1).buffer), null);
  const lowBit = good.slice();
  lowBit[good.length - 5]! &= 0x7f;
  assert.equal(readMark(lowBit.buffer), null);
  const otherMagic = good.slice();
  otherMagic[good.length - 1] = 0xd6;
  assert.equal(readMark(otherMagic.buffer), null);
});

test('stripping a frame shorter than a mark gives nothing', () => {
  assert.equal(stripMark(bytes(1, 2)).byteLength, 0);
});

test('distance goes the short way round the sequence circle', () => {
  assert.equal(sequenceDistance(5, 3), 2);
  assert.equal(sequenceDistance(3, 5), -2);
  assert.equal(sequenceDistance(0, SEQUENCE_MODULO - 1), 1);
  assert.equal(sequenceDistance(SEQUENCE_MODULO - 1, 0), -1);
});

test('age is exact across the wrap of capture time, with its fraction, and may be negative', () => {
  const wrap = 2 ** 32 * 396;
  assert.equal(ageOf(1000, 2 ** 32 + 1040.5), 40.5);
  assert.equal(ageOf(2 ** 32 - 10, wrap + 30), 40);
  assert.equal(ageOf(5, wrap - 5), -10);
});
