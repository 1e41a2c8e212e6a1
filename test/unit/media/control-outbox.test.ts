/** What a peer passes on must not make it say more than the other end takes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RateLimiter } from '../../../src/base/rate-limiter.js';
import { ControlOutbox } from '../../../src/media/link/control-outbox.js';
import { LIMITS } from '../../../src/wire/limits.js';
import { Scheduler } from '../../simulation/scheduler.js';

function outbox() {
  const clock = new Scheduler();
  /** As the other end counts (control-dispatcher.ts). */
  const reader = new RateLimiter(LIMITS.controlRate, LIMITS.controlRate * 5, () => clock.now);
  const written: { at: number; text: string }[] = [];
  let refused = 0;
  const box = new ControlOutbox(
    (text) => {
      written.push({ at: clock.now, text });
      if (!reader.take()) refused++;
    },
    (ms, fn) => clock.after(ms, fn),
    () => clock.now,
  );
  return { clock, box, written, refused: () => refused };
}

const KINDS = ['path', 'beat', 'count', 'refresh', 'media', 'want', 'idle', 'pong', 'keyframe'];

test('however much there is to pass on, the reader takes all of it, and the newest of each kind comes', () => {
  const kind = fc.constantFrom(...KINDS, 'via');
  const step = fc.record({ kind, times: fc.nat({ max: 400 }), pauseMs: fc.nat({ max: 3_000 }) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      const { clock, box, written, refused } = outbox();
      const newest = new Map<string, string>();
      let n = 0;
      for (const { kind: t, times, pauseMs } of steps) {
        for (let i = 0; i < times; i++) {
          const text = JSON.stringify(t === 'keyframe' ? { t } : { t, n: n++ });
          if (box.send(text)) newest.set(t, text);
        }
        clock.runUntil(clock.now + pauseMs);
      }
      clock.runUntil(clock.now + 10_000);
      assert.equal(refused(), 0);
      for (const [t, text] of newest) {
        const last = written.findLast((each) => each.text.startsWith(`{"t":"${t}"`));
        assert.equal(last?.text, text);
      }
    }),
    { numRuns: 200 },
  );
});

test('a usual message leaves at once, and so does a farewell when the rest has to wait', () => {
  const { clock, box, written } = outbox();
  box.send('{"t":"count","viewers":1}');
  assert.equal(written.length, 1);
  for (let n = 0; n < 500; n++) box.send(`{"t":"path","seq":${n}}`);
  const before = written.length;
  assert.ok(before < 150);
  box.send('{"t":"leave"}');
  assert.equal(written.at(-1)?.text, '{"t":"leave"}');
  assert.equal(box.send('{"t":"via"}'), false, 'somebody else may carry it');
  clock.runUntil(1_000);
  assert.equal(written.at(-1)?.text, '{"t":"path","seq":499}');
  box.send('{"t":"beat"}');
  box.close();
  const all = written.length;
  clock.runUntil(5_000);
  assert.equal(written.length, all);
});

test('a request for the small encoding waits beside that for the full one', () => {
  const { clock, box, written } = outbox();
  for (let n = 0; n < 500; n++) box.send(`{"t":"idle"}`);
  box.send('{"t":"keyframe"}');
  box.send('{"t":"keyframe","small":true}');
  box.send('{"t":"keyframe"}');
  clock.runUntil(1_000);
  const asked = written.filter(({ text }) => text.includes('keyframe')).map(({ text }) => text);
  assert.deepEqual(asked.sort(), ['{"t":"keyframe","small":true}', '{"t":"keyframe"}']);
});
