/**
 * Stands in for the part of the package `mortice` (libp2p's locks) that runs in a worker and asks its page for
 * a lock. CASTO's libp2p is in the page: WebRTC is nowhere else.
 */
export class MorticeChannelWorker {
  constructor() {
    throw new Error('libp2p runs in a page, not in a worker');
  }
}
