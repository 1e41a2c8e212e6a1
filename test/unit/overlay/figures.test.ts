/**
 * Figures of neighbours are summed up and said on. Over random histories with peers that say whatever is legal:
 * everything that an honest peer says is accepted by its own readers, as it was said.
 */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { PrivateKey } from '@libp2p/interface';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import fc from 'fast-check';
import { entryPoints } from '../../../src/session/entry-points.js';
import { openRecord, sealRecord } from '../../../src/wire/announcement.js';
import { encodeMessage } from '../../../src/wire/encode.js';
import type { PeerHint } from '../../../src/wire/hint.js';
import { LIMITS } from '../../../src/wire/limits.js';
import { parseControlMessage } from '../../../src/wire/messages/table.js';
import type { TreeMessage } from '../../../src/wire/messages/tree.js';
import { encodePresence, parsePresence } from '../../../src/wire/presence.js';
import { long } from '../../long.js';
import { Random } from '../../simulation/random.js';
import type { SimPeer } from '../../simulation/sim-peer.js';
import { World } from '../../simulation/world.js';
import { newKey } from '../network/network-helpers.js';

/** A thousand in the nightly run. */
const HISTORIES = Number(process.env.CASTO_FIGURES ?? long(20, 1_000));

let key: PrivateKey;
before(async () => {
  key = await newKey();
});

/** The longest id that is legal, of a peer that does not exist. */
const strangers = Array.from({ length: 70 }, (_, n) => `stranger${n}_`.padEnd(128, 'x'));
const ADDRESS = `/dns4/${'x'.repeat(249)}`;

/** Says anything that the wire allows in place of its figures; its paths still end with itself. */
class Liar {
  constructor(
    private readonly id: string,
    private readonly random: Random,
  ) {}

