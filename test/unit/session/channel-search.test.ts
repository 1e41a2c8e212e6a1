/** Looking for a channel until it is live. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { ChannelRecord } from '../../../src/network/index.js';
import { ChannelSearch } from '../../../src/session/playback/channel-search.js';

const OWNER = '12D3KooWJnLSUdfobhXCDfGXStRWqg7Jve28AL1ypeVkPVjRkEDJ';
const record = (given: Partial<ChannelRecord> = {}): ChannelRecord =>
  ({
    channelId: `${OWNER}/live`,
    ownerId: OWNER,
    slug: 'live',
    ended: false,
    ...given,
  }) as ChannelRecord;

let answer: () => Promise<ChannelRecord | null>;
let asked: number;
let found: ChannelRecord[];
let missing: number;
let watching: boolean;
let abort: AbortController;

const searchFor = (channel: string): ChannelSearch =>
  new ChannelSearch(
    {
      findChannel: () => {
        asked++;
        return answer();
      },
    },
    channel,
    abort.signal,
    {
      wanted: () => !watching,
      found: (each) => found.push(each),
      missing: () => missing++,
    },
  );

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout'] });
  answer = async () => record();
  [asked, missing, found, watching] = [0, 0, [], false];
  abort = new AbortController();
});
afterEach(() => mock.timers.reset());

/** Lets promises settle. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

test('a live channel is found at once, and not asked for again', async () => {
  await searchFor('live').look();
  assert.equal(found.length, 1);
  mock.timers.tick(60_000);
  await settle();
  assert.equal(asked, 1);
});

test('one that is missing, over, or cannot be asked for is asked for again every five seconds', async () => {
  const answers: (() => Promise<ChannelRecord | null>)[] = [
    async () => null,
    async () => record({ ended: true }),
    () => Promise.reject(new Error('no star')),
    async () => record(),
  ];
  answer = () => answers.shift()!();
  await searchFor('live').look();
  for (let i = 0; i < 3; i++) {
    mock.timers.tick(4_999);
    await settle();
    assert.equal(asked, i + 1, 'not sooner');
    mock.timers.tick(1);
    await settle();
  }
  assert.deepEqual([asked, missing, found.length], [4, 3, 1]);
});

test('nothing is asked once the channel is watched, after stop, or after the abort', async () => {
  answer = async () => null;
  const search = searchFor('live');
  watching = true;
  await search.look();
  assert.equal(asked, 0);
  watching = false;
  await search.look();
  search.stop();
  mock.timers.tick(60_000);
  await settle();
  assert.equal(asked, 1);
  abort.abort();
  await search.look();
  search.lookLater();
  mock.timers.tick(60_000);
  await settle();
  assert.equal(asked, 1);
});

test('a bare slug takes any owner, then stays with the first; a full id only its own', () => {
  const other = record({ channelId: 'other/live', ownerId: 'other' });
  const bare = searchFor('live');
  assert.ok(bare.isOurs(other, undefined));
  assert.ok(!bare.isOurs(other, `${OWNER}/live`));
  assert.ok(!bare.isOurs(record({ slug: 'else' }), undefined));
  const full = searchFor(`${OWNER}/live`);
  assert.ok(full.isOurs(record(), undefined));
  assert.ok(!full.isOurs(other, undefined));
});
