/** What is a break, what a long one, and what neither. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { StallDetector } from '../../../src/session/playback/stall-detector.js';
import { FakeTime } from './session-helpers.js';

let time: FakeTime;
let told: string[];
let attached: boolean;
let watch: StallDetector;
beforeEach(() => {
  time = new FakeTime();
  told = [];
  attached = false;
  const tell = (what: string) => (): void => {
    if (told.at(-1) !== what) told.push(what);
  };
  watch = new StallDetector({
    flows: () => attached,
    well: tell('well'),
    broken: tell('broken'),
    complain: () => told.push('complain'),
    lasting: tell('lasting'),
  });
  watch.start();
});
afterEach(() => {
  watch.stop();
  time.stop();
});

test('a second without a parent is a break, less is jitter', () => {
  time.pass(900);
  assert.deepEqual(told, []);
  watch.flowing();
  time.pass(1000);
  assert.deepEqual(told, [], 'counted from the last that came');
  time.pass(600);
  assert.deepEqual(told, ['broken']);
  attached = true;
  time.pass(300);
  assert.deepEqual(told, ['broken', 'well']);
});

test('a long break is complained of once, until something comes', () => {
  time.pass(8_600);
  assert.equal(told.filter((each) => each === 'complain').length, 1);
  assert.equal(told.filter((each) => each === 'lasting').length, 1);
  time.pass(20_000);
  assert.equal(told.filter((each) => each === 'complain').length, 1);
  watch.flowing();
  time.pass(9_000);
  assert.equal(told.filter((each) => each === 'complain').length, 2);
});

test('stopped it tells nothing', () => {
  watch.stop();
  time.pass(20_000);
  assert.deepEqual(told, []);
});
