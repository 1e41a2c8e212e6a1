/** A broadcaster that asks whether it is listed, says so when it is not, and tries again. */
import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import type { Listing } from '../../../src/network/api.js';
import { ListingCheck } from '../../../src/network/channels/listing.js';
import { Refusals } from '../../../src/star/refusals.js';
import { announcement, newKey, until, World } from './network-helpers.js';

const world = new World();
afterEach(async () => {
  mock.timers.reset();
  await world.end();
});

const listed: Listing = { star: 'a', listed: true, reason: null };
const missing: Listing = { star: 'a', listed: false, reason: 'book-full' };

/** A check on fake timers; `answers` is what the stars say from now on. */
function stage(answers: Listing[]) {
  mock.timers.enable({ apis: ['setTimeout'] });
  const on = { answers, asked: [] as number[], published: [] as number[], told: [] as Listing[][] };
  let now = 0;
  const check = new ListingCheck({
    ask: async () => {
      on.asked.push(now);
      return on.answers;
    },
    publish: () => {
      on.published.push(now);
      check.published();
    },
    report: (listings) => on.told.push(listings),
    random: () => 0.5,
  });
  const run = async (ms: number): Promise<void> => {
    for (const end = now + ms; now < end; ) {
      now += 100;
      mock.timers.tick(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { on, check, run };
}

test('a channel that is listed is looked for now and then, and nothing is said', async () => {
  const { on, check, run } = stage([listed]);
  check.published();
  await run(1_500);
  assert.deepEqual(on.asked, [1_500]);
  // A record a second does not put the look off, nor bring another.
  for (let n = 0; n < 100; n++) {
    check.published();
    await run(1_000);
  }
  assert.equal(on.asked.length, 4);
  assert.deepEqual([on.published, on.told], [[], []]);
  check.stop();
});

test('one that is not listed is announced again at growing intervals; told once, and when it is', async () => {
  const { on, check, run } = stage([listed, missing]);
  check.published();
  await run(1_600);
  assert.equal(on.published.length, 1, 'announced again at once');
  assert.deepEqual(on.told, [], 'a lost message is no trouble');
  await run(1_500);
  assert.deepEqual(on.told, [[listed, missing]]);
  await run(120_000);
  assert.deepEqual(on.told, [[listed, missing]], 'not told twice');
  const gaps = on.published.slice(1).map((at, index) => at - on.published[index]!);
  assert.deepEqual(gaps, [3_500, 5_500, 9_500, 17_500, 31_500, 31_500]);
  const other = { ...missing, reason: 'owner-limit' };
  on.answers = [other];
  await run(32_000);
  assert.deepEqual(on.told, [[listed, missing], [other]], 'another reason is told');
  on.answers = [listed];
  await run(32_000);
  assert.deepEqual(on.told, [[listed, missing], [other], [listed]]);
  const published = on.published.length;
  await run(60_000);
  assert.equal(on.published.length, published);
  check.stop();
});

test('a star that came or a network that changed is asked soon; nobody after the end', async () => {
  const { on, check, run } = stage([listed]);
  check.published();
  await run(2_000);
  check.doubt();
  await run(1_500);
  assert.equal(on.asked.length, 2);
  check.stop();
  check.doubt();
  await run(120_000);
  assert.equal(on.asked.length, 2);
});

test('without a star to ask, nothing is said', async () => {
  const { on, check, run } = stage([]);
  check.published();
  await run(300_000);
  assert.deepEqual([on.published, on.told], [[], []]);
  assert.ok(on.asked.length >= 8);
  check.stop();
});

test('of two stars, the one that refuses is reported beside the one that lists, once', async () => {
  const refusing = { ...missing, star: 'b' };
  const { on, check, run } = stage([listed, refusing]);
  check.published();
  await run(1_600);
  assert.deepEqual(on.told, [], 'it may have missed a record');
  await run(120_000);
  assert.deepEqual(on.told, [[listed, refusing]]);
  assert.ok(on.published.length > 3, 'it is still told the channel');
  on.answers = [listed, { ...refusing, listed: true, reason: null }];
  await run(40_000);
  assert.deepEqual(on.told.at(-1), on.answers);
  assert.equal(on.told.length, 2);
  check.stop();
});

test('the star that listed goes or loses the channel: what is left is reported, and what comes back', async () => {
  const refusing = { ...missing, star: 'b' };
  const { on, check, run } = stage([listed, refusing]);
  check.published();
  await run(10_000);
  on.answers = [refusing];
  await run(40_000);
  assert.deepEqual(on.told.slice(1), [[refusing]], 'nobody lists it now');
  on.answers = [listed, refusing];
  await run(40_000);
  assert.deepEqual(on.told.slice(2), [[listed, refusing]]);
  // A record that it misses once is no trouble, however long the other has refused.
  on.answers = [missing, refusing];
  for (const before = on.asked.length; on.asked.length === before; ) await run(100);
  on.answers = [listed, refusing];
  await run(60_000);
  assert.equal(on.told.length, 3);
  check.stop();
});

test('a star that refuses is not taken for one that lists when another comes or the network changes', async () => {
  const { on, check, run } = stage([missing]);
  check.published();
  await run(10_000);
  for (let n = 0; n < 3; n++) {
    check.doubt();
    await run(2_000);
  }
  assert.deepEqual(on.told, [[missing]]);
  on.answers = [];
  await run(60_000);
  assert.deepEqual(on.told, [[missing]], 'a star that is gone says nothing');
  check.stop();
});

test('refusals are told for a minute, and only the last one', () => {
  let now = 0;
  const refusals = new Refusals(() => now);
  refusals.note('page', 'clock');
  refusals.note('page', 'stale');
  assert.equal(refusals.of('page'), 'stale');
  assert.equal(refusals.of('other'), null);
  now = 60_001;
  assert.equal(refusals.of('page'), null);
  for (let n = 0; n < 5_000; n++) refusals.note(`page${n}`, 'clock');
  assert.equal(refusals.of('page0'), null);
  assert.equal(refusals.of('page4999'), 'clock');
});

test("a broadcaster is told the star's reason, and listed as soon as there is room", async () => {
  const star = await world.star();
  const key = await newKey();
  // Sixteen channels of one owner, in two pages: a page may say ten records at once.
  const [one, two, extra] = [
    await world.reachable(star, key),
    await world.reachable(star, key),
    await world.reachable(star, key),
  ];
  const running = Array.from({ length: 16 }, (_, n) =>
    (n < 8 ? one : two).node.announce(announcement(`channel-${n}`)),
  );
  const guest = await world.page({ stars: [star.url] });
  const all = async () => (await guest.node.channels({ fresh: true })).map(({ slug }) => slug);
  await until('sixteen', async () => (await all()).length === 16);
  const told: Listing[] = [];
  extra.node.announce(announcement('seventeen'), ([listing]) => told.push(listing!));
  const refused = await until('the refusal', () => told[0]);
  assert.equal(refused.listed, false);
  assert.equal(refused.reason, 'owner-limit');
  assert.ok(star.multiaddrs.includes(refused.star));
  assert.ok(!(await all()).includes('seventeen'));
  await running[0]!.end();
  await until('listed', () => told.at(-1)?.listed);
  assert.ok((await all()).includes('seventeen'));
});
