/** Elements that move, come and go: the stream stays, and nothing is left behind. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  COUNT_OPEN_THINGS,
  createStage,
  framesOf,
  type HarnessPage,
  type OpenThings,
  openThings,
  type Stage,
  statsOf,
  until,
  waitForFrames,
} from './harness/index.js';

async function countedPage(stage: Stage): Promise<HarnessPage> {
  const page = await stage.page();
  await page.onNewDocument(COUNT_OPEN_THINGS);
  await page.goto(stage.server.casto);
  await page.evaluate(async () => {
    await customElements.whenDefined('casto-player');
  });
  return page;
}

describe('the life of a page', () => {
  let stage: Stage;
  let broadcaster: HarnessPage;
  before(async () => {
    stage = await createStage();
    broadcaster = await stage.broadcaster();
  });
  after(() => stage?.close());

  it('keeps the stream of an element that moves in the DOM', async () => {
    const page = await countedPage(stage);
    await page.evaluate(() => {
      const player = document.createElement('casto-player');
      player.setAttribute('channel', 'live');
      player.setAttribute('autoplay', '');
      document.body.append(player);
      window.harness.frames = window.harness.readFrames(player.videoElement);
    });
    await waitForFrames(page, 60);
    const before = { ...(await statsOf(page)), open: await openThings(page) };
    const movedAt = await page.evaluate(() => {
      const box = document.createElement('section');
      document.body.append(box);
      const player = document.querySelector('casto-player');
      if (player) box.append(player);
      return Date.now();
    });
    await page.waitFor((since) => {
      const shown = window.harness.frames?.summary({ sinceMs: since });
      return (shown?.frames ?? 0) > 60;
    }, movedAt);
    const after = { ...(await statsOf(page)), open: await openThings(page) };
    assert.equal(after.peerId, before.peerId);
    assert.equal(after.parent?.peerId, before.parent?.peerId);
    assert.deepEqual(after.switches.length, before.switches.length);
    assert.deepEqual(after.open, before.open);
    const shown = await framesOf(page, { sinceMs: movedAt - 500 });
    assert.ok(shown.longestGapMs < 600, `a gap of ${shown.longestGapMs} ms`);
    await page.close();
  });

  it('leaves nothing open after 20 mounts and unmounts', async (test) => {
    const page = await countedPage(stage);
    const cycle = async (): Promise<void> => {
      await page.evaluate(() => {
        const player = document.createElement('casto-player');
        player.setAttribute('channel', 'live');
        player.setAttribute('autoplay', '');
        document.body.append(player);
      });
      await page.waitFor(() => document.querySelector('casto-player')?.state === 'playing');
      await page.evaluate(() => document.querySelector('casto-player')?.remove());
      await page.waitFor(
        () => {
          const { openThings } = window as unknown as { openThings(): OpenThings };
          return Object.values(openThings()).every((count) => count === 0);
        },
        undefined,
        { message: async () => `nothing open: ${JSON.stringify(await openThings(page))}` },
      );
    };
    // The first ones fill caches and compile code.
    for (let i = 0; i < 3; i++) await cycle();
    const early = await page.counters();
    for (let i = 0; i < 17; i++) await cycle();
    const late = await page.counters();
    test.diagnostic(JSON.stringify({ early, late }));
    assert.ok(late.listeners <= early.listeners + 10, `${late.listeners - early.listeners} more`);
    assert.ok(late.nodes <= early.nodes + 60, `${late.nodes - early.nodes} more nodes`);
    assert.deepEqual(await page.evaluate(() => window.harness.errors), []);
    // The parent let each of them go.
    await until(async () => (await statsOf(broadcaster)).children.length === 0, {
      message: async () => `no children: ${(await statsOf(broadcaster)).children.length}`,
    });
    await page.close();
  });

  it('uses one node for all elements of a page', async () => {
    const page = await countedPage(stage);
    await page.evaluate(() => {
      for (let i = 0; i < 3; i++) {
        const player = document.createElement('casto-player');
        player.setAttribute('channel', 'live');
        player.setAttribute('autoplay', '');
        document.body.append(player);
      }
    });
    await page.waitFor(
      () =>
        [...document.querySelectorAll('casto-player')].filter(({ state }) => state === 'playing')
          .length === 3,
    );
    const { sockets } = await openThings(page);
    assert.equal(sockets, 1, 'one connection to the star');
    await page.close();
  });
});
