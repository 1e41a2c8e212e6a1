/**
 * A line that carries less than the stream: fewer frames, never a broken picture. How it is when it is lifted,
 * and when the line carries less still: test/nightly/bandwidth.test.ts.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  delay,
  SOURCE_FPS as FPS,
  narrowStage,
  statsOf,
  statsWhen,
  streamKbps,
  waitForFrames,
  windowOf,
} from './harness/index.js';

describe('a narrow line', () => {
  const here = narrowStage();
  const { skip } = here;

  it('below the stream: fewer frames, decodable all, others undisturbed', {
    skip,
  }, async (test) => {
    const channel = 'narrow';
    const broadcaster = await here.broadcaster({ channel, maxChildren: 2 });
    const other = await here.player({ channel, relay: 'off' });
    const child = await here.player({ channel, relay: 'off', host: here.behind });
    await waitForFrames(child, 60);
    const whole = await streamKbps(broadcaster);
    const { quality } = await statsWhen(child, ({ parent }) => !!parent?.quality, 'a quality').then(
      ({ parent }) => parent!,
    );
    assert.equal(quality?.frames, 'all');
    test.diagnostic(`the stream: ${Math.round(whole)} kbit/s`);

    here.line.limitDown(whole * 0.8);
    await statsWhen(child, ({ parent }) => parent?.quality?.frames !== 'all', 'fewer frames');
    // What had queued before is worked off first.
    await delay(3000);
    const [narrow, wide] = await windowOf(broadcaster, [child, other], 4000);
    test.diagnostic(`behind the line: ${JSON.stringify(narrow)}`);
    test.diagnostic(`beside it: ${JSON.stringify(wide)}`);
    assert.ok(narrow!.shown > 0.4 * FPS && narrow!.shown < 0.85 * FPS, `${narrow!.shown} fps`);
    assert.ok(narrow!.part > 0.4 && narrow!.part < 0.85, `${narrow!.part} of the frames`);
    assert.equal(narrow!.unreadable, 0, 'no broken picture');
    assert.ok(narrow!.stillMs < 600, `the picture stood still for ${narrow!.stillMs} ms`);
    assert.ok(wide!.shown > 0.9 * FPS, `the other child: ${wide!.shown} fps`);
    const limited = await statsOf(child);
    assert.equal(limited.parent?.quality?.limitedBy, 'link');
    assert.deepEqual(limited.video.quality, limited.parent?.quality);
  });
});
