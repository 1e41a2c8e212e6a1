/**
 * From what a page's author wrote to the addresses of stars. An author writes multiaddrs or http(s)
 * URLs; a URL stands for the `/.well-known/casto.json` below it.
 */
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr';
import { CastoError } from '../../base/errors.js';
import { type IceServer, readIceServers } from '../../base/ice-servers.js';
import { shown, warnOnce } from '../../base/settings.js';
import { addressValue, type Fields, jsonObject, list, refuse } from '../../wire/fields.js';
import { hostOf } from '../libp2p/gater.js';
import { PATH } from '../libp2p/web-sockets.js';
import { metaStars } from './meta-stars.js';

export const STARS = {
  /** Stars a page may name. */
  max: 8,
  /** Addresses a casto.json may list. */
  maxListed: 32,
  /** Bytes of a casto.json. */
  maxBytes: 64 * 1024,
  /** Milliseconds for fetching it. */
  timeoutMs: 5_000,
} as const;

export interface ResolvedStar {
  addresses: Multiaddr[];
  iceServers: IceServer[];
  /** How long the document says that its ICE servers hold, milliseconds; null: it does not. */
  iceHoldsMs: number | null;
}

export interface NamedStars {
  specs: string[];
  /** Nobody named one; the page's origin is worth a try. */
  guessed: boolean;
}

const isUrl = (spec: string): boolean => /^https?:\/\//i.test(spec);

/** Splits an attribute's value; empty when nothing is named. */
export function splitSpecs(value: string | null | undefined): string[] {
  return (value ?? '').split(/[\s,]+/).filter((spec) => spec !== '');
}

/**
 * Where an author may have named stars, in order: the element's own, `<meta name="casto-star">`,
 * `configure()`, and last the page's own origin.
 * @returns `guessed` when nobody named one and the origin is only worth a try
 */
export function findSpecs(own: string[] | undefined, configured: string[] | undefined): NamedStars {
  const named = (own ?? []).flatMap(splitSpecs);
  if (named.length > 0) return { specs: judged('star', named), guessed: false };
  const inPage = splitSpecs(metaStars());
  if (inPage.length > 0) {
    return { specs: judged('<meta name="casto-star">', inPage), guessed: false };
  }
  const set = (configured ?? []).flatMap(splitSpecs);
  if (set.length > 0) return { specs: judged('configure(): stars', set), guessed: false };
  const { origin } = (globalThis as { location?: Location }).location ?? {};
  if (origin && isUrl(origin)) return { specs: [origin], guessed: true };
  return { specs: [], guessed: false };
}

const invalid = (message: string, cause?: unknown): CastoError =>
  new CastoError('star-invalid', message, { fatal: false, cause });

/** Reads a star's multiaddr. @throws CastoError `star-invalid` */
export function starAddress(spec: string): Multiaddr {
  let address: Multiaddr;
  try {
    address = multiaddr(addressValue(spec, 'address'));
  } catch (error) {
    throw invalid(`"${spec.slice(0, 120)}" is neither an http(s) URL nor a multiaddr`, error);
  }
  const names = new Set(address.getComponents().map((component) => component.name));
  if (names.has('p2p-circuit') || !(names.has('ws') || names.has('wss'))) {
    throw invalid(
      `"${spec.slice(0, 120)}" is not a WebSocket address of a star (…/ws or …/tls/ws)`,
    );
  }
  return address;
}

/**
 * Whether what somebody wrote can name a star, without asking it.
 * @throws CastoError `star-invalid`
 */
export function checkSpec(spec: string): void {
  if (isUrl(spec)) configUrl(spec);
  else starAddress(spec);
}

/** Names what can be no star; it stays in the list, and its error is told when no other star is reached. */
function judged(where: string, specs: string[]): string[] {
  const first = specs.slice(0, STARS.max);
  if (first.length < specs.length) {
    warnOnce(`${where}: only the first ${STARS.max} of ${specs.length} stars are used`);
  }
  for (const spec of first) {
    try {
      checkSpec(spec);
    } catch (error) {
      warnOnce(`${where}: ${(error as Error).message}`);
    }
  }
  return first;
}

async function readLimited(response: Response, maxBytes: number): Promise<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw invalid(`More than ${maxBytes} bytes`);
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

/** What a list holds, wrong entries left out with a warning; when none is right, the first one's error. */
function rightOnes<T>(where: string, items: unknown[], read: (item: unknown) => T): T[] {
  const right: T[] = [];
  const wrong: [unknown, CastoError][] = [];
  for (const item of items) {
    try {
      right.push(read(item));
    } catch (error) {
      wrong.push([item, CastoError.from(error)]);
    }
  }
  if (right.length === 0 && wrong[0]) throw wrong[0][1];
  for (const [item, { message }] of wrong) {
    warnOnce(`${where}: "${shown(item)}" is left out: ${message}`);
  }
  return right;
}

/**
 * A document may say how long passwords in it hold: `ttl` beside the servers or in an entry, seconds,
 * else its HTTP header.
 */
function holdsMs(fields: Fields, servers: IceServer[], cacheControl: string | null): number | null {
  if (!servers.some(({ credential }) => credential)) return null;
  const entries: unknown[] = Array.isArray(fields.iceServers) ? fields.iceServers : [];
  const told = [fields, ...entries]
    .map((each) => (each as Fields | null)?.ttl)
    .filter((ttl): ttl is number => typeof ttl === 'number' && ttl > 0 && ttl < 1e8);
  const age = Number(/(?:^|[\s,])max-age=(\d{1,8})/.exec(cacheControl ?? '')?.[1] ?? 0);
  if (told.length === 0) return age > 0 ? age * 1000 : null;
  return Math.min(...told) * 1000;
}

