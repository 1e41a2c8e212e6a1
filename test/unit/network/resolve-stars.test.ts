import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach, test } from 'node:test';
import { multiaddr } from '@multiformats/multiaddr';
import { WebSocketServer } from 'ws';
import { backoff } from '../../../src/base/backoff.js';
import { acquireNode, configureNetwork } from '../../../src/network/index.js';
import { starGater } from '../../../src/network/libp2p/gater.js';
import { findSpecs, resolveStar, STARS } from '../../../src/network/stars/resolve-stars.js';
import { until, World } from './network-helpers.js';

const world = new World();
afterEach(async () => {
  configureNetwork({ stars: [], iceServers: [] });
  await world.end();
});

async function serve(onRequest: RequestListener): Promise<string> {
  const server = createServer(onRequest);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  world.onEnd(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A port where nobody listens any more. */
async function deadUrl(): Promise<string> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

const ID = '12D3KooWSDMNdC9v9ZZEURGCxFWb3fLVtU49z4ecMQ9P79PExQsj';

test('no star named anywhere is no-star', async () => {
  const { node } = await world.page();
  await assert.rejects(node.ready(), { code: 'no-star' });
  await assert.rejects(node.findChannel('live'), { code: 'no-star' });
});

test('stars that are named a moment after they are needed are used', async (t) => {
  const page = globalThis as { document?: unknown };
  const star = await world.star();
  t.after(() => {
    delete page.document;
  });
  const iceServers = [{ urls: 'stun:a.example' }];
  const ways: (() => void)[] = [
    () => configureNetwork({ stars: [star.url], iceServers }),
    () => {
      configureNetwork({ stars: [], iceServers: [] });
      page.document = { querySelector: () => ({ getAttribute: () => star.url }) };
    },
  ];
  for (const name of ways) {
    const { node } = await world.page();
    const ready = node.ready();
    await new Promise((resolve) => setTimeout(resolve, 500));
    name();
    await ready;
    assert.equal(node.stars[0]?.connected, true);
    // Named in the same call.
    if (name === ways[0]) assert.deepEqual(node.iceServers, iceServers);
  }
});

test('who waits for a star to be named can stop waiting', async () => {
  const { node } = await world.page();
  const stop = new AbortController();
  const ready = node.ready(stop.signal);
  stop.abort();
  await assert.rejects(ready, { code: 'aborted' });
  const other = await world.page();
  const waiting = other.node.ready();
  await other.node.release();
  await assert.rejects(waiting, { code: 'closed' });
});

test('a star that does not answer is star-unreachable, by URL and by address', async () => {
  const url = await deadUrl();
  const { node } = await world.page({ stars: [url] });
  await assert.rejects(node.ready(), { code: 'star-unreachable', fatal: false });
  const address = `/ip4/127.0.0.1/tcp/${new URL(url).port}/ws/p2p/${ID}`;
  const other = await world.page({ stars: [address] });
  await assert.rejects(other.node.ready(), { code: 'star-unreachable' });
  assert.deepEqual(other.node.stars, [{ address, connected: false }]);
});

const NONSENSE: Record<string, RequestListener> = {
  'a page of HTML': (_request, response) => response.end('<!doctype html><title>Shop</title>'),
  'not found': (_request, response) => response.writeHead(404).end(),
  'JSON of another kind': (_request, response) => response.end('{"stars":"many"}'),
  'no stars at all': (_request, response) => response.end('{"stars":[]}'),
  'addresses that are none': (_request, response) => response.end('{"stars":["/nonsense/1"]}'),
  'an address that is no WebSocket': (_request, response) =>
    response.end('{"stars":["/ip4/127.0.0.1/tcp/1"]}'),
  'more than a casto.json can be': (_request, response) =>
    response.end(`{"stars":[],"x":"${'x'.repeat(STARS.maxBytes)}"}`),
};

for (const [what, answer] of Object.entries(NONSENSE)) {
  test(`a star whose casto.json is ${what} is star-invalid`, async () => {
    const url = await serve(answer);
    const { node } = await world.page({ stars: [url] });
    await assert.rejects(node.ready(), { code: 'star-invalid' });
  });
}

test('a WebSocket that speaks nonsense is star-invalid', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  // A moment later: what comes together with the opening, `ws` (the WebSocket here) hands to nobody.
  server.on('connection', (socket) =>
    setTimeout(() => socket.send('hello, how can I help you?'), 50),
  );
  world.onEnd(async () => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const { node } = await world.page({ stars: [`/ip4/127.0.0.1/tcp/${port}/ws`] });
  await assert.rejects(node.ready(), { code: 'star-invalid' });
});

test('an attribute that is neither URL nor multiaddr is star-invalid', async () => {
  const { node } = await world.page({ stars: ['my-star'] });
  await assert.rejects(node.ready(), { code: 'star-invalid' });
});

test('one good star among bad ones is enough', async () => {
  const star = await world.star();
  const { node } = await world.page({ stars: [`${await deadUrl()} nonsense ${star.url}`] });
  await node.ready();
  assert.equal(node.stars.filter(({ connected }) => connected).length, 1);
});

test('a page started before its star connects by itself', async () => {
  const url = await deadUrl();
  const { node } = await world.page({ stars: [url] });
  await assert.rejects(node.ready(), { code: 'star-unreachable' });
  await world.star({ port: Number(new URL(url).port) });
  await until('connected', () => node.stars[0]?.connected);
  await node.ready();
});

test('a star whose connection goes nowhere is dialled again; one that answers is kept', async () => {
  const star = await world.star();
  const ends: Socket[] = [];
  const wire = createTcpServer((near) => {
    const far = connect(Number(new URL(star.url).port), '127.0.0.1');
    ends.push(near, far);
    near.pipe(far).pipe(near);
    for (const end of [near, far]) end.on('error', () => {});
  });
  wire.listen(0, '127.0.0.1');
  await once(wire, 'listening');
  world.onEnd(async () => {
    for (const end of ends) end.destroy();
    wire.close();
  });
  const { port } = wire.address() as AddressInfo;
  const id = star.multiaddrs[0]?.split('/p2p/')[1];
  const { node } = await world.page({ stars: [`/ip4/127.0.0.1/tcp/${port}/ws/p2p/${id}`] });
  await node.ready();
  node.checkStars();
  await node.channels({ fresh: true });
  assert.equal(ends.length, 2, 'it answers: nothing is dialled');
  // As when an interface is gone: no byte passes, and nobody closes.
  for (const end of ends) end.unpipe().pause();
  await until('dialled again', () => {
    node.checkStars();
    return ends.length === 4 && node.stars[0]?.connected;
  });
});

test('ready can be cancelled', async () => {
  const url = await serve(() => {});
  const { node } = await world.page({ stars: [url] });
  const controller = new AbortController();
  const ready = node.ready(controller.signal);
  controller.abort();
  await assert.rejects(ready, { code: 'aborted' });
});

test('ICE servers come from the star, and from configure before it', async () => {
  const iceServers = [{ urls: ['stun:stun.example.org:3478'] }];
  const star = await world.star({ iceServers });
  const { node } = await world.page({ stars: [star.url] });
  await node.ready();
  assert.deepEqual(node.iceServers, iceServers);
  const own = [{ urls: 'turn:turn.example.org', username: 'a', credential: 'b' }];
  configureNetwork({ iceServers: own });
  const configured = await world.page({ stars: [star.url] });
  assert.deepEqual(configured.node.iceServers, own);
});

test('stars are looked for in the order attribute, meta, configure, origin', (t) => {
  const page = globalThis as { document?: unknown; location?: unknown };
  t.after(() => {
    delete page.document;
    delete page.location;
  });
  page.location = { origin: 'https://page.example' };
  assert.deepEqual(findSpecs(undefined, undefined), {
    specs: ['https://page.example'],
    guessed: true,
  });
  assert.deepEqual(findSpecs([], ['https://set.example']).specs, ['https://set.example']);
  page.document = {
    querySelector: (selector: string) =>
      selector === 'meta[name="casto-star"]'
        ? { getAttribute: () => ' https://a  /dns4/b ' }
        : null,
  };
  assert.deepEqual(findSpecs(undefined, ['https://set.example']).specs, ['https://a', '/dns4/b']);
  assert.deepEqual(findSpecs(['https://own.example'], ['x']).specs, ['https://own.example']);
});

test('a guessed origin that is no star means that none was named', async (t) => {
  const page = globalThis as { location?: unknown };
  page.location = { origin: await serve((_request, response) => response.writeHead(404).end()) };
  t.after(() => {
    delete page.location;
  });
  const { node } = await world.page();
  await assert.rejects(node.ready(), { code: 'no-star' });
});

test('casto.json is read below the path of the URL', async () => {
  const asked: string[] = [];
  const url = await serve((request, response) => {
    asked.push(request.url ?? '');
    response.end(`{"stars":["/ip4/127.0.0.1/tcp/1/ws/p2p/${ID}"]}`);
  });
  await resolveStar(`${url}/base?x=1`);
  await resolveStar(url);
  assert.deepEqual(asked, ['/base/.well-known/casto.json', '/.well-known/casto.json']);
});

test('private addresses told by others are not dialled, those of named stars are', async () => {
  const gater = starGater((host) => host === 'ip4/127.0.0.1');
  const denied = (address: string) => gater.denyDialMultiaddr?.(multiaddr(address));
  assert.equal(denied('/ip4/127.0.0.1/tcp/9090/ws'), false);
  assert.equal(denied(`/ip4/127.0.0.1/tcp/9090/ws/p2p/${ID}/p2p-circuit/p2p/${ID}`), false);
  assert.equal(denied('/ip4/192.168.1.1/tcp/80/ws'), true);
  assert.equal(denied(`/ip4/10.0.0.1/tcp/80/ws/p2p/${ID}/p2p-circuit/p2p/${ID}`), true);
  assert.equal(denied('/dns4/localhost/tcp/80/ws'), true);
  assert.equal(denied('/dns4/star.example.org/tcp/443/tls/ws'), false);
});

test('the wait before a redial doubles to 30 s, at least half of it', () => {
  assert.equal(
    backoff(0, () => 0),
    250,
  );
  assert.equal(
    backoff(0, () => 1),
    500,
  );
  assert.equal(
    backoff(3, () => 1),
    4000,
  );
  assert.equal(
    backoff(50, () => 1),
    30_000,
  );
});

test('twenty nodes acquired and released leave nothing behind', async () => {
  const star = await world.star();
  const cycle = async (): Promise<void> => {
    const [one, two] = await Promise.all([
      acquireNode({ stars: [star.url] }),
      acquireNode({ stars: star.multiaddrs }),
    ]);
    assert.equal(one.peerId, two.peerId, 'handles share one node');
    await Promise.all([one.ready(), two.ready()]);
    one.on('channel', () => {});
    one.onSignal(`${one.ownerId}/x`, () => {});
    one
      .presence(`${one.ownerId}/x`, () => {})
      .offer({ depth: 0, slots: 1, way: 'forward', epoch: 1 }, 1);
    await one.release();
    await two.ready();
    await one.release();
    await two.release();
    await assert.rejects(two.ready(), { code: 'closed' });
  };
  // The first pays for what Node keeps for good.
  await cycle();
  const count = (): number => process.getActiveResourcesInfo().length;
  const settled = async (): Promise<number> => {
    const peers = async () =>
      ((await (await fetch(`${star.url}/healthz`)).json()) as { peers: number }).peers;
    await until('the star is alone', async () => (await peers()) === 0);
    return count();
  };
  const before = await settled();
  for (let round = 0; round < 20; round++) await cycle();
  await settled();
  await until(`at most ${before + 3} handles, now ${count()}`, () => count() <= before + 3);
});

test('another element brings its own star, and takes it away again', async () => {
  const [north, south] = [await world.star(), await world.star()];
  const one = await acquireNode({ stars: [north.url] });
  const two = await acquireNode({ stars: [south.url] });
  world.onEnd(() => one.release());
  await two.ready();
  await one.ready();
  await until('both stars', () => one.stars.filter(({ connected }) => connected).length === 2);
  await two.release();
  await until('one star', () => one.stars.length === 1);
  assert.ok(north.multiaddrs.includes(one.stars[0]?.address ?? ''));
});

test('of a star on every network, the addresses that fit the URL are dialled', async () => {
  const star = await world.star({ host: '0.0.0.0' });
  const resolved = await resolveStar(star.url);
  assert.deepEqual(
    resolved.addresses.map((address) => address.toString().split('/')[2]),
    ['127.0.0.1'],
  );
});

test('a star that comes back with another key is found again by its URL', async () => {
  const first = await world.star();
  const { node } = await world.page({ stars: [first.url] });
  await node.ready();
  await first.stop();
  const second = await world.star({ port: Number(new URL(first.url).port) });
  assert.notDeepEqual(second.multiaddrs, first.multiaddrs);
  await until('the new address', () =>
    second.multiaddrs.includes(node.stars.find(({ connected }) => connected)?.address ?? ''),
  );
});
