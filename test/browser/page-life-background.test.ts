/** Tabs that nobody looks at, that freeze, sleep, or wait in the back/forward cache. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import {
  createStage,
  delay,
  framesOf,
  type HarnessPage,
  launchPlainChromium,
  type PlainChromium,
  type PlainPage,
  playOn,
  type Stage,
  sentBy,
  statsOf,
  until,
  waitForFrame,
  waitForState,
} from './harness/index.js';

const FPS = 30;
const TRIES = 3;

describe('a relay that nobody looks at', () => {
  let stage: Stage;
  let plain: PlainChromium;
  let opened: HarnessPage[] = [];
  before(async () => {
    stage = await createStage();
    plain = await launchPlainChromium();
  });
  afterEach(async () => {
    for (const page of opened.reverse()) await page.close();
    opened = [];
  });
  after(async () => {
    await plain?.close();
    await stage?.close();
  });

  /** Broadcaster, relay in the plain Chromium, child below it; the broadcaster has a place left. */
  async function line(channel: string): Promise<{
    broadcaster: HarnessPage;
    relay: PlainPage;
    child: HarnessPage;
    relayId: string;
  }> {
    const broadcaster = await stage.broadcaster({ channel, maxChildren: 1 });
    opened.push(broadcaster);
    const relay = await plain.newPage();
    opened.push(relay);
    await relay.goto(stage.server.casto);
    await relay.show();
    await playOn(relay, { channel, maxChildren: 1 });
    const child = await stage.player({ channel, maxChildren: 1 });
    opened.push(child);
    const relayId = (await statsOf(relay)).peerId;
    await until(async () => (await statsOf(child)).parent?.peerId === relayId, {
      message: 'the child below the relay',
    });
    return { broadcaster, relay, child, relayId };
  }

  async function giveSecondPlace(broadcaster: HarnessPage): Promise<void> {
    await broadcaster.evaluate(() =>
      document.querySelector('casto-broadcast')?.setAttribute('max-children', '2'),
    );
  }

  /**
   * A line whose child has a warm standby, built anew where a stutter of a busy machine has moved the child up before
   * the test began: what shall be seen is what a child does that is still below the relay.
   */
  async function lineWithStandby(channel: string): ReturnType<typeof line> {
    for (let attempt = 1; ; attempt++) {
      const made = await line(`${channel}-${attempt}`);
      await giveSecondPlace(made.broadcaster);
      let placed = true;
      await until(
        async () => {
          const { parent, standby } = await statsOf(made.child);
          placed = parent?.peerId === made.relayId;
          return !placed || standby?.connected;
        },
        { message: 'a standby' },
      );
      if (placed || attempt === TRIES) return made;
      for (const page of opened.splice(0).reverse()) await page.close();
    }
  }

  async function showsNewFrames(player: HarnessPage, broadcaster: HarnessPage): Promise<void> {
    const next = await sentBy(broadcaster);
    await waitForFrame(player, next, 30_000);
  }

  it('feeds its child all the same, for 20 s, with its own timers slowed down', async (test) => {
    const { relay, child, relayId } = await line('hidden');
    await relay.hide();
    await relay.waitFor(() => document.visibilityState === 'hidden');
    await relay.evaluate(() => {
      const counts = { ticks: 0 };
      (window as { counts?: typeof counts }).counts = counts;
      setInterval(() => counts.ticks++, 20);
    });
    // A page that has just been hidden is not slowed down yet.
    await delay(3000);
    const sinceMs = Date.now();
    const ticks = (): Promise<number> =>
      relay.evaluate(() => (window as { counts?: { ticks: number } }).counts?.ticks ?? 0);
    const before = await ticks();
    await delay(20_000);
    const slowed = (await ticks()) - before;
    const seen = await framesOf(child, { sinceMs });
    test.diagnostic(`timer ticks in 20 s: ${slowed}; the child: ${JSON.stringify(seen)}`);
    assert.ok(slowed <= 40, `the browser does slow the page down: ${slowed} ticks`);
    assert.ok(seen.presented >= 0.95 * 20 * FPS, `${seen.presented} frames`);
    const stats = await statsOf(child);
    assert.equal(stats.parent?.peerId, relayId);
    assert.equal(stats.switches.length, 1);
    assert.equal(await relay.evaluate(() => document.visibilityState), 'hidden');
  });

  it('that freezes gives its child away before, and plays again when it thaws', async (test) => {
    const { broadcaster, relay, child, relayId } = await lineWithStandby('frozen');
    await relay.hide();
    await relay.waitFor(() => document.visibilityState === 'hidden');
    const sinceMs = Date.now();
    await relay.freeze();
    await until(async () => (await statsOf(child)).parent?.peerId !== relayId, {
      message: 'another parent for the child',
    });
    await showsNewFrames(child, broadcaster);
    await delay(1000);
    const { switches } = await statsOf(child);
    const seen = await framesOf(child, { sinceMs: sinceMs - 500 });
    test.diagnostic(`${JSON.stringify(switches.at(-1))}, longest gap ${seen.longestGapMs} ms`);
    assert.equal(switches.at(-1)?.reason, 'leave');
    assert.ok(seen.longestGapMs < 500, `a gap of ${seen.longestGapMs} ms`);
    await relay.thaw();
    await relay.show();
    const thawedAt = Date.now();
    await waitForState(relay, 'playing');
    await showsNewFrames(relay, broadcaster);
    test.diagnostic(`plays ${Date.now() - thawedAt} ms after it thawed`);
  });

  it('whose computer sleeps is back within moments of its waking', async (test) => {
    const { broadcaster, relay, child, relayId } = await lineWithStandby('asleep');
    plain.stopPages();
    try {
      await until(async () => (await statsOf(child)).parent?.peerId !== relayId, {
        message: 'another parent for the child',
      });
      // Long enough for every neighbour to have given the sleeper up.
      await delay(12_000);
    } finally {
      plain.wakePages();
    }
    const wokenAt = Date.now();
    const next = await sentBy(broadcaster);
    await waitForFrame(relay, next);
    const took = Date.now() - wokenAt;
    test.diagnostic(`new frames ${took} ms after waking`);
    assert.ok(took < 5000, `${took} ms`);
  });

  it('that goes into the back/forward cache gives its child away, and comes back playing', async (test) => {
    const { broadcaster, relay, child, relayId } = await lineWithStandby('cached');
    await relay.evaluate(() => {
      addEventListener('pageshow', ({ persisted }) => {
        (window as { cameBack?: boolean }).cameBack = persisted;
      });
    });
    const sinceMs = Date.now();
    await relay.goto(stage.server.blank);
    await until(async () => (await statsOf(child)).parent?.peerId !== relayId, {
      message: 'another parent for the child',
    });
    await showsNewFrames(child, broadcaster);
    const seen = await framesOf(child, { sinceMs: sinceMs - 500 });
    test.diagnostic(`longest gap of the child: ${seen.longestGapMs} ms`);
    // Loading the next page takes its share of the machine.
    assert.ok(seen.longestGapMs < 1000, `a gap of ${seen.longestGapMs} ms`);
    await until(async () => (await statsOf(child)).switches.at(-1)?.reason === 'leave', {
      message: async () => `a leave: ${JSON.stringify((await statsOf(child)).switches)}`,
    });
    await relay.evaluate(() => {
      setTimeout(() => history.back());
    });
    await relay.waitFor(() => (window as { cameBack?: boolean }).cameBack === true, undefined, {
      message: 'the page out of the cache',
    });
    await waitForState(relay, 'playing');
    await showsNewFrames(relay, broadcaster);
  });
});
