import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  ageOf,
  appendTrailer,
  readTrailer,
  SEQUENCE_MODULO,
  sequenceDistance,
  stripTrailer,
  TRAILER_BYTES,
} from '../../../src/media/frames/frame-trailer.js';
import { bytes, keyTrailer, trailer, values } from './media-helpers.js';

test('a trailer survives the way there and back, at the ends of every field', () => {
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
      const carried = appendTrailer(frame, made);
      assert.deepEqual(readTrailer(carried), made);
      assert.deepEqual(values(stripTrailer(carried)), [...payload]);
    }),
  );
});

test('no byte of a trailer is below 0x80: no H.264 start code, no trailing zero', () => {
  const zero = keyTrailer(0, { captureMs: 0, stream: 0 });
  const tail = values(appendTrailer(bytes(0, 0), zero)).slice(2);
  assert.equal(tail.length, TRAILER_BYTES);
  assert.ok(tail.every((byte) => byte >= 0x80));
});

test('appending leaves the frame given as it was', () => {
  const frame = bytes(1, 2, 3);
  appendTrailer(frame, trailer(1));
  assert.deepEqual(values(frame), [1, 2, 3]);
});

test('capture time is kept modulo 2^32, before 1970 too', () => {
  const read = (captureMs: number) =>
    readTrailer(appendTrailer(bytes(), trailer(1, { captureMs })));
  assert.equal(read(2 ** 32 + 5)?.captureMs, 5);
  assert.equal(read(-1)?.captureMs, 2 ** 32 - 1);
});

test('a need too far back is capped, not wrapped', () => {
  assert.equal(readTrailer(appendTrailer(bytes(), trailer(500, { needs: 300 })))?.needs, 127);
});

test('what is not a trailer is none', () => {
  const good = new Uint8Array(appendTrailer(bytes(1), trailer(1)));
  assert.ok(readTrailer(good.buffer));
  assert.equal(readTrailer(bytes()), null);
  assert.equal(readTrailer(good.slice(0, TRAILER_BYTES - 1).buffer), null);
  assert.equal(readTrailer(good.slice(0, -1).buffer), null);
  const lowBit = good.slice();
  lowBit[good.length - 5]! &= 0x7f;
  assert.equal(readTrailer(lowBit.buffer), null);
  const otherMagic = good.slice();
  otherMagic[good.length - 1] = 0xd6;
  assert.equal(readTrailer(otherMagic.buffer), null);
});

test('stripping a frame shorter than a trailer gives nothing', () => {
  assert.equal(stripTrailer(bytes(1, 2)).byteLength, 0);
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
