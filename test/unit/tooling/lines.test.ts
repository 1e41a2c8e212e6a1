/** How the bench of bad lines judges what pages recorded. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  distinct,
  pictureIn,
  promptAgainMs,
  type Seen,
  shownOf,
  soundIn,
  wholeAgainMs,
} from '../../../bench/lines/figures.js';
import type { Recording } from '../../../bench/lines/lab.js';
import { rows } from '../../../bench/lines/rows.js';
import { judge, lines } from '../../../bench/scenarios/lines.js';

const EVERY = 40;

/** Frames of 640 pixels, one every 40 ms, 50 ms old, from 0 up to `to`; `change` drops or alters one. */
function frames(to: number, change: (seen: Seen) => Partial<Seen> | null = () => ({})): Seen[] {
  return Array.from({ length: to / EVERY }, (_, frame) => {
    const seen = { frame, presentedAtMs: frame * EVERY, latencyMs: 50, width: 640 };
    const changed = change(seen);
    return changed && { ...seen, ...changed };
  }).filter((seen) => seen !== null);
}

const options = {
  depth: 5,
  children: 8,
  fps: 30,
  videoOnly: false,
  seconds: 10,
  trials: 5,
  minutes: 30,
  rows: [],
};

describe('the picture in a window', () => {
  it('is as smooth, as late and as large as it was shown', () => {
    const picture = pictureIn(frames(10_000), { from: 2000, to: 4000 });
    assert.deepEqual(picture, {
      framesPerSecond: 25,
      latencyMs: 50,
      latencyP95Ms: 50,
      width: 640,
      longestGapMs: 40,
    });
  });

  it('counts each frame once', () => {
    const [first] = frames(EVERY);
    assert.equal(distinct([first!, { ...first!, presentedAtMs: 9 }]).length, 1);
  });

  it('has a gap as long as the window when it stands, and none from outside', () => {
    const standing = frames(10_000, ({ presentedAtMs }) =>
      presentedAtMs >= 1000 && presentedAtMs < 5000 ? null : {},
    );
    assert.equal(pictureIn(standing, { from: 2000, to: 4000 }).longestGapMs, 2000);
    assert.equal(pictureIn(standing, { from: 4800, to: 6000 }).longestGapMs, 200);
    assert.equal(pictureIn([], { from: 0, to: 700 }).longestGapMs, 700);
    assert.equal(pictureIn([], { from: 0, to: 700 }).framesPerSecond, 0);
  });

  it('tells what part of the numbered frames came at any time', () => {
    const all = frames(4000, ({ frame }) => (frame % 4 === 0 ? null : {}));
    assert.equal(shownOf(all, 20, 40), 0.75);
  });
});

describe('recovery', () => {
  const before = pictureIn(frames(1000), { from: 0, to: 1000 });
  const after = { from: 1000, to: 10_000 };

  it('is there at once when nothing was wrong', () => {
    assert.equal(wholeAgainMs(frames(12_000), after, before), 0);
    assert.equal(promptAgainMs(frames(12_000), after, before), 0);
  });

  it('waits for every frame and for the size', () => {
    const fewer = frames(12_000, ({ frame, presentedAtMs }) =>
      presentedAtMs < 3000 && frame % 2 === 1 ? null : {},
    );
    const smaller = frames(12_000, ({ presentedAtMs }) =>
      presentedAtMs < 4000 ? { width: 320 } : {},
    );
    const ms = wholeAgainMs(fewer, after, before);
    assert.ok(ms >= 1700 && ms <= 2000, `${ms} ms`);
    assert.equal(wholeAgainMs(smaller, after, before), 3000);
  });

  it('waits for the latency of before, half as much again at most', () => {
    const late = frames(12_000, ({ presentedAtMs }) =>
      presentedAtMs < 5000 ? { latencyMs: 90 } : { latencyMs: 74 },
    );
    const ms = promptAgainMs(late, after, before);
    assert.ok(ms >= 3400 && ms <= 3600, `${ms} ms`);
  });

  it('counts as long as the page was watched when it never comes', () => {
    const small = frames(12_000, () => ({ width: 320 }));
    assert.equal(wholeAgainMs(small, after, before), 9000);
    assert.equal(promptAgainMs([], after, before), 9000);
  });
});

