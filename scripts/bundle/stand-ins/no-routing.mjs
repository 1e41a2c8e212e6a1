/**
 * Stands in for libp2p's routing of peers and content and for its random walks. CASTO gives it no
 * router: peers are found by the star, so each of these would say that there are none.
 */
import { NotFoundError } from '@libp2p/interface';

function none() {
  throw new NotFoundError('A page routes nothing: peers are found by its stars');
}

export class DefaultPeerRouting {
  async findPeer() {
    none();
  }
  // biome-ignore lint/correctness/useYield: there is nothing to yield
  async *getClosestPeers() {
    none();
  }
}

export class CompoundContentRouting {
  async get() {
    none();
  }
}

export class RandomWalk {
  // biome-ignore lint/correctness/useYield: there is nothing to yield
  async *walk() {
    none();
  }
}
