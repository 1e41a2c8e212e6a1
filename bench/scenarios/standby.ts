/** What a warm standby costs while nothing is wrong, and what viewers see while every star is away. */
import {
  buildFamily,
  createStage,
  delay,
  framesOf,
  type HarnessPage,
  statsOf,
} from '../../test/browser/harness/index.js';
import type { Measured, Scenario } from '../scenario.js';

const SETTLE_MS = 3000;
const VIEWERS = 6;
const AWAY_MS = 60_000;
/** A viewer whose picture stands still longer has stopped. */
const STOPPED_MS = 2_000;

/** To run before the page's own scripts: keeps hold of the page's connections. */
const HOLD_CONNECTIONS = `
  (() => {
    const held = [];
    const Native = RTCPeerConnection;
    window.RTCPeerConnection = class extends Native {
      constructor(...args) { super(...args); held.push(this); }
    };
    window.heldConnections = held;
  })();
`;

interface Connection {
  bytes: number;
  frames: number;
}

/** Bytes both ways, packet headers of RTP, SCTP and STUN included, and frames, of each open connection. */
const connections = (page: HarnessPage): Promise<(Connection | null)[]> =>
  page.evaluate(async () => {
    const { heldConnections } = window as unknown as { heldConnections: RTCPeerConnection[] };
    return await Promise.all(
      heldConnections.map(async (connection) => {
        if (connection.connectionState !== 'connected') return null;
        let [bytes, frames] = [0, 0];
        for (const report of (await connection.getStats()).values()) {
          if (report.type === 'transport') bytes = report.bytesSent + report.bytesReceived;
          if (report.type === 'inbound-rtp' && report.kind === 'video') {
            frames = report.framesReceived ?? 0;
          }
          if (report.type === 'outbound-rtp' && report.kind === 'video') {
            frames += report.framesSent ?? 0;
          }
        }
        return { bytes, frames };
      }),
    );
  });

/** kbit/s of each connection of the child that carried no frame in the window. */
async function pausedCost(seconds: number): Promise<number[]> {
  const stage = await createStage();
  try {
    const family = await buildFamily(stage, {
      channel: 'paused',
      prepare: (page) => page.onNewDocument(HOLD_CONNECTIONS),
    });
    await delay(SETTLE_MS);
    const start = Date.now();
    const before = await connections(family.child);
    await delay(seconds * 1000);
    const after = await connections(family.child);
    const elapsed = (Date.now() - start) / 1000;
    return after.flatMap((now, i) => {
      const then = before[i];
      if (!now || !then || now.frames !== then.frames) return [];
      return [((now.bytes - then.bytes) * 8) / 1000 / elapsed];
    });
  } finally {
    await stage.close();
  }
}

/** The star is away for a minute, and a relay dies meanwhile: the longest gap of each viewer left. */
async function starAway(progress: (text: string) => void): Promise<number[]> {
  const stage = await createStage();
  try {
    await stage.broadcaster({ maxChildren: 2, width: 320, height: 180, maxBitrate: 400 });
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
    'A standby link that nothing is wrong with: its traffic both ways. And six viewers while the star is away for 60 s and one of their relays is killed. 320×180 at 30 fps.',
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
