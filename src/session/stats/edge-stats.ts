/** Turns WebRTC's and the worker's counters into the statistics of the contract. */
import { traitsOf } from '../../base/relay-ways.js';
import type { CastoStats, EdgeLine, EdgeQuality, EdgeStats } from '../../base/types.js';
import type { Link } from '../../media/link/link.js';
import type { WorkerStats } from '../../media/worker-client/worker-messages.js';

export type VideoStats = CastoStats['video'];

export const NO_VIDEO: VideoStats = {
  width: 0,
  height: 0,
  framesPerSecond: 0,
  codec: '',
  framesDecoded: 0,
  framesDropped: 0,
  freezeCount: 0,
};

const round = (value: number, digits = 0): number => {
  const factor = 10 ** digits;
  return Number.isFinite(value) ? Math.round(value * factor) / factor : 0;
};

/** Bits per second between two looks at a byte counter. */
export class BitrateMeter {
  readonly #last = new Map<string, { bytes: number; at: number; bitrate: number }>();

  /**
   * Looks closer together than half a second repeat the figure before.
   * @param since when the counter stood at 0, for the first look
   */
  rate(key: string, bytes: number, at: number, since: number): number {
    const last = this.#last.get(key) ?? { bytes: 0, at: since, bitrate: 0 };
    if (at - last.at < 500) return last.bitrate;
    const bitrate = Math.max(0, ((bytes - last.bytes) * 8000) / (at - last.at));
    this.#last.set(key, { bytes, at, bitrate });
    return bitrate;
  }

  keepOnly(keys: Set<string>): void {
    for (const key of this.#last.keys()) if (!keys.has(key)) this.#last.delete(key);
  }
}

const STEP_NAMES = ['base', 'most', 'all'] as const;

function qualityOf(link: Link, framesPerSecond: number): EdgeQuality {
  const { step, by, small } = link.quality ?? { step: 2, by: null, small: false };
  return {
    frames: STEP_NAMES[step],
    encoding: small ? 'small' : 'full',
    limitedBy: by,
    framesPerSecond: round(framesPerSecond, 1),
  };
}

function lineOf(
  { line }: Link,
  { all, lost, again }: Record<'all' | 'lost' | 'again', number>,
): EdgeLine {
  const reduced = line?.narrow ? 'narrow' : line?.because ? 'reduced' : 'clear';
  return {
    lost: round(Math.min(1, Math.max(0, lost) / all), 4),
    retransmitted: again,
    queueMs: Math.max(0, round(line?.lagMs ?? 0)),
    carried: round(line?.carriedBps ?? 0),
    state: line ? reduced : 'unknown',
  };
}

/** One look at a link: its edge figures and, for an up link, what its decoder did. */
export async function edgeStats(
  link: Link,
  rttMs: number,
  worker: WorkerStats,
  meter: BitrateMeter,
): Promise<{ edge: EdgeStats; video: VideoStats }> {
  const reports = link.closed ? [] : [...(await link.pc.getStats()).values()];
  const counters = link.side === 'up' ? worker.ups[link.id] : worker.downTracks[link.id];
  let bytes = (counters?.video?.bytes ?? 0) + (counters?.audio?.bytes ?? 0);
  let packetsLost = 0;
  let jitterMs = 0;
  let rtpBytes = 0;
  const packets = { all: 0, lost: 0, again: 0 };
  const video: VideoStats = { ...NO_VIDEO };
  for (const report of reports) {
    if (report.type === 'inbound-rtp') {
      packetsLost += report.packetsLost ?? 0;
      rtpBytes += report.bytesReceived ?? 0;
      if (report.kind !== 'video') continue;
      packets.all += (report.packetsReceived ?? 0) + (report.packetsLost ?? 0);
      packets.lost += report.packetsLost ?? 0;
      jitterMs = (report.jitter ?? 0) * 1000;
      video.width = report.frameWidth ?? 0;
      video.height = report.frameHeight ?? 0;
      video.framesPerSecond = round(report.framesPerSecond ?? 0, 1);
      video.framesDecoded = report.framesDecoded ?? 0;
      video.framesDropped = report.framesDropped ?? 0;
      video.freezeCount = report.freezeCount ?? 0;
      const codec = reports.find(({ id }) => id === report.codecId);
      video.codec = codec?.mimeType ?? '';
    } else if (report.type === 'remote-inbound-rtp') {
      packetsLost += report.packetsLost ?? 0;
      if (report.kind !== 'video') continue;
      packets.lost += report.packetsLost ?? 0;
      jitterMs = (report.jitter ?? 0) * 1000;
    } else if (report.type === 'outbound-rtp') {
      rtpBytes += report.bytesSent ?? 0;
      if (report.kind !== 'video') continue;
      packets.all += report.packetsSent ?? 0;
      packets.again += report.retransmittedPacketsSent ?? 0;
    }
  }
  const encodes = traitsOf(link.way).reencodes || bytes === 0;
  if (encodes) bytes = rtpBytes;
  const now = performance.now();
  const frames = meter.rate(
    `${link.id} frames`,
    (counters?.video?.frames ?? 0) / 8,
    now,
    link.since,
  );
  const quality = encodes ? null : qualityOf(link, frames);
  if (quality && link.side === 'up') video.quality = quality;
  return {
    edge: {
      peerId: link.peer,
      way: link.way ?? 'transcode',
      rttMs: round(rttMs, 1),
      bitrate: round(meter.rate(link.id, bytes, now, link.since)),
      packetsLost: Math.max(0, packetsLost),
      jitterMs: round(jitterMs, 1),
      bytes,
      ...(quality ? { quality } : {}),
      ...(packets.all > 0 ? { line: lineOf(link, packets) } : {}),
    },
    video,
  };
}

/** What the broadcaster's own encoder did. */
export function encoderStats(report: RTCStatsReport): VideoStats {
  const video = { ...NO_VIDEO };
  const reports = [...report.values()];
  for (const each of reports) {
    if (each.type !== 'outbound-rtp' || each.kind !== 'video') continue;
    video.width = each.frameWidth ?? 0;
    video.height = each.frameHeight ?? 0;
    video.framesPerSecond = round(each.framesPerSecond ?? 0, 1);
    video.codec = reports.find(({ id }) => id === each.codecId)?.mimeType ?? '';
  }
  return video;
}
