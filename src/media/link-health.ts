/** Reads congestion off a down link's statistics. */

/** Packets the other side missed lately, as a part of those sent. */
const LOSSY = 0.05;
/** Round trip this much above the shortest seen: packets queue somewhere on the way. */
const QUEUED_S = 0.25;

/** Compares one look at a link with the looks before. */
export class LinkHealth {
  #lost = 0;
  #shortestS = Number.POSITIVE_INFINITY;

  /**
   * True when packets get lost or queue on the way. The browser's bandwidth estimate is not asked: it
   * has a floor (see sdp.ts), and where nothing larger was sent it is low without any reason.
   */
  congested(report: RTCStatsReport): boolean {
    let congested = false;
    for (const each of report.values()) {
      if (each.type !== 'remote-inbound-rtp' || each.kind !== 'video') continue;
      const lost = each.packetsLost ?? 0;
      if (lost > this.#lost && (each.fractionLost ?? 0) > LOSSY) congested = true;
      this.#lost = lost;
      const rttS = each.roundTripTime;
      if (rttS === undefined || rttS <= 0) continue;
      this.#shortestS = Math.min(this.#shortestS, rttS);
      if (rttS - this.#shortestS > QUEUED_S) congested = true;
    }
    return congested;
  }
}
