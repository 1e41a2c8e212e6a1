/** The pieces of ../codelab.md in one file. */
// Node 20 lacks two things that libp2p 3 expects; from Node 22 on this line may go.
import '../../build/src/star/polyfills.js';
import { parseArgs } from 'node:util';
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2';
import { generateKeyPair } from '@libp2p/crypto/keys';
import { gossipsub } from '@libp2p/gossipsub';
import { identify } from '@libp2p/identify';
import { noise } from '@libp2p/noise';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { webSockets } from '@libp2p/websockets';
import { yamux } from '@libp2p/yamux';
import { multiaddr } from '@multiformats/multiaddr';
import { createLibp2p } from 'libp2p';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { star: { type: 'string', default: 'http://127.0.0.1:9090' } },
});

const privateKey = await generateKeyPair('Ed25519');
const me = peerIdFromPrivateKey(privateKey).toString();
console.log(`I am ${me}`);

const node = await createLibp2p({
  privateKey,
  addresses: { listen: ['/p2p-circuit'] },
  transports: [webSockets(), circuitRelayTransport()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  services: {
    identify: identify(),
    pubsub: gossipsub({ allowPublishToZeroTopicPeers: true }),
  },
  start: false,
});

await node.start();
const config = await (await fetch(new URL('/.well-known/casto.json', values.star))).json();
await node.dial(config.stars.map((address) => multiaddr(address)));
while (node.getMultiaddrs().length === 0) {
  await new Promise((resolve) =>
    node.addEventListener('self:peer:update', resolve, { once: true }),
  );
}
const addresses = node.getMultiaddrs().map((address) => address.toString());
console.log(`reachable at ${addresses[0]}`);

const PROTOCOL = '/codelab/hello/1';
const text = (bytes) => new TextDecoder().decode(bytes.subarray());
const bytes = (words) => new TextEncoder().encode(words);

await node.handle(
  PROTOCOL,
  (stream, connection) => {
    stream.addEventListener('message', ({ data }) => {
      console.log(`${connection.remotePeer} says: ${text(data)}`);
      stream.send(bytes(`${text(data)} back to you`));
      stream.close();
    });
  },
  { runOnLimitedConnection: true },
);

const channel = positionals[0] ?? `${me}/codelab`;
if (!positionals[0]) console.log(`In another terminal: node docs/codelab/peer.mjs ${channel}`);
const topic = `casto/presence/1/${channel}`;
const { pubsub } = node.services;

pubsub.addEventListener('message', ({ detail }) => {
  if (detail.topic !== topic || detail.from.toString() === me) return;
  meet(JSON.parse(text(detail.data)));
});
pubsub.subscribe(topic);

const presence = { peer: me, addresses, depth: 0, slots: 1, way: 'forward', epoch: 0 };
const speaking = setInterval(() => {
  pubsub.publish(topic, bytes(JSON.stringify({ ...presence, issuedAt: Date.now() })));
}, 2000);

const met = new Set();

async function meet(other) {
  if (met.has(other.peer)) return;
  met.add(other.peer);
  console.log(`found ${other.peer}`);
  if (me < other.peer) return;
  const connection = await node.dial(other.addresses.map((address) => multiaddr(address)));
  const stream = await connection.newStream(PROTOCOL, { runOnLimitedConnection: true });
  stream.addEventListener('message', ({ data }) => {
    console.log(`${other.peer} says: ${text(data)}`);
  });
  stream.send(bytes(`hello from ${me}`));
}

process.once('SIGINT', async () => {
  clearInterval(speaking);
  await node.stop();
});
