/** A page whose own network may have changed: what it checks, and whom it asks again. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Emitter } from '../../src/events.js';
import type { NodeEvents, StarStatus } from '../../src/network/api.js';
import { NetworkWatch } from '../../src/session/network-watch.js';
import { FakeLink } from './session-helpers.js';

let node: Emitter<NodeEvents>;
let link: FakeLink;
let calls: string[];
let watch: NetworkWatch;

beforeEach(() => {
  node = new Emitter<NodeEvents>();
  link = new FakeLink('up', 'up');
  calls = [];
  watch = new NetworkWatch({
    node: { on: node.on.bind(node), checkStars: () => calls.push('check') },
    links: new Map(),
    tree: {
      linkAnswers: (id, connected) => calls.push(`${id} ${connected}`),
      reachable: () => calls.push('reachable'),
    },
  });
});

const stars = (...connected: boolean[]): StarStatus[] =>
  connected.map((each, i) => ({ address: `star ${i}`, connected: each }));

test('a link that is mute is told, and has the star checked at once', () => {
  watch.answers(link.link, false);
  assert.deepEqual(calls, ['check', 'up false']);
  assert.equal(link.mute, true);
  watch.answers(link.link, true);
  assert.deepEqual(calls.slice(2), ['up true']);
  assert.equal(link.mute, false);
});

test('a link that was cut off has the star checked, one that was left has not', () => {
  watch.linkClosed('moving');
  assert.deepEqual(calls, []);
  watch.linkClosed('pings unanswered');
  assert.deepEqual(calls, ['check']);
});

test('peers are asked again when a star is back after all were gone', () => {
  node.emit('stars', stars(true, true));
  node.emit('stars', stars(true, false));
  node.emit('stars', stars(true, true));
  assert.deepEqual(calls, []);
  node.emit('stars', stars(false));
  node.emit('stars', stars(true));
  assert.deepEqual(calls, ['reachable']);
});

test('nothing is heard after closing', () => {
  watch.close();
  node.emit('stars', stars(false));
  node.emit('stars', stars(true));
  assert.deepEqual(calls, []);
});
