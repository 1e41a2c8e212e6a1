/** What one child gets as its line narrows and widens, and which encodings that needs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EncodingChoice } from '../../../src/base/types.js';
import type { ForwarderClient } from '../../../src/media/worker-client/forwarder-client.js';
import type { ToWorker } from '../../../src/media/worker-client/worker-messages.js';
import { RenditionDemand } from '../../../src/session/peer/rendition-demand.js';
import { ChildPolicy } from '../../../src/session/upload/child-policy.js';
import { Scheduler } from '../../simulation/scheduler.js';
import { FakeLink } from './session-helpers.js';

const FULL = [1_200_000, 400_000, 400_000];
const SMALL = [300_000, 100_000, 100_000];

/** A line of so many kbit/s: congested when the child gets more than that. */
function drive(
  policy: ChildPolicy,
  lineBps: (second: number) => number,
  seconds: number,
  {
    canSmall = true,
    from = 0,
    choice = (_second: number): EncodingChoice => 'auto',
    measured = false,
  } = {},
): string[] {
  const history: string[] = [];
  for (let second = from; second < from + seconds; second++) {
    const steps = policy.small ? SMALL : FULL;
    const sent = steps.slice(0, policy.step + 1).reduce((sum, bps) => sum + bps, 0);
    policy.look({
      now: second * 1000,
      congested: sent > lineBps(second),
      carriedBps: measured && sent > lineBps(second) ? lineBps(second) : null,
      shareBps: Infinity,
      full: FULL,
      small: policy.small ? SMALL : null,
      canSmall,
      choice: choice(second),
    });
    const state = `${policy.small ? 'small' : 'full'} ${policy.step}${policy.slow ? ' slow' : ''}`;
    if (history.at(-1) !== state) history.push(state);
  }
  return history;
}

test('a line that carries the base gets fewer frames and nothing else', () => {
  const policy = new ChildPolicy();
  assert.deepEqual(
    drive(policy, () => 1_300_000, 6),
    ['full 0'],
  );
});

test('a line below the base gets the small encoding; one that widens gets everything back', () => {
  const policy = new ChildPolicy();
  const history = drive(policy, (second) => (second < 30 ? 600_000 : 3_000_000), 90);
  assert.deepEqual(history.slice(0, 2), ['full 0', 'small 2']);
  assert.equal(history.at(-1), 'full 2');
  assert.ok(!history.some((state) => state.includes('slow')), `${history}`);
});

test('a line that is seen to carry less than the base gets the small encoding at the second look', () => {
  const seconds = (lineBps: number, measured: boolean): number => {
    const policy = new ChildPolicy();
    let second = 0;
    while (!policy.small && second < 20) {
      drive(policy, () => lineBps, 1, { from: second++, measured });
    }
    return second;
  };
  assert.equal(seconds(600_000, false), 4);
  assert.equal(seconds(600_000, true), 2);
  assert.equal(seconds(1_300_000, true), 20, 'it carries the base');
});

test('one look at a line that stood still for a moment changes no encoding', () => {
  const policy = new ChildPolicy();
  assert.deepEqual(
    drive(policy, (second) => (second === 3 ? 100_000 : 3_000_000), 20, { measured: true }),
    ['full 2', 'full 0', 'full 1', 'full 2'],
  );
});

test('tries of the full encoding that fail come more and more rarely', () => {
  const policy = new ChildPolicy();
  const history = drive(policy, () => 600_000, 300);
  const tries = history.filter((state) => state.startsWith('full')).length;
  assert.ok(tries >= 2 && tries <= 8, `${tries}: ${history}`);
});

test('below the small encoding, or where there is none, the child is told to look elsewhere', () => {
  assert.deepEqual(drive(new ChildPolicy(), () => 100_000, 20).slice(0, 3), [
    'full 0',
    'small 2',
    'small 0',
  ]);
  assert.equal(drive(new ChildPolicy(), () => 100_000, 20).at(-1), 'small 0 slow');
  assert.deepEqual(
    drive(new ChildPolicy(), () => 100_000, 20, { canSmall: false }),
    ['full 0', 'full 0 slow'],
  );
});

test('a stream without layers goes to the small encoding too', () => {
  const policy = new ChildPolicy();
  for (let second = 0; second < 4; second++) {
    policy.look({
      now: second * 1000,
      congested: true,
      carriedBps: null,
      shareBps: Infinity,
      full: [2_000_000, 0, 0],
      small: null,
      canSmall: true,
      choice: 'auto',
    });
  }
  assert.equal(policy.small, true);
});

test('a small encoding that was not measured yet is not taken to have layers', () => {
  const policy = new ChildPolicy();
  for (let second = 0; second < 30; second++) {
    policy.look({
      now: second * 1000,
      congested: second < 2,
      carriedBps: null,
      shareBps: Infinity,
      full: FULL,
      small: second < 2 ? null : [500_000, 0, 0],
      canSmall: true,
      choice: 'small',
    });
  }
  assert.deepEqual([policy.small, policy.step], [true, 2]);
});

const wide = (): number => 3_000_000;

