/** The controller of a down link on a simulated line: loss, queues, routes and recovery told apart. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CongestionController } from '../../../src/media/congestion/congestion-controller.js';
import { RATES, type SimulatedLine, simulate, type Trace } from './line-simulation.js';

const GOOD: SimulatedLine = { kbps: 20_000, delayMs: 5 };
const BAD_AT = 10_000;
const SEEDS = [1, 2, 3, 4, 5];

/** Good, from 10 s on as given, and good again at `goodAt`. */
function run(bad: SimulatedLine, { seconds = 60, goodAt = Infinity, seed = 1 } = {}): Trace {
  return simulate(
    new CongestionController(RATES),
    seconds,
    (ms) => (ms >= BAD_AT && ms < goodAt ? bad : GOOD),
    seed,
  );
}

const slowest = ({ frames }: Trace, from: number, to = Infinity): number =>
  Math.max(...frames.filter(({ at }) => at >= from && at < to).map(({ took }) => took));
const told = ({ steps }: Trace): string =>
  steps.map(({ at, decision: d }) => `${at}:${d.narrow ? 'low' : d.step} ${d.because}`).join(', ');

describe('a line that loses packets and has room', () => {
  for (const loss of [0.01, 0.02, 0.05, 0.1]) {
    it(`keeps every frame at ${loss * 100} % lost at random`, () => {
      for (const seed of SEEDS) {
        const trace = run({ ...GOOD, delayMs: 20, loss }, { seed });
        assert.equal(told(trace), '', `seed ${seed}`);
      }
    });
  }

  it('keeps every frame at 5 % lost, 20 to 40 ms', () => {
    for (const seed of SEEDS) {
      const trace = run({ ...GOOD, delayMs: 20, jitterMs: 20, loss: 0.05 }, { seed });
      assert.equal(told(trace), '', `seed ${seed}`);
    }
  });

  it('keeps every frame on LTE: 35 to 65 ms, 1 %, 3 Mbit/s', () => {
    for (const seed of SEEDS) {
      const trace = run(
        { kbps: 3000, delayMs: 35, jitterMs: 30, loss: 0.01, queue: 100 },
        { seed },
      );
      assert.equal(told(trace), '', `seed ${seed}`);
    }
  });
});

describe('a longer route', () => {
  for (const more of [40, 120, 300]) {
    it(`of ${more} ms more is no queue`, () => {
      for (const seed of SEEDS) {
        for (const jitterMs of [0, 10]) {
          const trace = run({ ...GOOD, delayMs: 5 + more, jitterMs }, { seed });
          assert.ok(
            !trace.steps.some(({ decision }) => decision.narrow),
            `${seed}: ${told(trace)}`,
          );
          const last = trace.steps.at(-1)?.decision;
          assert.ok(!last || last.step === 2, `${seed}: ${told(trace)}`);
        }
      }
    });
  }
});

