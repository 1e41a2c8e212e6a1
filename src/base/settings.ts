/**
 * Reads what a page's author set, wherever it was written: attributes, `configure()`, a casto.json.
 * What cannot be used is left out with a warning that names it; the rest counts.
 */
import type { IceServer } from './ice-servers.js';
import { createLog } from './log.js';
import type { CastoConfig, RelayWay } from './types.js';

const log = createLog('settings');
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

/** Any value as it can stand in a warning; never throws. */
export function shown(value: unknown): string {
  try {
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
    return text.length > 120 ? `${text.slice(0, 120)}…` : text;
  } catch {
    return Object.prototype.toString.call(value);
  }
}

const missing = (value: unknown): value is null | undefined =>
  value === null || value === undefined;

/** A text; null and undefined give '', anything else warns and gives ''. */
export function words(where: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (!missing(value)) warnOnce(`${where}="${shown(value)}" is not a text. Going on without.`);
  return '';
}

/** One of the allowed words; anything else warns and gives the fallback. */
export function oneOf<T extends string>(
  where: string,
  value: unknown,
  allowed: readonly T[],
  fallback: T,
): T {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (missing(value) || (word === '' && typeof value === 'string')) return fallback;
  if ((allowed as readonly string[]).includes(word)) return word as T;
  warnOnce(
    `${where}="${shown(value)}" is not known: use ${allowed.join(', ')}. Going on with ${fallback}.`,
  );
  return fallback;
}

/**
 * A whole number ≥ `least`; more than `most` warns and gives `most`, anything else warns and gives
 * undefined, the engine's default.
 */
export function wholeNumber(
  where: string,
  value: unknown,
  least = 0,
  most: number = Number.MAX_SAFE_INTEGER,
): number | undefined {
  const written = typeof value === 'string' ? value.trim() : value;
  if (missing(written) || written === '') return undefined;
  const number =
    typeof written === 'string' ? Number(written) : typeof written === 'number' ? written : NaN;
  if (Number.isInteger(number) && number >= least) {
    if (number <= most) return number;
    warnOnce(`${where}="${shown(value)}" is more than ${most}. Going on with ${most}.`);
    return most;
  }
  warnOnce(
    `${where}="${shown(value)}" is not a whole number of at least ${least}. Using the default.`,
  );
  return undefined;
}

/** `on` or `off`, or a boolean; anything else warns and gives undefined: it then follows from other settings. */
export function onOrOff(where: string, value: unknown): 'on' | 'off' | undefined {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (word === 'on' || word === 'off') return word;
  if (word !== '' || (typeof value !== 'string' && !missing(value))) {
    warnOnce(`${where}="${shown(value)}" is not known: use on or off. Using the default.`);
  }
  return undefined;
}

/** Multiaddrs or URLs, as a list or separated by white space; undefined when there are none. */
export function starList(where: string, value: unknown): string[] | undefined {
  const all: unknown[] = Array.isArray(value) ? value : missing(value) ? [] : [value];
  const stars = all.flatMap((each) => words(where, each).split(/[\s,]+/)).filter(Boolean);
  return stars.length > 0 ? stars : undefined;
}

/** A web address as it can be loaded, '' when there is none or it is none. */
export function webAddress(where: string, value: unknown, base?: string): string {
  const text = words(where, value).trim();
  if (text === '') return '';
  if (URL.canParse(text, base)) {
    const { href, protocol } = new URL(text, base);
    if (/^(https?|blob|data|file):$/.test(protocol)) return href;
  }
  warnOnce(`${where}="${shown(text)}" is not a web address. Going on without.`);
  return '';
}

const WAYS: readonly RelayWay[] = ['forward', 'carry', 'transcode'];

function readWays(value: unknown): RelayWay[] | undefined {
  const all: unknown[] = Array.isArray(value) ? value : [value];
  const known = all.filter((way): way is RelayWay => {
    const ok = WAYS.includes(way as RelayWay);
    if (!ok) warnOnce(`configure(): ways: "${shown(way)}" is not one of ${WAYS.join(', ')}`);
    return ok;
  });
  return known.length > 0 || all.length === 0 ? known : undefined;
}

function readWorkerUrl(value: unknown): string | undefined {
  // What comes from new URL(…, import.meta.url) is as good as its text.
  const text = value instanceof URL ? value.href : value;
  const base = (globalThis as { document?: { baseURI: string } }).document?.baseURI;
  if (typeof text === 'string' && text !== '' && (!base || URL.canParse(text, base))) return text;
  warnOnce(
    `configure(): workerUrl="${shown(value)}" is not a URL. Starting the worker from a blob`,
  );
  return undefined;
}

const READERS: { [K in keyof CastoConfig]-?: (value: unknown) => CastoConfig[K] } = {
  stars: (value) => starList('configure(): stars', value) ?? [],
  // Judged where they are used, with the browser's own opinion: network/config.ts.
  iceServers: (value) => value as IceServer[],
  workerUrl: readWorkerUrl,
  ways: readWays,
};

/** What `configure()` was given, as far as it can be used. */
export function readConfig(value: unknown): CastoConfig {
  if (typeof value !== 'object' || value === null) {
    warnOnce(`configure() takes an object of settings, not "${shown(value)}"`);
    return {};
  }
  const config: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const read = READERS[name as keyof CastoConfig] as ((value: unknown) => unknown) | undefined;
    if (!Object.hasOwn(READERS, name) || !read) {
      warnOnce(`configure(): there is no setting "${shown(name)}"`);
      continue;
    }
    const given = (value as Record<string, unknown>)[name];
    const result = missing(given) ? undefined : read(given);
    // A setting that is given as undefined is the default again.
    if (result !== undefined || missing(given)) config[name] = result;
  }
  return config as CastoConfig;
}
