/** What the player decides without a DOM: what was given to others, what is open and what is said. */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { blankStats } from '../../../components/base/blank-stats.js';
import { englishTexts } from '../../../components/i18n/registry.js';
import { PlayerUi } from '../../../components/player/controls/player-ui.js';
import { ExchangeMeter } from '../../../components/player/media/exchange.js';
import {
  type ExchangeSource,
  ExchangeWatch,
} from '../../../components/player/media/exchange-watch.js';
import { LiveEdge } from '../../../components/player/media/live-edge.js';
import { stateAnnouncement } from '../../../components/player/status/announcements.js';
import { CastoError } from '../../../src/base/errors.js';
import type { CastoStats, EdgeStats } from '../../../src/base/types.js';

function edge(peerId: string, bytes: number, bitrate = 1000): EdgeStats {
  return { peerId, way: 'forward', rttMs: 5, bitrate, packetsLost: 0, jitterMs: 0, bytes };
}

function statsWith(...children: EdgeStats[]): CastoStats {
  return { ...blankStats('relay'), parent: edge('P', 9), depth: 2, latencyMs: 80, children };
}

test('what was given is added up over children that come, go and come back', () => {
  const meter = new ExchangeMeter();
  assert.equal(meter.read(statsWith()).uploadedBytes, 0);
  const both = meter.read(statsWith(edge('A', 100, 300), edge('B', 50, 200)));
  assert.equal(both.uploadedBytes, 150);
  assert.equal(both.upBitrate, 500);
  assert.equal(meter.read(statsWith(edge('A', 180))).uploadedBytes, 230, 'B took its bytes along');
  assert.equal(meter.read(statsWith(edge('A', 10))).uploadedBytes, 240, 'A began anew');
  assert.equal(meter.read(statsWith()).uploadedBytes, 240);
  meter.reset();
  assert.equal(meter.read(statsWith(edge('A', 10))).uploadedBytes, 10);
});

function watched(change: Partial<ExchangeSource> = {}) {
  let reads = 0;
  let changes = 0;
  const watch = new ExchangeWatch({
    active: () => true,
    seen: () => true,
    read: async () => {
      reads++;
      return statsWith(edge('A', 100));
    },
    changed: () => {
      changes++;
    },
    ...change,
  });
  return { watch, reads: () => reads, changes: () => changes };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test('figures are read often while they are seen, and seldom while not', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    let seen = true;
    const { watch, reads } = watched({ seen: () => seen });
    watch.start();
    for (let turn = 0; turn < 6; turn++) {
      mock.timers.tick(2000);
      await settled();
    }
    assert.equal(reads(), 6);
    seen = false;
    for (let turn = 0; turn < 6; turn++) {
      mock.timers.tick(2000);
      await settled();
    }
    assert.equal(reads(), 8);
    watch.stop();
    assert.equal(watch.current, null);
    mock.timers.tick(20_000);
    assert.equal(reads(), 8);
  } finally {
    mock.timers.reset();
  }
});

test('what is read for one channel is not counted for the next', async () => {
  let give: (stats: CastoStats) => void = () => {};
  const { watch } = watched({
    read: () =>
      new Promise((resolve) => {
        give = resolve;
      }),
  });
  watch.refresh();
  watch.forget();
  give(statsWith(edge('A', 100)));
  await settled();
  assert.equal(watch.current?.uploadedBytes, undefined);
  watch.refresh();
  give(statsWith(edge('A', 30)));
  await settled();
  assert.equal(watch.current?.uploadedBytes, 30);
});

test('statistics that fail leave no stale figures', async () => {
  let fail = false;
  const { watch, changes } = watched({
    read: async () => {
      if (fail) throw new Error('closed');
      return statsWith(edge('A', 100));
    },
  });
  watch.refresh();
  await settled();
  assert.equal(watch.current?.children.length, 1);
  fail = true;
  watch.refresh();
  await settled();
  assert.equal(watch.current, null);
  assert.equal(changes(), 2);
});

test('one panel at a time; the same button closes it', () => {
  let changes = 0;
  const ui = new PlayerUi(() => {
    changes++;
  });
  ui.toggle('share');
  ui.toggle('help');
  assert.equal(ui.panel, 'help');
  ui.toggle('help');
  assert.equal(ui.panel, null);
  ui.close();
  assert.equal(changes, 3, 'closing what is closed changes nothing');
});

test('announcements: the latest wins, what passes quickly is never said, and nothing is left', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const ui = new PlayerUi(() => {});
    ui.announce('Reconnecting', 1500);
    mock.timers.tick(1000);
    ui.announce('Live');
    assert.equal(ui.announcement, 'Live');
    mock.timers.tick(1000);
    assert.equal(ui.announcement, 'Live', 'the reconnection was over before it was said');
    ui.announce('Live');
    assert.notEqual(ui.announcement, 'Live', 'a region that does not change is not heard');
    assert.equal(ui.announcement.trim(), 'Live');
    mock.timers.tick(6000);
    assert.equal(ui.announcement, '');

    ui.note('Volume 50%');
    assert.equal(ui.notice, 'Volume 50%');
    mock.timers.tick(1300);
    assert.equal(ui.notice, '');
    assert.equal(ui.announcement, 'Volume 50%');
    ui.toggle('more');
    ui.reset();
    assert.deepEqual([ui.panel, ui.notice, ui.announcement], [null, '', '']);
  } finally {
    mock.timers.reset();
  }
});

test('each state says what there is to know, and only what lasts', () => {
  const say = (
    to: Parameters<typeof stateAnnouncement>[0]['to'],
    error: CastoError | null = null,
  ) => stateAnnouncement({ from: 'idle', to }, error, 'Street', englishTexts);
  assert.equal(say('playing').text, 'Live: Street');
  assert.equal(say('idle').text, '');
  assert.match(say('waiting').text, /^Not live yet/);
  assert.equal(say('waiting').afterMs, 0);
  assert.ok(say('reconnecting').afterMs >= 1000);
  assert.ok(say('connecting').afterMs >= 1000);
  assert.match(say('ended').text, /has ended/);
  assert.match(
    say('error', new CastoError('no-star', 'x')).text,
    /^This page is not ready for live video\./,
  );
});

test('the live edge runs away from a paused picture', () => {
  let now = 1000;
  const edgeOf = new LiveEdge(() => now);
  assert.equal(edgeOf.behind, 0);
  edgeOf.paused();
  now += 2500;
  edgeOf.paused();
  assert.equal(edgeOf.behind, 2.5);
  edgeOf.running();
  assert.equal(edgeOf.behind, 0);
});
