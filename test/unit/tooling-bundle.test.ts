/** What stands in for packages in the bundle must do what the package does, as far as it is used. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
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
type Refusals = Record<string, unknown>;

const standIns = new URL('../../../scripts/bundle/stand-ins/', import.meta.url);
const standIn = (name: string) => import(new URL(`${name}.mjs`, standIns).href);
/** `package` as `dependent`, which is what the bundle replaces it for, finds it. */
const packageOf = (dependent: string, name: string) =>
  createRequire(createRequire(import.meta.url).resolve(dependent))(name);

describe('stand-ins of the bundle', () => {
  it('finds the same addresses in an IPv4 range as netmask', async () => {
    const { Netmask } = (await standIn('ipv4-range')) as { Netmask: new (cidr: string) => Range };
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
});
