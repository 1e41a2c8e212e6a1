/**
 * The channel of a link on which nothing is repaired or put in order: arrival reports go up it, padding comes
 * down. On the control channel one lost report would hold up the next.
 */

import { RateLimiter } from '../../base/rate-limiter.js';
import { MAX_REPORT_BYTES } from '../congestion/arrival-report.js';

/** Both sides create it with this id, as they do the control channel. */
const LINE_ID = 1;
/** Messages a second, and at once: three times what an honest child sends. */
const HEARD_RATE = 50;
/** What one packet holds. */
const PADDING_BYTES = 1_100;
/** More than this waiting would be a queue of our own. */
const MOST_WAITING = 24_000;

export class LineChannel {
  readonly #channel: RTCDataChannel;

  /** @param heard a message, unchecked */
  constructor(pc: RTCPeerConnection, heard: ((data: ArrayBuffer) => void) | null) {
    const channel = pc.createDataChannel('line', {
      negotiated: true,
      id: LINE_ID,
      ordered: false,
      maxRetransmits: 0,
    });
    channel.binaryType = 'arraybuffer';
    const limit = new RateLimiter(HEARD_RATE, HEARD_RATE);
    if (heard)
      channel.onmessage = ({ data }) => {
        const fits = data instanceof ArrayBuffer && data.byteLength <= MAX_REPORT_BYTES;
        if (fits && limit.take()) heard(data);
      };
    this.#channel = channel;
  }

  send(data: ArrayBuffer): void {
    if (this.#channel.readyState !== 'open' || this.#channel.bufferedAmount > MOST_WAITING) return;
    try {
      this.#channel.send(data);
    } catch {
      // Its buffer is full, or it closes: what is lost here is lost as on the line.
    }
  }

  pad(bytes: number): void {
    for (let left = bytes; left > 0; left -= PADDING_BYTES) {
      this.send(new ArrayBuffer(Math.min(left, PADDING_BYTES)));
    }
  }
}
