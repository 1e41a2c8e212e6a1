/** Whom newcomers are sent to: what strangers claim of themselves must not keep anybody from joining. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CastoNode } from '../../../src/network/api.js';
import { entriesOf, entryPoints, isPlaced } from '../../../src/session/entry-points.js';
import type { TreeSession } from '../../../src/session/peer/tree-session.js';
import { ChannelPresence } from '../../../src/session/presence.js';
import type { PeerHint } from '../../../src/wire/hint.js';
import type { Presence } from '../../../src/wire/presence.js';
import { Random } from '../../simulation/random.js';
import { World } from '../../simulation/world.js';

const hint = (peer: string, more: Partial<PeerHint> = {}): PeerHint => ({
  peer,
  addresses: [],
  depth: 1,
  slots: 1,
  way: 'forward',
  epoch: 1,
  ...more,
});

/** What 24 strangers, who answer nobody, may say of themselves. */
const CLAIMS: Record<string, (n: number) => Partial<PeerHint>> = {
  'to be at depth 0, without a path': () => ({ depth: 0 }),
  'to be at depth 1, without a path': () => ({ depth: 1 }),
  'to be at depth 0, with a path': (n) => ({ depth: 0, path: ['root', `s${n}`] }),
  'to be roots': (n) => ({ depth: 0, path: [`s${n}`] }),
  'to be children of the broadcaster': (n) => ({ depth: 1, path: ['root', `s${n}`] }),
  'to be below a child of the broadcaster': (n) => ({ depth: 2, path: ['root', 'p0', `s${n}`] }),
  'another broadcaster': (n) => ({ depth: 1, path: ['other', `s${n}`] }),
};
const strangers = (claim: (n: number) => Partial<PeerHint>, length = 24): PeerHint[] =>
  Array.from({ length }, (_, n) => hint(`s${n}`, { slots: 1000, ...claim(n) }));

test('a place is one that a path from the broadcaster leads to', () => {
  assert.ok(isPlaced(hint('root', { depth: 0, path: ['root'] }), 'root'));
  assert.ok(isPlaced(hint('a', { path: ['root', 'a'] }), 'root'));
  assert.ok(!isPlaced(hint('a'), 'root'));
  assert.ok(!isPlaced(hint('a', { path: [] }), 'root'));
  assert.ok(!isPlaced(hint('a', { depth: 0, path: ['a'] }), 'root'));
  assert.ok(!isPlaced(hint('a', { depth: 0, path: ['root', 'a'] }), 'root'));
  assert.ok(!isPlaced(hint('a', { path: ['root', 'b'] }), 'root'));
  assert.ok(!isPlaced(hint('a', { path: ['other', 'a'] }), 'root'));
});

function board(view: { slots: number; open: PeerHint[]; children: string[] }) {
  let hear: (presence: Presence) => void = () => {};
  const node = {
    peerId: 'root',
    addresses: ['/dns4/star'],
    presence: (_channel: string, listener: typeof hear) => {
      hear = listener;
      return { offer: () => {}, close: () => {} };
    },
  };
  const session = {
    broadcaster: 'root',
    ways: ['forward'],
    tree: {
      view: {
        ...view,
        viewers: 1,
        depth: 0,
        epoch: 7,
        path: ['root'],
        children: view.children.map((peer) => ({ peer })),
      },
    },
  };
  const made = new ChannelPresence(
    node as unknown as CastoNode,
    'owner/live',
    session as unknown as TreeSession,
  );
  return {
    board: made,
    hear: (hints: PeerHint[]) => {
      for (const each of hints) hear({ ...each, channelId: 'owner/live', issuedAt: Date.now() });
    },
  };
}

for (const [what, claim] of Object.entries(CLAIMS)) {
  test(`24 strangers claim ${what}: the broadcaster signs itself and what its tree told first`, () => {
    const open = ['a', 'b', 'c', 'd'].map((peer) => hint(peer, { depth: 2 }));
    const made = board({ slots: 0, open, children: ['p0', 'p1'] });
    made.hear(strangers(claim));
    const entries = made.board.entries();
    assert.deepEqual(
      entries.map(({ peer }) => peer),
      ['root', 'a', 'b', 'c', 'd'],
    );
    assert.deepEqual(entries[0]?.path, ['root'], 'also without a free place');
    assert.equal(entries[0]?.epoch, 7);
  });
}

test('who speaks for itself is an entry point when the tree has told of few, below a real child only', () => {
  const made = board({ slots: 2, open: [hint('a')], children: ['p0'] });
  made.hear([
    ...strangers((n) => ({ depth: 1, path: ['root', `s${n}`] })),
    hint('b', { depth: 2, path: ['root', 'p0', 'b'] }),
    hint('c', { depth: 3, path: ['root', 'p0', 'b', 'c'] }),
    hint('d', { depth: 3, path: ['root', 'p0', 'b', 'd'] }),
  ]);
  const entries = made.board.entries().map(({ peer }) => peer);
  assert.deepEqual(entries, ['root', 'a', 'b', 'c']);
});

