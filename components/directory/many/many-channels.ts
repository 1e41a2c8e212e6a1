/** Search, order and pages of a long list. */
import type { ReactiveController } from 'lit';
import type { ChannelRecord } from '../../../src/wire/channel-record.js';
import type { Texts } from '../../i18n/texts.js';
import type { Arranged, ListHost } from './choices.js';
import type { ListOrder } from './list-order.js';
import { moreView, nothingFound, toolsView } from './many-view.js';
import { searched } from './search-text.js';

/** As few as these need no search any more. Less than what brings it, so that it does not come and go. */
const FEW = 4;
/** Typing rests, milliseconds: a screen reader does not count after each letter. */
const REST_MS = 700;
/** More cards come when the end of the list is as near as this. */
const NEAR = '800px 0px';

interface Wish {
  /** There is to be a search. */
  offered: boolean;
  /** One that has come may stay. */
  kept: boolean;
  /** Nothing has been drawn yet. */
  fresh: boolean;
}

export class ManyChannels implements ReactiveController {
  readonly #host: ListHost;
  readonly #order: ListOrder;
  readonly #tell: (news: string) => void;
  readonly #page: number;
  #query = '';
  #offered = false;
  /** Cards that are drawn. */
  #room: number;
  /** What is said once typing rests. */
  #said = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #observer: IntersectionObserver | null = null;

  /** @param page - cards that come at once */
  constructor(host: ListHost, order: ListOrder, tell: (news: string) => void, page: number) {
    this.#host = host;
    this.#order = order;
    this.#tell = tell;
    this.#page = page;
    this.#room = page;
    host.addController(this);
  }

  hostConnected(): void {
    // The end of the list is to be watched again.
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#observer?.disconnect();
  }

  /** Watched again each time: an end that stays near sends no event of its own. */
  hostUpdated(): void {
    this.#observer?.disconnect();
    const end = this.#find('.more');
    if (!end || !this.#host.isConnected) return;
    // In a box of the page that scrolls, only `scrollMargin` looks ahead.
    const margins = { rootMargin: NEAR, scrollMargin: NEAR };
    this.#observer ??= new IntersectionObserver((entries) => this.#near(entries), margins);
    this.#observer.observe(end);
  }

  /** @param sorted - all of them, in their order */
  arrange(sorted: readonly ChannelRecord[], t: Texts, wish: Wish): Arranged {
    this.#decide(sorted.length, wish);
    const query = this.#offered ? this.#query.trim() : '';
    const found = query ? searched(sorted, query) : sorted;
    const count = query ? t.directory.found(found.length) : t.directory.liveChannels(found.length);
    this.#said = found.length > 0 ? count : t.directory.nothingFound(query);
    const cards = found.slice(0, this.#room);
    const { order } = this.#host;
    return {
      cards,
      before: toolsView(this.#offered, { query: this.#query, order, count }, this, t),
      after:
        cards.length === 0
          ? nothingFound(query, this, t)
          : moreView(cards.length, found.length, this, t),
    };
  }

  readonly search = (query: string): void => {
    if (query === this.#query) return;
    this.#query = query;
    this.#room = this.#page;
    // What is said twice is heard twice only if there was something else between.
    this.#tell('');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(this.#said), REST_MS);
  };

  readonly clear = (): void => {
    this.search('');
    this.#find('input')?.focus();
  };

  readonly sort = (order: string): void => {
    this.#host.order = order as ListHost['order'];
  };

  /** Somebody has asked for more, and goes on with the first of them. */
  readonly more = async (): Promise<void> => {
    const cards = (): NodeListOf<HTMLElement> =>
      this.#host.shadowRoot!.querySelectorAll('.channel');
    const before = cards().length;
    this.#grow();
    await this.#host.updateComplete;
    cards()[before]?.focus();
  };

  /** Nothing is pushed away from under somebody, nor what they have written into. */
  #decide(channels: number, { offered, kept, fresh }: Wish): void {
    if (!kept || fresh) this.#offered = offered;
    else if (this.#order.still) return;
    else if (offered) this.#offered = true;
    else if (channels <= FEW && !this.#query) this.#offered = false;
  }

  #near(entries: IntersectionObserverEntry[]): void {
    if (!entries.at(-1)?.isIntersecting) return;
    // Who stands on the button sees it; new cards would push it away.
    if (this.#find('.more :focus')) return;
    this.#grow();
  }

  #grow(): void {
    this.#room += this.#page;
    this.#host.requestUpdate();
  }

  #find(selector: string): HTMLElement | null {
    return this.#host.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
  }
}
