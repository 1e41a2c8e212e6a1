import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { quantile, statistics } from '../../../bench/statistics.js';
import {
  cell,
  decodeMark,
  encodeMark,
  sampleCell,
  stripHeight,
  WRAP,
} from '../../browser/harness/page/barcode.js';

/** A brightness plane with the mark painted in, as the source's canvas has it. */
function paint(width: number, height: number, cells: boolean[]): Uint8Array {
  const plane = new Uint8Array(width * stripHeight(height)).fill(128);
  cells.forEach((white, index) => {
    const place = cell(index, width, height);
    for (let y = Math.floor(place.y); y < place.y + place.height; y++) {
      for (let x = Math.floor(place.x); x < place.x + place.width; x++) {
        plane[y * width + x] = white ? 235 : 16;
      }
    }
  });
  return plane;
}

const read = (data: Uint8Array, width: number, height: number) =>
  decodeMark((index) =>
    sampleCell({ data, stride: width, step: 1, offset: 0 }, cell(index, width, height)),
  );

describe('the mark in the test picture', () => {
  it('is read back in every size', () => {
    for (const [width, height] of [
      [640, 360],
      [1280, 720],
      [480, 270],
      [320, 180],
    ] as const) {
      for (const mark of [
        { frame: 0, captureMs: 0 },
        { frame: 1, captureMs: WRAP - 1 },
        { frame: 123_456, captureMs: 654_321 },
      ]) {
        assert.deepEqual(read(paint(width, height, encodeMark(mark)), width, height), mark);
      }
    }
  });

  it('has cells of 16 pixels and more at 640×360', () => {
    const { width, height } = cell(0, 640, 360);
    assert.ok(width >= 16 && height >= 16);
  });

  it('is refused when a cell is wrong or the strip is not there', () => {
    const cells = encodeMark({ frame: 4711, captureMs: 815 });
    for (let i = 2; i < cells.length; i++) {
      const damaged = cells.with(i, !cells[i]);
      assert.equal(read(paint(640, 360, damaged), 640, 360), null, `cell ${i}`);
    }
    assert.equal(read(new Uint8Array(640 * 72).fill(90), 640, 360), null);
  });
});

describe('statistics of the bench', () => {
  it('interpolates quantiles', () => {
    assert.equal(quantile([4, 1, 3, 2], 0.5), 2.5);
    assert.equal(quantile([5], 0.95), 5);
    assert.ok(Number.isNaN(quantile([], 0.5)));
    assert.deepEqual(statistics([3, 1, 2]), { n: 3, median: 2, p95: 2.9, min: 1, max: 3 });
  });
});
