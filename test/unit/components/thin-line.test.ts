import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isThin, LineAdvice, lowerLines } from '../../../components/broadcast/on-air/thin-line.js';
import type { CastoStats, EdgeQuality } from '../../../src/base/types.js';

const child = (limitedBy: EdgeQuality['limitedBy']): { quality: EdgeQuality } => ({
  quality: { frames: limitedBy ? 'base' : 'all', encoding: 'full', limitedBy, framesPerSecond: 24 },
});

describe("the broadcaster's own line", () => {
  it('is thin when no child gets everything', () => {
    assert.equal(isThin([child('link')]), true);
    assert.equal(isThin([child('link'), child('upload')]), true);
  });

  it('is not to blame for one child of several, nor for a choice, nor for nobody', () => {
    assert.equal(isThin([]), false);
    assert.equal(isThin([child('link'), child(null)]), false);
    assert.equal(isThin([child('choice')]), false);
    assert.equal(isThin([{}]), false);
    assert.equal(isThin([child('choice'), {}, child('link')]), true);
  });

  it('would carry the next smaller size, of a portrait by its short side', () => {
    assert.equal(lowerLines({ width: 1920, height: 1080 }), 720);
    assert.equal(lowerLines({ width: 720, height: 1280 }), 480);
    assert.equal(lowerLines({ width: 800, height: 600 }), 480);
    assert.equal(lowerLines({ width: 640, height: 360 }), null);
    assert.equal(lowerLines({ width: 0, height: 0 }), null);
  });

  it('is spoken of after three readings in a row, until the person has answered', () => {
    const advice = new LineAdvice();
    const read = (limitedBy: EdgeQuality['limitedBy'], times: number): number | null => {
      const video = { width: 1280, height: 720, framesPerSecond: 29.7 } as CastoStats['video'];
      const children = [child(limitedBy)] as CastoStats['children'];
      for (let i = 0; i < times; i++) advice.read({ video, children });
      return advice.lower;
    };
    assert.equal(read('link', 2), null);
    assert.equal(read(null, 1), null);
    assert.equal(read('link', 2), null);
    assert.equal(read('link', 1), 480);
    assert.equal(advice.sent?.frameRate, 30);
    advice.forget();
    assert.equal(advice.lower, null);
    assert.equal(read('upload', 3), 480);
    advice.keep(true);
    assert.equal(read('upload', 9), null);
    advice.keep(false);
    assert.equal(read('upload', 1), 480);
  });
});
