import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GossipSubComponents } from '@libp2p/gossipsub';
import { gossip } from '../../../src/network/libp2p/gossip.js';

/** What gossipsub does with a peer's goodbye, and whom it would dial for it. */
interface Inside {
  mesh: Map<string, Set<string>>;
  score: { score(id: string): number };
  handlePrune(id: string, prune: object[]): Promise<void>;
  pxConnect(peers: object[]): Promise<void>;
}

test('nobody is dialled whom another names as it leaves a mesh', async () => {
  const silent = Object.assign(() => {}, { error() {}, trace() {}, enabled: false });
  const logger = { forComponent: () => silent };
  const node = gossip()({ logger } as unknown as GossipSubComponents);
  const inside = node as unknown as Inside;
  const dialled: object[] = [];
  inside.pxConnect = async (peers) => void dialled.push(...peers);
  // The best score that arithmetic allows.
  inside.score.score = () => Number.MAX_VALUE;
  inside.mesh.set('topic', new Set(['star']));
  await inside.handlePrune('star', [
    { topicID: 'topic', backoff: 60, peers: [{ peerID: new Uint8Array(38) }] },
  ]);
  assert.equal(inside.mesh.get('topic')?.size, 0);
  assert.deepEqual(dialled, []);
});
