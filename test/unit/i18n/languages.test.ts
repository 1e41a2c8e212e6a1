/** Every language that is shipped says everything that English says. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { onTexts, textsFor } from '../../../components/i18n/registry.js';
import { english } from '../../english.js';

type Leaf = string | ((...given: never[]) => string);

const FOLDER = new URL('../../../components/i18n/languages/', import.meta.url);
const LANGUAGES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.lazy.js'))
  .map((file) => file.replace('.lazy.js', ''));

/** Texts that are '' in English are empty on purpose. */
function leaves(texts: object, path = ''): Map<string, Leaf> {
  const found = new Map<string, Leaf>();
  for (const [key, value] of Object.entries(texts)) {
    const name = path ? `${path}.${key}` : key;
    if (typeof value === 'object') for (const [k, v] of leaves(value, name)) found.set(k, v);
    else found.set(name, value as Leaf);
  }
  return found;
}

const wanted = leaves(english);
/** Numbers for every plural form of Arabic, and names. */
const GIVEN = [0, 1, 2, 3, 11, 100, 'Ana'];

const said = (leaf: Leaf, given: unknown): string =>
  typeof leaf === 'string'
    ? leaf
    : leaf(...(Array.from({ length: Math.max(1, leaf.length) }, () => given) as never[]));

/**
 * Words that only who made the page, or CASTO, can know: attributes, and what a network calls its parts. Those of
 * each language are the words that its texts once had for “star”, “meeting point” and “peer”.
 */
const INSIDE: Record<string, RegExp> = {
  en: /\bstars?\b|meeting point|\bpeers?\b|attribute|element|channel id|carried/i,
  de: /\bStern|Treffpunkt|Teilnehmer|Kanalkennung|getragen/,
  es: /estrella|punto de encuentro|\bpares\b|identificador|transportada/i,
  ar: /نجمة|التقاء|نظير|النظراء|معرّف|محمول/,
  ja: /スター[^ト]|待ち合わせ|ピア|チャンネル ID|載せ替え/,
  ko: /스타|연결 지점|피어|채널 ID|실어/,
};

describe('what a viewer reads', () => {
  for (const lang of ['en', ...LANGUAGES]) {
    it(`has no inside words in ${lang}`, async () => {
      const url = new URL(`${lang}.lazy.js`, FOLDER).href;
      const texts: typeof english =
        lang === 'en' ? english : ((await import(url)) as { default: typeof english }).default;
      for (const [key, leaf] of leaves({ errors: texts.errors, player: texts.player })) {
        const text = said(leaf, 2);
        assert.doesNotMatch(text, INSIDE[lang]!, key);
        assert.doesNotMatch(text, /\bstar\b|="/, key);
      }
    });
  }
});

describe('languages', () => {
  it('are those that CASTO promises', () => {
    assert.deepEqual(LANGUAGES.sort(), ['ar', 'de', 'es', 'ja', 'ko']);
    assert.ok(wanted.size > 150, `${wanted.size} texts`);
  });

  for (const lang of LANGUAGES) {
    it(`${lang} has every text, and no other`, async () => {
      const module = (await import(new URL(`${lang}.lazy.js`, FOLDER).href)) as { default: object };
      const texts = leaves(module.default);
      const missing = [...wanted.keys()].filter((key) => !texts.has(key));
      const unknown = [...texts.keys()].filter((key) => !wanted.has(key));
      assert.deepEqual({ missing, unknown }, { missing: [], unknown: [] });
      for (const [key, leaf] of texts) {
        const original = wanted.get(key)!;
        assert.equal(typeof leaf, typeof original, key);
        for (const given of GIVEN) {
          const text = said(leaf, given);
          // A name where a number belongs.
          if (said(original, given).includes('NaN')) continue;
          assert.equal(typeof text, 'string', key);
          assert.equal(
            text.trim() === '',
            said(original, given).trim() === '',
            `${key}: “${text}”`,
          );
          assert.ok(!/undefined|NaN|\[object/.test(text), `${key}: “${text}”`);
        }
      }
    });

    it(`${lang} is another language than English`, async () => {
      const { default: texts } = (await import(new URL(`${lang}.lazy.js`, FOLDER).href)) as {
        default: object;
      };
      const same = [...leaves(texts)].filter(
        ([key, leaf]) => said(leaf, 'Ana') === said(wanted.get(key)!, 'Ana') && said(leaf, 'Ana'),
      );
      // Words like “Link” and “Esc” are the same in some; a text left in English is longer.
      const long = same.filter(([, leaf]) => said(leaf, 'Ana').split(' ').length > 3);
      assert.deepEqual(long, []);
      assert.ok(same.length < 30, same.map(([key]) => key).join(', '));
    });

    it(`${lang} is loaded when it is first asked for, with English until then`, async () => {
      assert.equal(textsFor(`${lang}-XX`).lang, 'en');
      await new Promise<void>((resolve) => {
        const off = onTexts(() => {
          if (textsFor(lang).lang !== lang) return;
          off();
          resolve();
        });
      });
      assert.equal(textsFor(lang).dir, lang === 'ar' ? 'rtl' : 'ltr');
    });
  }
});
