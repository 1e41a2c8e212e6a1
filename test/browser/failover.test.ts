/**
 * A page that feeds others dies, in each way there is: nobody below loses the picture. Each way once, right
 * below the broadcaster; test/nightly/failover.test.ts has them at every depth.
 */
import { describe, it } from 'node:test';
import { deathbedStage, heardOn, listenOn, until } from './harness/index.js';

/** Frames that are seen before a family counts as grown. */
const firstFrames = 15;

describe('failover', () => {
  const here = deathbedStage();

  it('a parent that is closed: child and grandchild play on, with sound', async (test) => {
    const pages = await here.dies(test, 'closed', { channel: 'closed', firstFrames, audio: true });
    if (!pages) return;
    await listenOn(pages.child);
    await until(async () => Math.abs((await heardOn(pages.child)).frequencyHz - 440) < 15, {
      message: async () => `440 Hz: ${JSON.stringify(await heardOn(pages.child))}`,
    });
  });

  it('a parent that is killed', async (test) => {
    await here.dies(test, 'killed', { channel: 'killed', firstFrames, grandchild: false });
  });

  it('a parent that falls silent', { skip: here.skipSilent }, async (test) => {
    await here.dies(test, 'silent', { channel: 'silent', firstFrames, grandchild: false });
  });
});
