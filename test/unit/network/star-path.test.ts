/** A star that a proxy keeps below a path of its site. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, test } from 'node:test';
import { resolveStar } from '../../../src/network/stars/resolve-stars.js';
import type { Star } from '../../../src/star/star.js';
import { joinMessage } from '../session/join-message.js';
import { announcement, connected, until, World } from './network-helpers.js';

const world = new World();
afterEach(() => world.end());

/** As nginx with `location /some/star/` and `proxy_pass`; everything else is not found. */
async function proxyOf(star: () => Star, strips: boolean): Promise<{ url: string; port: number }> {
  const PREFIX = '/some/star/';
  const target = ({ url = '' }: IncomingMessage): { path: string; port: number } | null =>
    url.startsWith(PREFIX)
      ? {
          path: strips ? url.slice(PREFIX.length - 1) : url,
          port: Number(new URL(star().url).port),
        }
      : null;
  const server = createServer((incoming, response) => {
    const to = target(incoming);
    if (!to) {
      response.writeHead(404).end();
      return;
    }
    request({ ...to, host: '127.0.0.1' }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }).end();
  });
  server.on('upgrade', (incoming, socket) => {
    const to = target(incoming);
    if (!to) {
      socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
      return;
    }
    const behind = connect(to.port, '127.0.0.1');
    const lines = incoming.rawHeaders.flatMap((name, i, all) =>
      i % 2 === 0 ? [`${name}: ${all[i + 1]}`] : [],
    );
    behind.write(`GET ${to.path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    socket.pipe(behind).pipe(socket);
    for (const each of [socket, behind]) each.on('error', () => each.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  world.onEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}${PREFIX}`, port };
}

for (const strips of [true, false]) {
  test(`a star below a path is reached, and used: the proxy ${strips ? 'strips' : 'keeps'} the path`, async () => {
    let star: Star | undefined;
    const { url, port } = await proxyOf(() => star!, strips);
    star = await world.star({ announce: [`/ip4/127.0.0.1/tcp/${port}/ws`] });
    const [one, two] = [await world.page({ stars: [url] }), await world.page({ stars: [url] })];
    await connected(one, two);
    assert.equal(one.node.stars[0]?.connected, true);
    const { channelId } = one.node.announce(announcement('live'));
    const found = await until('the channel', () => two.node.findChannel(channelId));
    assert.equal(found.peer, one.node.peerId);
    // The way that needs a relay slot: no address in it has a path.
    await until('a relay slot', () => one.inner.libp2p.getMultiaddrs().length > 0);
    assert.ok(one.node.addresses.every((address) => !address.includes('http-path')));
    let asked = false;
    one.node.onSignal(channelId, () => {
      asked = true;
    });
    const stream = await two.node.openSignal(found.peer, one.node.addresses);
    stream.send(joinMessage({ channel: channelId }));
    await until('the signal', () => asked);
    stream.close();
  });
}

test('a star may say its path itself; a page may name it by address', async () => {
  let star: Star | undefined;
  const { url, port } = await proxyOf(() => star!, true);
  const announced = `/ip4/127.0.0.1/tcp/${port}/ws/http-path/some%2Fstar%2Fws`;
  star = await world.star({ announce: [announced] });
  const { addresses } = await resolveStar(url);
  assert.deepEqual(addresses.map(String), star.multiaddrs);
  const { node } = await world.page({ stars: star.multiaddrs });
  await connected({ node });
  assert.equal(node.stars[0]?.connected, true);
});

test('a casto.json below a path may name a star at the root, or elsewhere', async () => {
  const star = await world.star();
  const server = createServer((_request, response) =>
    response.end(JSON.stringify({ stars: star.multiaddrs })),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  world.onEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const { addresses } = await resolveStar(`http://127.0.0.1:${port}/files`);
  assert.deepEqual(addresses.map(String), star.multiaddrs);
  const { node } = await world.page({ stars: [`http://127.0.0.1:${port}/files`] });
  await connected({ node });
});
