/** Reads congestion off a down link's statistics. */

/** Packets the other side missed recently, as a part of those sent. */
const LOSSY = 0.05;
/** Round trip this much above the shortest seen: packets queue somewhere on the way. */
const QUEUED_S = 0.25;
/**
 * Packets wait this long in this page before they leave, on average: the browser's pacer holds back what it
 * takes the line to be too narrow for, up to two seconds of it, and nothing is lost and no round trip is
 * longer meanwhile. On a line that is wide enough they wait about a millisecond.
 */
const HELD_S = 0.08;
/** A queue that shrinks to this part from one look to the next is being worked off. */
const SHRINKS = 0.8;

/** Of `remote-inbound-rtp`. */
interface Received {
  packetsLost?: number;
  fractionLost?: number;
  roundTripTime?: number;
}

/** Of `outbound-rtp`; the delay, in seconds, is Chromium's alone. */
interface Sent {
  /** ms */
  timestamp?: number;
  bytesSent?: number;
  packetsSent?: number;
  totalPacketSendDelay?: number;
}

/** Compares one look at a link with the looks before. */
export class CongestionDetector {
  /**
   * Bits of the picture that left this page a second, by the last look; null when nothing held them back, and so
   * nothing is known of what the line can carry.
   */
  carriedBps: number | null = null;
  #lost = 0;
  #shortestS = Number.POSITIVE_INFINITY;
  #sent: Sent = {};
  #heldS = 0;

  /**
   * True when packets get lost, or queue here or on the way. The browser's bandwidth estimate is not asked: it
   * has a floor (see sdp.ts), and where nothing larger was sent it is low without any reason.
   */
  congested(report: RTCStatsReport): boolean {
    let congested = false;
    this.carriedBps = null;
    for (const each of report.values()) {
      if (each.kind !== 'video') continue;
      if (each.type === 'remote-inbound-rtp' && this.#isLate(each)) congested = true;
      if (each.type !== 'outbound-rtp') continue;
      if (this.#isHeld(each)) {
        congested = true;
        this.carriedBps = this.#rateOf(each);
      }
      this.#sent = each;
    }
    return congested;
  }

  /** On the way: packets got lost, or queue there. */
  #isLate({ packetsLost = 0, fractionLost = 0, roundTripTime = 0 }: Received): boolean {
    const lossy = packetsLost > this.#lost && fractionLost > LOSSY;
    this.#lost = packetsLost;
    if (roundTripTime <= 0) return lossy;
    this.#shortestS = Math.min(this.#shortestS, roundTripTime);
    return lossy || roundTripTime - this.#shortestS > QUEUED_S;
  }

  #rateOf({ bytesSent = 0, timestamp = 0 }: Sent): number | null {
    const before = this.#sent;
    if (before.timestamp === undefined || timestamp <= before.timestamp) return null;
    return ((bytesSent - (before.bytesSent ?? 0)) * 8_000) / (timestamp - before.timestamp);
  }

  /** Here: packets wait, and that queue is not being worked off. */
  #isHeld({ packetsSent = 0, totalPacketSendDelay = 0 }: Sent): boolean {
    const packets = packetsSent - (this.#sent.packetsSent ?? 0);
    // No packet says nothing of how long the next one will have waited.
    if (packets <= 0) return false;
    const before = this.#heldS;
    this.#heldS = (totalPacketSendDelay - (this.#sent.totalPacketSendDelay ?? 0)) / packets;
    return this.#heldS > HELD_S && this.#heldS > before * SHRINKS;
  }
}
