import type { CastoStats } from '../../src/base/types.js';

/** What `getStats()` tells before there is anything to measure. */
export function blankStats(role: CastoStats['role'], channelId = ''): CastoStats {
  return {
    role,
    channelId,
    peerId: '',
    depth: 0,
    path: [],
    parent: null,
    standby: null,
    children: [],
    viewers: 0,
    latencyMs: 0,
    joinMs: 0,
    switches: [],
    video: {
      width: 0,
      height: 0,
      framesPerSecond: 0,
      codec: '',
      framesDecoded: 0,
      framesDropped: 0,
      freezeCount: 0,
    },
    star: { connected: false, address: '' },
  };
}
