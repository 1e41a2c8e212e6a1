/** Reads congestion off a down link's statistics: an estimate alone is no reason to drop frames. */

/** Packets the other side missed in one look, as a part of those sent. */
const LOSSY = 0.03;
/** Time an average packet waited in the pacer, milliseconds. */
const QUEUED_MS = 80;

interface Counters {
  packetsSent: number;
  sendDelayS: number;
  lost: number;
}

/** Compares one look with the look before. */
export class LinkHealth {
  #last: Counters | null = null;

  /**
   * What the link can carry, bits per second: the browser's bandwidth estimate while packets queue
   * or get lost, `Infinity` while they flow. An estimate without congestion is often just low
   * because nothing larger was sent. Null where the browser has no estimate.
   */
  available(report: RTCStatsReport): number | null {
    let estimate: number | null = null;
    const now: Counters = { packetsSent: 0, sendDelayS: 0, lost: 0 };
    let fractionLost = 0;
    for (const each of report.values()) {
      if (each.type === 'candidate-pair' && each.nominated) {
        estimate = each.availableOutgoingBitrate ?? estimate;
      } else if (each.type === 'outbound-rtp' && each.kind === 'video') {
        now.packetsSent = each.packetsSent ?? 0;
        now.sendDelayS = each.totalPacketSendDelay ?? 0;
      } else if (each.type === 'remote-inbound-rtp' && each.kind === 'video') {
        now.lost = each.packetsLost ?? 0;
        fractionLost = each.fractionLost ?? 0;
      }
    }
    const last = this.#last;
    this.#last = now;
    if (estimate === null || !last) return null;
    const sent = now.packetsSent - last.packetsSent;
    const queuedMs = sent > 0 ? ((now.sendDelayS - last.sendDelayS) / sent) * 1000 : 0;
    const lossy = now.lost > last.lost && fractionLost > LOSSY;
    return queuedMs > QUEUED_MS || lossy ? estimate : Infinity;
  }
}
