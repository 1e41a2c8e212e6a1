/** What a link carries for itself, and for peers that have no link and no star between them. */
import { finite, integer, list, object, peer, peerValue } from '../fields.js';
import { LIMITS } from '../limits.js';
import type { Family } from './row.js';
import { readSignal, type SignalMessage } from './signal.js';

/** Clock and round trip. `clock` is the answerer's estimate of the broadcaster's Unix time, ms. */
export interface PingMessage {
  t: 'ping';
  n: number;
}

export interface PongMessage {
  t: 'pong';
  n: number;
  clock: number;
}

/** In-band signalling: `body` travels along `route` (next hop first) from link to link. */
export interface ViaMessage {
  t: 'via';
  from: string;
  to: string;
  /** Peers it came through, the sender first: the way back. */
  trail: string[];
  route: string[];
  body: SignalMessage;
}

export const LINK = {
  ping: {
    on: 'control',
    from: 'both',
    for: 'link',
    read: (f): PingMessage => ({ t: 'ping', n: integer(f, 'n', 0) }),
  },
  pong: {
    on: 'control',
    from: 'both',
    for: 'link',
    repeated: true,
    read: (f): PongMessage => ({ t: 'pong', n: integer(f, 'n', 0), clock: finite(f, 'clock') }),
  },
  via: {
    on: 'control',
    from: 'both',
    for: 'link',
    read: (f): ViaMessage => ({
      t: 'via',
      from: peer(f, 'from'),
      to: peer(f, 'to'),
      trail: list(f, 'trail', LIMITS.path, peerValue),
      route: list(f, 'route', LIMITS.path, peerValue),
      body: readSignal(object(f.body, 'body')),
    }),
  },
} satisfies Family<'link'>;
