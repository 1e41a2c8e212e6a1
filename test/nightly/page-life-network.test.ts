/** A broadcaster whose network changes under it; test/browser/page-life-network.test.ts has the viewer. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import {
  createNarrowLine,
  createStage,
  type HarnessBrowser,
  type HarnessPage,
  type NarrowLine,
  noNarrowLine,
  type Stage,
  sentBy,
  waitForFrame,
  waitForFrames,
} from '../browser/harness/index.js';

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

const skip = noNarrowLine() ?? false;

describe('a network that changes', () => {
  let stage: Stage;
  let line: NarrowLine;
  let behind: HarnessBrowser;
  let opened: HarnessPage[] = [];
  const keep = (page: HarnessPage): HarnessPage => {
    opened.push(page);
    return page;
  };
  before(async () => {
    if (skip) return;
    stage = await createStage();
    line = await createNarrowLine([stage.server.url, stage.star.url]);
  });
  // Whatever a browser keeps open for the next page goes nowhere after a change.
  beforeEach(async () => {
    if (skip) return;
    behind = await line.launch();
  });
  afterEach(async () => {
    for (const page of opened.reverse()) await page.close();
    opened = [];
    await behind?.close();
  });
  after(async () => {
    await line?.close();
    await stage?.close();
  });

  it('a broadcaster that gets another interface is watched on, by viewers who say so', {
    skip,
  }, async (test) => {
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
});
