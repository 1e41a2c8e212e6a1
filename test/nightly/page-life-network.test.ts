/** A broadcaster whose network changes under it; test/browser/page-life-network.test.ts has the viewer. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type HarnessPage,
  narrowStage,
  showsNewFrames,
  waitForFrames,
} from '../browser/harness/index.js';

/** The player's states from now on, in order. */
const states = (player: HarnessPage): Promise<void> =>
  player.evaluate(() => {
    const seen: string[] = [];
    (window as { states?: string[] }).states = seen;
    const element = document.querySelector('casto-player');
    element?.addEventListener('casto-statechange', () => seen.push(element.state));
  });

describe('a network that changes', () => {
  const here = narrowStage();
  const { skip } = here;

  it('a broadcaster that gets another interface is watched on, by viewers who say so', {
    skip,
  }, async (test) => {
    const channel = 'broadcaster-moves';
    const broadcaster = await here.broadcaster({ channel, host: here.behind });
    const viewer = await here.player({ channel });
    await waitForFrames(viewer, 30);
    await states(viewer);
    await here.line.changeInterface();
    test.diagnostic(
      `broadcaster: new frames after ${await showsNewFrames(viewer, broadcaster, { timeoutMs: 45_000 })} ms`,
    );
    const seen = await viewer.evaluate(() => (window as { states?: string[] }).states ?? []);
    test.diagnostic(`states: ${seen}`);
    assert.ok(
      seen.every((state) => state === 'reconnecting' || state === 'playing'),
      `${seen}`,
    );
  });
});