describe('the sound in a window', () => {
  const sample = (at: number, total: number, made: number[], track = 'a') => {
    const [concealed = 0, events = 0, silent = 0] = made;
    return { at, track, total: total * 48, concealed: concealed * 48, events, silent: silent * 48 };
  };

  it('sums a silence over looks, and begins anew after one without', () => {
    const samples = [
      sample(0, 0, []),
      sample(200, 200, [50, 1, 40]),
      sample(400, 400, [150, 1, 140]),
      sample(600, 600, [150, 1, 140]),
      sample(800, 800, [200, 2, 160]),
    ];
    assert.deepEqual(soundIn(samples, { from: 0, to: 1000 }), {
      concealed: 0.25,
      longestConcealedMs: 150,
      longestSilenceMs: 140,
    });
  });

  it('takes many short pieces for what they are', () => {
    const samples = [sample(0, 0, []), sample(200, 200, [60, 3]), sample(400, 400, [100, 5])];
    assert.equal(soundIn(samples, { from: 0, to: 500 }).longestConcealedMs, 20);
  });

  it('takes no counter of another track, and nothing from outside', () => {
    const samples = [
      sample(0, 9000, [9000, 9, 9000]),
      sample(200, 0, [], 'b'),
      sample(400, 200, [20, 1], 'b'),
    ];
    assert.deepEqual(soundIn(samples, { from: 0, to: 500 }), {
      concealed: 0.1,
      longestConcealedMs: 20,
      longestSilenceMs: 0,
    });
    assert.ok(Number.isNaN(soundIn(samples, { from: 500, to: 900 }).concealed));
  });
});

describe('a row of the lab', () => {
  /** Plain and relay see everything, the first leaf every other frame. */
  const recording: Recording = {
    before: { from: 0, to: 5000 },
    onset: { from: 5000, to: 6000 },
    during: { from: 6000, to: 16_000 },
    after: { from: 16_000, to: 30_000 },
    plain: { records: frames(32_000, () => ({ latencyMs: 100 })), sound: [] },
    relay: { records: frames(32_000), sound: [] },
    leaves: [
      {
        records: frames(32_000, ({ frame, presentedAtMs }) =>
          presentedAtMs >= 5000 && presentedAtMs < 16_000 && frame % 2 ? null : { latencyMs: 80 },
        ),
        sound: [],
      },
      { records: frames(32_000), sound: [] },
    ],
    sent: { from: 150, to: 400 },
    switches: [{ at: 7000, reason: 'silent', gapMs: 300 }],
    kbps: { casto: 700, plain: 600 },
  };

  it('is told against the plain connection of the same run', () => {
    const leaf = judge(rows.find(({ name }) => name === 'leaf-loss2')!, recording);
    assert.deepEqual(leaf['leaf-loss2: frames, leaf of plain'], [0.5]);
    assert.deepEqual(leaf['leaf-loss2: frames, leaf of those sent'], [0.5]);
    assert.deepEqual(leaf['leaf-loss2: latency, leaf of plain'], [0.8]);
    assert.equal(leaf['leaf-loss2: frames, sibling of before'], 1);
    assert.equal(leaf['leaf-loss2: false changes of parent'], 1);
    assert.deepEqual(leaf['leaf-loss2: longest gap beyond what is allowed, ms, leaf'], [-120]);
  });

  it('looks at both leaves where both are below what is bad', () => {
    const relay = judge(rows.find(({ name }) => name === 'relay-loss3')!, recording);
    assert.deepEqual(relay['relay-loss3: frames, leaf of plain'], [0.5, 1]);
    assert.equal(relay['relay-loss3: frames, sibling of before'], undefined);
  });

  it('has bars for figures that it measures only', () => {
    const measured = Object.assign({}, ...rows.map((row) => judge(row, recording)));
    assert.ok(typeof lines.bars === 'function');
    const bars = lines.bars(options);
    for (const { figure } of bars) assert.ok(figure in measured, figure);
    for (const { name } of rows)
      assert.ok(bars.some(({ figure }) => figure.startsWith(`${name}: `)));
    assert.equal(new Set(rows.map(({ name }) => name)).size, rows.length);
    const only = lines.bars({ ...options, rows: ['perfect'] });
    assert.ok(only.length > 0 && only.every(({ figure }) => figure.startsWith('perfect: ')));
  });

  it('refuses a row that there is not', () => {
    assert.match(lines.refused!({ ...options, rows: ['nowhere'] }) ?? '', /nowhere.*leaf-thin/);
  });
});
