/** Which sizes a viewer is offered. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RenditionChoice } from '../../../src/session/playback/rendition-choice.js';
import { FakeLink } from './session-helpers.js';

function parent(way: FakeLink['way']) {
  const made = new FakeLink('parent', 'up');
  made.way = way;
  return made.link;
}
const heights = (picture: RenditionChoice, way: FakeLink['way'] = 'forward'): number[] =>
  picture.offered(parent(way)).map(({ height }) => height);

test('nothing is offered before the size of the picture is known', () => {
  const picture = new RenditionChoice();
  assert.deepEqual(heights(picture), []);
  picture.look(720, false, 0);
  assert.deepEqual(heights(picture), [], 'may be the first frame of another encoding');
  picture.look(720, false, 3000);
  assert.deepEqual(heights(picture), [720, 360]);
  assert.deepEqual(picture.offered(null), []);
});

test('the sizes stay what they are while the small encoding is shown', () => {
  const picture = new RenditionChoice();
  for (let ms = 0; ms <= 4000; ms += 100) picture.look(720, false, ms);
  // The parent says so before the first small frame comes, and the other way round after it.
  for (let ms = 4100; ms <= 5000; ms += 100) picture.look(720, true, ms);
  for (let ms = 5100; ms <= 9000; ms += 100) picture.look(360, true, ms);
  assert.deepEqual(heights(picture), [720, 360]);
  for (let ms = 9100; ms <= 10_000; ms += 100) picture.look(360, false, ms);
  assert.deepEqual(heights(picture), [720, 360]);
  // Another source.
  for (let ms = 10_100; ms <= 14_000; ms += 100) picture.look(1080, false, ms);
  assert.deepEqual(heights(picture), [1080, 540]);
});

test('a link with one encoding alone offers nothing', () => {
  const picture = new RenditionChoice();
  picture.look(720, false, 0);
  picture.look(720, false, 3000);
  assert.deepEqual(heights(picture, 'source'), [720, 360]);
  for (const way of ['carry', 'transcode', null] as const) {
    assert.deepEqual(heights(picture, way), []);
  }
});
