/** One broadcast for each channel of a page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CastoError } from '../../../src/base/errors.js';
import { type Broadcaster, claimChannel } from '../../../src/session/page/on-air.js';

const stays: Broadcaster = {
  leaving: () => false,
  stop: () => assert.fail('the first is left alone'),
};

test('the second is refused, and does the first no harm', () => {
  const claim = claimChannel('a', stays);
  assert.equal(claim.ready, null);
  for (let tries = 0; tries < 2; tries++) {
    assert.throws(
      () => claimChannel('a', stays),
      ({ code, message }: CastoError) => code === 'channel-taken' && message.includes('"a"'),
    );
  }
  claimChannel('b', stays).release();
  claim.release();
  claim.release();
  claimChannel('a', stays).release();
});

test('who follows waits until the end of the one before is announced', async () => {
  const first = claimChannel('a', stays);
  let ended = (): void => {};
  first.release(
    new Promise<void>((resolve) => {
      ended = resolve;
    }),
  );
  const second = claimChannel('a', stays);
  let ready = false;
  const waiting = second.ready?.then(() => {
    ready = true;
  });
  assert.throws(() => claimChannel('a', stays), { code: 'channel-taken' });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(ready, false);
  ended();
  await waiting;
  assert.equal(ready, true);
  // The end of the first does not take the channel from the second.
  await new Promise((resolve) => setImmediate(resolve));
  assert.throws(() => claimChannel('a', stays), { code: 'channel-taken' });
  second.release();
});

test('an end that cannot be announced does not hold up who follows', async () => {
  claimChannel('a', stays).release(Promise.reject(new Error('no star')));
  const next = claimChannel('a', stays);
  await next.ready;
  next.release();
});

test('one that is leaving is stopped at once, and followed', async () => {
  let stopped = 0;
  const first = claimChannel('a', {
    leaving: () => true,
    async stop() {
      stopped++;
      first.release(Promise.resolve());
    },
  });
  const second = claimChannel('a', stays);
  assert.equal(stopped, 1);
  await second.ready;
  await new Promise((resolve) => setImmediate(resolve));
  assert.throws(() => claimChannel('a', stays), { code: 'channel-taken' });
  second.release();
  claimChannel('a', stays).release();
});
