/** A star that is restarted while a broadcast runs: the pictures go past it, and must not stumble over it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  buildChain,
  createStage,
  framesOf,
  SMALL,
  type Stage,
  statsOf,
  until,
  waitForFrames,
} from './harness/index.js';

describe('the star', () => {
  let stage: Stage;
  before(async () => {
    stage = await createStage();
  });
  after(() => stage?.close());

  it('may be restarted while a broadcast runs: nobody sees it, and all come back', async (test) => {
    const channel = 'star-restart';
    const chain = await buildChain(stage, 2, { channel, ...SMALL });
    const last = chain.players[1]!;
    await waitForFrames(last, 10);
    const pages = [chain.broadcaster, ...chain.players];
    const peers = await Promise.all(pages.map(async (page) => (await statsOf(page)).peerId));
    const since = Date.now();
    const address = stage.star.multiaddrs[0];
    await stage.star.stop();
    for (const page of pages) {
      await until(async () => !(await statsOf(page)).star.connected, {
        message: 'pages that notice the missing star',
      });
    }
    await stage.star.restart();
    assert.equal(stage.star.multiaddrs[0], address, 'the star keeps its address');
    for (const page of pages) {
      await until(async () => (await statsOf(page)).star.connected, {
        timeoutMs: 40_000,
        message: 'pages that find the star again',
      });
    }
    for (const player of chain.players) {
      const shown = await framesOf(player, { sinceMs: since });
      test.diagnostic(`still for ${shown.stillMs} ms, gap ${shown.longestGapMs} ms`);
      assert.ok(shown.stillMs < 500, `the picture stood still: ${JSON.stringify(shown)}`);
      assert.equal((await statsOf(player)).switches.filter(({ at }) => at > since).length, 0);
    }
    assert.deepEqual(
      await Promise.all(pages.map(async (page) => (await statsOf(page)).peerId)),
      peers,
    );
    // And the channel is found by newcomers as before.
    // With room for one child like the others: who could feed more would get an inner place.
    const late = await stage.player({ channel, maxChildren: 1 });
    assert.equal((await statsOf(late)).depth, 3);
    for (const page of [late, ...pages]) await page.close();
  });
});
