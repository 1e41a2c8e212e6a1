/** The figures a session keeps: the common clock, capacity, bitrates, the cost of a switch. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { ParentChange } from '../../../src/session/api.js';
import { BroadcasterClock, localUnixMs } from '../../../src/session/peer/broadcaster-clock.js';
import type { Playout } from '../../../src/session/playback/playout.js';
import { SwitchoverMeter } from '../../../src/session/playback/switchover-meter.js';
import { BitrateMeter, encoderStats } from '../../../src/session/stats/edge-stats.js';
import {
  BROADCASTER_CHILDREN,
  clampChildren,
  isMetered,
  RELAY_CHILDREN,
  relayCapacity,
  standbysFor,
} from '../../../src/session/upload/capacity.js';
import { FakeTime } from './session-helpers.js';

let time: FakeTime;
beforeEach(() => {
  time = new FakeTime();
});
afterEach(() => time.stop());

const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 0.01, `${actual}, expected ${expected}`);

// ---- clock --------------------------------------------------------------------------------------

test('the clock reads halfway through the round trip', () => {
  const clock = new BroadcasterClock();
  near(clock.now(), localUnixMs());
  clock.sample(localUnixMs() + 5000, 40);
  near(clock.offsetMs, 5020);
  near(clock.now(), localUnixMs() + 5020);
});

test('the shortest of the last eight round trips counts, then it is forgotten', () => {
  const clock = new BroadcasterClock();
  clock.sample(localUnixMs() + 100, 10);
  for (let i = 0; i < 7; i++) clock.sample(localUnixMs() + 900, 200);
  near(clock.offsetMs, 105);
  clock.sample(localUnixMs() + 900, 190);
  near(clock.offsetMs, 995);
});

test('a new parent starts a new list; the estimate stays until it says something', () => {
  const clock = new BroadcasterClock();
  clock.sample(localUnixMs() + 100, 2);
  clock.restart();
  near(clock.offsetMs, 101);
  clock.sample(localUnixMs() + 300, 80);
  near(clock.offsetMs, 340);
});

test('a new parent heard before brings its samples', () => {
  const [clock, heard] = [new BroadcasterClock(), new BroadcasterClock()];
  clock.sample(localUnixMs() + 100, 2);
  heard.sample(localUnixMs() + 700, 50);
  clock.restart(heard);
  near(clock.offsetMs, 725);
  clock.sample(localUnixMs() + 900, 60);
  near(clock.offsetMs, 725);
  near(heard.offsetMs, 725);
});

// ---- capacity -----------------------------------------------------------------------------------

test('children: what the author wrote, within reason', () => {
  assert.equal(clampChildren(undefined, BROADCASTER_CHILDREN), BROADCASTER_CHILDREN);
  assert.equal(clampChildren(Number.NaN, 5), 5);
  assert.equal(clampChildren(-3, 5), 0);
  assert.equal(clampChildren(0, 5), 0);
  assert.equal(clampChildren(2.9, 5), 2);
  assert.equal(clampChildren(1e6, 5), 64);
});

test('a relay feeds as many as relay and max-children allow; a metered one nobody', () => {
  assert.equal(relayCapacity({}, false), RELAY_CHILDREN);
  assert.equal(relayCapacity({ relay: 'off', maxChildren: 9 }, false), 0);
  assert.equal(relayCapacity({ maxChildren: 9 }, false), 9);
  assert.equal(isMetered({ saveData: true }), true);
  assert.equal(isMetered({ type: 'cellular' }), true);
  assert.equal(isMetered({ type: 'wifi', saveData: false }), false);
  assert.equal(isMetered({}), false);
  assert.equal(relayCapacity({ maxChildren: 9 }, true), 0);
});

test('who feeds nobody keeps nobody warm', () => {
  assert.equal(standbysFor(0), 0);
  assert.ok(standbysFor(1) > 1);
});

// ---- bitrate ------------------------------------------------------------------------------------

test('bitrate: bits per second since the beginning, then between two looks, each key apart', () => {
  const meter = new BitrateMeter();
  assert.equal(meter.rate('a', 1000, 1000, 0), 8000);
  assert.equal(meter.rate('a', 126_000, 2000, 0), 1_000_000);
  assert.equal(meter.rate('b', 500, 2000, 1000), 4000);
  assert.equal(meter.rate('a', 126_000, 3000, 0), 0);
});

test('bitrate: looks close together repeat the figure and lose no bytes', () => {
  const meter = new BitrateMeter();
  assert.equal(meter.rate('a', 500, 100, 0), 0);
  assert.equal(meter.rate('a', 1000, 1000, 0), 8000);
  assert.equal(meter.rate('a', 50_000, 1100, 0), 8000);
  assert.equal(meter.rate('a', 3000, 2000, 0), 16_000);
});

test('bitrate: a counter that starts again is no negative rate, a forgotten key starts anew', () => {
  const meter = new BitrateMeter();
  assert.equal(meter.rate('a', 10_000, 1000, 0), 80_000);
  assert.equal(meter.rate('a', 0, 2000, 0), 0);
  assert.equal(meter.rate('a', 1000, 3000, 0), 8000);
  meter.rate('b', 1000, 1000, 0);
  meter.keepOnly(new Set(['b']));
  assert.equal(meter.rate('a', 5000, 4000, 0), 10_000);
  assert.equal(meter.rate('b', 2000, 2000, 0), 8000);
});

test("the broadcaster's own figures are those of its video encoder", () => {
  const reports = new Map<string, object>([
    ['c', { id: 'c', type: 'codec', mimeType: 'video/VP8' }],
    ['a', { id: 'a', type: 'outbound-rtp', kind: 'audio' }],
    [
      'v',
      {
        id: 'v',
        type: 'outbound-rtp',
        kind: 'video',
        frameWidth: 640,
        frameHeight: 360,
        framesPerSecond: 29.97,
        codecId: 'c',
      },
    ],
  ]) as unknown as RTCStatsReport;
  const { width, height, framesPerSecond, codec } = encoderStats(reports);
  assert.deepEqual([width, height, framesPerSecond, codec], [640, 360, 30, 'video/VP8']);
  assert.equal(encoderStats(new Map() as unknown as RTCStatsReport).width, 0);
});

// ---- the cost of a switch -----------------------------------------------------------------------

class FakePlayout {
  presented: number[] = [];
  get lastPresentedAt(): number | null {
    return this.presented.at(-1) ?? null;
  }
  longestGapSince(since: number): number {
    return this.presented.reduce((longest, at, i, all) => {
      const before = all[i - 1];
      return before !== undefined && at >= since ? Math.max(longest, at - before) : longest;
    }, 0);
  }
}

function watch() {
  const playout = new FakePlayout();
  const told: ParentChange[] = [];
  const switches = new SwitchoverMeter(playout as unknown as Playout, (change) =>
    told.push(change),
  );
  const present = (everyMs: number, times: number): void => {
    for (let i = 0; i < times; i++) {
      time.pass(everyMs);
      playout.presented.push(time.ms);
      switches.presented();
    }
  };
  return { told, switches, present };
}

test('the first parent is told at once: nothing was lost', () => {
  const { told, switches } = watch();
  switches.begin(null, 'A', 'first');
  assert.deepEqual(told, [{ from: null, to: 'A', reason: 'first', gapMs: 0 }]);
});

test('a switch is told after three new frames, with the gap that began before it', () => {
  const { told, switches, present } = watch();
  present(30, 10);
  time.pass(200);
  switches.begin('A', 'B', 'silent');
  time.pass(100);
  present(30, 2);
  assert.deepEqual(told, []);
  present(30, 5);
  assert.deepEqual(told, [{ from: 'A', to: 'B', reason: 'silent', gapMs: 330 }]);
});

test('a picture that still stands after two seconds is a gap that long, not a small one', () => {
  const { told, switches, present } = watch();
  present(30, 10);
  switches.begin('A', 'B', 'closed');
  time.pass(1990);
  assert.equal(told.length, 0);
  time.pass(20);
  assert.equal(told.length, 1);
  assert.ok(told[0]!.gapMs >= 2000, `${told[0]!.gapMs}`);
});

test('a page that presents nothing, hidden or paused, is told no gap', () => {
  const { told, switches, present } = watch();
  present(30, 10);
  time.pass(10_000);
  switches.begin('A', 'B', 'leave');
  time.pass(2000);
  assert.deepEqual(told, [{ from: 'A', to: 'B', reason: 'leave', gapMs: 0 }]);
});

test('a second switch ends the measurement of the first', () => {
  const { told, switches, present } = watch();
  present(30, 10);
  switches.begin('A', 'B', 'leave');
  switches.begin('B', 'C', 'closed');
  assert.deepEqual(
    told.map(({ to }) => to),
    ['B'],
  );
  present(30, 3);
  assert.deepEqual(
    told.map(({ to }) => to),
    ['B', 'C'],
  );
  time.pass(10_000);
  assert.equal(told.length, 2);
});

test('closed: nothing is told any more; twice is fine', () => {
  const { told, switches, present } = watch();
  switches.begin('A', 'B', 'leave');
  switches.close();
  switches.close();
  present(30, 5);
  time.pass(10_000);
  assert.deepEqual(told, []);
});
