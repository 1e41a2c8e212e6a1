/** A peer's word on its free slots, on the channel's presence topic; gossipsub signs it. */
import { fits, thin } from './encode.js';
import { integer, jsonObject, refuse } from './fields.js';
import type { PeerHint } from './hint.js';
import { hint } from './hint.js';

export const PRESENCE = {
  /** Bytes of one message. */
  maxBytes: 4096,
  /** Messages a second that the whole topic aims at. */
  topicRate: 4,
  /** Shortest and longest time between two messages of one peer, milliseconds. */
  minIntervalMs: 2_000,
  maxIntervalMs: 120_000,
  /** What one peer may send: messages a second, and at once. */
  peerRate: 1,
  peerBurst: 5,
  /** Milliseconds that `issuedAt` may differ from the reader's clock. */
  maxClockSkewMs: 60_000,
} as const;

/** Milliseconds between two messages of one peer, so that the topic keeps its rate. */
export function presenceInterval(viewers: number): number {
  const interval = ((viewers + 1) / PRESENCE.topicRate) * 1000;
  return Math.min(PRESENCE.maxIntervalMs, Math.max(PRESENCE.minIntervalMs, interval));
}

export function encodePresence(presence: Presence): Uint8Array {
  const { channelId: _topicSaysIt, issuedAt, ...hint } = presence;
  const text = (told: PeerHint): string =>
    JSON.stringify({ ...told, issuedAt: Math.round(issuedAt) });
  // A path through a deep tree may be longer than the message: without it, the depth is still told.
  const attempts = [hint, thin(hint, 8), thin(hint, 2)].map(text);
  const fitting = attempts.find((attempt) => fits(attempt, PRESENCE.maxBytes));
  return new TextEncoder().encode(fitting ?? text(thin(hint, 0)));
}

/**
 * Validates a presence message.
 * @param from the peer whose signature the message carries
 * @param now Unix time, milliseconds
 * @throws CastoError `protocol`
 */
export function parsePresence(
  data: Uint8Array,
  channelId: string,
  from: string,
  now: number,
): Presence {
  const fields = jsonObject(data, PRESENCE.maxBytes);
  const presence: Presence = {
    ...hint(fields, 'presence'),
    channelId,
    issuedAt: integer(fields, 'issuedAt', 0),
  };
  if (presence.peer !== from) refuse(`impersonation: ${from} speaks for ${presence.peer}`);
  if (Math.abs(now - presence.issuedAt) > PRESENCE.maxClockSkewMs) refuse('clock: too far off');
  return presence;
}

/** A peer with free slots, as told on the presence topic. */
export interface Presence extends PeerHint {
  channelId: string;
  issuedAt: number;
}
