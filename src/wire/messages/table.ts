/**
 * Every message between peers: JSON, one object a message, `t` names the kind. A new one is a row in one of the
 * families, and the part that its row names in `for` acts on it.
 */
import { jsonObject, refuse } from '../fields.js';
import { LIMITS } from '../limits.js';
import { LINK } from './link.js';
import { MEDIA } from './media.js';
import { type Concern, type MessageOf, type Row, rowOf, shown } from './row.js';
import { SIGNALLED } from './signal.js';

const ROWS = { ...SIGNALLED, ...MEDIA, ...LINK };

/** Allowed on a control channel. */
export type ControlMessage = MessageOf<typeof ROWS>;

type Kind = ControlMessage['t'];

/** That each row reads what it is named after is checked by this type. */
export const MESSAGES: { readonly [K in Kind]: Row<Extract<ControlMessage, { t: K }>> } = ROWS;

type MessageFor<C extends Concern> = {
  [K in Kind]: (typeof ROWS)[K] extends { for: C } ? ReturnType<(typeof ROWS)[K]['read']> : never;
}[Kind];

export const isFor = <M extends ControlMessage, C extends Concern>(
  message: M,
  concern: C,
): message is M & MessageFor<C> => MESSAGES[message.t].for === concern;

/**
 * A message of a link's control channel.
 * @throws CastoError `protocol`, its message the reason
 */
export function parseControlMessage(input: string | Uint8Array): ControlMessage {
  const fields = jsonObject(input, LIMITS.messageBytes);
  const row = rowOf(MESSAGES, fields.t);
  if (!row) refuse(`unknown kind ${shown(fields.t)}`);
  return row.read(fields) as ControlMessage;
}
