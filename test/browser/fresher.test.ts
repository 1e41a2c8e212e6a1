/** The tree is made of hops that are not alike: a page moves to where its frames come fresher. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import {
  createStage,
  framesOf,
  type HarnessPage,
  mayFeedOne,
  SMALL,
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
  await waitForFrames(viewer, 30);
  const sinceMs = Date.now();
  await mayFeedOne(near);
  await until(async () => (await statsOf(viewer)).parent?.peerId === nearId, {
    timeoutMs: 60_000,
    message: async () => `the parent nearby: ${JSON.stringify((await statsOf(viewer)).standby)}`,
  });
  const last = await until(
    async () => (await statsOf(viewer)).switches.filter(({ at }) => at > sinceMs).at(-1),
    { message: 'the switch in the history' },
  );
  const { longestGapMs } = await framesOf(viewer, { sinceMs });
  test.diagnostic(`${JSON.stringify(last)}, longest gap ${longestGapMs} ms`);
  assert.equal(last.reason, 'better-parent');
  assert.ok(longestGapMs < 500, `a gap of ${longestGapMs} ms`);
});
