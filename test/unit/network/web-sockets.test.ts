/** A connection that is aborted takes its socket along, on both sides. */
import { test } from 'node:test';
import type { Libp2p } from '@libp2p/interface';
import { noise } from '@libp2p/noise';
import { yamux } from '@libp2p/yamux';
import { createLibp2p } from 'libp2p';
import '../../../src/star/polyfills.js';
import { mendedWebSockets } from '../../../src/network/libp2p/web-sockets.js';
import { until } from '../../browser/harness/until.js';

const node = (listen: string[]): Promise<Libp2p> =>
  createLibp2p({
    addresses: { listen },
    transports: [mendedWebSockets],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: { reconnectRetries: 0 },
  });

for (const side of ['dialler', 'listener'] as const) {
  test(`aborted by the ${side}, the other side loses it too`, async () => {
    const listener = await node(['/ip4/127.0.0.1/tcp/0/ws']);
    const dialler = await node([]);
    try {
      await dialler.dial(listener.getMultiaddrs());
      await until(() => listener.getConnections().length === 1);
      const [one, other] = side === 'dialler' ? [dialler, listener] : [listener, dialler];
      one.getConnections()[0]!.abort(new Error('for the test'));
      await until(() => other.getConnections().length === 0, {
        timeoutMs: 5000,
        message: 'the other side to hear of it',
      });
    } finally {
      await dialler.stop();
      await listener.stop();
    }
  });
}
