/** What an author may choose for a long list; the first is what it is without a choice. */
import type { nothing, ReactiveElement, TemplateResult } from 'lit';
import type { ChannelRecord } from '../../../src/wire/channel-record.js';
export const SEARCHES = ['auto', 'on', 'off'] as const;
export const ORDERS = ['viewers', 'newest'] as const;

export type DirectorySearch = (typeof SEARCHES)[number];
export type DirectoryOrder = (typeof ORDERS)[number];

export interface ListHost extends ReactiveElement {
  search: DirectorySearch;
  order: DirectoryOrder;
}

export interface Arranged {
  cards: readonly ChannelRecord[];
  /** Above and below them. */
  before: TemplateResult | typeof nothing;
  after: TemplateResult | typeof nothing;
}
