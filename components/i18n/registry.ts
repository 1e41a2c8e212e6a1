/** Which languages there are, and the texts of those that are here already. */
import { createLog } from '../../src/base/log.js';
import { english as early } from './en/index.js';
import { Formats } from './formats.js';
import type { Dictionary, PartialDictionary, Texts } from './texts.js';

const log = createLog('i18n');

/** Languages that come as files of their own, loaded when an element first needs them. */
const loaders: Record<string, () => Promise<{ default: PartialDictionary }>> = {
  ar: () => import('./languages/ar.lazy.js'),
  de: () => import('./languages/de.lazy.js'),
  es: () => import('./languages/es.lazy.js'),
  ja: () => import('./languages/ja.lazy.js'),
  ko: () => import('./languages/ko.lazy.js'),
};

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi', 'dv', 'ckb']);

/** Whatever shows a text that comes late brings it along: see `moreEnglish()`. */
let english = early as Dictionary;
const added = new Set<PartialDictionary>();

/** By lower-case tag; an author's texts and those that were loaded. */
const given = new Map<string, PartialDictionary>();
const loaded = new Map<string, PartialDictionary>();
const loading = new Map<string, Promise<void>>();
const complete = new Map<string, Texts>();
const listeners = new Set<() => void>();

/**
 * Gives CASTO's elements texts of your own: another language, or other words in a language that
 * they have. What is left out stays as it was. Elements on the page change at once.
 *
 * @param lang BCP 47 tag, such as `fr` or `pt-BR`
 * @throws RangeError when it is none
 */
export function registerTexts(lang: string, texts: PartialDictionary): void {
  const tag = new Intl.Locale(lang).toString().toLowerCase();
  given.set(tag, merged(given.get(tag) ?? {}, texts));
  changed();
}

/** English texts that come with a part that is loaded late. The same ones again change nothing. */
export function moreEnglish(texts: PartialDictionary): void {
  if (added.has(texts)) return;
  added.add(texts);
  english = merged(english, texts);
  changed();
}

/** Calls back when texts were added; returns what ends it. */
export function onTexts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** English, as far as it is here without waiting for anything. */
export const englishTexts: Texts = textsOf('en');

/**
 * The texts for a language tag as far as they are here now; its file is loaded in the background.
 * A tag without texts of its own takes those of its language (`de-CH`: `de`), and one of an unknown
 * language gets English.
 */
export function textsFor(tag: string): Texts {
  const wanted = canonical(tag);
  if (!wanted) return textsOf('en');
  const base = wanted.split('-')[0]!;
  if (base !== 'en') load(base);
  const known = base === 'en' || given.has(wanted) || given.has(base) || loaded.has(base);
  return textsOf(known ? wanted : 'en');
}

/** '' when it is not a language tag. */
function canonical(tag: string): string {
  try {
    return tag ? new Intl.Locale(tag).toString().toLowerCase() : '';
  } catch {
    return '';
  }
}

function load(base: string): void {
  const loader = loaders[base];
  if (!loader || loaded.has(base) || loading.has(base)) return;
  const attempt = loader().then(
    (module) => {
      loaded.set(base, module.default);
      changed();
    },
    (cause: unknown) => {
      // A file beside the bundle that was not put on the server: English goes on.
      log(`no texts for ${base}`, cause);
    },
  );
  // A failure stays here, so that it is not asked for again with every rendering.
  loading.set(base, attempt);
}

function changed(): void {
  complete.clear();
  for (const listener of listeners) listener();
}

function textsOf(tag: string): Texts {
  const here = complete.get(tag);
  if (here) return here;
  const base = tag.split('-')[0]!;
  let dictionary: Dictionary = english;
  for (const layer of [loaded.get(base), given.get(base), base === tag ? null : given.get(tag)]) {
    if (layer) dictionary = merged(dictionary, layer);
  }
  const dir = RIGHT_TO_LEFT.has(base) ? 'rtl' : 'ltr';
  const texts: Texts = {
    ...dictionary,
    lang: new Intl.Locale(tag).toString(),
    dir,
    format: new Formats(tag, dictionary.common.justStarted, dir),
  };
  complete.set(tag, texts);
  return texts;
}

/** `over` laid on `under`, key by key; neither is changed. */
function merged<T extends object>(under: T, over: object): T {
  const result = { ...under } as Record<string, unknown>;
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined || value === null) continue;
    const below = result[key];
    const nested = typeof value === 'object' && typeof below === 'object' && below !== null;
    result[key] = nested ? merged(below, value) : value;
  }
  return result as T;
}
