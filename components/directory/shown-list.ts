/** Which channels are drawn, and in which order. What only many of them need is fetched when there are many. */
import { nothing } from 'lit';
import type { ChannelRecord } from '../../src/wire/channel-record.js';
import { adoptMore } from '../base/adopt-more.js';
import { oneOf } from '../base/attributes.js';
import { FocusKeeper } from '../base/focus-keeper.js';
import { PanelLoader } from '../base/panel-loader.js';
import type { Texts } from '../i18n/texts.js';
import { listStyles } from './list-styles.js';
import { type Arranged, type ListHost, ORDERS, SEARCHES } from './many/choices.js';
import { ListOrder } from './many/list-order.js';
import type { ManyChannels } from './many/many-channels.js';

/** More than these are searched rather than read. */
const MANY = 8;
/** Cards that are drawn before anybody scrolls. */
const PAGE = 48;

export class ShownList {
  readonly #host: ListHost;
  readonly #order: ListOrder;
  readonly #many;
  #parts: ManyChannels | null = null;
  #drawn = false;

  /** @param tell - what a screen reader is to say */
  constructor(host: ListHost, tell: (news: string) => void) {
    this.#host = host;
    this.#order = new ListOrder(host);
    this.#many = new PanelLoader(
      host,
      () => import('./many/directory-many.lazy.js'),
      ({ ManyChannels }) => {
        this.#parts = new ManyChannels(host, this.#order, tell, PAGE);
      },
    );
    new FocusKeeper(host, '.root');
    adoptMore(host, [listStyles]);
  }

  /** Null until a first drawing can stay as it is: nothing may be pushed down by what comes late. */
  arrange(channels: readonly ChannelRecord[], t: Texts): Arranged | null {
    const { search, order } = this.#host;
    const sorted = this.#order.sort(
      channels,
      oneOf('<casto-directory> order', order, ORDERS, 'viewers') === 'newest',
    );
    const wish = oneOf('<casto-directory> search', search, SEARCHES, 'auto');
    const offered = wish === 'on' || (wish === 'auto' && sorted.length > MANY);
    const many = this.#many;
    // Without the file all are drawn; asking for it again with each drawing would not bring it.
    if ((offered || sorted.length > PAGE) && !many.failed) void many.need();
    if (!this.#drawn && many.pending) return null;
    const fresh = !this.#drawn;
    this.#drawn = true;
    return (
      this.#parts?.arrange(sorted, t, { offered, kept: wish === 'auto', fresh }) ?? {
        cards: many.failed ? sorted : sorted.slice(0, PAGE),
        before: nothing,
        after: nothing,
      }
    );
  }
}
