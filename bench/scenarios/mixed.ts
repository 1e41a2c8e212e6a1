/** Firefox between Chromium and the other way round: what a hop that Firefox sends adds. */
import {
  type BrowserName,
  createStage,
  delay,
  framesOf,
  type HarnessPage,
  statsOf,
  waitForFrames,
} from '../../test/browser/harness/index.js';
import type { Measured, Scenario, ScenarioOptions } from '../scenario.js';

type Order = readonly [source: BrowserName, relay: BrowserName, viewer: BrowserName];
const ORDERS: readonly Order[] = [
  ['chromium', 'firefox', 'chromium'],
  ['firefox', 'chromium', 'firefox'],
];

/** The page then takes itself for another browser than Firefox; see needsPacingSender(). */
const UNPACED = 'delete window.CanvasCaptureMediaStream';

/** From the first second on: what the browser's pacer holds back it holds back at the start. */
async function measure(
  [source, relay, viewer]: Order,
  paced: boolean,
  { seconds, fps, videoOnly }: ScenarioOptions,
): Promise<{ median: number; p95: number; shown: number; misplaced: boolean }> {
  const stage = await createStage();
  try {
    const prepare = (page: HarnessPage): Promise<void> =>
      paced ? Promise.resolve() : page.onNewDocument(UNPACED);
    const rest = { maxChildren: 1, prepare };
    await stage.broadcaster({ browser: source, fps, audio: !videoOnly, ...rest });
    await stage.player({ browser: relay, ...rest });
    const last = await stage.player({ browser: viewer, ...rest });
    await waitForFrames(last, 1);
    await delay(1000);
    const sinceMs = Date.now();
    await delay(seconds * 1000);
    const { latency, frames, span } = await framesOf(last, { sinceMs });
    const { depth } = await statsOf(last);
    return {
      median: latency?.median ?? Number.NaN,
      p95: latency?.p95 ?? Number.NaN,
      shown: frames / span,
      misplaced: depth !== 2,
    };
  } finally {
    await stage.close();
  }
}

export const mixed: Scenario = {
  about:
    'Chromium → Firefox → Chromium and Firefox → Chromium → Firefox, 640×360 at 30 fps (or `--fps`), with sound (or `--video-only`): latency at the last page from its first second on, as it is and without the sender that keeps Firefox from pacing (src/media/link/pacing-sender.ts).',
  bars: [],
  async run(options) {
    const measured: Measured = {};
    for (const order of ORDERS) {
      const name = order.join(' → ');
      options.progress(name);
      const as = await measure(order, true, options);
      options.progress(`${name}, without the pacing sender`);
      const without = await measure(order, false, options);
      Object.assign(measured, {
        [`${name}: latency, ms`]: as.median,
        [`${name}: p95 latency, ms`]: as.p95,
        [`${name}: frames shown of those sent`]: as.shown,
        [`${name}: latency without the pacing sender, ms`]: without.median,
        [`${name}: p95 latency without the pacing sender, ms`]: without.p95,
        [`${name}: latency, with / without`]: as.median / without.median,
        [`${name}: pages at a wrong depth`]: Number(as.misplaced) + Number(without.misplaced),
      });
    }
    return measured;
  },
};
