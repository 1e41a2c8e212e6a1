/** What stands in for packages in the bundle must do what the package does, as far as it is used. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr';
import fc from 'fast-check';

interface Range {
  contains(address: string): boolean;
}
interface Fifo {
  push(item: number): unknown;
  shift(): number | undefined;
  peekFront(): number | undefined;
  clear(): void;
  readonly length: number;
}
interface Filters {
  createScalableCuckooFilter(size: number): {
    add(item: string | Uint8Array): unknown;
    has(item: string | Uint8Array): boolean;
    remove(item: string | Uint8Array): unknown;
  };
}
type Redialler = new (components: object, init?: { retries?: number }) => object;
type Debug = ((namespace: string) => (...args: unknown[]) => void) & {
  formatters: Record<string, (value: unknown) => string>;
};
type Refusals = Record<string, unknown>;

const standIns = new URL('../../../../scripts/bundle/stand-ins/', import.meta.url);
const standIn = (name: string) => import(new URL(`${name}.mjs`, standIns).href);
/** `package` as `dependent`, which is what the bundle replaces it for, finds it. */
const packageOf = (dependent: string, name: string) =>
  createRequire(createRequire(import.meta.url).resolve(dependent))(name);

interface KnownPeer {
  id: string;
  protocols: string[];
}
type DiscoveryClass = new (
  components: {
    logger: object;
    events: EventTarget;
    registrar: {
      register(
        protocol: string,
        topology: { filter: unknown; onConnect(peer: string): void },
      ): Promise<string>;
      unregister(id: string): void;
    };
    peerStore: {
      all(query: { filters: ((peer: KnownPeer) => boolean)[] }): Promise<KnownPeer[]>;
    };
    randomWalk: { walk(): AsyncGenerator };
  },
  init: { filter: unknown },
) => EventTarget & {
  isStarted(): boolean;
  start(): Promise<void>;
  stop(): void;
  startDiscovery(): void;
  stopDiscovery(): void;
};

