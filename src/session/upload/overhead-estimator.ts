/**
 * Compares what the worker believes to have sent with what the connections say left: retransmissions
 * and other headers than estimated make the difference.
 */

/** UDP and IPv4 headers, which the browser's counters of a transport leave out. */
const OUTER_HEADER_BYTES = 8 + 20;
/** Between these; a link that loses half of its packets is cut by its frames, not by this. */
const LEAST = 1;
const MOST = 1.5;
/** More than believed is taken for true at once, less only slowly: the limit must hold. */
const SMOOTHING = 0.2;

interface Counted {
  bytesSent?: number;
  packetsSent?: number;
}

export class OverheadEstimator {
  /** Bytes on the wire for each byte that the worker counted. */
  factor = LEAST;
  #last: { counted: number; links: Map<string, number>; at: number } | null = null;

  /** @param counted the worker's estimate so far; @param reports one a served link */
  look(counted: number, reports: readonly (RTCStatsReport | null)[], at: number): void {
    const links = new Map<string, number>();
    for (const [i, report] of reports.entries()) {
      for (const each of report?.values() ?? []) {
        // Everything that leaves: retransmissions, padding, feedback and the control channel as well.
        if (each.type !== 'transport') continue;
        const { bytesSent = 0, packetsSent = 0 } = each as Counted;
        links.set(`${i} ${each.id}`, bytesSent + packetsSent * OUTER_HEADER_BYTES);
      }
    }
    const last = this.#last;
    this.#last = { counted, links, at };
    if (!last || links.size === 0) return;
    let sent = 0;
    for (const [key, bytes] of links) {
      const before = last.links.get(key);
      // A link that came or went makes the two counts differ: the next look compares again.
      if (before === undefined || bytes < before) return;
      sent += bytes - before;
    }
    const believed = counted - last.counted;
    if (last.links.size !== links.size || believed < 10_000) return;
    const ratio = Math.min(MOST, Math.max(LEAST, sent / believed));
    this.factor = Math.max(ratio, this.factor + (ratio - this.factor) * SMOOTHING);
  }
}
