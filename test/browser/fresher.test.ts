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
  const farId = (await statsOf(far)).peerId;
  // Two that feed nobody: one has the broadcaster's second place, the other is below the page far away. Which
  // is which, nobody can say before: the two are alike.
  const two = [await stage.player({ relay: 'off' }), await stage.player({ relay: 'off' })] as const;
  const [near, viewer] = await until(
    async () => {
      const [one, other] = await Promise.all(two.map(statsOf));
      if (one?.depth === 1 && other?.parent?.peerId === farId) return two;
      if (other?.depth === 1 && one?.parent?.peerId === farId) return [two[1], two[0]] as const;
      return null;
    },
    {
      message: async () => {
        const all = await Promise.all([far, ...two].map(statsOf));
        return `one below ${farId}: ${JSON.stringify(all.map(({ path }) => path))}`;
      },
    },
  );
  const nearId = (await statsOf(near)).peerId;
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
  const { stillMs, longestGapMs } = await framesOf(viewer, { sinceMs });
  test.diagnostic(`${JSON.stringify(last)}, still for ${stillMs} ms, gap ${longestGapMs} ms`);
  assert.equal(last.reason, 'better-parent');
  assert.ok(stillMs < 500, `the picture stood still for ${stillMs} ms`);
});