test('who chooses the small encoding gets it at once and for as long as that is the choice', () => {
  const policy = new ChildPolicy();
  const history = drive(policy, wide, 60, {
    choice: (second) => (second > 5 && second < 50 ? 'small' : 'auto'),
  });
  assert.deepEqual(history, ['full 2', 'small 2', 'full 2']);
  assert.equal(policy.chosen, false);
});

test('who chooses the full encoding never gets the small one, and has it back at once', () => {
  const narrow = (): number => 600_000;
  assert.deepEqual(drive(new ChildPolicy(), narrow, 20, { choice: () => 'full' }), [
    'full 0',
    'full 0 slow',
  ]);
  const policy = new ChildPolicy();
  const history = drive(policy, narrow, 20, {
    choice: (second) => (second < 10 ? 'auto' : 'full'),
  });
  assert.deepEqual(history.slice(0, 3), ['full 0', 'small 2', 'full 0']);
  assert.equal(policy.small, false);
});

test('a small encoding that cannot be had is not given to who chooses it', () => {
  assert.deepEqual(drive(new ChildPolicy(), wide, 20, { canSmall: false, choice: () => 'small' }), [
    'full 2',
  ]);
});

test('a choice is no failed try of the full encoding: the next try waits no longer than usual', () => {
  const policy = new ChildPolicy();
  drive(policy, wide, 40, { choice: (second) => (second % 4 < 2 ? 'small' : 'auto') });
  const history = drive(policy, (second) => (second < 46 ? 600_000 : 3_000_000), 25, { from: 40 });
  const small = history.indexOf('small 2');
  assert.ok(small >= 0 && history.indexOf('full 0', small) > small, `${history}`);
});

// ---- encodings ----------------------------------------------------------------------------------

function encodings(root: boolean) {
  const posted: ToWorker[] = [];
  const source: boolean[] = [];
  const parent = new FakeLink('parent', 'up');
  parent.way = 'forward';
  const clock = new Scheduler();
  const made = new RenditionDemand(root, {
    forwarder: { post: (message: ToWorker) => posted.push(message) } as unknown as ForwarderClient,
    feed: () => (root ? undefined : parent.link),
    source: (small) => source.push(small),
    setTimer: (ms, fn) => clock.after(ms, fn),
  });
  const wanted = (): string[] =>
    posted.flatMap((each) => (each.type === 'encode' ? `${each.link} ${each.wanted}` : []));
  return { made, posted, source, parent, wanted, clock };
}

test('the broadcaster makes the small encoding while somebody needs it', () => {
  const { made, source, wanted, clock } = encodings(true);
  const [a, b] = [new FakeLink('a', 'down'), new FakeLink('b', 'down')];
  made.give(a.link, true);
  made.give(a.link, true);
  made.asked(b.link, true);
  assert.deepEqual(source, [true]);
  assert.deepEqual(wanted(), ['a small', 'b both']);
  made.give(a.link, false);
  assert.deepEqual(source, [true]);
  made.closed(b.link);
  clock.runUntil(6_000);
  assert.deepEqual(source, [true, false]);
  made.asked(a.link, true);
  assert.deepEqual(source, [true, false, true]);
});

test('a child that changes its mind sixty times a second starts and ends one encoder, not hundreds', () => {
  const { made, source, clock } = encodings(true);
  const child = new FakeLink('child', 'down');
  for (let n = 0; n < 600; n++) {
    made.asked(child.link, n % 2 === 0);
    clock.runUntil((n * 1000) / 60);
  }
  assert.deepEqual(source, [true]);
  clock.runUntil(20_000);
  assert.deepEqual(source, [true, false]);
});

test('a relay asks its parent for both while a child of its needs it, and each new parent again', () => {
  const { made, parent, posted, wanted } = encodings(false);
  const child = new FakeLink('child', 'down');
  assert.equal(made.possible, true);
  made.asked(child.link, true);
  assert.deepEqual(parent.said('want'), [{ t: 'want', small: true }]);
  assert.ok(posted.some((each) => each.type === 'both' && each.on));
  const next = new FakeLink('next', 'up');
  made.fed(next.link);
  assert.deepEqual(next.said('want'), [{ t: 'want', small: true }]);
  made.give(child.link, true);
  made.give(child.link, false);
  assert.deepEqual(wanted(), ['child both', 'child small', 'child both']);
  made.asked(child.link, false);
  assert.equal(parent.said('want').at(-1)?.small, false);
  parent.way = 'carry';
  assert.equal(made.possible, false);
});

test('a choice is told to the parent, to each new one, and taken back where it was told', () => {
  const { made, parent } = encodings(false);
  made.choose('auto');
  assert.deepEqual(parent.said('want'), [], 'nothing to say');
  made.choose('small');
  made.choose('small');
  assert.deepEqual(parent.said('want'), [{ t: 'want', small: false, own: 'small' }]);
  const next = new FakeLink('next', 'up');
  made.fed(next.link);
  assert.deepEqual(next.said('want'), [{ t: 'want', small: false, own: 'small' }]);
  made.choose('auto');
  made.fed(next.link);
  assert.deepEqual(next.said('want').at(-1), { t: 'want', small: false });
});
