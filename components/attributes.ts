/** Reading attributes: what cannot be understood warns once and falls back. */
import { createLog } from '../src/log.js';

const log = createLog('elements');
const warned = new Set<string>();

/** Writes to the console once a page for each text. */
export function warnOnce(text: string): void {
  if (warned.has(text)) {
    log(text);
    return;
  }
  warned.add(text);
  console.warn(text);
}

/** One of the allowed words; anything else warns and gives the fallback. */
export function oneOf<T extends string>(
  where: string,
  value: string | null | undefined,
  allowed: readonly T[],
  fallback: T,
): T {
  const word = value?.trim().toLowerCase() ?? '';
  if (word === '') return fallback;
  if ((allowed as readonly string[]).includes(word)) return word as T;
  warnOnce(
    `${where}="${value}" is not known: use ${allowed.join(', ')}. Going on with ${fallback}.`,
  );
  return fallback;
}

/** A whole number ≥ `least`; anything else warns and gives undefined, the engine's default. */
export function wholeNumber(
  where: string,
  value: string | number | null | undefined,
  least = 0,
): number | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  const number = typeof value === 'number' ? value : Number(value);
  if (Number.isSafeInteger(number) && number >= least) return number;
  warnOnce(`${where}="${value}" is not a whole number of at least ${least}. Using the default.`);
  return undefined;
}

/** `on` or `off`, or a boolean; anything else warns and gives undefined: it then follows from other settings. */
export function onOrOff(
  where: string,
  value: string | boolean | null | undefined,
): 'on' | 'off' | undefined {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  const word = value?.trim().toLowerCase() ?? '';
  if (word === 'on' || word === 'off') return word;
  if (word !== '') warnOnce(`${where}="${value}" is not known: use on or off. Using the default.`);
  return undefined;
}

/** Multiaddrs or URLs separated by white space; undefined when there are none. */
export function starList(value: string | null | undefined): string[] | undefined {
  const stars = value?.split(/\s+/).filter(Boolean) ?? [];
  return stars.length > 0 ? stars : undefined;
}

/** A lit converter for {@link oneOf}. */
export function wordConverter<T extends string>(where: string, allowed: readonly T[], fallback: T) {
  return { fromAttribute: (value: string | null): T => oneOf(where, value, allowed, fallback) };
}

/** A lit converter for {@link onOrOff}. */
export function switchConverter(where: string) {
  return { fromAttribute: (value: string | null) => onOrOff(where, value) };
}

/** A lit converter for {@link wholeNumber}. */
export function numberConverter(where: string, least = 0) {
  return {
    fromAttribute: (value: string | null): number | undefined => wholeNumber(where, value, least),
  };
}
