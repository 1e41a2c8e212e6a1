/** A line of relays: latency added by each hop, frames that reach each node. */
import type { RelayWay } from '../../src/base/types.js';
import {
  buildChain,
  createStage,
  delay,
  framesOf,
  sentBy,
  statsOf,
} from '../../test/browser/harness/index.js';
import type { Measured, Scenario, ScenarioOptions } from '../scenario.js';

const SETTLE_MS = 3000;
/** Frames on their way when the window closes arrive within this. */
const TAIL_MS = 1500;

async function measureWay(
  way: RelayWay,
  depth: number,
  { seconds, fps, videoOnly, progress }: Omit<ScenarioOptions, 'depth'>,
): Promise<Measured> {
  const stage = await createStage();
  try {
    progress(`${way}: building a chain of ${depth}`);
    const { broadcaster, players } = await buildChain(stage, depth, {
      ways: [way],
      fps,
      audio: !videoOnly,
    });
    await delay(SETTLE_MS);
    const before = await Promise.all(players.map(statsOf));
    const fromFrame = await sentBy(broadcaster);
    await delay(seconds * 1000);
    const toFrame = await sentBy(broadcaster);
    const after = await Promise.all(players.map(statsOf));
    await delay(TAIL_MS);
    const summaries = await Promise.all(
      players.map((player) => framesOf(player, { fromFrame, toFrame })),
    );
    const sent = toFrame - fromFrame;
    const latencies = summaries.map(({ latency }) => latency?.median ?? Number.NaN);
    const shown = summaries.map(({ frames }) => frames / sent);
    const decoded = after.map(
      (stats, i) => (stats.video.framesDecoded - before[i]!.video.framesDecoded) / sent,
    );
    const wrong = after.filter(
      (stats, i) => stats.depth !== i + 1 || (i > 0 && stats.parent?.way !== way),
    );
    return {
      [`${way}: nodes at a wrong depth or way`]: wrong.length,
      [`${way}: added latency per hop, ms`]:
        depth > 1 ? (latencies.at(-1)! - latencies[0]!) / (depth - 1) : Number.NaN,
      [`${way}: latency at the first node, ms`]: latencies[0]!,
      [`${way}: latency at the last node, ms`]: latencies.at(-1)!,
      [`${way}: p95 latency at the last node, ms`]: summaries.at(-1)?.latency?.p95 ?? Number.NaN,
      [`${way}: frames shown of those sent, worst node`]: Math.min(...shown),
      [`${way}: frames shown of those sent, last node`]: shown.at(-1)!,
      [`${way}: frames decoded of those sent, worst node`]: Math.min(...decoded),
      [`${way}: longest gap at the last node, ms`]: summaries.at(-1)?.longestGapMs ?? Number.NaN,
      [`${way}: own latencyMs minus measured, last node, ms`]:
        after.at(-1)!.latencyMs - latencies.at(-1)!,
    };
  } finally {
    await stage.close();
  }
}

export const chain: Scenario = {
  about:
    'Broadcaster → relays in a line → viewer, 640×360 at 30 fps (or `--fps`), with sound (or `--video-only`), one Chromium. Latency and frames are read from the marks in the picture.',
  bars: [
    { figure: 'forward: added latency per hop, ms', of: 'median', bar: 12, is: 'at most' },
    { figure: 'forward: p95 latency at the last node, ms', of: 'median', bar: 150, is: 'at most' },
    {
      figure: 'forward: frames shown of those sent, worst node',
      of: 'median',
      bar: 0.95,
      is: 'at least',
    },
    {
      figure: 'carry: frames shown of those sent, worst node',
      of: 'median',
      bar: 0.95,
      is: 'at least',
    },
    { figure: 'forward: nodes at a wrong depth or way', of: 'max', bar: 0, is: 'at most' },
    { figure: 'carry: nodes at a wrong depth or way', of: 'max', bar: 0, is: 'at most' },
  ],
  async run(options) {
    const { depth } = options;
    return {
      ...(await measureWay('forward', depth, options)),
      ...(await measureWay('carry', depth, options)),
      ...(await measureWay('transcode', Math.min(depth, 3), options)),
    };
  },
};