  #figure(most: number, honest: number): number {
    const { random } = this;
    return random.pick([honest, 0, most, most - 1, random.integer(0, most)])!;
  }

  #epoch(honest: number): number {
    const { random } = this;
    const { MAX_SAFE_INTEGER: most } = Number;
    return random.pick([honest, honest + 1, honest + 1_000, honest + 1e7, 1e12, most - 1, most])!;
  }

  #path(honest: readonly string[]): string[] {
    const { random, id } = this;
    if (honest.length === 0 || random.chance(0.5)) return [...honest];
    const length = random.pick([2, 3, 62, 63, 64])!;
    return [
      ...(honest.at(0) === id ? [] : honest.slice(0, 1)),
      ...strangers.slice(0, length - 2),
      id,
    ];
  }

  #hints(honest: readonly PeerHint[]): PeerHint[] {
    const { random } = this;
    if (random.chance(0.4)) return [...honest];
    return strangers.slice(0, random.integer(0, LIMITS.hints)).map((peer) => ({
      peer,
      addresses: Array.from({ length: random.integer(0, LIMITS.addresses) }, () => ADDRESS),
      depth: this.#figure(LIMITS.path, 1),
      slots: this.#figure(LIMITS.children, 1),
      way: 'forward' as const,
      epoch: this.#epoch(1),
      ...(random.chance(0.5)
        ? { path: ['root', ...strangers.filter((each) => each !== peer).slice(0, 62), peer] }
        : {}),
    }));
  }

  say(message: TreeMessage): TreeMessage {
    const { random } = this;
    switch (message.t) {
      case 'count':
        return {
          ...message,
          viewers: this.#figure(LIMITS.viewers, message.viewers),
          capacity: this.#figure(LIMITS.children, message.capacity ?? 0),
          slots: this.#figure(LIMITS.children, message.slots ?? 0),
          free: this.#figure(LIMITS.viewers, message.free ?? 0),
          open: this.#hints(message.open ?? []),
        };
      case 'beat':
        return {
          ...message,
          epoch: this.#epoch(message.epoch),
          viewers: this.#figure(LIMITS.viewers, message.viewers),
          age: this.#figure(LIMITS.age, 0),
        };
      case 'path':
        return {
          ...message,
          path: this.#path(message.path),
          epoch: this.#epoch(message.epoch),
          age: this.#figure(LIMITS.age, 0),
        };
      case 'accept':
        return { ...message, path: this.#path(message.path), epoch: this.#epoch(message.epoch) };
      case 'join':
        return {
          ...message,
          capacity: this.#figure(LIMITS.children, message.capacity),
          feasible: random.chance(0.5)
            ? { epoch: this.#epoch(1), depth: this.#figure(LIMITS.path, 1) }
            : message.feasible,
          addresses: Array.from({ length: LIMITS.addresses }, () => ADDRESS),
        };
      case 'start':
        return { ...message, feasible: { epoch: this.#epoch(1), depth: random.integer(0, 64) } };
      case 'refresh':
        return { ...message, epoch: this.#epoch(message.epoch) };
      case 'redirect':
      case 'leave':
      case 'hints':
        return { ...message, peers: this.#hints(message.peers) };
      default:
        return message;
    }
  }
}

/** As the next peer reads it; a reader that lowers a figure, or strips anything, was told too much. */
function heard(message: TreeMessage, honest: boolean): TreeMessage {
  const text = encodeMessage(message);
  const parsed = parseControlMessage(text);
  if (honest) assert.deepEqual(parsed, JSON.parse(text), 'said as it is read');
  return parsed as TreeMessage;
}

async function announces(root: SimPeer): Promise<void> {
  const { view } = root.tree;
  const id = peerIdFromPrivateKey(key).toString();
  const self: PeerHint = {
    peer: root.id,
    addresses: [],
    depth: view.depth,
    slots: view.slots,
    way: 'forward',
    epoch: view.epoch,
    path: view.path,
  };
  const children = new Set(view.children.map(({ peer }) => peer));
  const record = {
    channelId: `${id}/live`,
    ownerId: id,
    slug: 'live',
    title: '',
    startedAt: 1,
    viewers: view.viewers,
    video: 'video/VP8',
    audio: null,
    peer: root.id,
    addresses: [],
    entries: entryPoints(self, view.open, [], children),
    sequence: 1,
    issuedAt: 1_000,
    ended: false,
  };
  const opened = await openRecord(await sealRecord(record, key), 1_000);
  assert.equal(opened.viewers, view.viewers);
  assert.equal(opened.entries[0]?.peer, root.id, 'the broadcaster is an entry point');
  assert.equal(opened.entries[0]?.epoch, view.epoch);
}

function speaks(peer: SimPeer): void {
  const { view } = peer.tree;
  const presence = {
    peer: peer.id,
    channelId: 'channel',
    addresses: Array.from({ length: LIMITS.addresses }, () => ADDRESS),
    depth: view.depth,
    slots: view.slots,
    way: 'forward' as const,
    epoch: view.epoch,
    path: view.path,
    issuedAt: 1_000.4,
  };
  const read = parsePresence(encodePresence(presence), 'channel', peer.id, 1_000);
  assert.equal(read.depth, view.depth);
}

async function play(seed: number): Promise<void> {
  const random = new Random(seed);
  const world: World = new World(
    random,
    {
      latency: () => 20,
      signalling: () => 40,
      setup: () => 100,
      deathNotice: 1_500,
      silenceMs: 250,
      discover: () =>
        world.alive
          .filter(({ spec }) => spec.root || random.chance(0.6))
          .map(({ id, tree: { view } }) => ({
            peer: id,
            addresses: [],
            depth: view.depth,
            slots: 1,
            way: 'forward' as const,
            epoch: view.epoch,
          })),
      discoverMs: 50,
    },
    { countMs: 200, hintsMs: 500, hintsRepeatMs: 2_000, countRepeatMs: 2_000, pathRepeatMs: 2_000 },
  );
  // A liar's paths may close a ring around it; what counts here is what the others say.
  world.strict = false;
  const liars = new Map<string, Liar>();
  world.say = (from, message) => {
    const liar = liars.get(from.id);
    return heard(liar ? liar.say(message) : message, !liar);
  };
  const root = world.add({
    id: 'root',
    root: true,
    maxChildren: random.integer(1, 3),
    maxStandbys: 3,
    ways: ['forward'],
    standby: false,
  });
  for (let i = 0; i < random.integer(4, 12); i++) {
    const id = `p${i}`;
    if (random.chance(0.4)) liars.set(id, new Liar(id, random));
    world.clock.after(random.next() * 6_000, () => {
      world.add({
        id,
        root: false,
        maxChildren: random.integer(0, 3),
        maxStandbys: 2,
        ways: ['forward'],
        standby: random.chance(0.7),
      });
    });
  }
  for (let i = 0; i < 4; i++) {
    world.clock.after(random.between(4_000, 20_000), () => {
      const peer = random.pick(world.alive.filter(({ spec }) => !spec.root));
      if (!peer) return;
      if (random.chance(0.5)) world.leave(peer);
      else world.kill(peer);
    });
  }
  for (let at = 1_000; at <= 25_000; at += 1_000) {
    world.clock.runUntil(at);
    await announces(root);
    for (const peer of world.alive) if (!liars.has(peer.id)) speaks(peer);
  }
}

test(`${HISTORIES} random histories: what honest peers say is accepted, whatever they were told`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), (seed) => play(seed)),
    { numRuns: HISTORIES, endOnFailure: true },
  );
});
