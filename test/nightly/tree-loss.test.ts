/** A line of pages whose first one goes: there is one place below the broadcaster, and either may get it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  buildChain,
  createStage,
  framesOf,
  type HarnessPage,
  type Stage,
  showsNewFrames,
  statsOf,
  until,
  waitForFrames,
} from '../browser/harness/index.js';

/** Waits until a page shows frames made after now, from another parent than `lost`. */
async function recovers(
  page: HarnessPage,
  broadcaster: HarnessPage,
  lost: string | undefined,
): Promise<void> {
  await showsNewFrames(page, broadcaster, { ahead: 30 });
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
      test.diagnostic(`still two hops below: ${gap.stillMs} ms, gap ${gap.longestGapMs} ms`);
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
});
