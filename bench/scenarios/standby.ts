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

interface Traffic {
  /** Both ways, with all headers above UDP. */
  kbps: number;
  /** Frames of the picture, and packets of the sound, both ways. */
  video: number;
  audio: number;
}

/** What each connection of the page carries within `ms`. */
const trafficOf = (page: HarnessPage, ms: number): Promise<Traffic[]> =>
  page.evaluate(async (ms) => {
    const { openConnections } = window as unknown as { openConnections: Set<RTCPeerConnection> };
    const measure = async (connection: RTCPeerConnection) => {
      let [bytes, video, audio] = [0, 0, 0];
      for (const report of (await connection.getStats()).values()) {
        if (report.type === 'transport') bytes = report.bytesSent + report.bytesReceived;
        // Not the remote-… reports, which tell the same packets as the other side counts them.
        if (report.type !== 'inbound-rtp' && report.type !== 'outbound-rtp') continue;
        if (report.kind === 'video') video += report.framesReceived ?? report.framesSent ?? 0;
        else audio += report.packetsReceived ?? report.packetsSent ?? 0;
      }
      return { bytes, video, audio };
    };
    const connected = [...openConnections].filter((each) => each.connectionState === 'connected');
    const start = performance.now();
    const before = await Promise.all(connected.map(measure));
    await new Promise((resolve) => setTimeout(resolve, ms));
    const after = await Promise.all(connected.map(measure));
    const elapsed = performance.now() - start;
    return after
      .map(({ bytes, video, audio }, i) => ({
        kbps: ((bytes - before[i]!.bytes) * 8) / elapsed,
        video: video - before[i]!.video,
        audio: audio - before[i]!.audio,
      }))
      .filter((_, i) => connected[i]!.connectionState === 'connected');
  }, ms);

/**
 * Of the standbys of a child that also feeds one: those that nothing came over, and those that were
 * warmed up for a moment because a frame of the parent was late.
 */
async function pausedCost(seconds: number): Promise<{ rested: number[]; warmed: Traffic[] }> {
  const stage = await createStage();
  try {
    const family = await buildFamily(stage, {
      channel: 'paused',
      prepare: (page) => page.onNewDocument(COUNT_OPEN_THINGS),
    });
    await delay(SETTLE_MS);
    const all = await trafficOf(family.child, seconds * 1000);
    const standbys = all.filter(({ video }) => video < seconds);
    return {
      rested: standbys.filter(({ video, audio }) => video + audio === 0).map(({ kbps }) => kbps),
      warmed: standbys.filter(({ video, audio }) => video + audio > 0),
    };
  } finally {
    await stage.close();
  }
}

/** The star is away for a minute, and a relay dies meanwhile: the longest gap of each viewer left. */
async function starAway(progress: (text: string) => void): Promise<number[]> {
  const stage = await createStage();
  try {
    await stage.broadcaster({ ...SMALL, audio: true, maxChildren: 2 });
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
    'A standby link that nothing is wrong with: its traffic both ways. And six viewers while the star is away for 60 s and one of their relays is killed. 320×180 at 10 fps, without sound.',
  bars: [
    { figure: 'paused standby, kbit/s', of: 'max', bar: 3, is: 'at most' },
    { figure: 'star away: viewers that stopped', of: 'max', bar: 0, is: 'at most' },
  ],
  async run({ seconds, progress }): Promise<Measured> {
    progress('a standby at rest');
    const { rested, warmed } = await pausedCost(Math.max(30, seconds));
    const gaps = await starAway(progress);
    return {
      'paused standby, kbit/s': rested,
      'standby warmed up meanwhile, kbit/s': warmed.map(({ kbps }) => kbps),
      'standby warmed up meanwhile, video frames': warmed.map(({ video }) => video),
      'standby warmed up meanwhile, packets of sound': warmed.map(({ audio }) => audio),
      'star away: longest gap of a viewer, ms': gaps,
      'star away: viewers that stopped': gaps.filter((ms) => ms > STOPPED_MS).length,
    };
  },
};