describe('stand-ins of the bundle', () => {
  it('finds the same addresses in an IPv4 range as netmask', async () => {
    const { Netmask } = (await standIn('ip-range')) as { Netmask: new (cidr: string) => Range };
    const netmask = packageOf('@libp2p/utils', 'netmask') as {
      Netmask: new (cidr: string) => Range;
    };
    const octet = fc.integer({ min: 0, max: 255 });
    const address = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));
    const bits = fc.integer({ min: 1, max: 32 });
    fc.assert(
      fc.property(address, address, bits, fc.boolean(), (base, other, size, near) => {
        const range = `${base}/${size}`;
        // Of two random addresses few share a range.
        const asked = near
          ? `${base.split('.').slice(0, 3).join('.')}.${other.split('.')[3]}`
          : other;
        assert.equal(
          new Netmask(range).contains(asked),
          new netmask.Netmask(range).contains(asked),
        );
      }),
      { numRuns: 2000 },
    );
    for (const wrong of ['10.0.0', '10.0.0.256', '10.0.0.x', '1.2.3.4.5', '']) {
      assert.throws(() => new Netmask('10.0.0.0/8').contains(wrong), wrong);
    }
  });

  it('finds the same addresses in a range of either IP version as @chainsafe/netmask', async () => {
    interface Ranges {
      IpNet: new (address: string, bits: number) => Range;
      cidrContains(range: string, ip: string): boolean;
    }
    const ours = (await standIn('ip-range')) as Ranges;
    const theirs = (await import(['@chainsafe', 'netmask'].join('/'))) as Ranges;
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
    const v6 = fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(':'));
    const pair = fc.oneof(
      fc.tuple(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 })),
      fc.tuple(v6, v6, fc.integer({ min: 0, max: 128 })),
      fc.tuple(v6, fc.ipV4(), fc.integer({ min: 0, max: 128 })),
    );
    fc.assert(
      fc.property(pair, fc.nat(16), ([base, other, bits], shared) => {
        // Of two random addresses few share a range: these may begin alike.
        const separator = base.includes(':') ? ':' : '.';
        const [from, to] = [base, other].map((address) => address.split(separator));
        const asked = other.includes(separator)
          ? to?.map((part, index) => (index < shared ? from?.[index] : part)).join(separator)
          : other;
        assert.ok(asked);
        const found = new theirs.IpNet(base, bits).contains(asked);
        assert.equal(new ours.IpNet(base, bits).contains(asked), found);
        assert.equal(ours.cidrContains(`${base}/${bits}`, asked), found);
      }),
      { numRuns: 2000 },
    );
    for (const wrong of ['10.0.0', '10.0.0.256', '1::2::3', '']) {
      assert.throws(() => new ours.IpNet(wrong, 8), wrong);
      assert.throws(() => ours.cidrContains('2000::/3', wrong), wrong);
    }
  });

  it('queues as denque does', async () => {
    const { default: Queue } = (await standIn('queue')) as { default: new () => Fifo };
    const Denque = packageOf('@libp2p/gossipsub', 'denque') as new () => Fifo;
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.integer().map((item) => (queue: Fifo) => void queue.push(item)) },
      { weight: 5, arbitrary: fc.constant((queue: Fifo) => queue.shift()) },
      { weight: 1, arbitrary: fc.constant((queue: Fifo) => queue.clear()) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const ours = new Queue();
        const theirs = new Denque();
        for (const act of steps) {
          assert.equal(act(ours), act(theirs));
          assert.equal(ours.peekFront(), theirs.peekFront());
          assert.equal(ours.length, theirs.length);
        }
      }),
    );
  });

  it('makes the URLs that multiaddr-to-uri makes of what the WebSocket transport dials', async () => {
    type Convert = (address: Multiaddr) => string;
    const { multiaddrToUri: ours } = (await standIn('websocket-uri')) as {
      multiaddrToUri: Convert;
    };
    const { multiaddrToUri: theirs } = await import('@multiformats/multiaddr-to-uri');
    const host = fc.oneof(
      fc.ipV4().map((ip) => `/ip4/${ip}`),
      fc.ipV6().map((ip) => `/ip6/${ip}`),
      fc
        .tuple(fc.constantFrom('dns', 'dns4', 'dns6'), fc.domain())
        .map((each) => `/${each.join('/')}`),
    );
    const port = fc.oneof(fc.constantFrom(80, 443), fc.integer({ min: 1, max: 65_535 }));
    const tail = fc.constantFrom('/ws', '/wss', '/tls/ws', '/tls/sni/star.example/ws');
    const path = fc.constantFrom('', '/http-path/star%2Fws', '/http-path/a%20b%2Fws');
    const peer = fc.constantFrom('', '/p2p/12D3KooWKDU4VzqgC1d4qVYEzQ9Tk8zJVDRrJkqTdRe7CjpPM9Jt');
    fc.assert(
      fc.property(host, port, tail, path, peer, (...[where, at, how, below, who]) => {
        const address = multiaddr(`${where}/tcp/${at}${how}${below}${who}`);
        assert.equal(ours(address), theirs(address));
      }),
    );
    const plain = multiaddr('/dns4/star.example/ws');
    assert.equal(ours(plain), theirs(plain));
  });

  it('refuses keys other than Ed25519, and looks up no /dnsaddr', async () => {
    const refusals = (await standIn('ed25519-only')) as Refusals;
    const functions = Object.values(refusals).filter((value) => typeof value === 'function');
    assert.ok(functions.length > 0);
    for (const call of functions) {
      assert.throws(() => call(new Uint8Array(33)), { name: 'UnsupportedKeyTypeError' });
    }
    const { dnsaddrResolver } = await standIn('no-dnsaddr');
    assert.equal(dnsaddrResolver.canResolve(), false);
    await assert.rejects(dnsaddrResolver.resolve(), /dnsaddr/);
  });

  it('filters as the cuckoo filter does, but for what that takes for another', async () => {
    const { createScalableCuckooFilter } = (await standIn('exact-filter')) as Filters;
    const utils = (await import('@libp2p/utils')) as unknown as Filters;
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 20 }), bytes, (added, other) => {
        const ours = createScalableCuckooFilter(100);
        const theirs = utils.createScalableCuckooFilter(100);
        for (const item of added) {
          ours.add(item);
          theirs.add(item);
        }
        for (const item of added) assert.equal(ours.has(item), theirs.has(item));
        const known = added.some((item) => String(item) === String(other));
        assert.equal(ours.has(other), known);
        ours.remove(other);
        assert.equal(ours.has(other), false);
      }),
    );
    const filter = createScalableCuckooFilter(100);
    filter.add('192.0.2.1:4001');
    assert.equal(filter.has('192.0.2.1:4001'), true);
    assert.equal(filter.has('192.0.2.1:4002'), false);
  });

  it('has every method that libp2p calls of what a page has no use for', async () => {
    const libp2p = createRequire(import.meta.url).resolve('libp2p');
    const source = (file: string) => readFile(join(dirname(libp2p), file), 'utf8');
    const uses = async (file: string, name: string): Promise<Set<string>> =>
      new Set(
        [...(await source(file)).matchAll(new RegExp(`\\b${name}\\.(\\w+)\\(`, 'g'))].map(
          ([, method]) => method!,
        ),
      );
    const { DNSMappings, IPMappings, ObservedAddresses } = await standIn('no-mappings');
    for (const [field, Mappings] of [
      ['dnsMappings', DNSMappings],
      ['ipMappings', IPMappings],
      ['observed', ObservedAddresses],
    ] as const) {
      const used = await uses('address-manager/index.js', field);
      assert.ok(used.size > 4, field);
      for (const method of used)
        assert.equal(typeof new Mappings()[method], 'function', `${field}.${method}`);
      assert.deepEqual(new Mappings().getAll([]), []);
      assert.equal(new Mappings().has(), false);
    }
    const routing = await standIn('no-routing');
    const peerRouting = new routing.DefaultPeerRouting();
    const used = await uses('connection-manager/dial-queue.js', 'peerRouting');
    assert.deepEqual([...used], ['findPeer']);
    await assert.rejects(peerRouting.findPeer(), { name: 'NotFoundError' });
    await assert.rejects(new routing.CompoundContentRouting().get(), { name: 'NotFoundError' });
    const walk = new routing.RandomWalk().walk();
    await assert.rejects(walk.next(), { name: 'NotFoundError' });
  });

  it('discovers the relays that connect and those known before, as the package does', async () => {
    const HOP = '/libp2p/circuit/relay/0.2.0/hop';
    const log = Object.assign(() => {}, { error() {}, trace() {} });
    const { NotFoundError } = await import('@libp2p/interface');
    const found = async (RelayDiscovery: DiscoveryClass): Promise<unknown> => {
      const seen: string[] = [];
      const steps: unknown[] = [];
      let connect: (peer: string) => void = () => {};
      const peers = [
        { id: 'star', protocols: [HOP], metadata: new Map() },
        { id: 'page', protocols: [], metadata: new Map() },
      ];
      const discovery = new RelayDiscovery(
        {
          logger: { forComponent: () => log },
          events: new EventTarget(),
          registrar: {
            async register(protocol, { filter, onConnect }) {
              steps.push(protocol, filter);
              connect = onConnect;
              return 'topology';
            },
            unregister: (id) => steps.push(id),
          },
          peerStore: {
            all: async ({ filters }) => peers.filter((peer) => filters.every((each) => each(peer))),
          },
          randomWalk: {
            // biome-ignore lint/correctness/useYield: as no-routing.mjs
            async *walk() {
              throw new NotFoundError();
            },
          },
        },
        { filter: 'filter' },
      );
      discovery.addEventListener('relay:discover', (event) =>
        seen.push((event as CustomEvent<string>).detail),
      );
      steps.push(discovery.isStarted());
      await discovery.start();
      steps.push(discovery.isStarted());
      connect('other-star');
      discovery.startDiscovery();
      discovery.startDiscovery();
      await new Promise((resolve) => setTimeout(resolve, 5));
      discovery.stopDiscovery();
      discovery.startDiscovery();
      await new Promise((resolve) => setTimeout(resolve, 5));
      discovery.stop();
      steps.push(discovery.isStarted());
      return { seen, steps };
    };
    const path =
      '../../../../node_modules/@libp2p/circuit-relay-v2/dist/src/transport/discovery.js';
    const theirs = await found((await import(new URL(path, import.meta.url).href)).RelayDiscovery);
    const ours = await found((await standIn('known-relays')).RelayDiscovery);
    assert.deepEqual(ours, theirs);
    assert.deepEqual((ours as { seen: string[] }).seen, ['other-star', 'star', 'star']);
  });

  it('takes no locks from a worker, where the package does only in one', async () => {
    const { MorticeChannelWorker } = (await standIn('no-worker-locks')) as {
      MorticeChannelWorker: new (name: string) => object;
    };
    assert.throws(() => new MorticeChannelWorker('a'), /not in a worker/);
    const url = new URL('../../../../node_modules/mortice/dist/src/browser.js', import.meta.url);
    assert.match(
      await readFile(url, 'utf8'),
      /isPrimary = Boolean\(globalThis\.document\)[^}]*if \(isPrimary\)/,
    );
  });

  it('leaves the redialling to the stars, as the page has libp2p do', async () => {
    const { ReconnectQueue } = (await standIn('no-redial')) as { ReconnectQueue: Redialler };
    assert.throws(() => new ReconnectQueue({}, { retries: 5 }), /reconnectRetries/);
    assert.throws(() => new ReconnectQueue({}), /reconnectRetries/);
    assert.ok(new ReconnectQueue({}, { retries: 0 }));
    const page = await readFile(
      new URL('../../../../src/network/libp2p/libp2p.ts', import.meta.url),
      'utf8',
    );
    assert.match(page, /reconnectRetries: 0/);
  });

  it('logs what libp2p says where localStorage.debug names it', async () => {
    const { default: debug } = (await standIn('plain-debug')) as { default: Debug };
    const said: unknown[][] = [];
    const { debug: before } = console;
    const env = process.env.DEBUG;
    console.debug = (...args) => said.push(args);
    process.env.DEBUG = 'libp2p:*,-libp2p:quiet';
    try {
      debug.formatters.p = (peer) => `<${peer}>`;
      debug('libp2p:dial')('to %p after %d ms, 100 %%, %j', 'Ana', 12, { a: 1 });
      debug('libp2p:dial')(new Error('lost'));
      debug('libp2p:quiet')('nothing');
      debug('other')('nothing');
    } finally {
      console.debug = before;
      if (env === undefined) delete process.env.DEBUG;
      else process.env.DEBUG = env;
    }
    assert.deepEqual(said[0], ['libp2p:dial to <Ana> after %d ms, 100 %, {"a":1}', 12]);
    assert.equal(said[1]![0], 'libp2p:dial %O');
    assert.equal(said.length, 2);
  });
});
