/** A relay that goes into the back/forward cache, or sleeps; test/browser/page-life-background.test.ts has the rest. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import {
  createStage,
  framesOf,
  type HarnessPage,
  launchPlainChromium,
  type PlainChromium,
  relayLineWithStandby,
  type Stage,
  sentBy,
  statsOf,
  until,
  waitForFrame,
  waitForState,
} from '../browser/harness/index.js';

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

  const lineWithStandby = (channel: string) => relayLineWithStandby(stage, plain, opened, channel);

  async function showsNewFrames(player: HarnessPage, broadcaster: HarnessPage): Promise<void> {
    const next = await sentBy(broadcaster);
    await waitForFrame(player, next, 30_000);
  }

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
    test.diagnostic(`the child: still for ${seen.stillMs} ms, gap ${seen.longestGapMs} ms`);
    // Loading the next page takes its share of the machine.
    assert.ok(seen.stillMs < 1000, `the picture stood still for ${seen.stillMs} ms`);
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

  it('whose computer sleeps is back within moments of its waking', async (test) => {
    const { broadcaster, relay, child, relayId } = await lineWithStandby('asleep');
    plain.stopPages();
    try {
      await until(async () => (await statsOf(child)).parent?.peerId !== relayId, {
        message: 'another parent for the child',
      });
      // Every neighbour has given the sleeper up.
      await until(
        async () =>
          !(await statsOf(broadcaster)).children.some(({ peerId }) => peerId === relayId) &&
          (await statsOf(child)).standby?.peerId !== relayId,
        { timeoutMs: 30_000, message: 'nobody who counts on the sleeper' },
      );
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
});
