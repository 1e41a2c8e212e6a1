/** The count before a broadcast, the question before its end, the sum after it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OnAndOff } from '../../../components/broadcast/on-air/on-and-off.js';

function begin() {
  const world = { now: 0, changes: 0, running: 0, tick: (): void => {} };
  const show = new OnAndOff({
    now: () => world.now,
    changed: () => world.changes++,
    everySecond(act) {
      world.running++;
      world.tick = () => {
        world.now += 1000;
        act();
      };
      return () => world.running--;
    },
  });
  return { world, show };
}

describe('going on air', () => {
  it('counts three, two, one, and lets go of its timer', () => {
    const { world, show } = begin();
    let began = 0;
    show.count(3, () => began++);
    // A second press meanwhile does not restart the count.
    show.count(3, () => began++);
    const seen = [show.counting];
    for (let i = 0; i < 3; i++) {
      world.tick();
      seen.push(show.counting);
    }
    assert.deepEqual(seen, [3, 2, 1, null]);
    assert.equal(began, 1);
    assert.equal(world.running, 0);
  });

  it('does not count from nothing, nor from what is no number', () => {
    for (const seconds of [0, -1, Number.NaN]) {
      const { show } = begin();
      let began = 0;
      show.count(seconds, () => began++);
      assert.equal(began, 1, `${seconds}`);
      assert.equal(show.counting, null);
    }
  });

  it('is cancelled', () => {
    const { world, show } = begin();
    let began = 0;
    assert.equal(show.cancel(), false);
    show.count(3, () => began++);
    assert.equal(show.cancel(), true);
    assert.equal(show.counting, null);
    assert.equal(world.running, 0);
    assert.equal(began, 0);
  });
});

describe('going off air', () => {
  it('asks once when somebody watches, and takes no half of a double click for an answer', () => {
    const { world, show } = begin();
    assert.equal(show.mayEnd(0), true);
    assert.equal(show.mayEnd(2), false);
    assert.equal(show.asking, true);
    world.now += 200;
    assert.equal(show.mayEnd(2), false);
    world.now += 400;
    assert.equal(show.mayEnd(2), true);
    show.goOn();
    assert.equal(show.asking, false);
    assert.equal(show.mayEnd(2), false, 'asked anew the next time');
  });

  it('asks no more once the last viewer has gone', () => {
    const { show } = begin();
    show.mayEnd(1);
    show.watched(0);
    assert.equal(show.asking, false);
  });

  it('sums up a broadcast, reconnecting and all, and forgets it when the next begins', () => {
    const { world, show } = begin();
    show.followed('live');
    show.watched(3);
    world.now += 60_000;
    show.followed('reconnecting');
    show.watched(7);
    world.now += 5_000;
    show.followed('live');
    show.watched(2);
    world.now += 10_000;
    show.mayEnd(2);
    show.followed('ended');
    assert.deepEqual(show.sum, { lastedMs: 75_000, most: 7 });
    assert.equal(show.asking, false);
    show.followed('connecting');
    assert.notEqual(show.sum, null);
    show.followed('live');
    assert.equal(show.sum, null);
    show.followed('error');
    assert.deepEqual(show.sum, { lastedMs: 0, most: 0 });
  });

  it('has no sum of what never was on air', () => {
    const { show } = begin();
    show.followed('connecting');
    show.followed('ended');
    assert.equal(show.sum, null);
  });
});
