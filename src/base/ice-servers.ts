/**
 * Reads lists of STUN and TURN servers. RTCPeerConnection throws for the whole list when one entry is
 * wrong, so each entry is judged when it becomes known, and the rest is used.
 */

/** A STUN or TURN server: RTCIceServer by its own words, as a star has no DOM that would name it. */
export interface IceServer {
  urls: string | string[];
  username?: string;
  credential?: string;
}

export const ICE_LIMITS = { servers: 8, urls: 8, chars: 512 } as const;

/** RFC 7064 and RFC 7065: scheme, host, port, and for TURN the transport. */
const ICE_URL =
  /^(stuns?|turns?):(\[[0-9a-f:.]{2,45}\]|[a-z0-9_.-]{1,253})(?::(\d{1,5}))?(\?transport=(?:udp|tcp))?$/i;

type Verdict = { server: IceServer } | { wrong: string };

const wrong = (text: string): Verdict => ({ wrong: text });

function readUrl(value: unknown): { scheme: string } | null {
  const match = typeof value === 'string' ? ICE_URL.exec(value) : null;
  if (!match || Number(match[3] ?? 1) > 65_535 || match[3] === '0') return null;
  const scheme = match[1]!.toLowerCase();
  // Only TURN has a choice of transport; browsers refuse it with STUN.
  return match[4] && scheme.startsWith('stun') ? null : { scheme };
}

function readServer(value: unknown): Verdict {
  if (typeof value !== 'object' || value === null) return wrong('it is no object');
  const { urls, username, credential } = value as Record<string, unknown>;
  const all: unknown[] = Array.isArray(urls) ? urls : [urls];
  if (all.length === 0 || all.length > ICE_LIMITS.urls) {
    return wrong(`urls holds ${all.length}, one to ${ICE_LIMITS.urls} are possible`);
  }
  const schemes: string[] = [];
  for (const url of all) {
    const read = readUrl(url);
    if (!read) return wrong(`urls: ${quoted(url)} is not a stun:, stuns:, turn: or turns: URL`);
    schemes.push(read.scheme);
  }
  const server: IceServer = { urls: urls as string | string[] };
  if (!schemes.some((scheme) => scheme.startsWith('turn'))) return { server };
  for (const [name, secret] of Object.entries({ username, credential })) {
    if (typeof secret !== 'string' || secret === '') return wrong(`a TURN server needs a ${name}`);
    if (secret.length > ICE_LIMITS.chars) return wrong(`${name} is too long`);
  }
  return { server: { ...server, username: username as string, credential: credential as string } };
}

/** An object may do anything when it is read. */
function readSafely(item: unknown): Verdict {
  try {
    return readServer(item);
  } catch (error) {
    return wrong(String(error));
  }
}

/** The browser's own opinion: what passes our rules and not its own is left out as well. */
function browserRefuses(server: IceServer): string | null {
  if (typeof RTCPeerConnection === 'undefined') return null;
  try {
    new RTCPeerConnection({ iceServers: [server] }).close();
    return null;
  } catch (error) {
    // A browser without WebRTC refuses everything; that is told where a connection is wanted.
    const { name } = error as Error;
    return ['SyntaxError', 'InvalidAccessError', 'NotSupportedError'].includes(name)
      ? String((error as Error).message)
      : null;
  }
}

const quoted = (value: unknown): string =>
  typeof value === 'string' ? `"${value.slice(0, 120)}"` : `a value of type ${typeof value}`;

/**
 * The entries that a connection can be made with.
 * @param where named in the warnings, as "configure(): iceServers"
 */
export function readIceServers(
  value: unknown,
  where: string,
  warn: (text: string) => void,
  refuses: (server: IceServer) => string | null = browserRefuses,
): IceServer[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    warn(`${where} is not a list. Going on without STUN and TURN servers.`);
    return [];
  }
  const servers: IceServer[] = [];
  value.forEach((item: unknown, index) => {
    const verdict = readSafely(item);
    const reason = 'wrong' in verdict ? verdict.wrong : refuses(verdict.server);
    if (reason !== null) warn(`${where}[${index}] is left out: ${reason}`);
    else if (servers.length < ICE_LIMITS.servers && 'server' in verdict)
      servers.push(verdict.server);
    else warn(`${where}[${index}] is left out: only ${ICE_LIMITS.servers} servers are used`);
  });
  return servers;
}

/** True when a connection may go through a server, however little else the page's network allows. */
export const hasTurn = (servers: readonly IceServer[]): boolean =>
  servers.some(({ urls }) => [urls].flat().some((url) => /^turns?:/i.test(url)));

/** As TURN servers with a shared secret give it: `1700000000:name` (draft-uberti-behave-turn-rest). */
const EXPIRING_NAME = /^(\d{9,11})(?::|$)/;

/**
 * When the first of the passwords ends, Unix milliseconds by the clock of who made it; null when none
 * says so.
 */
export function credentialsEnd(servers: readonly IceServer[]): number | null {
  const ends = servers.flatMap(({ username }) => {
    const match = EXPIRING_NAME.exec(username ?? '');
    return match ? [Number(match[1]) * 1000] : [];
  });
  return ends.length > 0 ? Math.min(...ends) : null;
}
