import type { RelayWay } from '../base/types.js';
import {
  addressValue,
  epoch,
  type Fields,
  figure,
  list,
  object,
  oneOf,
  path,
  peer,
  RELAY_WAYS,
} from './fields.js';
import { LIMITS } from './limits.js';

/** A peer that may have a free slot. */
export interface PeerHint {
  peer: string;
  addresses: string[];
  depth: number;
  /** Free slots as last known. */
  slots: number;
  /** Best way this peer can serve a child with. */
  way: RelayWay;
  epoch: number;
  /** Path from the broadcaster, when known: for disjointness and in-band routing. */
  path?: string[];
}

export function hint(value: unknown, name: string): PeerHint {
  const fields = object(value, name);
  const result: PeerHint = {
    peer: peer(fields, 'peer'),
    addresses: list(fields, 'addresses', LIMITS.addresses, addressValue),
    depth: figure(fields, 'depth', LIMITS.path),
    slots: figure(fields, 'slots', LIMITS.children),
    way: oneOf(fields, 'way', RELAY_WAYS),
    epoch: epoch(fields),
  };
  if (fields.path !== undefined) result.path = path(fields, 'path');
  return result;
}

export const hints = (fields: Fields, name: string): PeerHint[] =>
  list(fields, name, LIMITS.hints, hint);
