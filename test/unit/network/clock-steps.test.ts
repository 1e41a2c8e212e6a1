/**
 * Property: the wall clocks of broadcasters and viewers may be set by up to an hour at any moment, as
 * often as one likes, and nothing changes. A session of two minutes in simulated time: two owners with
 * one name, a reload, an end, a newcomer. The star is another computer, whose clock is an hour ahead.
 */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { PeerId, PrivateKey, Stream } from '@libp2p/interface';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import { streamPair } from '@libp2p/utils';
import { Announcer } from '../../../src/network/channels/announcer.js';
import { Channels } from '../../../src/network/channels/channels.js';
import { answerDirectory } from '../../../src/network/channels/directory.js';
import { ListingCheck } from '../../../src/network/channels/listing.js';
import { RecordBook } from '../../../src/network/channels/record-book.js';
import type { Message, TopicValidatorResult } from '../../../src/network/libp2p/gossip.js';
import type { PageLibp2p } from '../../../src/network/libp2p/libp2p.js';
import { HighWater } from '../../../src/network/node/high-water.js';
import { ANNOUNCE_TOPIC } from '../../../src/wire/limits.js';
import { encodePresence, parsePresence } from '../../../src/wire/presence.js';
import { long } from '../../long.js';
import { announcement, newKey } from './network-helpers.js';

const HOUR = 3_600_000;
const SECONDS = 120;
const TICK_MS = 100;

type Validator = (source: PeerId, message: Message) => Promise<TopicValidatorResult>;

/** Simulated computers: one monotonic clock for all, one wall clock for the pages. */
class Session {
  #monotonic = 0;
  #setBy = 0;
  readonly #origin = performance.timeOrigin;
  readonly #pages = new Set<Validator>();
  readonly star: RecordBook;
  readonly starId: PeerId;

