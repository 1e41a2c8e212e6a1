/**
 * Stands in for libp2p's queue of peers to redial, which with `reconnectRetries: 0` would try once:
 * CASTO's StarLinks redial stars with backoff and without end, and other peers are not kept.
 */
export class ReconnectQueue {
  constructor(_components, { retries } = {}) {
    if (retries !== 0) throw new Error('The bundle redials nobody: reconnectRetries has to be 0');
  }
}
