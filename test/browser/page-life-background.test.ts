/** Tabs that nobody looks at; test/nightly has those that freeze or wait in the back/forward cache, and computers that sleep. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  delay,
  framesOf,
  relayStage,
  sentBy,
  statsOf,
  until,
  waitForFrame,
} from './harness/index.js';

/** Frames that a child is watched for: four seconds. */
const WATCHED = 120;

describe('a relay that nobody looks at', () => {
  const here = relayStage();

  it('feeds its child all the same, with its own timers slowed down', async (test) => {
    const { broadcaster, relay, child, relayId } = await here.line('hidden');
    await relay.hide();
    await relay.waitFor(() => document.visibilityState === 'hidden');
    await relay.evaluate(() => {
      const counts = { ticks: 0 };
      (window as { counts?: typeof counts }).counts = counts;
      setInterval(() => counts.ticks++, 20);
    });
    const ticks = (): Promise<number> =>
      relay.evaluate(() => (window as { counts?: { ticks: number } }).counts?.ticks ?? 0);
    // A page that has just been hidden is not slowed down yet.
    await until(
      async () => {
        const before = await ticks();
        await delay(1000);
        return (await ticks()) - before <= 2;
      },
      { intervalMs: 0, message: 'timers that are slowed down' },
    );
    const [ticksBefore, sent] = [await ticks(), await sentBy(broadcaster)];
    await waitForFrame(child, sent);
    const look = async (): Promise<{ decoded: number; whole: boolean }> => {
      const { parent, video } = await statsOf(child);
      return { decoded: video.framesDecoded, whole: parent?.quality?.frames === 'all' };
    };
    const before = await look();
    const sinceMs = Date.now();
    let after = before;
    const looks = [before];
    await until(
      async () => {
        after = await look();
        looks.push(after);
        return ((await framesOf(child)).lastFrame ?? 0) >= sent + WATCHED;
      },
      { intervalMs: 250, message: 'four seconds of frames' },
    );
    // Decoded, not painted: how many of them a busy machine paints says nothing of the relay. And all of them, unless
    // the relay says meanwhile that its line carries fewer, as it did beside two builds: every second frame for as
    // long as it says so.
    const came = after.decoded - before.decoded;
    const part = 0.95 - 0.5 * (looks.filter(({ whole }) => !whole).length / looks.length);
    const seconds = (Date.now() - sinceMs) / 1000;
    const slowed = (await ticks()) - ticksBefore;
    const seen = await framesOf(child, { sinceMs });
    test.diagnostic(
      `timer ticks in ${seconds} s: ${slowed}; ${came} decoded; ${JSON.stringify(seen)}`,
    );
    assert.ok(slowed <= 2 * (seconds + 2), `the browser does slow the page down: ${slowed} ticks`);
    assert.ok(came >= part * WATCHED, `${came} of ${WATCHED} frames, of which ${part} at least`);
    assert.ok(seen.stillMs < 500, `the picture stood still for ${seen.stillMs} ms`);
    const stats = await statsOf(child);
    assert.equal(stats.parent?.peerId, relayId);
    assert.equal(stats.switches.length, 1);
    assert.equal(await relay.evaluate(() => document.visibilityState), 'hidden');
  });
});
