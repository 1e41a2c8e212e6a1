/** What stands above and below a long list, from its state alone. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Texts } from '../../i18n/texts.js';
import { message } from '../directory-parts.js';
import { type DirectoryOrder, ORDERS } from './choices.js';
import { clearIcon, searchIcon } from './many-icons.js';

export interface ManyActions {
  search(query: string): void;
  /** Forgets what was searched for, and lets something else be written. */
  clear(): void;
  sort(order: string): void;
  more(): void;
}

interface Tools {
  query: string;
  order: DirectoryOrder;
  /** How many there are, in words. */
  count: string;
}

type View = TemplateResult | typeof nothing;

export function toolsView(shown: boolean, tools: Tools, act: ManyActions, t: Texts): View {
  if (!shown) return nothing;
  const { query, order, count } = tools;
  const { search, order: orderLabel, orders } = t.directory;
  const typed = (event: Event): void => act.search((event.target as HTMLInputElement).value);
  const key = (event: KeyboardEvent): void => {
    // Else it would close the dialog that the list may stand in.
    if (event.key !== 'Escape' || !query) return;
    event.preventDefault();
    event.stopPropagation();
    act.clear();
  };
  return html`<div class="tools" part="tools" role="search" aria-label=${search}>
    <div class="field">
      ${searchIcon}
      <input
        part="search"
        type="search"
        aria-label=${search}
        placeholder=${search}
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        enterkeyhint="search"
        .value=${query}
        @input=${typed}
        @keydown=${key}
      />
      ${
        query
          ? html`<button
              type="button"
              part="clear-button"
              aria-label=${t.directory.clear}
              @click=${act.clear}
            >
              ${clearIcon}
            </button>`
          : nothing
      }
    </div>
    <select
      part="order"
      aria-label=${orderLabel}
      @change=${(event: Event) => act.sort((event.target as HTMLSelectElement).value)}
    >
      ${ORDERS.map(
        (each) => html`<option value=${each} .selected=${each === order}>${orders[each]}</option>`,
      )}
    </select>
    <p class="count" part="count">${count}</p>
  </div>`;
}

export function nothingFound(query: string, act: ManyActions, t: Texts): TemplateResult {
  const { nothingFound, searchHint, clear } = t.directory;
  return message(
    searchIcon,
    { title: nothingFound(query), hint: searchHint },
    html`<button type="button" class="action" part="clear-button" @click=${act.clear}>${clear}</button>`,
  );
}

/** Comes by scrolling; the button is for the keyboard, and where nothing tells of scrolling. */
export function moreView(shown: number, all: number, act: ManyActions, t: Texts): View {
  if (shown >= all) return nothing;
  const { more, shownOf } = t.directory;
  return html`<div class="more">
    <button type="button" class="action" part="more-button" @click=${act.more}>${more}</button>
    <p class="count">${shownOf(t.format.number(shown), t.format.number(all))}</p>
  </div>`;
}
