/** The tree is made of hops that are not alike: a page moves to where its frames come fresher. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import {
  createStage,
  framesOf,
  type HarnessPage,
  type Stage,
  statsOf,
  until,
  waitForFrames,
} from './harness/index.js';

/** What this page says arrives as late as from across an ocean, so its round trips are long. */
const farAway = (page: HarnessPage): Promise<void> =>
  page.onNewDocument(`
    const { send } = RTCDataChannel.prototype;
    RTCDataChannel.prototype.send = function (data) {
      setTimeout(() => { if (this.readyState === 'open') send.call(this, data); }, 150);
    };
  `);

const SMALL = { width: 320, height: 180, maxBitrate: 400, fps: 15 } as const;

let stage: Stage;
before(async () => {
  stage = await createStage();
});
after(() => stage?.close());

it('a viewer fed from far away moves to a page nearby, without a break', async (test) => {
  await stage.broadcaster({ ...SMALL, maxChildren: 2 });
  const far = await stage.player({ maxChildren: 1, prepare: farAway });
  // Whoever may not feed is not joined, so the viewer's first parent is the one far away.
  const near = await stage.player({ relay: 'off' });
  const viewer = await stage.player({ relay: 'off' });
  const [farId, nearId] = [(await statsOf(far)).peerId, (await statsOf(near)).peerId];
  assert.equal((await statsOf(viewer)).parent?.peerId, farId);
  await viewer.evaluate(() => {
    const changes: unknown[] = [];
    Object.assign(window, { changes });
    document
      .querySelector('casto-player')
      ?.addEventListener('casto-parentchange', ({ detail }) => changes.push(detail));
  });
  await waitForFrames(viewer, 30);
  const sinceMs = Date.now();
  await near.evaluate(() => {
    const element = document.querySelector('casto-player');
    element?.setAttribute('max-children', '1');
    element?.setAttribute('relay', 'auto');
  });
  await until(async () => (await statsOf(viewer)).parent?.peerId === nearId, {
    timeoutMs: 60_000,
    message: async () => `the parent nearby: ${JSON.stringify((await statsOf(viewer)).standby)}`,
  });
  const changes = await until(
    () =>
      viewer.evaluate(() => {
        const { changes } = window as unknown as { changes: { reason: string; gapMs: number }[] };
        return changes.length > 0 ? changes : null;
      }),
    { message: 'casto-parentchange' },
  );
  const { longestGapMs } = await framesOf(viewer, { sinceMs });
  test.diagnostic(`${JSON.stringify(changes)}, longest gap ${longestGapMs} ms`);
  assert.equal(changes.at(-1)?.reason, 'better-parent');
  assert.ok(longestGapMs < 500, `a gap of ${longestGapMs} ms`);
});
