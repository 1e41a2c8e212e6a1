/** Clicks on the picture that begin before the player's bar is there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followPicture } from '../../../components/player/controls/picture-clicks.js';

test('a tap that began before the bar was there stops nothing: it shows the bar, or plays what is paused', (t) => {
  class Video {}
  Object.assign(globalThis, { HTMLVideoElement: Video });
  t.after(() => Reflect.deleteProperty(globalThis, 'HTMLVideoElement'));
  const listeners = new Map<string, (event: object) => void>();
  const player = {
    controls: true,
    paused: false,
    addEventListener: (type: string, listener: (event: object) => void) =>
      listeners.set(type, listener),
  };
  const done: string[] = [];
  const says = (what: string) => () => done.push(what);
  followPicture(
    player as never,
    { play: says('play'), pause: says('pause'), fullscreen: says('fullscreen') },
    { tap: says('tap'), show: says('show') },
  );
  const event = (more: object = {}) => ({
    isTrusted: true,
    defaultPrevented: false,
    timeStamp: 1000,
    composedPath: () => [new Video()],
    ...more,
  });
  listeners.get('click')!(event());
  player.paused = true;
  listeners.get('click')!(event());
  assert.deepEqual(done.splice(0), ['show', 'play']);
  // A script that clicks presses nothing before, and is taken at its word.
  player.paused = false;
  listeners.get('click')!(event({ isTrusted: false }));
  listeners.get('pointerdown')!(event({ pointerType: 'mouse' }));
  listeners.get('click')!(event());
  assert.deepEqual(done, ['pause', 'pause']);
});
