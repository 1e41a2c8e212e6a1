/** What a page gives: the plan by measured rates, and what a connection's counters say of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childrenWithin, shareOut } from '../../../src/session/upload/allocation.js';
import { CongestionDetector } from '../../../src/session/upload/congestion-detector.js';
import { LayerControl } from '../../../src/session/upload/layer-control.js';
import { OverheadEstimator } from '../../../src/session/upload/overhead-estimator.js';
import { RateMonitor } from '../../../src/session/upload/rate-monitor.js';

const kbps = (...steps: number[]): { steps: number[] } => ({ steps: steps.map((k) => k * 1000) });
const report = (...entries: object[]): RTCStatsReport =>
  new Map(entries.map((entry, i) => [String(i), entry])) as unknown as RTCStatsReport;

// ---- children -----------------------------------------------------------------------------------

test('without max-upload only max-children counts', () => {
  assert.equal(childrenWithin(4, undefined, kbps(900, 300, 300), 0), 4);
  assert.equal(childrenWithin(4, Number.NaN, null, 0), 4);
});

test('before the stream is measured it is taken to be 2500 kbit/s', () => {
  assert.equal(childrenWithin(4, 6000, null, 0), 2);
  assert.equal(childrenWithin(4, 2499, null, 0), 0);
  assert.equal(childrenWithin(4, -5, null, 0), 0);
});

test('children are admitted by the measured bitrate of the whole stream', () => {
  const small = kbps(300, 100, 100);
  assert.equal(childrenWithin(4, 2000, small, 0), 3);
  assert.equal(childrenWithin(9, 6000, small, 0), 9);
  assert.equal(childrenWithin(4, 400, small, 0), 0);
});

test('children that are here stay while the base of each fits', () => {
  const grown = kbps(900, 300, 300);
  assert.equal(childrenWithin(4, 2900, grown, 0), 1);
  assert.equal(childrenWithin(4, 2900, grown, 3), 3, 'three bases fit');
  assert.equal(childrenWithin(4, 2900, grown, 4), 3, 'a fourth must go');
  assert.equal(childrenWithin(2, 2900, grown, 3), 2);
});

// ---- shares -------------------------------------------------------------------------------------

test('every child gets the base, then the first ones more, and all of it where it fits', () => {
  const rates = kbps(600, 200, 200);
  assert.deepEqual(shareOut(undefined, rates, 2), [Infinity, Infinity]);
  assert.deepEqual(shareOut(4000, rates, 3), [Infinity, Infinity, Infinity]);
  assert.deepEqual(shareOut(2800, rates, 3), [Infinity, 800_000, 800_000]);
  assert.deepEqual(shareOut(1900, rates, 3), [600_000, 600_000, 600_000]);
  assert.deepEqual(shareOut(100, rates, 1), [600_000], 'the base always goes');
});

// ---- steps of one child -------------------------------------------------------------------------

const STREAM = [600_000, 200_000, 200_000];

test('a congested link loses its upper frames at once and gets them back one step at a time', () => {
  const control = new LayerControl();
  assert.equal(control.update(Infinity, STREAM, 0), false);
  assert.equal(control.max, 2);
  assert.equal(control.update(700_000, STREAM, 1000), true);
  assert.equal(control.max, 0);
  const raisedAt: number[] = [];
  for (let now = 2000; now < 30_000; now += 1000) {
    if (control.update(Infinity, STREAM, now)) raisedAt.push(now);
  }
  assert.deepEqual(raisedAt, [8000, 15_000]);
  assert.equal(control.max, 2);
});

test('steps up that do not last come more and more rarely', () => {
  const control = new LayerControl();
  control.update(700_000, STREAM, 0);
  const raisedAt: number[] = [];
  for (let now = 1000; now < 120_000; now += 1000) {
    const before = control.max;
    // The link carries the base and no more.
    control.update(before > 0 ? 700_000 : Infinity, STREAM, now);
    if (control.max > before) raisedAt.push(now);
  }
  const pauses = raisedAt.map((at, i) => at - (raisedAt[i - 1] ?? 0));
  assert.ok(raisedAt.length <= 5, `${raisedAt}`);
  assert.ok(
    pauses.every((pause, i) => i === 0 || pause > pauses[i - 1]!),
    `${pauses}`,
  );
});

test('a stream without upper layers is left alone', () => {
  const control = new LayerControl();
  assert.equal(control.update(1, [600_000, 0, 0], 0), false);
  assert.equal(control.max, 2);
});

test('congestion: new losses above five percent, or a round trip far above the shortest', () => {
  const health = new CongestionDetector();
  const look = (packetsLost: number, fractionLost: number, roundTripTime: number): boolean =>
    health.congested(
      report({
        type: 'remote-inbound-rtp',
        kind: 'video',
        packetsLost,
        fractionLost,
        roundTripTime,
      }),
    );
  assert.equal(look(0, 0, 0.05), false);
  assert.equal(look(10, 0.03, 0.06), false);
  assert.equal(look(20, 0.1, 0.06), true);
  assert.equal(look(20, 0.1, 0.06), false, 'an old report is no news');
  assert.equal(look(20, 0, 0.31), true);
  assert.equal(look(20, 0, 0.1), false);
});

test('congestion: packets wait long before they leave, until that queue is being worked off', () => {
  const health = new CongestionDetector();
  let packetsSent = 0;
  let totalPacketSendDelay = 0;
  const look = (packets: number, heldMs: number): boolean => {
    packetsSent += packets;
    totalPacketSendDelay += (packets * heldMs) / 1000;
    return health.congested(
      report({ type: 'outbound-rtp', kind: 'video', packetsSent, totalPacketSendDelay }),
    );
  };
  assert.equal(look(200, 1), false);
  assert.equal(look(200, 40), false);
  assert.equal(look(150, 200), true);
  assert.equal(look(150, 500), true);
  assert.equal(look(150, 490), true, 'as long as before');
  assert.equal(look(150, 300), false, 'worked off');
  assert.equal(look(0, 0), false);
  assert.equal(look(150, 300), true, 'grows again');
  assert.equal(look(200, 1), false);
});

test('what a line carries is known while packets are held back, and only then', () => {
  const health = new CongestionDetector();
  let totals = { timestamp: 5_000, bytesSent: 0, packetsSent: 0, totalPacketSendDelay: 0 };
  const look = (kilobytes: number, heldMs: number): number | null => {
    totals = {
      timestamp: totals.timestamp + 1_000,
      bytesSent: totals.bytesSent + kilobytes * 1_000,
      packetsSent: totals.packetsSent + kilobytes,
      totalPacketSendDelay: totals.totalPacketSendDelay + (kilobytes * heldMs) / 1_000,
    };
    health.congested(report({ type: 'outbound-rtp', kind: 'video', ...totals }));
    return health.carriedBps;
  };
  assert.equal(look(250, 500), null, 'since when is not known');
  assert.equal(look(250, 1), null);
  assert.equal(look(100, 300), 800_000);
  assert.equal(look(120, 600), 960_000);
  assert.equal(look(250, 5), null);
});

test('congestion: a browser that does not tell how long packets wait is no reason for alarm', () => {
  const health = new CongestionDetector();
  for (const packetsSent of [100, 200]) {
    assert.equal(
      health.congested(report({ type: 'outbound-rtp', kind: 'video', packetsSent })),
      false,
    );
  }
});

// ---- rates --------------------------------------------------------------------------------------

test('rates are bits per second by step over some seconds; the peak fades slowly', () => {
  const window = new RateMonitor();
  const bytes = [0, 0, 0];
  let at = 0;
  const second = (...kbit: number[]): void => {
    for (const [i, k] of kbit.entries()) bytes[i]! += (k * 1000) / 8;
    at += 1000;
    window.add(at, [...bytes]);
  };
  window.add(at, [...bytes]);
  second(600, 200, 200);
  assert.equal(window.now, null, 'one second says too little');
  second(600, 200, 200);
  assert.deepEqual(window.now, kbps(600, 200, 200));
  for (let i = 0; i < 4; i++) second(60, 20, 20);
  assert.deepEqual(window.now, kbps(60, 20, 20));
  assert.ok(window.peak!.steps[0]! > 500_000, `${window.peak!.steps[0]}`);
  for (let i = 0; i < 120; i++) second(60, 20, 20);
  assert.ok(window.peak!.steps[0]! < 70_000, `${window.peak!.steps[0]}`);
});

test('the wire check learns what retransmissions cost, and skips looks that cannot be compared', () => {
  const check = new OverheadEstimator();
  const out = (bytesSent: number, id = 'a'): object => ({
    type: 'transport',
    id,
    bytesSent,
    packetsSent: 0,
  });
  check.look(0, [report(out(0))], 0);
  for (let i = 1; i <= 20; i++) check.look(i * 100_000, [report(out(i * 120_000))], i * 1000);
  assert.ok(Math.abs(check.factor - 1.2) < 0.01, `${check.factor}`);
  // Another child: its counter does not begin with the worker's.
  check.look(2_500_000, [report(out(2_400_000), out(9_000_000, 'b'))], 21_000);
  assert.ok(Math.abs(check.factor - 1.2) < 0.01);
  for (let i = 1; i <= 40; i++) {
    check.look(
      2_500_000 + i * 100_000,
      [report(out(2_400_000 + i * 10_000), out(9_000_000, 'b'))],
      21_000 + i * 1000,
    );
  }
  assert.ok(Math.abs(check.factor - 1) < 0.01, 'never below what was counted');
});
