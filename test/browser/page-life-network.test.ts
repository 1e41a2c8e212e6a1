/** A page whose network changes under it: another interface, another address. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { narrowStage, showsNewFrames, statsOf, until, waitForFrames } from './harness/index.js';

describe('a network that changes', () => {
  const here = narrowStage();
  const { skip } = here;

  it('a viewer that gets another interface plays on without a click', { skip }, async (test) => {
    const channel = 'viewer-moves';
    const broadcaster = await here.broadcaster({ channel });
    const viewer = await here.player({ channel, host: here.behind });
    await waitForFrames(viewer, 30);
    await here.line.changeInterface();
    const took = await showsNewFrames(viewer, broadcaster, { timeoutMs: 45_000 });
    test.diagnostic(`viewer: new frames after ${took} ms`);
    assert.ok(took < 20_000, `${took} ms`);
    await until(async () => (await statsOf(viewer)).depth === 1, { message: 'in the tree again' });
  });
});
