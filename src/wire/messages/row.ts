/** What stands in the table of messages beside the form of each: where it goes, who says it, who acts on it. */
import type { Fields } from '../fields.js';

/** `up`: the peer at the other end is (or may become) our parent. `down`: it is our child. */
export type LinkSide = 'up' | 'down';

/** Who acts on a message: the overlay, the link that it names, what sends and shows, the link it came on. */
export type Concern = 'tree' | 'negotiation' | 'media' | 'link';

export interface Row<M extends { t: string } = { t: string }, C extends Concern = Concern> {
  /** `control`: only on a link's control channel. `both`: also on a signalling stream, so also in a `via`. */
  on: C extends 'tree' | 'negotiation' ? 'both' | 'control' : 'control';
  /**
   * Which end of its link says it. This holds on a signalling stream, and on a control channel for what is about
   * the very link (`media`, `link`); anything else there may be about another link of the same two peers.
   */
  from: 'parent' | 'child' | 'both';
  for: C;
  /** Sent again with newer content: of those that wait for their turn only the newest goes. */
  repeated?: true;
  /** Fields that it does not name are stripped. Throws `CastoError('protocol', reason)`. */
  read(fields: Fields): M;
}

export interface Family<C extends Concern = Concern> {
  readonly [kind: string]: Row<{ t: string }, C>;
}

/** The messages of these rows. */
export type MessageOf<T extends Family> = ReturnType<T[keyof T]['read']>;

/** Those of them that may go on a signalling stream. */
export type SignalOf<T extends Family> = ReturnType<Extract<T[keyof T], { on: 'both' }>['read']>;

export const rowOf = (rows: Family, kind: unknown): Row | undefined =>
  typeof kind === 'string' && Object.hasOwn(rows, kind) ? rows[kind] : undefined;

/** A kind that is unknown, as the debug log shows it. */
export const shown = (kind: unknown): string | undefined => JSON.stringify(kind)?.slice(0, 40);

/** Whether the peer at the other end, our parent or our child, may say it. */
export const mayCome = ({ from }: Row, side: LinkSide): boolean =>
  from === 'both' || (from === 'child') === (side === 'down');
