/** A source that ended in part or whole is told until what ended is sent again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EndedSource } from '../../src/session/ended-source.js';

const [video, audio] = ['video/VP8', 'audio/opus'];

test('a picture that ended is over with the next picture, not with sound', () => {
  const source = new EndedSource();
  const error = source.ended('video');
  assert.deepEqual([error.code, error.fatal], ['device-missing', false]);
  assert.equal(source.back({ video: null, audio }), null);
  assert.equal(source.back({ video, audio }), error);
  assert.equal(source.back({ video, audio }), null, 'told once');
});

test('of a source that ended whole, any part that comes back counts', () => {
  const source = new EndedSource();
  const first = source.ended('audio');
  const all = source.ended('all');
  assert.notEqual(first, all);
  assert.equal(source.back({ video: null, audio: null }), null);
  assert.equal(source.back({ video: null, audio }), all);
});
