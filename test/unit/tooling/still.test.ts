import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WRAP } from '../../browser/harness/page/barcode.js';
import {
  longestStillMs,
  nominalIntervalMs,
  type Sight,
  stillMs,
} from '../../browser/harness/page/still.js';

const INTERVAL = 40;
const LATENCY = 30;

/** Frame `frame` of a source that never rests, presented at once and read, unless told otherwise. */
const sight = (frame: number, more: Partial<Sight> = {}): Sight => {
  const captureMs = more.captureMs ?? frame * INTERVAL;
  return {
    frame,
    captureMs,
    presentedAtMs: captureMs + LATENCY,
    presentedFrames: frame + 1,
    ...more,
  };
};

const still = (before: Sight, after: Sight) => stillMs(before, after, INTERVAL);

describe('how long a picture stood still', () => {
  it('is an interval for frames that follow each other in time', () => {
    assert.equal(still(sight(5), sight(6)), INTERVAL);
  });

  it('is the whole gap where the frames in between were never presented', () => {
    assert.equal(still(sight(5), sight(20, { presentedFrames: 7 })), 15 * INTERVAL);
  });

  it('is the whole gap where the next frame itself came late', () => {
    const late = sight(6, { presentedAtMs: 6 * INTERVAL + LATENCY + 500 });
    assert.equal(still(sight(5), late), 500 + INTERVAL);
  });

  it('leaves out frames that were presented and not read', () => {
    assert.equal(still(sight(5), sight(20)), INTERVAL);
    // Ten of fifteen were lost: the first, say, or the last.
    assert.equal(still(sight(5), sight(20, { presentedFrames: 11 })), 11 * INTERVAL);
  });

  it('does not take the same picture, presented again and again, for movement', () => {
    const late = sight(6, { presentedAtMs: 6 * INTERVAL + LATENCY + 2000, presentedFrames: 66 });
    assert.equal(still(sight(5), late), 2000 + INTERVAL);
  });

  it('leaves out a rest of the source', () => {
    assert.equal(still(sight(5), sight(6, { captureMs: 6 * INTERVAL + 3000 })), INTERVAL);
    // And what was lost beside that rest counts as before.
    const after = sight(16, { captureMs: 16 * INTERVAL + 3000, presentedFrames: 7 });
    assert.equal(still(sight(5), after), 11 * INTERVAL);
  });

  it('does not leave out the same time twice, nor become negative', () => {
    const after = sight(20, { captureMs: 20 * INTERVAL + 3000 });
    assert.equal(still(sight(5), after), INTERVAL);
    const early = { ...after, presentedAtMs: after.presentedAtMs - 100 };
    assert.equal(still(sight(5), early), 0);
  });

  it('is not shortened by a counter that begins again', () => {
    assert.equal(still(sight(50), sight(60, { presentedFrames: 3 })), 10 * INTERVAL);
  });

  it('is the whole gap where numbers go back: another source has begun', () => {
    const before = sight(500);
    const after = sight(0, { captureMs: before.captureMs + 4000 });
    assert.equal(still(before, after), 4000);
  });

  it('goes over the wrap of numbers and times', () => {
    const before = sight(WRAP - 1, { captureMs: WRAP - INTERVAL, presentedFrames: 1 });
    const after = sight(0, {
      captureMs: 0,
      presentedFrames: 2,
      presentedAtMs: before.presentedAtMs + INTERVAL,
    });
    assert.equal(still(before, after), INTERVAL);
  });

  it('is the longest of all', () => {
    const seen = [
      sight(1),
      sight(2),
      sight(9, { presentedFrames: 4 }),
      sight(10, { presentedFrames: 5 }),
    ];
    assert.equal(longestStillMs(seen, INTERVAL), 7 * INTERVAL);
    assert.equal(longestStillMs([sight(1)], INTERVAL), 0);
    assert.equal(longestStillMs([], INTERVAL), 0);
  });
});

describe('the interval of a source', () => {
  const steady = Array.from({ length: 100 }, (_, at) => sight(at));

  it('is read from its marks', () => {
    assert.equal(nominalIntervalMs(steady), INTERVAL);
    assert.equal(
      nominalIntervalMs(steady.filter(({ frame }) => frame % 3 === 0)),
      INTERVAL,
      'frames that were not read have their numbers',
    );
    assert.equal(nominalIntervalMs(steady.slice(0, 5)), INTERVAL, 'a short stretch');
  });

  it('is that of the stretch in which nothing held it up', () => {
    // Two thirds of the time at half the rate, and a rest of three seconds.
    const marks = Array.from({ length: 120 }, (_, frame) => ({
      frame,
      captureMs: frame < 80 ? frame * 2 * INTERVAL : 80 * INTERVAL + frame * INTERVAL + 3000,
    }));
    assert.equal(nominalIntervalMs(marks), INTERVAL);
  });

  it('is not made shorter by a source that catches up once', () => {
    const marks = steady.map(({ frame }) => ({
      frame,
      captureMs: frame * INTERVAL + (frame === 50 ? INTERVAL - 1 : 0),
    }));
    assert.ok(nominalIntervalMs(marks) > 0.95 * INTERVAL);
  });

  it('is that of either source where another one has begun', () => {
    assert.equal(nominalIntervalMs([...steady, ...steady]), INTERVAL);
  });

  it('is the usual one where nothing is known', () => {
    assert.equal(Math.round(nominalIntervalMs([])), 33);
    assert.equal(Math.round(nominalIntervalMs([sight(4)])), 33);
  });
});
