import { html, isServer, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { CastoError } from '../../src/base/errors.js';
import type { ChannelRecord } from '../../src/wire/channel-record.js';
import { starList, warnOnce, wordConverter, words } from '../base/attributes.js';
import { CastoElement } from '../base/casto-element.js';
import { loadEngine } from '../base/engine.js';
import { StarWatch } from '../base/star-watch.js';
import { theme } from '../base/theme.js';
import type { CastoErrorEvent } from '../events/error-event.js';
import { CastoSelectEvent } from '../events/select-event.js';
import { DirectoryCore } from './directory-core.js';
import type { DirectoryActions } from './directory-parts.js';
import { directoryStyles } from './directory-styles.js';
import { type DirectoryList, directoryView } from './directory-view.js';
import { type DirectoryOrder, type DirectorySearch, ORDERS, SEARCHES } from './many/choices.js';
import type { ShownList } from './shown-list.js';

/** Ages are written again this often, milliseconds. */
const AGE_MS = 30_000;
const STATES = ['loading', 'list', 'empty', 'error'] as const;

/** Events of `<casto-directory>` beside those that every element has. */
export interface CastoDirectoryEventMap extends Omit<HTMLElementEventMap, 'error'> {
  'casto-select': CastoSelectEvent;
  'casto-error': CastoErrorEvent;
  error: CastoErrorEvent;
}

/**
 * Lists the channels that are live now, as cards: title, owner, viewers, age. CASTO makes no pictures
 * of what is on; a site that has some names them with `thumbnail`.
 *
 * @element casto-directory
 *
 * @attr {string} star - Stars to ask: multiaddrs or http(s) URLs, separated by spaces.
 * @attr {string} href - Makes each channel a link; `{channel}` stands for its encoded id, as in `watch.html?channel={channel}`.
 * @attr {string} thumbnail - Address of each channel's picture, in the same form: `thumbs/{channel}.jpg`. Pictures load when they come into view; a drawing stands in for one that is missing.
 * @attr {'auto'|'on'|'off'} search - A search and a choice of the order above the list: `auto` when more than 8 channels are live, `on` always when one is, `off` never. Searched are titles, slugs and owners.
 * @attr {'viewers'|'newest'} order - What comes first: `viewers`, what most people watch; `newest`, what has begun last, by its owner's word. Nothing moves while the pointer or the focus is in the list.
 *
 * @slot empty - Shown instead of the text when nothing is live.
 *
 * @fires {CastoSelectEvent} casto-select - A channel was picked; detail `{channelId}`. Cancelling it stops a link.
 * @fires {CastoErrorEvent} error - `error` has been set: no star, or none answers. It goes on trying.
 * @fires {CastoErrorEvent} casto-error - The same, told above the element as well.
 *
 * @csspart list - The list.
 * @csspart channel - One channel, a button or a link.
 * @csspart title - Its title.
 * @csspart about - Its owner, viewers and age.
 * @csspart thumbnail - Its picture, or the drawing in its place.
 * @csspart loading - Shown before a star has answered.
 * @csspart tools - Search, order and count, above a list of many.
 * @csspart search - The field to search in.
 * @csspart clear-button - Empties it: a cross in it, and a button when nothing is found.
 * @csspart order - The choice of the order.
 * @csspart count - How many channels are live, or were found.
 * @csspart more-button - “Show more”, below the first 48. More come by themselves when the end of the list comes near.
 * @csspart empty - The box shown when nothing is live or found, or no star answers.
 * @csspart stale - The line above a list that can no longer be kept up to date.
 * @csspart retry-button - “Try again”.
 *
 * @cssprop [--casto-accent=#2563eb] - Colour of a channel under the pointer.
 * @cssprop [--casto-live=#e11d48] - Colour of the live sign.
 * @cssprop --casto-surface - Behind each channel.
 * @cssprop --casto-text - Text.
 * @cssprop --casto-text-quiet - Less important text.
 * @cssprop --casto-line - Borders.
 * @cssprop [--casto-radius=12px] - Corner radius.
 * @cssprop [--casto-font=system-ui] - Font family.
 *
 * @cssstate loading - Not heard from a star yet.
 * @cssstate list - At least one channel is live.
 * @cssstate empty - No channel is live.
 * @cssstate error - No star could be reached.
 */
export class CastoDirectory extends CastoElement<CastoDirectoryEventMap> {
  static override styles = [theme, directoryStyles];

  /** Stars, separated by spaces. */
  @property({ reflect: true, useDefault: true }) star = '';
  /** Pattern of the links, with `{channel}`; without it, channels are buttons. */
  @property({ reflect: true, useDefault: true }) href = '';
  /** Pattern of the pictures' addresses, with `{channel}`; without it, cards are low. */
  @property({ reflect: true, useDefault: true }) thumbnail = '';
  /** Search and order above the list; by itself when it is long. */
  @property({ converter: wordConverter('<casto-directory> search', SEARCHES, 'auto') })
  search: DirectorySearch = 'auto';
  /** What comes first. A person who chooses changes it. */
  @property({ converter: wordConverter('<casto-directory> order', ORDERS, 'viewers') })
  order: DirectoryOrder = 'viewers';

  readonly #core = new DirectoryCore(async () => {
    const [engine, list] = await Promise.all([loadEngine(), import('./directory-list.js')]);
    this.#listLoaded(list);
    return engine;
  });
  #list: DirectoryList | null = null;
  #shown: ShownList | null = null;
  #ageTimer: ReturnType<typeof setInterval> | undefined;
  #held = false;
  /** What the news compares with: null before the first list. */
  #told: readonly ChannelRecord[] | null = null;
  #news = '';
  readonly #noPicture = new Set<string>();

  constructor() {
    super();
    new StarWatch(this, () => this.retry());
    this.#core.on('change', () => {
      this.#tellNews();
      this.#showStates();
      this.requestUpdate();
    });
    this.#core.on('error', (error) => this.tellError(error));
  }

  /** The live channels, as their owners signed them. */
  get channels(): readonly ChannelRecord[] {
    return this.#core.channels;
  }
  /** Why there is no list, null when all is well. */
  get error(): CastoError | null {
    return this.#core.error;
  }

  /**
   * Asks the stars again. It does so by itself too, every 15 s; a star that is away is dialled again
   * at growing intervals.
   */
  retry(): void {
    if (this.#held) this.#core.retry();
  }

  protected override acquire(): void {
    if (isServer) return;
    addEventListener('online', this.#network);
    addEventListener('offline', this.#network);
    this.#held = true;
    this.#core.open(starList('<casto-directory> star', this.star));
    this.#ageTimer = setInterval(() => this.requestUpdate(), AGE_MS);
  }

  protected override release(): void {
    this.#held = false;
    removeEventListener('online', this.#network);
    removeEventListener('offline', this.#network);
    clearInterval(this.#ageTimer);
    this.#told = null;
    this.#news = '';
    this.#core.close();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('thumbnail')) this.#noPicture.clear();
    // The first value was already read when the element came into the document.
    if (changed.has('star') && this.hasUpdated && this.#held) {
      this.#told = null;
      this.#core.open(starList('<casto-directory> star', this.star));
    }
  }

  protected override updated(): void {
    this.#showStates();
  }

  #showStates(): void {
    const { state, channels } = this.#core;
    const listed = channels.length > 0 ? 'list' : 'empty';
    this.pickState(STATES, state === 'ready' ? listed : state);
  }

  #listLoaded(list: DirectoryList): void {
    if (this.#list) return;
    this.#list = list;
    this.#shown = new list.ShownList(this, (news) => {
      this.#news = news;
      this.requestUpdate();
    });
  }

  #tellNews(): void {
    const { state, channels } = this.#core;
    if (state !== 'ready') return;
    this.#news = this.#list?.directoryNews(this.#told, channels, this.t) ?? '';
    this.#told = channels;
  }

  readonly #network = (): void => {
    if (navigator.onLine && this.#core.error) this.retry();
    this.requestUpdate();
  };

  // ------------------------------------------------------------------ drawing

  readonly #actions: DirectoryActions = {
    retry: () => this.retry(),
    pick: (event, channelId) => {
      if (!this.dispatchEvent(new CastoSelectEvent(channelId))) event.preventDefault();
    },
    pictureFailed: (channelId) => {
      this.#noPicture.add(channelId);
      this.requestUpdate();
    },
    key: (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const cards = [...this.renderRoot.querySelectorAll<HTMLElement>('.channel')];
      const current = (event.target as Element).closest<HTMLElement>('.channel');
      const goal =
        current && this.#list?.gridGoal(cards, current, event.key, this.localize.dir === 'rtl');
      if (!goal) return;
      event.preventDefault();
      goal.focus();
    },
  };

  protected override render(): TemplateResult {
    if (isServer) return html``;
    const { channels, error, state } = this.#core;
    return directoryView(
      {
        state,
        channels,
        list: this.#shown,
        error,
        online: navigator.onLine,
        news: this.#news,
        now: this.#core.now(),
        linkOf: (channelId) => this.#address('href', this.href, channelId),
        pictureOf: (channelId) =>
          this.#noPicture.has(channelId)
            ? ''
            : this.#address('thumbnail', this.thumbnail, channelId),
        pictures: this.thumbnail !== '',
      },
      this.#actions,
      this.t,
      this.#list,
    );
  }

  /** A web address made from an author's pattern, '' when it is none. */
  #address(attribute: string, value: string, channelId: string): string {
    const pattern = words(`<casto-directory> ${attribute}`, value);
    if (!pattern) return '';
    const address = pattern.replaceAll('{channel}', encodeURIComponent(channelId));
    const ok = URL.canParse(address, document.baseURI);
    if (ok && /^https?:$/.test(new URL(address, document.baseURI).protocol)) return address;
    warnOnce(`<casto-directory> ${attribute}="${pattern}" is not a web address: going on without`);
    return '';
  }
}
