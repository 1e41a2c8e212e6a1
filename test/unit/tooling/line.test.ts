/** What a line of the bench's lab does to packets, by a clock of the test's own (test/network/line.py). */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type WaySettings, written } from '../../browser/harness/bad-line.js';
import { projectRoot } from '../../browser/harness/root.js';

/** Settings by the ms from which they hold, then packets every `every` ms: when each arrives, ms, or null. */
const DRIVER = `
import importlib.util, itertools, json, random, sys
spec = importlib.util.spec_from_file_location("line", sys.argv[1])
line = importlib.util.module_from_spec(spec)
spec.loader.exec_module(line)
given = json.loads(sys.argv[2])
random.seed(1)
way, heap, count = line.Way("out"), [], itertools.count()
for ms in range(given["lasts"]):
    for at, settings in given["settings"]:
        if at == ms: way.set(settings)
    if ms % given["every"] == 0:
        way.take(str(ms).encode().ljust(given["bytes"]), ms / 1000)
    way.serve(ms / 1000, heap, count)
print(json.dumps([[int(frame), at * 1000] for at, _, _, frame in heap]))
`;

const python = ((): boolean => {
  try {
    execFileSync('python3', ['-c', 'import ctypes, fcntl'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

interface Trial {
  settings: [fromMs: number, way: WaySettings][];
  everyMs: number;
  lastsMs: number;
  bytes?: number;
}

/** How long each packet took, by when it was sent; what was lost is not in it. */
function trips({ settings, everyMs, lastsMs, bytes = 250 }: Trial): Map<number, number> {
  const given = {
    settings: settings.map(([at, way]) => [at, written(way)]),
    every: everyMs,
    lasts: lastsMs,
    bytes,
  };
  const path = join(projectRoot, 'test/network/line.py');
  const text = execFileSync('python3', ['-c', DRIVER, path, JSON.stringify(given)], {
    encoding: 'utf8',
  });
  const arrivals = JSON.parse(text) as [sent: number, came: number][];
  return new Map(arrivals.map(([sent, came]) => [sent, came - sent] as const));
}

/** One packet of 250 bytes takes 20 ms. */
const SLOW = { kbps: 100 };

describe('a bad line', { skip: python ? false : 'needs Python 3 on a Unix' }, () => {
  it('passes everything at once when nothing is set', () => {
    const all = trips({ settings: [[0, {}]], everyMs: 5, lastsMs: 500 });
    assert.equal(all.size, 100);
    assert.ok([...all.values()].every((trip) => trip < 0.001));
  });

  it('delays within its jitter, and keeps the order', () => {
    const way = { delayMs: 30, jitterMs: 20 };
    const all = trips({ settings: [[0, way]], everyMs: 1, lastsMs: 1000 });
    const values = [...all.values()];
    assert.ok(Math.min(...values) >= 30 && Math.max(...values) <= 50);
    assert.ok(Math.max(...values) - Math.min(...values) > 10, 'it jitters');
    const arrivals = [...all].map(([sent, trip]) => sent + trip);
    assert.deepEqual(
      arrivals,
      [...arrivals].sort((a, b) => a - b),
    );
  });

  it('loses packets one by one, in bursts, and everything for a while', () => {
    const lasting = { everyMs: 1, lastsMs: 20_000 };
    const lostOf = (way: WaySettings): { part: number; run: number } => {
      const all = trips({ settings: [[0, way]], ...lasting });
      const lost = Array.from({ length: lasting.lastsMs }, (_, ms) => !all.has(ms));
      const count = lost.filter(Boolean).length;
      const runs = lost.filter((gone, i) => gone && !lost[i - 1]).length;
      return { part: count / lasting.lastsMs, run: count / runs };
    };
    const single = lostOf({ loss: 0.05 });
    assert.ok(Math.abs(single.part - 0.05) < 0.01, `${single.part} of 0.05`);
    assert.ok(single.run < 1.2, `${single.run} in a row`);
    const bursts = lostOf({ lossInBursts: { part: 0.05, packets: 3 } });
    assert.ok(Math.abs(bursts.part - 0.05) < 0.015, `${bursts.part} of 0.05`);
    assert.ok(Math.abs(bursts.run - 3) < 0.5, `${bursts.run} in a row`);
    const outages = lostOf({ outages: { everyMs: 2000, lastsMs: 80 } });
    assert.ok(Math.abs(outages.run - 80) < 2, `${outages.run} in a row`);
    assert.ok(Math.abs(outages.part - 0.04) < 0.015, `${outages.part} of 0.04`);
  });

  it('queues in front of a rate and drops what does not fit', () => {
    const all = trips({ settings: [[0, { ...SLOW, queue: 10 }]], everyMs: 5, lastsMs: 2000 });
    const longest = Math.max(...all.values());
    assert.ok(longest > 190 && longest <= 200.001, `ten times 20 ms, and ${longest}`);
    // Only what has left by the end is counted: one every 20 ms.
    assert.ok(all.size >= 98 && all.size <= 100, `${all.size} in two seconds`);
  });

  it('empties its queue at the new rate when the rate changes', () => {
    const settings: Trial['settings'] = [
      [0, { ...SLOW, queue: 100 }],
      [400, {}],
    ];
    const all = trips({ settings, everyMs: 5, lastsMs: 500 });
    assert.ok(Math.max(...all.values()) < 390, `${Math.max(...all.values())} ms in the queue`);
    assert.ok(all.get(405)! < 1, `${all.get(405)} ms on a line that is good again`);
    assert.equal(all.size, 100);
  });
});
