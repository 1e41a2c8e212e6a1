/** A star that is slow, or breaks off, is not told from one that is none: the cause decides. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Connection, Libp2p } from '@libp2p/interface';
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr';
import { WebSocketServer } from 'ws';
import { DIAL_MS, dialEach } from '../../../src/network/libp2p/dial.js';
import { World } from './network-helpers.js';

/** What becomes of the bytes that a star sends once the WebSocket is open. */
type Carry = (bytes: Buffer, near: Socket) => void;

/** The address of a star behind a wire that does `carry` with what the star says after the upgrade. */
async function behind(world: World, carry: Carry): Promise<{ address: string; open: Set<Socket> }> {
  const star = await world.star();
  const open = new Set<Socket>();
  const wire = createServer((near) => {
    const far = connect(Number(new URL(star.url).port), '127.0.0.1');
    open.add(near);
    near.on('close', () => {
      open.delete(near);
      far.destroy();
    });
    far.on('close', () => near.destroy());
    for (const end of [near, far]) end.on('error', () => {});
    near.pipe(far);
    let upgraded = false;
    far.on('data', (bytes) => {
      if (upgraded) carry(bytes, near);
      else near.write(bytes);
      upgraded = true;
    });
  });
  wire.listen(0, '127.0.0.1');
  await once(wire, 'listening');
  world.onEnd(async () => {
    for (const near of open) near.destroy();
    wire.close();
  });
  const { port } = wire.address() as AddressInfo;
  const id = star.multiaddrs[0]?.split('/p2p/')[1];
  return { address: `/ip4/127.0.0.1/tcp/${port}/ws/p2p/${id}`, open };
}

async function inWorld(work: (world: World) => Promise<void>): Promise<void> {
  const world = new World();
  try {
    await work(world);
  } finally {
    await world.end();
  }
}

describe('a handshake', { concurrency: true }, () => {
  test('that takes five seconds is waited for', () =>
    inWorld(async (world) => {
      const waiting: (() => void)[] = [];
      const at = performance.now();
      let slow = true;
      const { address } = await behind(world, (bytes, near) => {
        if (slow) waiting.push(() => near.write(bytes));
        else near.write(bytes);
        if (waiting.length > 1) return;
        setTimeout(() => {
          slow = false;
          for (const write of waiting) write();
        }, 5000);
      });
      const { node } = await world.page({ stars: [address] });
      await node.ready();
      assert.ok(performance.now() - at >= 4900);
    }));

  test('that does not end is star-unreachable, and its socket is closed', () =>
    inWorld(async (world) => {
      const { address, open } = await behind(world, () => {});
      const { node } = await world.page({ stars: [address] });
      const ready = node.ready();
      await assert.rejects(ready, { code: 'star-unreachable', fatal: false });
      await node.release();
      while (open.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }));

  test('that the star breaks off is star-unreachable', () =>
    inWorld(async (world) => {
      const { address } = await behind(world, (_bytes, near) => near.destroy());
      const { node } = await world.page({ stars: [address] });
      await assert.rejects(node.ready(), { code: 'star-unreachable' });
    }));

  test('that the star ends in good order, as it does when it stops, is star-unreachable', () =>
    inWorld(async (world) => {
      const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
      await once(server, 'listening');
      server.on('connection', (socket) => socket.once('message', () => socket.close(1001)));
      world.onEnd(async () => server.close());
      const { port } = server.address() as AddressInfo;
      const { node } = await world.page({ stars: [`/ip4/127.0.0.1/tcp/${port}/ws`] });
      await assert.rejects(node.ready(), { code: 'star-unreachable' });
    }));

  test('in another language is star-invalid, however late', () =>
    inWorld(async (world) => {
      const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
      await once(server, 'listening');
      server.on('connection', (socket) => setTimeout(() => socket.send('How can I help?'), 4500));
      world.onEnd(async () => {
        for (const client of server.clients) client.terminate();
        server.close();
      });
      const { port } = server.address() as AddressInfo;
      const { node } = await world.page({ stars: [`/ip4/127.0.0.1/tcp/${port}/ws`] });
      await assert.rejects(node.ready(), { code: 'star-invalid' });
    }));
});

describe('dialEach', () => {
  const addresses = ['/ip4/127.0.0.1/tcp/1/ws', '/ip4/127.0.0.1/tcp/2/ws'].map((each) =>
    multiaddr(each),
  );
  const never = new AbortController().signal;
  // Node does not stay for the timeout of an AbortSignal alone.
  let stay: ReturnType<typeof setInterval>;
  before(() => {
    stay = setInterval(() => {}, 1000);
  });
  after(() => clearInterval(stay));
  /** A libp2p whose dials of `good` succeed, and others end with `after`. */
  const libp2p = (good: string, after: (signal: AbortSignal) => Promise<Error>) => {
    const tried: string[] = [];
    const dial = (async (given: Multiaddr[], { signal }: { signal: AbortSignal }) => {
      tried.push(`${given[0]}`);
      if (`${given[0]}` === good) return { status: 'open' } as Connection;
      throw await after(signal);
    }) as unknown as Libp2p['dial'];
    return { dial, tried };
  };

  test('gives an address that leads nowhere its share only', async () => {
    const at = performance.now();
    const node = libp2p(`${addresses[1]}`, async (signal) => {
      await once(signal, 'abort');
      return new Error('late');
    });
    const connection = await dialEach(node, addresses, { signal: never });
    assert.equal(connection.status, 'open');
    const took = performance.now() - at;
    assert.ok(took > DIAL_MS / 2 - 100 && took < DIAL_MS * 0.75, `${took} ms`);
  });

  test('tells of every address', async () => {
    const node = libp2p('', async () => new Error('refused'));
    await assert.rejects(dialEach(node, addresses, { signal: never }), (error) => {
      assert.ok(error instanceof AggregateError);
      assert.equal(error.errors.length, 2);
      return true;
    });
    await assert.rejects(dialEach(node, addresses.slice(1), { signal: never }), /refused/);
  });

  test('tries no further address once the caller has enough', async () => {
    const caller = new AbortController();
    const node = libp2p('', async () => {
      caller.abort();
      return new Error('aborted');
    });
    await assert.rejects(dialEach(node, addresses, { signal: caller.signal }));
    assert.equal(node.tried.length, 1);
  });
});
