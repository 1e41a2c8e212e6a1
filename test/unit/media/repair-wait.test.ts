/** How long the own picture waits for frames whose packets are sent again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LONGEST_WAIT_MS, RepairWait } from '../../../src/media/forwarding/repair-wait.js';
import { SEQUENCE_MODULO } from '../../../src/media/frames/frame-trailer.js';
import { trailer } from './media-helpers.js';

/** 25 frames a second; those of `late` come so much later than the frame after them. */
function run(wait: RepairWait, from: number, to: number, late: (sequence: number) => number) {
  const due: { at: number; sequence: number }[] = [];
  for (let sequence = from; sequence < to; sequence++) {
    const by = late(sequence);
    if (by === Infinity) continue;
    due.push({ at: sequence * 40 + (by > 0 ? 40 + by : 0), sequence: sequence % SEQUENCE_MODULO });
  }
  due.sort((a, b) => a.at - b.at);
  return due.flatMap(
    ({ at, sequence }) => wait.arrived(trailer(sequence, { stream: 1 }), at) ?? [],
  );
}

test('a whole line waits for nothing, and frames that never come are not waited for', () => {
  const wait = new RepairWait();
  assert.deepEqual(
    run(wait, 0, 200, () => 0),
    [],
  );
  assert.deepEqual(
    run(wait, 200, 600, (n) => (n % 2 ? Infinity : 0)),
    [],
  );
});

test('repairs are waited for as long as nine of ten take, and no longer than they happen', () => {
  const wait = new RepairWait();
  const told = run(wait, 0, 300, (n) => (n % 10 === 5 ? 50 : 0));
  assert.deepEqual(told, [90]);
  assert.ok(wait.whole);
  assert.deepEqual(
    run(wait, 300, 600, () => 0),
    [0],
  );
});

test('one repair or two are chance', () => {
  const wait = new RepairWait();
  assert.deepEqual(
    run(wait, 0, 400, (n) => (n % 150 === 5 ? 50 : 0)),
    [],
  );
});

test('no wait is longer than is of use, and numbers begin anew after their end', () => {
  const wait = new RepairWait();
  const from = SEQUENCE_MODULO - 100;
  const told = run(wait, from, from + 300, (n) => (n % 10 === 5 ? 900 : 0));
  assert.equal(Math.max(...told), LONGEST_WAIT_MS);
});

test('a jump, and another encoder, are no gaps', () => {
  const wait = new RepairWait();
  for (const [sequence, stream] of [
    [0, 1],
    [5000, 1],
    [3, 2],
    [4, 2],
    [1000, 2],
  ] as const) {
    for (let n = 0; n < 40; n++) {
      assert.equal(wait.arrived(trailer(sequence + n, { stream }), n * 40), null);
    }
  }
});

test('where the parent leaves frames out what is missing is not held to be on its way', () => {
  const wait = new RepairWait();
  run(wait, 0, 300, (n) => (n % 2 ? (n % 20 === 5 ? 50 : Infinity) : 0));
  assert.ok(!wait.whole);
});
