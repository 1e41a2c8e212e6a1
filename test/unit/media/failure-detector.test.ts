/** The failure detector of a link: traces of lines that live, and of parents that die. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  FAILURE_DETECTOR,
  FailureDetector,
  type Health,
} from '../../../src/media/forwarding/failure-detector.js';
import { long } from '../../long.js';
import { Random } from '../../simulation/random.js';

/** The limit of a quiet line. */
const silentAfterMs = (depth: number): number =>
  FAILURE_DETECTOR.silent.afterMs +
  FAILURE_DETECTOR.silent.perHopMs * Math.min(FAILURE_DETECTOR.hops, depth);

interface Change {
  at: number;
  to: Health;
  why: string;
}

function detector(depth = 2): {
  liveness: FailureDetector;
  changes: Change[];
  at(now: number): void;
} {
  const changes: Change[] = [];
  let now = 0;
  const liveness = new FailureDetector({
    now: 0,
    depth,
    changed: (_from, to, why) => changes.push({ at: now, to, why }),
  });
  return {
    liveness,
    changes,
    at(ms) {
      now = ms;
    },
  };
}

interface Line {
  /** Ends with the life of the parent. */
  lastsMs: number;
  /** After that, nothing more comes until here. */
  untilMs?: number;
  /** When what is sent at this time arrives; null when it is lost. */
  arrives?(sentMs: number, random: Random): number | null;
  depth?: number;
  seed?: number;
  rttMs?: number;
}

/** Frames 24 and sound 50 times a second over a line, pings answered as long as the parent lives. */
function run({ lastsMs, untilMs = lastsMs, arrives, depth, seed = 1, rttMs = 2 }: Line): Change[] {
  const random = new Random(seed);
  const { liveness, changes, at } = detector(depth);
  const arrivals: number[] = [];
  for (const every of [1000 / 24, 20]) {
    for (let sent = 0; sent < lastsMs; sent += every) {
      const came = arrives ? arrives(sent, random) : sent + 1;
      if (came !== null) arrivals.push(came);
    }
  }
  arrivals.sort((a, b) => a - b);
  liveness.answered(rttMs, 0);
  let next = 0;
  for (let now = 0; now < untilMs; now += 5) {
    at(now);
    while (arrivals[next] !== undefined && arrivals[next]! <= now) {
      liveness.frame(arrivals[next]!);
      next++;
    }
    if (now % 5000 === 0 && now > 0) {
      liveness.asked(now);
      if (now < lastsMs) liveness.answered(rttMs, now);
    }
    liveness.check(now);
  }
  return changes;
}

const MINUTES = long(2, 10);
const LASTS_MS = MINUTES * 60_000;
const bad = (changes: Change[]): Change[] =>
  changes.filter(({ to }) => to !== 'live' && to !== 'late');

describe('a line that lives', () => {
  const jitter = (random: Random, ms: number): number => random.between(0, ms);
  const lines: Record<string, NonNullable<Line['arrives']>> = {
    'that is quiet': (sent) => sent + 1,
    'like LTE': (sent, random) =>
      random.chance(0.01) ? sent + 140 : sent + 35 + jitter(random, 30),
    'that loses a tenth': (sent, random) =>
      random.chance(0.1) ? (random.chance(0.1) ? sent + 125 : sent + 70) : sent + 20,
    'like Wi-Fi, 80 ms dark every two seconds': (sent) =>
      sent % 2000 < 80 ? sent - (sent % 2000) + 80 + 25 : sent + 5,
    'that is 40 ms farther after a minute': (sent) => sent + (sent > 60_000 ? 41 : 1),
    'that is 120 ms farther after a minute': (sent) => sent + (sent > 60_000 ? 121 : 1),
  };
  for (const [name, arrives] of Object.entries(lines)) {
    it(`${name} is never taken for silent in ${MINUTES} minutes`, () => {
      for (const seed of [1, 2, 3]) {
        assert.deepEqual(bad(run({ lastsMs: LASTS_MS, arrives, seed, rttMs: 40 })), []);
      }
    });
  }

  it('gives no more time for the round trips of a busy machine, and for a far parent what they are', () => {
    for (const [rttMs, more] of [
      [2, 0],
      [FAILURE_DETECTOR.ownRttMs, 0],
      [200, 200 - FAILURE_DETECTOR.ownRttMs],
    ] as const) {
      const { liveness } = detector(2);
      for (let now = 0; now < 5_000; now += 40) liveness.frame(now);
      liveness.answered(rttMs, 5_000);
      assert.equal(Math.round(liveness.limitMs('silent')), silentAfterMs(2) + more, `${rttMs} ms`);
    }
  });

  it('with breaks longer than the quiet limit is known for them after some', () => {
    const arrives = (sent: number): number =>
      sent % 2000 < 230 ? sent - (sent % 2000) + 230 + 25 : sent + 5;
    const changes = run({ lastsMs: LASTS_MS, arrives });
    assert.ok(bad(changes).length > 0, 'the first break is news');
    assert.deepEqual(
      bad(changes).filter(({ at }) => at > 10_000),
      [],
    );
  });

  it('is not silent when its source rests, nor after this page stood still', () => {
    const { liveness, changes } = detector();
    for (let now = 0; now < 1000; now += 20) liveness.frame(now);
    for (let now = 1000; now < 6000; now += 50) {
      if (now % 150 === 100) liveness.rests(now);
      liveness.check(now);
    }
    liveness.frame(6000);
    liveness.stoodStill(4000, 10_050);
    liveness.check(10_060);
    assert.deepEqual(changes, []);
  });

  it('is given twice as long while packets still come', () => {
    const { liveness, changes, at } = detector();
    for (let now = 0; now <= 3000; now += 20) liveness.frame(now);
    const limit = liveness.limitMs('silent');
    for (let now = 3005; now < 3600; now += 5) {
      at(now);
      liveness.packets(now, now);
    }
    const silent = changes.find(({ to }) => to === 'silent');
    assert.ok(silent && Math.abs(silent.at - 3000 - limit * FAILURE_DETECTOR.packetsGrowth) <= 5);
  });
});

