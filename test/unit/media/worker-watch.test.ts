/** A worker is seen to run: hello, silence, death, and the sleep of the whole page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CastoError } from '../../../src/base/errors.js';
import { WORKER_WATCH, WorkerWatch } from '../../../src/media/worker-client/worker-watch.js';
import { Restarts } from '../../../src/session/restarts.js';

/** A worker that answers or not, and a page whose clock the test holds. */
function page(url: string | null = '/casto-worker.js') {
  let ms = 0;
  let tick: (() => void) | null = null;
  const seen = {
    asked: 0,
    running: 0,
    slow: [] as CastoError[],
    failed: [] as CastoError[],
    answers: true,
  };
  const watch = new WorkerWatch(
    {
      ask: () => void seen.asked++,
      running: () => void seen.running++,
      slow: (error) => seen.slow.push(error),
      failed: (error) => seen.failed.push(error),
      now: () => ms,
      every: (_ms, fn) => {
        tick = fn;
        return () => {
          tick = null;
        };
      },
    },
    url,
  );
  let answered = 0;
  const answer = (): void => {
    if (!seen.answers || seen.asked === answered) return;
    answered = seen.asked;
    watch.answered();
  };
  /** Ticks as a page that runs does, with an answer to each question. */
  const pass = (by: number): void => {
    for (let left = by; left > 0; left -= WORKER_WATCH.beatMs) {
      answer();
      ms += Math.min(left, WORKER_WATCH.beatMs);
      tick?.();
    }
  };
  /** Stands still, and finds its timer due when it wakes. */
  const sleep = (by: number): void => {
    ms += by;
    tick?.();
  };
  return { watch, seen, pass, sleep, ticking: () => tick !== null };
}

test('the first answer is the hello, and a worker that goes on answering is never accused', () => {
  const { seen, pass, watch } = page();
  pass(600_000);
  assert.deepEqual([seen.running, seen.slow.length, seen.failed.length], [1, 0, 0]);
  assert.ok(seen.asked > 100);
  watch.errored('a handler threw');
  assert.equal(seen.failed.length, 0, 'a bug in a handler does not end it');
});

test('no hello is told after three seconds, and given up later, with what to do', () => {
  const { seen, pass, ticking } = page('/else.js');
  seen.answers = false;
  pass(WORKER_WATCH.slowMs);
  assert.equal(seen.slow.length, 1);
  assert.equal(seen.slow[0]?.fatal, false);
  assert.match(seen.slow[0]?.message ?? '', /\/else\.js/);
  assert.equal(seen.failed.length, 0);
  pass(WORKER_WATCH.startMs);
  assert.equal(seen.slow.length, 1, 'told once');
  assert.equal(seen.failed.length, 1);
  assert.deepEqual([seen.failed[0]?.code, seen.failed[0]?.fatal], ['unsupported', true]);
  assert.match(seen.failed[0]?.message ?? '', /\/else\.js.*worker-src/);
  assert.equal(ticking(), false);
});

test('a hello that comes late is as good', () => {
  const { seen, pass } = page();
  seen.answers = false;
  pass(WORKER_WATCH.slowMs + 1_000);
  seen.answers = true;
  pass(60_000);
  assert.deepEqual([seen.running, seen.failed.length], [1, 0]);
});

test('an error event before the hello ends it at once, once, and names blob: or the URL', () => {
  for (const [url, said, expected] of [
    [null, '', /worker-src blob:/],
    ['/w.js', '', /\/w\.js.*worker-src/],
    ['/w.js', "Unexpected token '<'", /\/w\.js failed to start \(Unexpected token/],
  ] as const) {
    const { seen, watch, pass } = page(url);
    watch.errored(said);
    watch.errored(said);
    pass(60_000);
    assert.equal(seen.failed.length, 1);
    assert.match(seen.failed[0]?.message ?? '', expected);
    assert.equal(seen.running, 0);
  }
});

test('a worker that dies is told after six seconds without an answer', () => {
  const { seen, pass } = page();
  pass(10_000);
  seen.answers = false;
  pass(WORKER_WATCH.deadMs - WORKER_WATCH.beatMs);
  assert.equal(seen.failed.length, 0);
  pass(3 * WORKER_WATCH.beatMs);
  assert.equal(seen.failed.length, 1);
  assert.deepEqual([seen.failed[0]?.code, seen.failed[0]?.fatal], ['internal', false]);
});

test('a page that slept or was busy for hours accuses nobody: the answers wait for it', () => {
  for (const silent of [true, false]) {
    const { seen, pass, sleep } = page();
    seen.answers = !silent;
    pass(2_000);
    sleep(3_600_000);
    sleep(3_600_000);
    assert.equal(seen.failed.length, 0);
    seen.answers = true;
    pass(30_000);
    assert.equal(seen.failed.length, 0);
  }
});

test('an ended watch is silent', () => {
  const { seen, watch, pass } = page();
  watch.end();
  watch.errored('');
  seen.answers = false;
  pass(60_000);
  assert.equal(seen.failed.length, 0);
});

test('a worker is started again three times a minute at most', () => {
  const restarts = new Restarts();
  assert.deepEqual(
    [0, 6_000, 12_000, 18_000, 59_999, 60_000, 65_999, 66_000].map((at) => restarts.allow(at)),
    [true, true, true, false, false, true, false, true],
  );
});
