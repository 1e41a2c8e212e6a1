/** A page whose network changes under it: another interface, another address. */
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
  statsOf,
  until,
  waitForFrame,
  waitForFrames,
} from './harness/index.js';

/** Waits for a picture made from now on; returns how long that took, ms. */
async function resumes(player: HarnessPage, broadcaster: HarnessPage): Promise<number> {
  const from = Date.now();
  const next = await sentBy(broadcaster);
  await waitForFrame(player, next, 45_000);
  return Date.now() - from;
}

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

  it('a viewer that gets another interface plays on without a click', { skip }, async (test) => {
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
});