for (const [what, lie] of Object.entries({
  'nearer than its path is': { depth: 0, path: ['root', 'p0', 'liar'] },
  'deeper than its path is': { depth: 5, path: ['root', 'p0', 'liar'] },
  'at the end of a path that is another’s': { depth: 2, path: ['root', 'p0', 'b'] },
  'below a root of its own': { depth: 2, path: ['liar', 'p0', 'liar'] },
})) {
  test(`a stranger that stands ${what} is no entry point, though a child is on its path`, () => {
    const made = board({ slots: 2, open: [], children: ['p0'] });
    made.hear([
      hint('liar', { slots: 1000, ...lie }),
      hint('b', { depth: 2, path: ['root', 'p0', 'b'] }),
    ]);
    assert.deepEqual(
      made.board.entries().map(({ peer }) => peer),
      ['root', 'b'],
    );
  });
}

test('a record that does not name its broadcaster as an entry point gets it', () => {
  const record = { peer: 'root', addresses: ['/dns4/star'], entries: [hint('a')] };
  const entries = entriesOf(record as Parameters<typeof entriesOf>[0]);
  assert.deepEqual(entries.at(-1), {
    ...hint('root', { addresses: ['/dns4/star'], depth: 0, slots: 0, epoch: 0, path: ['root'] }),
  });
});

/** Until 20 newcomers have a picture, and an orphan has one again, ms. */
function joins(gossip: PeerHint[], seed: number): { slowest: number; gap: number } {
  const random = new Random(seed);
  let entries: PeerHint[] = [];
  const world = new World(random, {
    latency: () => 20,
    signalling: () => 40,
    setup: () => 150,
    deathNotice: 1_500,
    silenceMs: 250,
    discover: () => entries,
    gossip: () => gossip.filter((each) => isPlaced(each, 'root')),
    discoverMs: 50,
    announcedEpoch: () => root.tree.view.epoch,
  });
  const spec = { ways: ['forward' as const], standby: true, maxStandbys: 3 };
  const root = world.add({ ...spec, id: 'root', root: true, maxChildren: 3 });
  const announce = (): void => {
    const { view } = root.tree;
    const self = hint('root', { depth: 0, slots: view.slots, epoch: view.epoch, path: ['root'] });
    const children = new Set(view.children.map(({ peer }) => peer));
    entries = entryPoints(self, view.open, gossip, children);
    world.clock.after(4_000, announce);
  };
  announce();
  const add = (id: string) => world.add({ ...spec, id, root: false, maxChildren: 2 });
  for (let n = 0; n < 20; n++) world.clock.after(n * 1_000, () => add(`p${n}`));
  world.clock.runUntil(30_000);
  const late = Array.from({ length: 20 }, (_, n) => {
    world.clock.runUntil(world.clock.now + 500);
    return add(`late${n}`);
  });
  world.clock.runUntil(55_000);
  const times = late.map(({ startedAt, firstFrameAt }) => (firstFrameAt ?? Infinity) - startedAt);
  const inner = world.alive.find(
    ({ tree }) => tree.view.depth === 1 && tree.view.children.length > 1,
  );
  assert.ok(inner);
  const orphans = world.alive.filter(({ tree }) => tree.view.parent?.peer === inner.id);
  world.kill(inner);
  world.clock.runUntil(70_000);
  for (const peer of world.alive) assert.ok(peer.flowing, `${peer.id} has frames`);
  const gaps = orphans.flatMap((peer) => peer.gaps.map(({ ms }) => ms));
  return { slowest: Math.max(...times), gap: Math.max(0, ...gaps) };
}

const SEEDS = [1, 2, 3, 4, 5, 6];
const meanOf = (values: number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
/** Each tree grows otherwise, so it is the mean that must not be longer. */
const measure = (gossip: PeerHint[]) => {
  const all = SEEDS.map((seed) => joins(gossip, seed));
  return {
    slowest: meanOf(all.map(({ slowest }) => slowest)),
    gap: meanOf(all.map(({ gap }) => gap)),
  };
};

let without: ReturnType<typeof measure> | undefined;

const CROWDS = Object.entries(CLAIMS).map(([what, claim]) => ({ what, claim, count: 24 }));
// More than a peer remembers, and than a page keeps of the topic.
for (const what of [
  'to be children of the broadcaster',
  'to be below a child of the broadcaster',
]) {
  for (const count of [70, 200]) CROWDS.push({ what, claim: CLAIMS[what]!, count });
}
for (const { what, claim, count } of CROWDS) {
  test(`${count} silent strangers claim ${what}: newcomers and orphans are as fast as without them`, () => {
    without ??= measure([]);
    const beside = measure(strangers(claim, count));
    assert.ok(
      beside.slowest <= without.slowest + 100,
      `${beside.slowest} ms to join, ${without.slowest} without`,
    );
    assert.ok(beside.gap <= without.gap + 150, `${beside.gap} ms of gap, ${without.gap} without`);
  });
}