describe('a parent that dies', () => {
  for (const depth of [1, 2, 4]) {
    it(`at depth ${depth} is silent as soon as by the fixed limit on a quiet line`, () => {
      const changes = run({ lastsMs: 30_000, untilMs: 31_000, depth });
      const late = changes.find(({ to }) => to === 'late');
      const silent = changes.find(({ to }) => to === 'silent');
      assert.ok(late && silent && late.at < silent.at);
      const tookMs = silent.at - 30_000;
      assert.ok(tookMs <= silentAfterMs(depth) + 10, `${tookMs} ms`);
    });
  }

  it('behind a line with bursts is found within 2.5 times that', () => {
    const changes = run({
      lastsMs: 30_000,
      untilMs: 31_000,
      arrives: (sent) => (sent % 2000 < 80 ? sent - (sent % 2000) + 105 : sent + 5),
    });
    const silent = changes.find(({ to }) => to === 'silent');
    assert.ok(silent && silent.at - 30_000 <= silentAfterMs(2) * FAILURE_DETECTOR.growth + 10);
  });

  it('does not answer, and is dead after that, whatever is said later', () => {
    const changes = run({ lastsMs: 29_000, untilMs: 40_000 });
    const states = changes.map(({ to }) => to);
    assert.deepEqual(states, ['late', 'silent', 'unresponsive', 'dead']);
    assert.ok(changes[2]!.at - 30_000 <= FAILURE_DETECTOR.answerMs + 10);
    assert.ok(changes[3]!.at - 29_000 <= FAILURE_DETECTOR.nothingMs + 10);
    const { liveness } = detector();
    liveness.closed('connection failed');
    liveness.frame(1);
    assert.equal(liveness.health, 'dead');
  });

  it('is dead after three pings in a row without an answer', () => {
    const { liveness, changes } = detector();
    for (const at of [1000, 1500, 2000]) liveness.asked(at);
    liveness.check(2001);
    assert.deepEqual(changes.at(-1)?.to, 'dead');
    assert.match(changes.at(-1)!.why, /3 pings/);
  });
});

describe('whatever happens', () => {
  const events = fc.array(
    fc.record({
      after: fc.integer({ min: 0, max: 3000 }),
      what: fc.constantFrom('frame', 'packets', 'asked', 'answered', 'rests', 'stood', 'check'),
    }),
    { maxLength: 200 },
  );

  it('a frame makes a link live unless it is dead, dead stays, and no change is told twice', () => {
    fc.assert(
      fc.property(events, (all) => {
        const changes: [Health, Health][] = [];
        const liveness = new FailureDetector({
          now: 0,
          depth: 3,
          changed: (from, to) => changes.push([from, to]),
        });
        let now = 0;
        for (const { after, what } of all) {
          now += after;
          const dead = liveness.health === 'dead';
          if (what === 'frame') liveness.frame(now);
          else if (what === 'packets') liveness.packets(now, now);
          else if (what === 'asked') liveness.asked(now);
          else if (what === 'answered') liveness.answered(after, now);
          else if (what === 'rests') liveness.rests(now);
          else if (what === 'stood') liveness.stoodStill(after, now);
          else liveness.check(now);
          if (dead) assert.equal(liveness.health, 'dead');
          else if (what === 'frame' || what === 'rests') assert.equal(liveness.health, 'live');
          const next = liveness.next(now);
          assert.ok(next === null ? liveness.health === 'dead' : next > now);
        }
        for (const [i, [from, to]] of changes.entries()) {
          assert.notEqual(from, to);
          assert.equal(from, i === 0 ? 'live' : changes[i - 1]![1]);
        }
      }),
    );
  });

  it('no limit is below the quiet one or above its multiple', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 300 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 0, max: 64 }), (all, depth) => {
        const { liveness } = detector(depth);
        let now = 0;
        for (const gap of all) {
          now += gap;
          liveness.frame(now);
        }
        const quiet = silentAfterMs(depth);
        const limit = liveness.limitMs('silent');
        assert.ok(
          limit >= quiet && limit <= quiet * FAILURE_DETECTOR.growth,
          `${limit} of ${quiet}`,
        );
        assert.ok(liveness.limitMs('late') < limit);
      }),
    );
  });
});
