/**
 * A page that feeds others dies, in each way there is: nobody below loses the picture. Each way once, right
 * below the broadcaster; test/nightly/failover.test.ts has them at every depth.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it, type TestContext } from 'node:test';
import {
  buildFamily,
  createNarrowLine,
  createStage,
  DEATHS,
  type Family,
  type FamilyOptions,
  framesOf,
  type HarnessBrowser,
  heardOn,
  listenOn,
  type NarrowLine,
  noNarrowLine,
  type Stage,
  sentBy,
  statsOf,
  survives,
  unlessMisplaced,
  until,
  waitForFrame,
} from './harness/index.js';

describe('failover', () => {
  let stage: Stage;
  let line: NarrowLine | null = null;
  let behind: HarnessBrowser | null = null;
  let family: Family | null = null;
  const missing = noNarrowLine();
  before(async () => {
    stage = await createStage();
    if (!missing) line = await createNarrowLine([stage.server.url, stage.star.url]);
  });
  afterEach(async () => {
    line?.silence(false);
    await family?.close();
    family = null;
    await behind?.close();
    behind = null;
  });
  after(async () => {
    await line?.close();
    await stage?.close();
  });

  /** The test is skipped on a machine too busy for the tree to hold still. */
  const dies = (
    test: TestContext,
    how: keyof typeof DEATHS,
    options: Omit<FamilyOptions, 'channel'>,
  ): Promise<Family | null> =>
    unlessMisplaced(
      async () => {
        family = await buildFamily(stage, { channel: how, firstFrames: 15, ...options });
        await survives(test, DEATHS[how], { family, line });
        return family;
      },
      (why) => test.skip(`too busy a machine: ${why}`),
    );

  it('a parent that is closed: child and grandchild play on, with sound', async (test) => {
    const pages = await dies(test, 'closed', { audio: true });
    if (!pages) return;
    await listenOn(pages.child);
    await until(async () => Math.abs((await heardOn(pages.child)).frequencyHz - 440) < 15, {
      message: async () => `440 Hz: ${JSON.stringify(await heardOn(pages.child))}`,
    });
  });

  it('a parent that is killed', async (test) => {
    await dies(test, 'killed', { grandchild: false });
  });

  it('a parent that falls silent', { skip: missing ?? false }, async (test) => {
    behind = (await line?.launch()) ?? null;
    await dies(test, 'silent', { grandchild: false, ...(behind ? { host: behind } : {}) });
  });

  it('the last relay: its child goes to the broadcaster', async (test) => {
    const channel = 'last-relay';
    const broadcaster = await stage.broadcaster({
      channel,
      maxChildren: 1,
      width: 320,
      height: 180,
    });
    const relay = await stage.player({ channel, maxChildren: 1 });
    const child = await stage.player({ channel, maxChildren: 1 });
    assert.equal((await statsOf(child)).depth, 2);
    const sinceMs = Date.now() - 300;
    await relay.crash();
    await waitForFrame(child, (await sentBy(broadcaster)) + 15);
    await until(async () => (await statsOf(child)).depth === 1, { message: 'the only place left' });
    const { stillMs, longestGapMs } = await framesOf(child, { sinceMs });
    test.diagnostic(`still for ${stillMs} ms, gap ${longestGapMs} ms`);
    assert.ok(stillMs < 6000, `the picture stood still for ${stillMs} ms`);
    for (const page of [child, broadcaster]) await page.close();
  });
});