describe('a line that carries less', () => {
  for (const [name, line] of Object.entries({
    '350 kbit/s, queue of 40': { kbps: 350, delayMs: 20, queue: 40 },
    '450 kbit/s, queue of 600': { kbps: 450, delayMs: 20, queue: 600 },
    '600 kbit/s, queue of 100': { kbps: 600, delayMs: 20, queue: 100 },
  })) {
    it(`of ${name} is met within 300 ms of the first frame that is 70 ms late, never lets frames wait for long, and does not flap`, () => {
      for (const seed of SEEDS) {
        const trace = run(line, { seed });
        const [first] = trace.steps;
        assert.ok(first, 'nothing was done');
        const late = trace.frames.find(({ at, took }) => at >= BAD_AT && took > line.delayMs + 70)!;
        const queuedAt = late.at + late.took;
        assert.ok(first.at - queuedAt <= 300, `${first.at - queuedAt} ms: ${told(trace)}`);
        assert.ok(slowest(trace, BAD_AT) < 600, `${slowest(trace, BAD_AT)} ms: ${told(trace)}`);
        const later = slowest(trace, BAD_AT + 2000);
        assert.ok(later < 250, `${later} ms later on: ${told(trace)}`);
        const changes = trace.steps.filter(({ at }) => at > BAD_AT + 2000).length;
        assert.ok(changes <= 4, `${changes} changes in 48 s: ${told(trace)}`);
      }
    });
  }

  it('is measured while it queues', () => {
    for (const kbps of [350, 450, 600]) {
      const control = new CongestionController(RATES);
      simulate(control, 11, (ms) => (ms < BAD_AT ? GOOD : { kbps, delayMs: 20, queue: 600 }));
      const part = control.carriedBps! / (kbps * 1000);
      assert.ok(Math.abs(part - 1) < 0.15, `${control.carriedBps} of ${kbps} kbit/s`);
    }
  });

  it('is whole again within 5 s of being good', () => {
    for (const seed of SEEDS) {
      for (const goodAt of [20_000, 31_300, 42_700]) {
        const trace = run({ kbps: 350, delayMs: 20, queue: 40 }, { goodAt, seed });
        const last = trace.steps.at(-1)!;
        assert.ok(last.decision.step === 2 && !last.decision.narrow, told(trace));
        assert.ok(last.at - goodAt <= 5000 && last.at >= goodAt, `${goodAt}: ${told(trace)}`);
      }
    }
  });

  it('that a download fills is not emptied by sending less: most frames are sent all the same', () => {
    for (const seed of SEEDS) {
      const trace = run(
        { kbps: 3000, delayMs: 20, jitterMs: 4, queue: 100, download: true },
        { seed, seconds: 70 },
      );
      const all = trace.frames.filter(({ at }) => at >= BAD_AT).length / (60 * 24);
      assert.ok(all >= 0.85, `${all} of the frames: ${told(trace)}`);
    }
  });

  it('after a download is met as well', () => {
    const downloading = { kbps: 3000, delayMs: 20, jitterMs: 4, queue: 100, download: true };
    for (const thin of [
      { kbps: 350, delayMs: 20, queue: 40 },
      { kbps: 450, delayMs: 20, queue: 600 },
    ]) {
      for (const seed of SEEDS) {
        const trace = simulate(
          new CongestionController(RATES),
          90,
          (ms) => {
            if (ms < BAD_AT || (ms > 38_000 && ms < 40_000)) return GOOD;
            return ms < 40_000 ? downloading : thin;
          },
          seed,
        );
        const first = slowest(trace, 40_500);
        assert.ok(first < 900, `${first} ms: ${told(trace)}`);
        const later = slowest(trace, 44_000);
        assert.ok(later < 300, `${later} ms later on: ${told(trace)}`);
      }
    }
  });

  it('is followed down a ramp from 3 Mbit/s to 300 kbit/s and up again', () => {
    const kbpsAt = (ms: number): number => {
      const part = Math.abs(Math.min(60_000, Math.max(0, ms - BAD_AT)) - 30_000) / 30_000;
      return 300 + 2700 * part;
    };
    for (const seed of SEEDS) {
      const trace = simulate(
        new CongestionController(RATES),
        90,
        (ms) => ({ kbps: kbpsAt(ms), delayMs: 20, queue: 60 }),
        seed,
      );
      assert.ok(slowest(trace, 0) < 500, `${slowest(trace, 0)} ms: ${told(trace)}`);
      const last = trace.steps.at(-1)!;
      assert.ok(last.decision.step === 2 && !last.decision.narrow, told(trace));
      assert.ok(last.at <= BAD_AT + 60_000, told(trace));
    }
  });
});

describe('reports from the network', () => {
  it('say nothing when they name no frame, or one twice', () => {
    const control = new CongestionController(RATES);
    for (let i = 0; i < 100; i++) {
      control.got(i, 1e9, i);
      control.got(i, Number.NaN, i);
    }
    assert.deepEqual(control.look(200), {
      step: 2,
      narrow: false,
      paused: false,
      targetBps: null,
      paddingBps: 0,
      because: null,
    });
  });

  it('leave out a frame that was lost: a rest of the source afterwards is none of the line', () => {
    const control = new CongestionController(RATES);
    for (let ms = 0; ms < 2000; ms += 40) {
      control.sent(ms, 3000, ms);
      if (ms !== 400) control.got(ms, ms + 5, ms + 5);
    }
    for (let ms = 2000; ms < 8000; ms += 50) assert.equal(control.look(ms).because, null, `${ms}`);
  });

  it('of the burst after a break in what is sent say nothing of the line', () => {
    const control = new CongestionController(RATES);
    let key = 0;
    const frame = (at: number, way: number): void => {
      control.sent(key, 3000, at);
      control.got(key++, at + way, at + way);
    };
    for (let ms = 0; ms < 2000; ms += 40) frame(ms, 5);
    for (let ms = 2300; ms < 2660; ms += 40) {
      frame(ms, 60 + (ms - 2300) / 2);
      assert.equal(control.look(ms + 1).step, 2, `${ms} ms`);
    }
    for (let ms = 2700; ms < 4000; ms += 40) frame(ms, 5);
    assert.equal(control.look(4000).because, null);
  });

  it('come with counters that began long before', () => {
    const control = new CongestionController(RATES);
    control.packets(10_000, 4_000);
    control.packets(10_200, 4_000);
    assert.equal(control.look(100).because, null);
  });

  it('that stop while frames are sent are met with the base', () => {
    const control = new CongestionController(RATES);
    for (let ms = 0; ms < 3000; ms += 40) {
      control.sent(ms, 3000, ms);
      if (ms < 1000) control.got(ms, ms + 5, ms + 5);
      const { step, because } = control.look(ms + 10);
      if (ms < 1700) assert.equal(step, 2, `${ms} ms`);
      if (ms > 2000) assert.deepEqual([step, because], [0, 'unheard'], `${ms} ms`);
    }
  });
});
