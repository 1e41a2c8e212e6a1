/** The counters of a connection or a sender, by kind. */
import type { Kind } from '../../media/frames/encoded-frames.js';

interface Counters {
  framesReceived?: number;
  framesDecoded?: number;
  framesEncoded?: number;
  packetsReceived?: number;
  packetsSent?: number;
}

export async function rtpCounters(
  of: Pick<RTCPeerConnection, 'getStats'>,
  type: 'inbound-rtp' | 'outbound-rtp',
): Promise<Record<Kind, Counters>> {
  const found: Record<Kind, Counters> = { video: {}, audio: {} };
  // One that is closed meanwhile has none.
  const reports = await of.getStats().catch(() => new Map());
  reports.forEach((report) => {
    if (report.type === type) found[report.kind as Kind] = report;
  });
  return found;
}
