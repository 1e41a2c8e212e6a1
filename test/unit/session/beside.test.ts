/** What this page has of a channel already, and who shows it beside. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Beside, stateBeside } from '../../../src/session/page/beside.js';
import { followHere, type Here, setLiveHere } from '../../../src/session/page/live-here.js';
import { FakeStream, FakeTrack } from '../media/media-fakes.js';

const here = (viewers: number): Here => ({
  stream: null,
  viewers,
  own: true,
  state: 'live',
  error: null,
  getStats: () => Promise.reject(new Error('not asked here')),
});
const both = (): MediaStream =>
  new FakeStream([new FakeTrack('video'), new FakeTrack('audio')]).stream;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('nothing to follow where this page has no such channel', () => {
  assert.equal(
    followHere('a/live', () => assert.fail('nothing to show')),
    null,
  );
});

test('who follows is shown it at once, at every change, and hears of the end', async () => {
  const own = here(3);
  const entry = setLiveHere('a/live', own);
  const seen: (Here | null)[] = [];
  const leave = followHere('a/live', (each) => seen.push(each));
  const others: (Here | null)[] = [];
  followHere('a/live', (each) => others.push(each));
  assert.deepEqual(seen, [own]);
  entry.changed();
  assert.deepEqual(seen, [own, own]);
  leave?.();
  entry.changed();
  entry.gone();
  assert.equal(
    followHere('a/live', () => assert.fail('it is over')),
    null,
  );
  await turn();
  assert.equal(seen.length, 2);
  assert.deepEqual(others, [own, own, own, null]);
});

test('who has heard of the end by itself, and left, is not told again', async () => {
  const entry = setLiveHere('a/live', here(1));
  const seen: (Here | null)[] = [];
  const leave = followHere('a/live', (each) => seen.push(each));
  entry.gone();
  leave?.();
  await turn();
  assert.equal(seen.length, 1);
});

test('the end of an earlier one does not take a later one away', () => {
  const first = setLiveHere('a/live', here(1));
  const later = here(2);
  const second = setLiveHere('a/live', later);
  first.gone();
  let shown: Here | null = null;
  followHere('a/live', (each) => {
    shown = each;
  });
  assert.equal(shown, later);
  second.gone();
});

test('who had the channel is told when a broadcast of the page takes it, and shows that', async () => {
  const broadcast = here(0);
  const seen: (Here | null)[] = [];
  let told = 0;
  const viewing = setLiveHere('a/live', here(1), () => {
    told++;
    viewing.gone();
    followHere('a/live', (each) => seen.push(each));
  });
  const beside: (Here | null)[] = [];
  followHere('a/live', (each) => beside.push(each));
  const own = setLiveHere('a/live', broadcast);
  assert.equal(told, 1);
  assert.deepEqual(seen, [broadcast]);
  await turn();
  assert.equal(beside.at(-1), null, 'who showed the viewing looks again');
  own.gone();
  await turn();
  assert.equal(seen.at(-1), null);
  setLiveHere('a/live', here(2)).gone();
  assert.equal(told, 1);
});

test('who leaves while it is told at the first follows nothing any more', () => {
  const entry = setLiveHere('a/live', { ...here(1), stream: both() });
  const shown = new FakeStream();
  let told = 0;
  const beside: Beside = new Beside(shown.stream, {
    shown: () => {
      told++;
      beside.leave();
    },
    going: () => {},
    gone: () => assert.fail('it has left'),
  });
  assert.equal(beside.follow('a/live'), true);
  assert.equal(beside.here, null);
  entry.changed();
  assert.equal(told, 1);
  assert.deepEqual(shown.getTracks(), []);
  entry.gone();
});

test('who shows it beside is told while the last picture is still there', async () => {
  const entry = setLiveHere('a/live', { ...here(1), stream: both() });
  const shown = new FakeStream();
  const tracks: [string, number][] = [];
  const beside = new Beside(shown.stream, {
    shown: () => {},
    going: () => tracks.push(['going', shown.getTracks().length]),
    gone: () => tracks.push(['gone', shown.getTracks().length]),
  });
  beside.follow('a/live');
  entry.gone();
  await turn();
  assert.deepEqual(tracks, [
    ['going', 2],
    ['gone', 0],
  ]);
  beside.leave();
  assert.equal(tracks.length, 2, 'it has nothing any more');
});

test('beside a viewing a player tells what that one tells, beside a broadcast whether it has something', () => {
  const stream = (...states: string[]) => {
    const tracks = states.map((readyState) => ({ readyState }));
    return {
      getVideoTracks: () => tracks,
      getAudioTracks: () => [],
    } as unknown as MediaStream;
  };
  const own = { ...here(1), stream: stream('live') };
  assert.equal(stateBeside(own), 'playing');
  assert.equal(stateBeside({ ...own, stream: stream('ended') }), 'resting');
  assert.equal(stateBeside({ ...own, stream: stream() }), 'resting');
  assert.equal(stateBeside({ ...own, stream: null }), 'resting');
  for (const state of ['connecting', 'waiting', 'reconnecting', 'playing'] as const) {
    assert.equal(stateBeside({ ...own, own: false, state }), state);
  }
});
