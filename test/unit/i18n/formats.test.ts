/** Numbers and plurals by language. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Formats } from '../../../components/i18n/formats.js';
import { plurals } from '../../../components/i18n/plurals.js';

const MINUTE = 60_000;

describe('formats', () => {
  const english = new Formats('en', 'just started');

  it('shortens counts', () => {
    const short = [0, 7, 999, 1234, 56_789, 1_250_000].map((count) => english.count(count));
    assert.deepEqual(short, ['0', '7', '999', '1.2K', '57K', '1.3M']);
    assert.equal(new Formats('ko', '').count(56_789), '5.7만');
  });

  it('gives bit rates in SI units, and a dash for what is not known', () => {
    assert.deepEqual(
      [0, Number.NaN, 900_400, 2_400_000].map((rate) => english.bitrate(rate)),
      ['–', '–', '900 kbit/s', '2.4 Mbit/s'],
    );
    assert.equal(new Formats('de', '').bitrate(2_000_000), '2,0 Mbit/s');
  });

  it('gives spans', () => {
    assert.deepEqual(
      [0, 33.4, 9999, 12_340].map((ms) => english.milliseconds(ms)),
      ['–', '33 ms', '9,999 ms', '12.3 s'],
    );
  });

  it('keeps number and symbol in order where the text runs from right to left', () => {
    const arabic = new Formats('ar-AE', '', 'rtl');
    assert.equal(arabic.milliseconds(198), '\u2066198 ms\u2069');
    assert.equal(arabic.bitrate(2_400_000), '\u20662.4 Mbit/s\u2069');
  });

  it('gives ages, in the language’s own units', () => {
    const age = (minutes: number, formats = english) => formats.age(0, minutes * MINUTE);
    assert.deepEqual(
      [-5, 0.9, 5, 59, 125, 26 * 60].map((minutes) => age(minutes)),
      ['just started', 'just started', '5 min', '59 min', '2 hr 5 min', '1 day'],
    );
    assert.equal(age(125, new Formats('ko', '방금')), '2시간 5분');
  });

  it('runs a clock', () => {
    assert.deepEqual(
      [-1, 0, 65_999, 3_723_000].map((ms) => english.clock(ms)),
      ['00:00', '00:00', '01:05', '1:02:03'],
    );
  });
});

describe('plurals', () => {
  it('picks the form of the language', () => {
    const forms = { zero: 'z', one: 'o', two: 't', few: 'f #', many: 'm #', other: 'x #' };
    const arabic = plurals('ar');
    assert.deepEqual(
      [0, 1, 2, 3, 11, 100].map((count) => arabic(count, forms)[0]),
      ['z', 'o', 't', 'f', 'm', 'x'],
    );
    assert.equal(plurals('en')(1, { one: '# hop', other: '# hops' }), '1 hop');
    assert.equal(plurals('en')(2500, { one: '# hop', other: '# hops' }), '2,500 hops');
    assert.equal(plurals('ko')(1, { other: '#명' }), '1명');
  });
});
