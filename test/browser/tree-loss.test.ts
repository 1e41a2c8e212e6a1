/** Parents that leave or die, and channels that compete. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  broadcastOn,
  buildChain,
  createStage,
  framesOf,
  type HarnessPage,
  type Stage,
  sentBy,
  statsOf,
  until,
  waitForFrame,
  waitForFrames,
  waitForState,
} from './harness/index.js';

/** Waits until a page shows frames made after now, from another parent than `lost`. */
async function recovers(
  page: HarnessPage,
  broadcaster: HarnessPage,
  lost: string | undefined,
): Promise<void> {
  const next = (await sentBy(broadcaster)) + 30;
  await waitForFrame(page, next);
  await until(
    async () => {
      const { parent } = await statsOf(page);
      return parent !== null && parent.peerId !== lost;
    },
    { message: 'another parent' },
  );
}

describe('loss of a parent', () => {
  let stage: Stage;
  before(async () => {
    stage = await createStage();
  });
  after(() => stage?.close());

  for (const [how, end] of [
    ['closed', (page: HarnessPage) => page.close()],
    ['killed', (page: HarnessPage) => page.crash()],
  ] as const) {
    it(`a page that is ${how} takes nobody with it`, async (test) => {
      const channel = `parent-${how}`;
      const chain = await buildChain(stage, 3, { channel });
      const [first, second, third] = chain.players as [HarnessPage, HarnessPage, HarnessPage];
      await waitForFrames(third, 30);
      const lost = (await statsOf(first)).peerId;
      await second.evaluate(() => {
        const changes: unknown[] = [];
        (window as { changes?: unknown[] }).changes = changes;
        document
          .querySelector('casto-player')
          ?.addEventListener('casto-parentchange', (event) =>
            changes.push((event as CustomEvent).detail),
          );
      });
      const since = Date.now();
      await end(first);
      await recovers(second, chain.broadcaster, lost);
      await recovers(third, chain.broadcaster, lost);
      const gap = await framesOf(third, { sinceMs: since - 500 });
      test.diagnostic(`longest gap two hops below: ${gap.longestGapMs} ms`);
      // There is one place under the broadcaster, and either of the two may get it.
      await until(
        async () => {
          const places = await Promise.all([second, third].map(statsOf));
          const depths = places.map(({ depth }) => depth).sort();
          return (
            depths[0] === 1 && depths[1] === 2 && places.every(({ path }) => !path.includes(lost))
          );
        },
        { message: 'both in the tree again, without the lost page' },
      );
      const changes = await second.evaluate(
        () => (window as { changes?: { from: string; to: string }[] }).changes ?? [],
      );
      assert.ok(changes.some(({ from, to }) => from === lost && to !== lost));
      await until(async () => (await statsOf(chain.broadcaster)).viewers === 2, {
        message: async () => `2 viewers: ${(await statsOf(chain.broadcaster)).viewers}`,
      });
      for (const page of [third, second, chain.broadcaster]) await page.close();
    });
  }

  it('a broadcaster that comes back is watched again without a hand', async () => {
    const channel = 'comes-back';
    const broadcaster = await stage.broadcaster({ channel });
    const viewer = await stage.player({ channel });
    await waitForFrames(viewer, 30);
    const id = await broadcaster.evaluate(
      () => document.querySelector('casto-broadcast')?.channelId,
    );
    await broadcaster.goto(stage.server.casto);
    await broadcastOn(broadcaster, { channel });
    assert.equal(
      await broadcaster.evaluate(() => document.querySelector('casto-broadcast')?.channelId),
      id,
      'the owner stays the same across a reload',
    );
    await viewer.evaluate(() => window.harness.frames?.reset());
    await waitForFrames(viewer, 30, 45_000);
    for (const page of [viewer, broadcaster]) await page.close();
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
    const oldest = await stage.broadcaster({ channel });
    const younger = await stage.broadcaster({ channel });
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
    const first = await stage.broadcaster({ channel });
    const second = await stage.page({ beside: first });
    await broadcastOn(second, { channel, wait: false });
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
