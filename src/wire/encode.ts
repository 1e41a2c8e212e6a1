/**
 * Writes a message so that its readers accept it. The lists of hints are made of what others said: each hint
 * keeps its limits, and several together may still be more than a message holds.
 */

import type { PeerHint } from './hint.js';
import { LIMITS } from './limits.js';
import type { ControlMessage } from './messages/table.js';

const encoder = new TextEncoder();

/** The size that readers look at; bytes are counted only where they can be too many. */
export const fits = (text: string, maxBytes: number): boolean =>
  text.length * 3 <= maxBytes || encoder.encode(text).byteLength <= maxBytes;

/** Without its path, and with fewer addresses: what a joiner misses least goes first. */
export const thin = ({ path: _path, ...hint }: PeerHint, addresses: number): PeerHint => ({
  ...hint,
  addresses: hint.addresses.slice(0, addresses),
});

/** Ever shorter versions of a list, the whole one first. */
function* shorter(hints: PeerHint[]): Generator<PeerHint[]> {
  yield hints;
  for (const addresses of [LIMITS.addresses, 2, 1]) {
    yield hints.map((hint) => thin(hint, addresses));
  }
  for (let count = hints.length - 1; count > 0; count--) {
    yield hints.slice(0, count).map((hint) => thin(hint, 1));
  }
}

function fitting(hints: PeerHint[]): PeerHint[] {
  for (const attempt of shorter(hints)) {
    if (fits(JSON.stringify(attempt), LIMITS.hintsBytes)) return attempt;
  }
  return [];
}

/** The message with hints that fit: they lose their paths, then addresses, then the last ones are left out. */
export function fitted<M extends ControlMessage>(message: M): M {
  if ('peers' in message) return { ...message, peers: fitting(message.peers) };
  if ('open' in message && message.open) return { ...message, open: fitting(message.open) };
  return message;
}

export const encodeMessage = (message: ControlMessage): string => JSON.stringify(fitted(message));
