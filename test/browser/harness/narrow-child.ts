/** A child behind a line that carries less than the stream: fewer frames or the small picture, never a broken one. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { HarnessPage } from './browser.js';
import type { NarrowStage } from './narrow-stage.js';
import { statsOf, waitForFrames } from './stage.js';
import { delay } from './until.js';
import { SOURCE_FPS as FPS, statsWhen, streamKbps, windowOf } from './window.js';

/** Narrows the line of one of two children, and judges what both show for so many ms. It stays narrow. */
export async function getsFewerFrames(
  test: TestContext,
  here: NarrowStage,
  windowMs: number,
): Promise<{ broadcaster: HarnessPage; child: HarnessPage }> {
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
  const [narrow, wide] = await windowOf(broadcaster, [child, other], windowMs);
  test.diagnostic(`behind the line: ${JSON.stringify(narrow)}`);
  test.diagnostic(`beside it: ${JSON.stringify(wide)}`);
  // Fewer frames, or all of the small picture where the queue had grown too long before: either way none queues.
  assert.ok(narrow!.shown > 0.4 * FPS, `${narrow!.shown} fps`);
  assert.ok(narrow!.part > 0.4, `${narrow!.part} of the frames`);
  assert.ok(narrow!.latency!.median < 500, `${narrow!.latency!.median} ms late`);
  assert.equal(narrow!.unreadable, 0, 'no broken picture');
  assert.ok(narrow!.stillMs < 600, `the picture stood still for ${narrow!.stillMs} ms`);
  assert.ok(wide!.shown > 0.9 * FPS, `the other child: ${wide!.shown} fps`);
  const limited = await statsOf(child);
  assert.equal(limited.parent?.quality?.limitedBy, 'link');
  assert.deepEqual(limited.video.quality, limited.parent?.quality);
  return { broadcaster, child };
}
