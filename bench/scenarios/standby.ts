/** What a warm standby costs while nothing is wrong, and what viewers see while every star is away. */
import {
  buildFamily,
  COUNT_OPEN_THINGS,
  createStage,
  delay,
  framesOf,
  type HarnessPage,
  SMALL,
  statsOf,
} from '../../test/browser/harness/index.js';
import type { Measured, Scenario } from '../scenario.js';

const SETTLE_MS = 3000;
const VIEWERS = 6;
const AWAY_MS = 60_000;
/** A viewer whose picture stands still longer has stopped. */
const STOPPED_MS = 2_000;

/**
 * kbit/s, both ways and with all headers above UDP, of each connection of the page that carried no video
 * frame for `ms`.
 */
const idleTraffic = (page: HarnessPage, ms: number): Promise<number[]> =>
  page.evaluate(async (ms) => {
    const { openConnections } = window as unknown as { openConnections: Set<RTCPeerConnection> };
    const measure = async (connection: RTCPeerConnection) => {
      let [bytes, frames] = [0, 0];
      for (const report of (await connection.getStats()).values()) {
        if (report.type === 'transport') bytes = report.bytesSent + report.bytesReceived;
        if (report.kind !== 'video') continue;
        if (report.type === 'inbound-rtp') frames += report.framesReceived ?? 0;
        if (report.type === 'outbound-rtp') frames += report.framesSent ?? 0;
      }
      return { bytes, frames };
    };
    const connected = [...openConnections].filter((each) => each.connectionState === 'connected');
    const start = performance.now();
    const before = await Promise.all(connected.map(measure));
    await new Promise((resolve) => setTimeout(resolve, ms));
    const after = await Promise.all(connected.map(measure));
    const elapsed = performance.now() - start;
    return after
      .map(({ bytes, frames }, i) => ({
        kbps: ((bytes - before[i]!.bytes) * 8) / elapsed,
        idle: frames === before[i]!.frames,
      }))
      .filter(({ idle }, i) => idle && connected[i]!.connectionState === 'connected')
      .map(({ kbps }) => kbps);
  }, ms);

/** Of the standbys of a child that also feeds one. */
async function pausedCost(seconds: number): Promise<number[]> {
  const stage = await createStage();
  try {
    const family = await buildFamily(stage, {
      channel: 'paused',
      prepare: (page) => page.onNewDocument(COUNT_OPEN_THINGS),
    });
    await delay(SETTLE_MS);
    return await idleTraffic(family.child, seconds * 1000);
  } finally {
    await stage.close();
  }
}

/** The star is away for a minute, and a relay dies meanwhile: the longest gap of each viewer left. */
async function starAway(progress: (text: string) => void): Promise<number[]> {
  const stage = await createStage();
  try {
    await stage.broadcaster({ ...SMALL, maxChildren: 2 });
    const viewers: HarnessPage[] = [];
    for (let i = 0; i < VIEWERS; i++) viewers.push(await stage.player({ maxChildren: 2 }));
    await delay(2 * SETTLE_MS);
    const all = await Promise.all(viewers.map(statsOf));
    const relay = viewers.find((_, i) => all[i]!.depth === 1 && all[i]!.children.length > 0)!;
    const left = viewers.filter((page) => page !== relay);
    const sinceMs = Date.now();
    progress('the star goes');
    await stage.star.stop();
    await delay(AWAY_MS / 2);
    progress('a relay dies');
    await relay.crash();
    await delay(AWAY_MS / 2);
    await stage.star.restart();
    await delay(SETTLE_MS);
    const lately = Date.now() - SETTLE_MS;
    return await Promise.all(
      left.map(async (page) => {
        const still = await framesOf(page, { sinceMs: lately });
        const seen = await framesOf(page, { sinceMs });
        return still.frames > 0 ? seen.longestGapMs : AWAY_MS;
      }),
    );
  } finally {
    await stage.close();
  }
}

export const standby: Scenario = {
  about:
    'A standby link that nothing is wrong with: its traffic both ways. And six viewers while the star is away for 60 s and one of their relays is killed. 320×180 at 15 fps.',
  bars: [
    { figure: 'paused standby, kbit/s', of: 'max', bar: 3, is: 'at most' },
    { figure: 'star away: viewers that stopped', of: 'max', bar: 0, is: 'at most' },
  ],
  async run({ seconds, progress }): Promise<Measured> {
    progress('a standby at rest');
    const paused = await pausedCost(Math.max(30, seconds));
    const gaps = await starAway(progress);
    return {
      'paused standby, kbit/s': paused,
      'star away: longest gap of a viewer, ms': gaps,
      'star away: viewers that stopped': gaps.filter((ms) => ms > STOPPED_MS).length,
    };
  },
};
