/** The uplink's looks: what it tells worker, children and tree, with everything around it faked. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Link } from '../../../src/media/link/link.js';
import type { ToWorker } from '../../../src/media/worker-client/worker-messages.js';
import type { TreeSession } from '../../../src/session/peer/tree-session.js';
import {
  UploadAllocator,
  type UploadAllocatorOptions,
} from '../../../src/session/upload/upload-allocator.js';
import { FakeLink, FakeTime } from './session-helpers.js';

let time: FakeTime;
beforeEach(() => {
  time = new FakeTime();
});
afterEach(() => time.stop());

/** A served child whose connection loses packets while `lossy`. */
class Child extends FakeLink {
  lossy = false;
  closed = false;
  #lost = 0;
  readonly pc = {
    getStats: async () => {
      if (this.lossy) this.#lost += 50;
      return new Map([
        [
          'r',
          {
            type: 'remote-inbound-rtp',
            kind: 'video',
            packetsLost: this.#lost,
            fractionLost: this.lossy ? 0.2 : 0,
            roundTripTime: 0.02,
          },
        ],
      ]);
    },
  };

  constructor(id: string) {
    super(id, 'down');
    this.way = 'forward';
  }
}

function stage(options: Partial<UploadAllocatorOptions> = {}) {
  const posted: ToWorker[] = [];
  const capacities: number[] = [];
  const served: Child[] = [];
  const known: Child[] = [];
  const given: string[] = [];
  // kbit/s of each step.
  const stream = { steps: [600, 200, 200] };
  const released = [0, 0, 0];
  let at = time.ms;
  const session = {
    links: { get: (id: string) => known.find((child) => child.id === id) },
    served: () => served as unknown as Link[],
    tree: { setCapacity: (children: number) => capacities.push(children) },
    encodings: {
      possible: true,
      give: (link: Link, small: boolean) => given.push(`${link.id} ${small}`),
    },
    forwarder: {
      on: () => () => {},
      post: (message: ToWorker) => posted.push(message),
      setTimer: (ms: number, fn: () => void) => {
        const timer = setTimeout(fn, ms);
        return () => clearTimeout(timer);
      },
      stats: async () => {
        for (const [i, kbps] of stream.steps.entries()) {
          released[i]! += ((time.ms - at) * kbps) / 8;
        }
        at = time.ms;
        return {
          downTracks: {},
          ups: {},
          released: [...released],
          releasedSmall: [0, 0, 0],
          uploaded: 0,
        };
      },
    },
  } as unknown as TreeSession;
  const uplink = new UploadAllocator(session, {
    maxChildren: () => 4,
    maxUploadKbps: () => undefined,
    ...options,
  });
  const pass = async (seconds: number): Promise<void> => {
    for (let i = 0; i < seconds * 10; i++) {
      time.pass(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { uplink, posted, capacities, served, known, given, stream, pass };
}

test('places follow the measured stream, not the guess', async () => {
  const on = stage({ maxUploadKbps: () => 3300 });
  assert.equal(on.uplink.capacity, 1, 'one at 2500 kbit/s');
  await on.pass(4);
  assert.equal(on.uplink.capacity, 3);
  assert.deepEqual(on.capacities, [3]);
  on.stream.steps = [1500, 500, 500];
  await on.pass(8);
  assert.equal(on.uplink.capacity, 1);
  on.uplink.close();
});

test('what the stream takes at most lately is told at each look once it is known', async () => {
  const told: number[] = [];
  const on = stage({ onRate: (bps) => told.push(Math.round(bps / 1000)) });
  await on.pass(4);
  const whole = on.stream.steps.reduce((sum, kbps) => sum + kbps, 0);
  assert.ok(told.length >= 2, `${told}`);
  assert.equal(told.at(-1), whole);
  on.stream.steps = [10, 0, 0];
  await on.pass(8);
  assert.ok(told.at(-1)! > whole / 2, 'a quiet moment is not taken for the rate');
  on.uplink.close();
});

test('the worker is told the limit, and again when the author changes it', async () => {
  let kbps: number | undefined = 2000;
  const on = stage({ maxUploadKbps: () => kbps });
  const limits = (): (number | null)[] =>
    on.posted.flatMap((each) => (each.type === 'upload' ? each.bps : []));
  assert.deepEqual(limits(), [1_900_000]);
  kbps = undefined;
  on.uplink.apply();
  assert.equal(limits().at(-1), null);
  on.uplink.close();
});

test('a child whose packets get lost is told what it gets; when it is served no more, that too', async () => {
  const on = stage();
  const child = new Child('a');
  on.served.push(child);
  on.known.push(child);
  await on.pass(4);
  assert.deepEqual(child.said('quality'), [], 'nothing to tell while all is well');
  child.lossy = true;
  await on.pass(2);
  assert.equal(child.said('quality').at(-1)?.step, 0);
  assert.equal(child.said('quality').at(-1)?.by, 'link');
  assert.ok(on.posted.some((each) => each.type === 'steps' && each.max === 0));
  await on.pass(5);
  assert.ok(on.given.includes('a true'), 'the small encoding comes next');
  assert.equal(child.said('quality').at(-1)?.small, true);
  on.served.pop();
  await on.pass(2);
  assert.deepEqual(child.said('quality').at(-1), {
    t: 'quality',
    step: 2,
    small: false,
    by: null,
    slow: false,
  });
  assert.equal(on.given.at(-1), 'a false');
  on.uplink.close();
});

test('closed: no look any more', async () => {
  const on = stage({ maxUploadKbps: () => 3300 });
  on.uplink.close();
  await on.pass(5);
  assert.deepEqual(on.capacities, []);
});
