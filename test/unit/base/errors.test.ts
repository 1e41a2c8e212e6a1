import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { orAborted } from '../../../src/base/errors.js';

test('a failure that nobody waits for after an abort is no unhandled rejection', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  try {
    for (const when of ['before', 'after'] as const) {
      const controller = new AbortController();
      if (when === 'before') controller.abort();
      const fails = new Promise<never>((_resolve, reject) => {
        setImmediate(() => reject(new Error('too late')));
      });
      const waiting = orAborted(fails, controller.signal);
      controller.abort();
      await assert.rejects(waiting, { code: 'aborted' });
      await settled();
      await settled();
    }
    assert.deepEqual(unhandled, []);
  } finally {
    process.off('unhandledRejection', note);
  }
});

test('what is waited for fails with its own reason', async () => {
  const { signal } = new AbortController();
  await assert.rejects(orAborted(Promise.reject(new Error('own')), signal), /own/);
  await assert.rejects(orAborted(Promise.reject(new Error('own')), undefined), /own/);
  assert.equal(await orAborted(Promise.resolve(5), signal), 5);
});