  constructor(starKey: PrivateKey) {
    this.starId = peerIdFromPrivateKey(starKey);
    mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    mock.method(performance, 'now', () => this.#monotonic);
    mock.method(Date, 'now', () => Math.round(this.#origin + this.#monotonic + this.#setBy));
    this.star = new RecordBook({
      log: Object.assign(() => {}, { enabled: false }),
      now: () => this.#monotonic,
      starTime: () => this.starNow(),
    });
  }

  starNow(): number {
    return Math.round(this.#origin + HOUR + this.#monotonic);
  }

  setWallClock(ms: number): void {
    this.#setBy += ms;
  }

  async run(ms: number): Promise<void> {
    for (const end = this.#monotonic + ms; this.#monotonic < end; ) {
      this.#monotonic += TICK_MS;
      mock.timers.tick(TICK_MS);
      for (let n = 0; n < 6; n++) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async page(): Promise<Channels> {
    const topicValidators = new Map<string, Validator>();
    const libp2p = {
      services: { pubsub: { topicValidators, subscribe: () => {} } },
      dialProtocol: async (): Promise<Stream> => {
        const [ours, theirs] = await streamPair();
        const find = ({ channel }: { channel: string | null }) =>
          this.star.sealed(channel ?? undefined);
        void answerDirectory(theirs, find, this.starNow());
        return ours;
      },
    };
    const channels = new Channels({
      libp2p: libp2p as unknown as PageLibp2p,
      stars: () => [this.starId],
    });
    channels.start();
    this.#pages.add(topicValidators.get(ANNOUNCE_TOPIC)!);
    await this.during(channels.askStar(this.starId, null));
    return channels;
  }

  /** Lets time go on until `work` is done. */
  async during<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const ended = work.finally(() => {
      done = true;
    });
    ended.catch(() => {});
    while (!done) await this.run(TICK_MS);
    return ended;
  }

  /** Goes live, and says in `told` what the stars say of it. */
  broadcast(channels: Channels, key: PrivateKey, marks: HighWater, told: boolean[]) {
    const peer = peerIdFromPrivateKey(key).toString();
    let killed = false;
    const announcer = new Announcer(announcement('same', { startedAt: channels.now() }), {
      key,
      ownerId: peer,
      peer,
      addresses: () => ['/ip4/127.0.0.1/tcp/1/ws'],
      now: () => channels.now(),
      nextSequence: () => marks.sequence(channels.now()),
      publish: async (sealed) => {
        if (killed) return;
        await channels.take(sealed);
        const verdict = await this.star.accept(sealed, peer);
        if (typeof verdict !== 'string' && verdict.fresh) {
          const from = peerIdFromPrivateKey(key);
          const message = { type: 'signed', from, data: sealed } as unknown as Message;
          for (const validate of this.#pages) await validate(this.starId, message);
        }
        listing.published();
      },
    });
    const listing = new ListingCheck({
      ask: () => channels.listings(announcer.channelId, peer, String),
      publish: () => announcer.refresh(),
      report: ([listing]) => told.push(listing!.listed),
      random: () => 0.5,
    });
    return {
      channelId: announcer.channelId,
      title: (title: string) => announcer.update(announcement('same', { title })),
      end: () => {
        listing.stop();
        return announcer.end();
      },
      /** As a page that is closed by force: it says nothing any more. */
      kill: () => {
        killed = true;
        listing.stop();
        void announcer.end();
      },
    };
  }
}

interface Step {
  atMs: number;
  byMs: number;
}

/** What everybody sees, second by second. */
async function trace(steps: Step[], keys: PrivateKey[]): Promise<string[]> {
  const [starKey, oneKey, twoKey] = keys as [PrivateKey, PrivateKey, PrivateKey];
  const session = new Session(starKey);
  try {
    const nameOf = (id: string): string =>
      id === peerIdFromPrivateKey(oneKey).toString() ? 'one' : 'two';
    const names = (live: { ownerId: string }[]): string =>
      live.map(({ ownerId }) => nameOf(ownerId)).join('+');
    const told: boolean[] = [];
    const marks = new HighWater(false);
    const lines: string[] = [];
    const [viewer, one, two] = [await session.page(), await session.page(), await session.page()];
    let newcomer: Channels | null = null;
    let first = session.broadcast(one, oneKey, marks, told);
    let epoch = marks.firstEpoch(one.now());
    let second: typeof first | null = null;
    const pending = [...steps];
    for (let at = 1; at <= SECONDS; at++) {
      while (pending[0] && pending[0].atMs <= at * 1000) {
        const { byMs } = pending.shift()!;
        session.setWallClock(byMs);
      }
      await session.run(1_000);
      if (at === 2) second = session.broadcast(two, twoKey, new HighWater(false), told);
      if (at % 9 === 0) first.title(`at ${at}`);
      if (at === 40) {
        // Reloaded: the page is killed, another one comes.
        first.kill();
        first = session.broadcast(await session.page(), oneKey, marks, told);
        const next = marks.firstEpoch(one.now());
        assert.ok(next > epoch, `epoch ${next} after ${epoch}`);
        epoch = next;
      }
      if (at === 70) await session.during(second!.end());
      if (at === 90) newcomer = await session.page();
      if (at % 60 === 0) for (const page of [viewer, one, two]) page.sweep();
      const found = await session.during(viewer.find('same'));
      const said = encodePresence({
        ...{ channelId: first.channelId, peer: 'p', addresses: [], depth: 0 },
        ...{ slots: 1, way: 'forward' as const, epoch: 1, issuedAt: one.now() },
      });
      const heard = parsePresence(said, first.channelId, 'p', viewer.now()).peer;
      lines.push(
        [
          `${at} star ${names(session.star.live())}`,
          `viewer ${names(viewer.live())} finds ${found && `${nameOf(found.ownerId)} ${found.title}`}`,
          `newcomer ${newcomer && names(newcomer.live())}`,
          `told ${told} presence ${heard}`,
        ].join(', '),
      );
    }
    await session.during(first.end());
    return lines;
  } finally {
    mock.timers.reset();
    mock.restoreAll();
  }
}

/** xorshift32 */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

test('wall clocks that are set by up to an hour at random moments change nothing', async () => {
  const keys = await Promise.all(Array.from({ length: 3 }, newKey));
  const still = await trace([], keys);
  assert.match(still[30]!, /star one\+two, viewer one\+two finds one at 27, .* told {2}presence p/);
  assert.match(still[75]!, /star one, viewer one finds one at 72/);
  assert.match(still.at(-1)!, /newcomer one, told {2}presence p/);
  for (let seed = 1; seed <= long(4, 100); seed++) {
    const random = randomOf(seed * 7919);
    const steps = Array.from({ length: 1 + Math.floor(random() * 6) }, () => ({
      atMs: random() * SECONDS * 1000,
      byMs: (random() < 0.5 ? Math.sign(random() - 0.5) : 2 * random() - 1) * HOUR,
    })).sort((a, b) => a.atMs - b.atMs);
    assert.deepEqual(await trace(steps, keys), still, `seed ${seed}: ${JSON.stringify(steps)}`);
  }
});
