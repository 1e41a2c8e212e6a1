/** The messages of a signalling stream: before a link has a control channel of its own. */
import { type Fields, jsonObject, refuse } from '../fields.js';
import { LIMITS } from '../limits.js';
import { NEGOTIATION } from './negotiation.js';
import { type Family, rowOf, type SignalOf, shown } from './row.js';
import { TREE } from './tree.js';

/** The families that a signalling stream takes its messages from. */
export const SIGNALLED = { ...TREE, ...NEGOTIATION } satisfies Family;

export type SignalMessage = SignalOf<typeof SIGNALLED>;

export function readSignal(fields: Fields): SignalMessage {
  const row = rowOf(SIGNALLED, fields.t);
  if (row?.on !== 'both') refuse(`${shown(fields.t)} is not a signalling message`);
  return row.read(fields) as SignalMessage;
}

/**
 * A message of a signalling stream.
 * @throws CastoError `protocol`, its message the reason
 */
export const parseSignalMessage = (input: string | Uint8Array): SignalMessage =>
  readSignal(jsonObject(input, LIMITS.messageBytes));
