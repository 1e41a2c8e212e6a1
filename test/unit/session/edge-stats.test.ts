/** The quality of an edge: as its two sides measure it, and in words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Texts } from '../../../components/i18n/texts.js';
import { qualityText } from '../../../components/stats/tree/layers.js';
import type { CastoStats, EdgeQuality } from '../../../src/base/types.js';
import type { Link } from '../../../src/media/link/link.js';
import { BitrateMeter, edgeStats } from '../../../src/session/stats/edge-stats.js';
import { english } from '../../english.js';
import { FakeLink, FakeTime } from './session-helpers.js';

const worker = (frames: number) => ({
  downTracks: {},
  ups: { a: { video: { bytes: 1000 * frames, frames, lost: 0, longestGapMs: 40, unopened: 0 } } },
  released: [0, 0, 0] as [number, number, number],
  releasedSmall: [0, 0, 0] as [number, number, number],
  uploaded: 0,
});

test('an up link tells what its parent said, and how many frames came', async () => {
  const time = new FakeTime();
  try {
    const fake = new FakeLink('a', 'up');
    fake.way = 'forward';
    const link = Object.assign(fake, { closed: true }) as unknown as Link;
    const meter = new BitrateMeter();
    const before = await edgeStats(link, 10, worker(30), meter);
    assert.deepEqual(before.edge.quality, {
      frames: 'all',
      encoding: 'full',
      limitedBy: null,
      framesPerSecond: 0,
    });
    time.pass(2000);
    fake.quality = { step: 0, small: true, by: 'link', slow: false };
    const after = await edgeStats(link, 10, worker(60), meter);
    assert.deepEqual(after.edge.quality, {
      frames: 'base',
      encoding: 'small',
      limitedBy: 'link',
      // 60 frames in the two seconds since the link began.
      framesPerSecond: 30,
    });
    assert.deepEqual(after.video.quality, after.edge.quality);
    fake.way = 'transcode';
    assert.equal((await edgeStats(link, 10, worker(60), meter)).edge.quality, undefined);
  } finally {
    time.stop();
  }
});

test('in words', () => {
  const t = english as unknown as Texts;
  const say = (quality?: EdgeQuality): string | null =>
    qualityText({ video: { quality } } as unknown as CastoStats, t);
  const whole: EdgeQuality = {
    frames: 'all',
    encoding: 'full',
    limitedBy: null,
    framesPerSecond: 30,
  };
  assert.equal(say(undefined), null);
  assert.equal(say(whole), 'all frames');
  assert.equal(
    say({ ...whole, frames: 'base', encoding: 'small', limitedBy: 'link' }),
    'every second frame · half the width and height · the line carries no more',
  );
});
