/** A page whose network changes under it: another interface, another address. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import {
  broadcastOn,
  createNarrowLine,
  createStage,
  type HarnessBrowser,
  type HarnessPage,
  type NarrowLine,
  noNarrowLine,
  type Stage,
  sentBy,
  statsOf,
  until,
  waitForFrame,
  waitForFrames,
  waitForState,
} from './harness/index.js';

/** Waits for a picture made from now on; returns how long that took, ms. */
async function resumes(player: HarnessPage, broadcaster: HarnessPage): Promise<number> {
  const from = Date.now();
  const next = await sentBy(broadcaster);
  await waitForFrame(player, next, 45_000);
  return Date.now() - from;
}

/** The player's states from now on, in order. */
const states = (player: HarnessPage): Promise<void> =>
  player.evaluate(() => {
    const seen: string[] = [];
    (window as { states?: string[] }).states = seen;
    const element = document.querySelector('casto-player');
    element?.addEventListener('casto-statechange', () => seen.push(element.state));
  });

describe('a network that changes', { skip: noNarrowLine() ?? false }, () => {
  let stage: Stage;
  let line: NarrowLine;
  let behind: HarnessBrowser;
  let opened: HarnessPage[] = [];
  const keep = (page: HarnessPage): HarnessPage => {
    opened.push(page);
    return page;
  };
  before(async () => {
    stage = await createStage();
    line = await createNarrowLine([stage.server.url, stage.star.url]);
  });
  // Whatever a browser keeps open for the next page goes nowhere after a change.
  beforeEach(async () => {
    behind = await line.launch();
  });
  afterEach(async () => {
    for (const page of opened.reverse()) await page.close();
    opened = [];
    await behind.close();
  });
  after(async () => {
    await line?.close();
    await stage?.close();
  });

  it('a viewer that gets another interface plays on without a click', async (test) => {
    const channel = 'viewer-moves';
    const broadcaster = keep(await stage.broadcaster({ channel }));
    const viewer = keep(await stage.player({ channel, host: behind }));
    await waitForFrames(viewer, 30);
    await line.changeInterface();
    const took = await resumes(viewer, broadcaster);
    test.diagnostic(`viewer: new frames after ${took} ms`);
    assert.ok(took < 20_000, `${took} ms`);
    await until(async () => (await statsOf(viewer)).depth === 1, { message: 'in the tree again' });
  });

  it('a broadcaster that gets another interface is watched on, by viewers who say so', async (test) => {
    const channel = 'broadcaster-moves';
    const broadcaster = keep(await stage.broadcaster({ channel, host: behind }));
    const viewer = keep(await stage.player({ channel }));
    await waitForFrames(viewer, 30);
    await states(viewer);
    await line.changeInterface();
    test.diagnostic(`broadcaster: new frames after ${await resumes(viewer, broadcaster)} ms`);
    const seen = await viewer.evaluate(() => (window as { states?: string[] }).states ?? []);
    test.diagnostic(`states: ${seen}`);
    assert.ok(
      seen.every((state) => state === 'reconnecting' || state === 'playing'),
      `${seen}`,
    );
  });

  it('a broadcaster that reloads: viewers say reconnecting and resume without a click', async (test) => {
    const channel = 'reloads';
    const broadcaster = keep(await stage.broadcaster({ channel }));
    const viewer = keep(await stage.player({ channel }));
    await waitForFrames(viewer, 30);
    await states(viewer);
    await broadcaster.goto(stage.server.casto);
    const reloadedAt = Date.now();
    await broadcastOn(broadcaster, { channel });
    await resumes(viewer, broadcaster);
    test.diagnostic(`after a reload: new frames ${Date.now() - reloadedAt} ms later`);
    await waitForState(viewer, 'playing');
    const seen = await viewer.evaluate(() => (window as { states?: string[] }).states ?? []);
    assert.deepEqual(seen, ['reconnecting', 'playing']);
  });
});
