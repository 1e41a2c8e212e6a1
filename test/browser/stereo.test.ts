import { after, before, it } from 'node:test';
import {
  createStage,
  type HarnessPage,
  listenOn,
  SMALL,
  type Stage,
  standsBelow,
  until,
} from './harness/index.js';

const [LEFT_HZ, RIGHT_HZ] = [440, 1000];

let stage: Stage;
before(async () => {
  stage = await createStage();
});
after(() => stage?.close());

const sidesOf = (page: HarnessPage): Promise<[number, number]> =>
  page.evaluate(() => window.harness.tone!.sides());

for (const way of ['forward', 'carry', 'transcode'] as const) {
  it(`two tones, left and right, are heard two hops away: ${way}`, async (test) => {
    const shared = { channel: `stereo-${way}`, maxChildren: 1, ways: [way] };
    const broadcaster = await stage.broadcaster({ ...SMALL, ...shared, audio: true, stereo: true });
    const relay = await stage.player(shared);
    const viewer = await stage.player({ ...shared, relay: 'off' });
    await standsBelow(viewer, relay, way);
    await listenOn(viewer);
    const heard = async (): Promise<boolean> => {
      const [left, right] = await sidesOf(viewer);
      return Math.abs(left - LEFT_HZ) < 20 && Math.abs(right - RIGHT_HZ) < 20;
    };
    await until(heard, { message: async () => `left and right: ${await sidesOf(viewer)} Hz` });
    test.diagnostic(`${await sidesOf(viewer)} Hz`);
    for (const page of [viewer, relay, broadcaster]) await page.close();
  });
}
