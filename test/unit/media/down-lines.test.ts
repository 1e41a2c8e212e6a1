/** What children report of their lines: the bytes, what is dropped of them, and what the worker makes of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  ArrivalReporter,
  keyOf,
  MAX_REPORT_BYTES,
  parseReport,
} from '../../../src/media/congestion/arrival-report.js';
import { DownLines, type LineState } from '../../../src/media/congestion/down-lines.js';
import type { FrameTrailer } from '../../../src/media/frames/frame-trailer.js';
import { withoutBandwidthFeedback } from '../../../src/media/link/sdp.js';
import { keyTrailer, trailer } from './media-helpers.js';

test('a report names the last frames and when they came; each is told more than once', () => {
  const reporter = new ArrivalReporter();
  const told: number[] = [];
  for (let i = 0; i < 24; i++) {
    const data = reporter.arrived(trailer(i, { small: i % 2 === 1 }), i * 42 + 0.5);
    if (!data) continue;
    assert.ok(data.byteLength <= MAX_REPORT_BYTES);
    for (const { key, at } of parseReport(data)!) {
      const sequence = Math.floor(key / 2);
      assert.equal(key, keyOf(trailer(sequence, { small: sequence % 2 === 1 })));
      assert.equal(at, sequence * 42 + 0.5);
      told.push(sequence);
    }
  }
  for (let i = 0; i < 20; i++) assert.ok(told.filter((each) => each === i).length >= 2, `${i}`);
});

test('whatever bytes come, a report is of bounded length with finite times, or none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const all = parseReport(bytes.slice().buffer);
      if (!all) return;
      assert.ok(all.length > 0 && all.length * 12 === bytes.length && all.length <= 6);
      for (const { key, at } of all) assert.ok(key < 2 ** 29 && at >= 0 && at < 2 ** 50);
    }),
  );
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
    const data = new DataView(new ArrayBuffer(12));
    data.setFloat64(4, bad);
    assert.equal(parseReport(data.buffer), null);
  }
});

function rig() {
  let now = 0;
  const told: LineState[] = [];
  const drops: string[] = [];
  let padded = 0;
  let mayPad = true;
  const lines = new DownLines(
    {
      decided: () => {},
      tell: (_link, state) => told.push(state),
      pad: (_link, bytes) => {
        padded += bytes;
        return mayPad;
      },
      drop: (reason) => drops.push(reason),
    },
    () => now,
  );
  const reporter = new ArrivalReporter();
  /** Sends for so long over a line on which each frame takes `way`, ms; 24 frames a second of 3 kB. */
  const run = (ms: number, way: (sentAt: number) => number): void => {
    const due: { at: number; frame: FrameTrailer }[] = [];
    for (const end = now + ms; now < end; now++) {
      if (now % 42 === 0) {
        const sequence = now / 42;
        const frame = sequence === 0 ? keyTrailer(0) : trailer(sequence);
        lines.released(frame, 3000);
        lines.sent('a', frame, 3000);
        due.push({ at: now + way(now), frame });
      }
      while (due[0] && due[0].at <= now) {
        const data = reporter.arrived(due.shift()!.frame, now + 1e6);
        if (data) lines.heard('a', data);
      }
      lines.poll();
    }
  };
  const allow = (may: boolean): void => {
    mayPad = may;
  };
  return { lines, told, drops, run, allow, padded: () => padded };
}

test('nothing is decided of a child that does not report', () => {
  const { lines, told } = rig();
  lines.sent('a', keyTrailer(0), 1000);
  lines.poll();
  assert.deepEqual(told, []);
  assert.equal(lines.stepOf('a'), 2);
});

test('a queue that grows takes steps within 600 ms, a good line gives them back after padding', () => {
  const { lines, told, run, padded } = rig();
  run(3_000, () => 20);
  assert.equal(lines.stepOf('a'), 2);
  run(600, (at) => 20 + (at - 3_000) * 0.6);
  assert.equal(lines.stepOf('a'), -1, 'nothing of the full one while the queue drains');
  assert.equal(told.at(-1)!.because, 'queue');
  assert.ok(told.at(-1)!.smallBps! > 100_000, 'what the line leaves to the small one');
  assert.equal(padded(), 0);
  run(5_000, () => 20);
  assert.equal(lines.stepOf('a'), 2);
  assert.ok(padded() > 0);
  lines.forget('a');
  assert.equal(lines.stepOf('a'), 2);
});

test('where padding is beyond the upload that is allowed nothing comes back without it', () => {
  const { lines, run, allow } = rig();
  run(3_000, () => 20);
  run(600, (at) => 20 + (at - 3_000) * 0.6);
  allow(false);
  run(6_000, () => 20);
  assert.ok(lines.stepOf('a') < 2);
  allow(true);
  run(6_000, () => 20);
  assert.equal(lines.stepOf('a'), 2);
});

test('the last frame before a rest is reported by itself', () => {
  const reporter = new ArrivalReporter();
  assert.ok(reporter.arrived(trailer(0), 0));
  assert.equal(reporter.arrived(trailer(1), 42), null);
  assert.equal(reporter.due(50), null);
  assert.deepEqual(parseReport(reporter.due(61)!)!.at(-1), { key: 2, at: 42 });
  assert.equal(reporter.due(200), null, 'once');
});

test('a flood of reports, and malformed ones, are dropped with a reason', () => {
  const { lines, drops } = rig();
  const data = new ArrayBuffer(12);
  for (let i = 0; i < 200; i++) lines.heard('a', data);
  assert.equal(drops.length, 150);
  lines.close('a');
  lines.heard('b', new ArrayBuffer(5));
  assert.match(drops.at(-1)!, /of b/);
});

test('bandwidth feedback: neither transport-cc nor REMB is left, retransmission is', () => {
  const kept = 'a=rtcp-fb:96 nack\r\na=rtcp-fb:96 nack pli\r\n';
  const sdp = `m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\na=rtcp-fb:96 goog-remb\r\na=rtcp-fb:96 transport-cc\r\n${kept}`;
  assert.equal(withoutBandwidthFeedback(sdp), `m=video 9 UDP/TLS/RTP/SAVPF 96\r\n${kept}`);
});