/** `https://host/base` → `https://host/base/.well-known/casto.json` */
function configUrl(spec: string): URL {
  try {
    const base = new URL(spec);
    base.search = '';
    base.hash = '';
    if (!base.pathname.endsWith('/')) base.pathname += '/';
    return new URL('.well-known/casto.json', base);
  } catch (error) {
    throw invalid(`"${spec.slice(0, 120)}" is not a URL`, error);
  }
}

const isLoopback = (host: string): boolean =>
  /^(ip4\/)?127\.|^(dns[46]?\/)?localhost$|^(ip6\/)?\[?::1\]?$/.test(host);

/**
 * A star that listens on every network lists its loopback address too. From another machine that is
 * the wrong host, and from its own the others are a detour (or closed by a firewall).
 */
function sameReach(addresses: Multiaddr[], hostname: string): Multiaddr[] {
  const local = isLoopback(hostname);
  const fitting = addresses.filter((address) => isLoopback(hostOf(address) ?? '') === local);
  return fitting.length > 0 ? fitting : addresses;
}

/**
 * A proxy may keep a star below a path: then its WebSocket is below it as well, while the star lists the
 * addresses that it knows. Both are tried.
 */
function belowPath(addresses: Multiaddr[], config: URL): Multiaddr[] {
  const path = config.pathname.slice(1, -'/.well-known/casto.json'.length).replace(/\/+$/, '');
  if (path === '') return addresses;
  const port = config.port || (config.protocol === 'https:' ? '443' : '80');
  return addresses.flatMap((address) => {
    const parts = address.getComponents();
    const [host, tcp] = parts;
    const here = host?.value === config.hostname.replace(/^\[|\]$/g, '') && tcp?.value === port;
    const id = parts.at(-1);
    if (!here || id?.name !== 'p2p' || parts.some(({ name }) => name === PATH)) return [address];
    // A star takes WebSockets at any path. Not at that of the URL itself: a proxy may redirect `/star` to
    // `/star/`, which no WebSocket follows, and a multiaddr's path loses a slash at its end.
    const below = multiaddr(`/${PATH}/${encodeURIComponent(decodeURIComponent(`${path}/ws`))}`);
    return [multiaddr([...parts.slice(0, -1), ...below.getComponents(), id]), address];
  });
}

async function fetchConfig(spec: string, signal: AbortSignal | undefined): Promise<ResolvedStar> {
  const url = configUrl(spec);
  const timeout = AbortSignal.timeout(STARS.timeoutMs);
  const both = signal ? AbortSignal.any([signal, timeout]) : timeout;
  let body: Uint8Array;
  let cacheControl: string | null;
  try {
    const response = await fetch(url, { signal: both, credentials: 'omit', cache: 'no-store' });
    if (!response.ok) {
      await response.body?.cancel();
      const message = `${url} answered with status ${response.status}`;
      if (response.status >= 500) {
        throw new CastoError('star-unreachable', message, { fatal: false });
      }
      throw invalid(message);
    }
    body = await readLimited(response, STARS.maxBytes);
    cacheControl = response.headers.get('cache-control');
  } catch (error) {
    if (error instanceof CastoError) throw error;
    if (signal?.aborted) {
      throw new CastoError('aborted', 'The caller cancelled this', { cause: error });
    }
    throw new CastoError('star-unreachable', `${url} cannot be fetched`, {
      fatal: false,
      cause: error,
    });
  }
  try {
    const fields = jsonObject(body, STARS.maxBytes);
    const stars = list(fields, 'stars', STARS.maxListed, (item) => item);
    const listed = rightOnes(`${url}: stars`, stars, (item) =>
      starAddress(addressValue(item, 'address')),
    );
    const addresses = belowPath(sameReach(listed, url.hostname), url);
    if (addresses.length === 0) refuse('stars is empty');
    const iceServers = readIceServers(fields.iceServers, `${url}: iceServers`, warnOnce);
    return { addresses, iceServers, iceHoldsMs: holdsMs(fields, iceServers, cacheControl) };
  } catch (error) {
    throw invalid(`${url} is not a star's casto.json: ${(error as Error).message}`, error);
  }
}

/**
 * Addresses behind one spec.
 * @throws CastoError `star-invalid`, `star-unreachable` or `aborted`
 */
export async function resolveStar(spec: string, signal?: AbortSignal): Promise<ResolvedStar> {
  if (isUrl(spec)) return fetchConfig(spec, signal);
  return { addresses: [starAddress(spec)], iceServers: [], iceHoldsMs: null };
}

/** Stars among addresses: one list a peer id, as a casto.json may name several stars. */
export function groupByPeer(addresses: Multiaddr[]): Multiaddr[][] {
  const groups = new Map<string, Multiaddr[]>();
  for (const address of addresses) {
    const parts = address.getComponents();
    const id = parts.findLast((part) => part.name === 'p2p')?.value ?? address.toString();
    const group = groups.get(id);
    if (group) group.push(address);
    else groups.set(id, [address]);
  }
  return [...groups.values()];
}
