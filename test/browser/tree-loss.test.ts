/** A broadcaster that comes again, the only relay that goes, and channels that compete. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  broadcastOn,
  createStage,
  FRAMES_AFTER,
  framesOf,
  type HarnessPage,
  SMALL,
  type Stage,
  showsNewFrames,
  statsOf,
  until,
  waitForFrames,
  waitForState,
} from './harness/index.js';

describe('loss at the top', () => {
  let stage: Stage;
  before(async () => {
    stage = await createStage();
  });
  after(() => stage?.close());

  it('a broadcaster that reloads: viewers say reconnecting and resume without a click', async () => {
    const channel = 'comes-back';
    const broadcaster = await stage.broadcaster({ channel, ...SMALL });
    const viewer = await stage.player({ channel });
    await waitForFrames(viewer, 10);
    const id = await broadcaster.evaluate(
      () => document.querySelector('casto-broadcast')?.channelId,
    );
    await viewer.evaluate(() => {
      const seen: string[] = [];
      (window as { states?: string[] }).states = seen;
      const element = document.querySelector('casto-player');
      element?.addEventListener('casto-statechange', () => seen.push(element.state));
    });
    await broadcaster.goto(stage.server.casto);
    await broadcastOn(broadcaster, { channel, ...SMALL });
    assert.equal(
      await broadcaster.evaluate(() => document.querySelector('casto-broadcast')?.channelId),
      id,
      'the owner stays the same across a reload',
    );
    await viewer.evaluate(() => window.harness.frames?.reset());
    await waitForFrames(viewer, 10, 45_000);
    await waitForState(viewer, 'playing');
    const seen = await viewer.evaluate(() => (window as { states?: string[] }).states ?? []);
    assert.deepEqual(seen, ['reconnecting', 'playing']);
    for (const page of [viewer, broadcaster]) await page.close();
  });

  it('the last relay: its child goes to the broadcaster', async (test) => {
    const channel = 'last-relay';
    const broadcaster = await stage.broadcaster({ channel, ...SMALL, maxChildren: 1 });
    const relay = await stage.player({ channel, maxChildren: 1 });
    // Who can feed nobody gives an inner place back to the relay, should a stutter move the two.
    const child = await stage.player({ channel, relay: 'off' });
    await until(async () => (await statsOf(child)).depth === 2, {
      message: async () => `the child below the relay: ${JSON.stringify(await statsOf(child))}`,
    });
    const sinceMs = Date.now() - 300;
    await relay.crash();
    await showsNewFrames(child, broadcaster, { ahead: FRAMES_AFTER });
    await until(async () => (await statsOf(child)).depth === 1, { message: 'the only place left' });
    const { stillMs, longestGapMs } = await framesOf(child, { sinceMs });
    test.diagnostic(`still for ${stillMs} ms, gap ${longestGapMs} ms`);
    assert.ok(stillMs < 6000, `the picture stood still for ${stillMs} ms`);
    for (const page of [child, broadcaster]) await page.close();
  });
});

describe('one slug, two broadcasters', () => {
  let stage: Stage;
  before(async () => {
    stage = await createStage();
  });
  after(() => stage?.close());

  it('a bare slug means the oldest; the full id means that owner', async () => {
    const channel = 'twice';
    const oldest = await stage.broadcaster({ channel, ...SMALL });
    const younger = await stage.broadcaster({ channel, ...SMALL });
    const idOf = (page: HarnessPage): Promise<string | undefined> =>
      page.evaluate(() => document.querySelector('casto-broadcast')?.channelId);
    const [first, second] = [await idOf(oldest), await idOf(younger)];
    assert.ok(first && second && first !== second);
    const bare = await stage.player({ channel });
    const full = await stage.player({ channel: second });
    assert.equal((await statsOf(bare)).channelId, first);
    assert.equal((await statsOf(full)).channelId, second);
    assert.equal((await statsOf(bare)).path[0], (await statsOf(oldest)).peerId);
    assert.equal((await statsOf(full)).path[0], (await statsOf(younger)).peerId);
    for (const page of [bare, full, oldest, younger]) await page.close();
  });

  it('one owner cannot be live twice on one slug', async () => {
    const channel = 'taken';
    const first = await stage.broadcaster({ channel, ...SMALL });
    const second = await stage.page({ beside: first });
    await broadcastOn(second, { channel, ...SMALL, wait: false });
    await waitForState(second, 'error');
    assert.equal(
      await second.evaluate(() => document.querySelector('casto-broadcast')?.error?.code),
      'channel-taken',
    );
    // The one that was live goes on.
    const viewer = await stage.player({ channel });
    assert.equal((await statsOf(viewer)).path[0], (await statsOf(first)).peerId);
    for (const page of [viewer, second, first]) await page.close();
  });
});
