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
  readAnew,
  SMALL,
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

const addPlayers = (page: HarnessPage, channels: string[]): Promise<void> =>
  page.evaluate((channels) => {
    for (const channel of channels) {
      const player = document.createElement('casto-player');
      player.setAttribute('channel', channel);
      player.setAttribute('autoplay', '');
      document.body.append(player);
    }
  }, channels);

describe('the life of a page', () => {
  let stage: Stage;
  let broadcaster: HarnessPage;
  before(async () => {
    stage = await createStage();
    broadcaster = await stage.broadcaster({ ...SMALL });
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
    await waitForFrames(page, 10);
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
      return (shown?.frames ?? 0) > 10;
    }, movedAt);
    const after = { ...(await statsOf(page)), open: await openThings(page) };
    assert.equal(after.peerId, before.peerId);
    assert.equal(after.parent?.peerId, before.parent?.peerId);
    assert.deepEqual(after.switches.length, before.switches.length);
    assert.deepEqual(after.open, before.open);
    const shown = await framesOf(page, { sinceMs: movedAt - 500 });
    assert.ok(shown.stillMs < 600, `the picture stood still: ${JSON.stringify(shown)}`);
    await page.close();
  });

  it('leaves nothing open after ten mounts and unmounts', async (test) => {
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
    // A second each to wait for otherwise; that it is one is a test of the elements.
    await page.evaluate(() => {
      const player = customElements.get('casto-player') as unknown as { releaseGraceMs: number };
      player.releaseGraceMs = 50;
    });
    // The first ones fill caches and compile code.
    for (let i = 0; i < 3; i++) await cycle();
    const early = await page.counters();
    for (let i = 0; i < 7; i++) await cycle();
    // What waits for a timeout goes with that; what is left behind stays.
    let late = early;
    await until(
      async () => {
        late = await page.counters();
        return late.listeners <= early.listeners + 5 && late.nodes <= early.nodes + 30;
      },
      { message: () => `nothing left: ${JSON.stringify({ early, late })}` },
    );
    test.diagnostic(JSON.stringify({ early, late }));
    assert.deepEqual(await page.evaluate(() => window.harness.errors), []);
    // The parent let each of them go.
    await until(async () => (await statsOf(broadcaster)).children.length === 0, {
      message: async () => `no children: ${(await statsOf(broadcaster)).children.length}`,
    });
    await page.close();
  });

  it('uses one node for all elements of a page', async () => {
    const page = await countedPage(stage);
    await addPlayers(page, ['live', 'live', 'live']);
    await page.waitFor(
      () =>
        [...document.querySelectorAll('casto-player')].filter(({ state }) => state === 'playing')
          .length === 3,
    );
    const { sockets } = await openThings(page);
    assert.equal(sockets, 1, 'one connection to the star');
    await page.close();
  });

  it('is one viewer by whatever name its players call the channel, and stays one', async () => {
    const page = await countedPage(stage);
    const { channelId } = await statsOf(broadcaster);
    await addPlayers(page, ['live', channelId]);
    const bothMove = () =>
      page.waitFor(() =>
        [...document.querySelectorAll('casto-player')].every(
          ({ state, videoElement }) => state === 'playing' && videoElement.videoWidth > 0,
        ),
      );
    await bothMove();
    const peers = await page.evaluate(async () => {
      const all = [...document.querySelectorAll('casto-player')];
      const stats = await Promise.all(all.map((each) => each.getStats()));
      return { stats, viewers: all.map(({ viewers }) => viewers) };
    });
    assert.equal(peers.stats[0]!.peerId, peers.stats[1]!.peerId);
    assert.deepEqual(peers.stats[0]!.parent?.peerId, peers.stats[1]!.parent?.peerId);
    assert.equal(peers.viewers[0], peers.viewers[1]);
    await until(async () => (await statsOf(broadcaster)).children.length === 1, {
      message: 'one child of the broadcaster',
    });
    // The one that holds the place goes: the other takes it, and is not left with a still picture.
    await page.evaluate(() => document.querySelector('casto-player')?.remove());
    await readAnew(page);
    await waitForFrames(page, 10);
    await bothMove();
    await page.close();
  });

  it('shows beside a broadcast what that shows, also after another source', async () => {
    const page = await stage.broadcaster({ channel: 'beside', audio: false });
    await addPlayers(page, ['beside']);
    const shows = (width: number) =>
      page.waitFor(
        (width) => document.querySelector('casto-player')?.videoElement.videoWidth === width,
        width,
      );
    await shows(640);
    await page.evaluate(async () => {
      const source = await window.harness.installSource({ width: 320, height: 180, audio: false });
      document.querySelector('casto-broadcast')!.srcObject = source.stream;
      window.harness.source?.stop();
      window.harness.source = source;
    });
    await shows(320);
    const states = await page.evaluate(async () => {
      const player = document.querySelector('casto-player')!;
      const seen: string[] = [];
      player.addEventListener('casto-statechange', ({ detail }) => seen.push(detail.to));
      await document.querySelector('casto-broadcast')!.stop();
      const deadline = Date.now() + 10_000;
      while (!seen.includes('ended') && Date.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return seen;
    });
    assert.deepEqual(states, ['ended']);
    await page.close();
  });
});
