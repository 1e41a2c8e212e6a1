/** What the stars see bounds what a relay can claim. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Listing } from '../../../src/network/api.js';
import { Audience } from '../../../src/session/broadcast/audience.js';
import { hint, join, stage } from '../overlay/overlay-stage.js';

const answer = (pages?: number): Listing => ({
  star: 'a',
  listed: true,
  reason: null,
  ...(pages === undefined ? {} : { pages }),
});

test('viewers are at most twice the pages that the stars see, and 200', () => {
  const audience = new Audience();
  assert.equal(audience.heard([answer(4)], 0), 208);
  assert.equal(audience.heard([answer(4), answer(1_000)], 1_000), 2_208);
});

test('where a star does not tell, or none was asked, there may be any number', () => {
  const audience = new Audience();
  assert.equal(audience.heard([], 0), Number.POSITIVE_INFINITY);
  assert.equal(audience.heard([answer(4), answer()], 0), Number.POSITIVE_INFINITY);
  assert.equal(audience.heard([answer(4)], 301_000), 208);
});

test('a star that has just been restarted, or is away, takes no viewers away', () => {
  const audience = new Audience();
  audience.heard([answer(5_000)], 0);
  assert.equal(audience.heard([answer(3)], 30_000), 10_200);
  assert.equal(audience.heard([], 3_600_000), 10_200);
  assert.equal(audience.heard([answer(3)], 3_630_000), 206);
});

test('a relay that claims nearly all viewers there can be: everybody is told of a plausible number', () => {
  const root = stage({ root: true, maxChildren: 2 });
  root.peer.start();
  for (const [peer, link] of [
    ['liar', 'link-0000'],
    ['good', 'link-0001'],
  ] as const) {
    root.peer.receive(peer, join(link));
    root.peer.linkOpened(link);
  }
  root.peer.limitViewers(208);
  root.peer.receive('good', { t: 'count', viewers: 3, capacity: 2 }, 'link-0001');
  root.peer.receive(
    'liar',
    { t: 'count', viewers: 9_999_998, capacity: 2, open: [hint('x', 3)] },
    'link-0000',
  );
  assert.equal(root.peer.view.viewers, 208);
  root.clock.runUntil(root.clock.now + 10_000);
  const told = root.sent.flatMap(({ message }) => (message.t === 'beat' ? [message.viewers] : []));
  assert.ok(told.includes(208));
  assert.ok(
    told.every((viewers) => viewers <= 208),
    `${Math.max(...told)} viewers told`,
  );
  // More pages come to the star, and what is counted is believed as far.
  root.peer.limitViewers(1_000_000);
  assert.equal(root.peer.view.viewers, 1_000_000);
  root.peer.receive('liar', { t: 'count', viewers: 1, capacity: 2 }, 'link-0000');
  assert.equal(root.peer.view.viewers, 4);
});
