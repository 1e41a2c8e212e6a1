import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutText } from '../../../src/base/cut-text.js';
import { recordName } from '../../../src/studio/recording/file-format.js';

const CHARACTERS = ['😀', '👩‍👩‍👧‍👦', '👍🏽', '🏳️‍🌈', '🇩🇪', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '1️⃣', 'é', 'นี้', '한'];

test('a text is cut between characters that a person sees', () => {
  for (const character of CHARACTERS) {
    for (let before = 0; before <= 12; before++) {
      const text = 'x'.repeat(before) + character.repeat(8);
      for (let max = before; max < text.length; max++) {
        const cut = cutText(text, max);
        assert.ok(cut.length <= max && cut.length > max - Math.max(character.length, 2));
        const whole = (cut.length - before) % character.length === 0;
        // One that is longer than the whole limit has to be parted somewhere.
        const alone = before === 0 && max < character.length;
        assert.ok(whole || alone, `${character} after ${before} at ${max}: ${cut}`);
        assert.ok(cut.isWellFormed());
      }
    }
  }
});

test('a text is cut as well where the browser has no segmenter', () => {
  for (const character of CHARACTERS.filter((each) => each !== '🇩🇪')) {
    const text = `x${character.repeat(8)}`;
    for (let max = 1; max < text.length; max++) {
      const cut = cutText(text, max, null as never);
      assert.equal((cut.length - 1) % character.length, 0, `${character} at ${max}: ${cut}`);
    }
  }
  assert.equal(cutText('🇩🇪🇫🇷', 3, null as never), '🇩');
});

test('a short text stays as it is, and one that is all accents is cut', () => {
  assert.equal(cutText('Straße', 6), 'Straße');
  assert.equal(cutText('', 0), '');
  const accents = `a${'\u0301'.repeat(500)}`;
  assert.equal(cutText(accents, 120).length, 120);
  assert.equal(cutText(accents, 120, null as never).length, 120);
});

test('a recording’s name is cut between characters, with no space before the date', () => {
  const at = new Date(2026, 10, 25, 9, 30);
  assert.equal(
    recordName(`${'x'.repeat(59)}😀😀`, at, 'webm'),
    `${'x'.repeat(59)} 2026-11-25 09-30-00.webm`,
  );
  assert.equal(
    recordName(`${'x'.repeat(59)} 😀`, at, 'webm'),
    `${'x'.repeat(59)} 2026-11-25 09-30-00.webm`,
  );
});
