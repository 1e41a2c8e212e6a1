/** One list of a broadcast's troubles: none hides another for good, and each goes with its own cause. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CastoError } from '../../../src/base/errors.js';
import {
  GRAVITY,
  notListed,
  sourceEnded,
  type Trouble,
} from '../../../src/session/broadcast/broadcast-troubles.js';
import { Troubles } from '../../../src/session/broadcast/troubles.js';

const error = (text: string, code: CastoError['code'] = 'internal'): CastoError =>
  new CastoError(code, text, { fatal: false });

function list() {
  const events: string[] = [];
  const troubles = new Troubles<Trouble>(GRAVITY, {
    told: ({ message }) => events.push(`+${message}`),
    over: ({ message }) => events.push(`-${message}`),
  });
  return { troubles, events };
}

test('the gravest is shown, in whatever order they come and go', () => {
  const { troubles } = list();
  const all = GRAVITY.map((key) => error(key));
  for (const order of [GRAVITY, [...GRAVITY].reverse()]) {
    const held = new Set<Trouble>();
    const gravest = (): string | undefined => GRAVITY.find((key) => held.has(key));
    for (const key of order) {
      troubles.set(key, all[GRAVITY.indexOf(key)]!);
      held.add(key);
      assert.equal(troubles.current?.message, gravest());
    }
    for (const key of order) {
      troubles.set(key, null);
      held.delete(key);
      assert.equal(troubles.current?.message, gravest());
    }
    assert.equal(troubles.current, null);
  }
});

test('taking one back leaves the others, and what was never told is not taken back', () => {
  const { troubles, events } = list();
  troubles.set('listing', error('not listed'));
  troubles.set('source', error('no sound'));
  troubles.set('worker', null);
  troubles.set('source', null);
  assert.equal(troubles.current?.message, 'not listed');
  assert.ok(troubles.has('listing') && !troubles.has('source'));
  assert.deepEqual(events, ['+not listed', '+no sound', '-no sound']);
});

test('only changes are told; another reason takes the place of the one before', () => {
  const { troubles, events } = list();
  const first = error('book-full', 'not-listed');
  troubles.set('listing', first);
  troubles.set('listing', error('book-full', 'not-listed'));
  assert.equal(troubles.current, first, 'the error that was told');
  troubles.set('listing', error('clock', 'not-listed'));
  troubles.set('listing', null);
  troubles.set('listing', null);
  assert.deepEqual(events, ['+book-full', '-book-full', '+clock', '-clock']);
});

test('those whose watcher is gone are taken back together', () => {
  const { troubles, events } = list();
  for (const key of ['worker', 'encoder', 'listing'] as const) troubles.set(key, error(key));
  troubles.clear('worker');
  assert.equal(troubles.current?.message, 'worker');
  assert.deepEqual(events.slice(3), ['-encoder', '-listing']);
});

test('what of a source has ended, and what is left', () => {
  const [video, audio] = ['video/VP8', 'audio/opus'];
  const text = (ended: readonly ('video' | 'audio')[], codecs: Parameters<typeof sourceEnded>[1]) =>
    sourceEnded(ended, codecs)?.message ?? null;
  assert.equal(text([], { video, audio }), null);
  assert.equal(
    text([], { video: null, audio: null }),
    null,
    'a stream without tracks never had any',
  );
  assert.match(text(['video'], { video: null, audio })!, /^The picture/);
  assert.match(text(['audio'], { video, audio: null })!, /^The sound/);
  for (const ended of [['video'], ['audio'], ['video', 'audio']] as const) {
    assert.match(text(ended, { video: null, audio: null })!, /camera, screen or file/);
  }
  assert.deepEqual(
    [sourceEnded(['video'], { video: null, audio })].map((told) => [told?.code, told?.fatal]),
    [['device-missing', false]],
  );
});

test('a channel that one star lists is listed; else every star is named with its reason', () => {
  const yes = { star: '/dns4/a', listed: true, reason: null };
  const full = { star: '/dns4/b', listed: false, reason: 'book-full' };
  const silent = { star: '/dns4/c', listed: false, reason: null };
  assert.equal(notListed([]), null, 'nobody has said anything');
  for (const listings of [[yes], [yes, full], [full, yes], [silent, full, yes]]) {
    assert.equal(notListed(listings), null);
  }
  const told = notListed([full, silent]);
  assert.deepEqual([told?.code, told?.fatal], ['not-listed', false]);
  for (const part of ['/dns4/b', 'book-full', '/dns4/c']) assert.ok(told?.message.includes(part));
});
