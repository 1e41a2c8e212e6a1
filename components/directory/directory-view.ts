/** What a directory shows, from its state alone. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CastoError } from '../../src/errors.js';
import type { ChannelRecord } from '../../src/network/api.js';
import { broadcastIcon, retryIcon, warningIcon } from '../base/icons.js';
import { RETRYABLE } from '../base/retryable.js';
import type { Text } from '../i18n/en/errors.js';
import type { Texts } from '../i18n/texts.js';
import type { DirectoryState } from './directory-core.js';
import type { ShownList } from './shown-list.js';

export interface DirectoryView {
  state: DirectoryState;
  channels: readonly ChannelRecord[];
  /** What is drawn of them; it comes with the list. */
  list: ShownList | null;
  error: CastoError | null;
  /** False when the device itself has no network. */
  online: boolean;
  /** For the screen reader. */
  news: string;
  /** Unix milliseconds. */
  now: number;
  /** Addresses made from the author's patterns, '' for none. */
  linkOf(channelId: string): string;
  pictureOf(channelId: string): string;
  /** The author has named pictures, so every card has room for one. */
  pictures: boolean;
}

export interface DirectoryActions {
  retry(): void;
  pick(event: Event, channelId: string): void;
  /** A picture did not come. */
  pictureFailed(channelId: string): void;
  key(event: KeyboardEvent): void;
}

/** What comes with the engine: without one there is nothing to list. */
export type DirectoryList = typeof import('./directory-list.js');

export function directoryView(
  view: DirectoryView,
  act: DirectoryActions,
  t: Texts,
  list: DirectoryList | null,
): TemplateResult {
  return html`<div class="root">
    ${list && view.channels.length > 0 ? list.channelList(view, act, t) : box(view, act, t)}
    <p class="visually-hidden" role="status">${announcement(view, t)}</p>
  </div>`;
}

/** One live region that stays: a screen reader may miss what comes together with its region. */
function announcement(view: DirectoryView, t: Texts): string {
  if (view.error) {
    if (view.channels.length > 0) return t.directory.stale;
    const { title, hint } = trouble(view, t);
    return `${title}. ${hint}`;
  }
  if (view.state === 'loading') return t.directory.states.loading.title;
  return view.channels.length > 0 ? view.news : t.directory.states.empty.title;
}

function trouble(view: DirectoryView, t: Texts): Text {
  const code = view.error?.code ?? 'internal';
  const offline = !view.online && code === 'star-unreachable';
  return offline ? t.directory.states.offline : t.errors[code];
}

function box(view: DirectoryView, act: DirectoryActions, t: Texts): TemplateResult {
  const { state, error } = view;
  const { states } = t.directory;
  if (state === 'loading') return skeleton(states.loading);
  if (state === 'ready') {
    return html`<slot name="empty">${message(broadcastIcon, states.empty, nothing)}</slot>`;
  }
  const retry = RETRYABLE.has(error?.code ?? 'internal') ? retryButton(act, t) : nothing;
  return message(warningIcon, trouble(view, t), retry, 'failed');
}

export function message(
  icon: TemplateResult,
  { title, hint }: Text,
  action: TemplateResult | typeof nothing,
  kind = '',
): TemplateResult {
  return html`<div class=${`empty ${kind}`} part="empty">
    ${icon}
    <div>
      <p class="what">${title}</p>
      ${hint ? html`<p>${hint}</p>` : nothing}
    </div>
    ${action}
  </div>`;
}

export function retryButton(act: DirectoryActions, t: Texts): TemplateResult {
  return html`<button type="button" class="action" part="retry-button" @click=${act.retry}>
    ${retryIcon}${t.common.tryAgain}
  </button>`;
}

/** The shape of what will come. */
export function skeleton({ title }: Text): TemplateResult {
  return html`<div class="loading" part="loading">
    <p class="what">${title}</p>
    <div class="grid" aria-hidden="true">
      ${[0, 1, 2].map(() => html`<div class="card ghost"><span></span><span></span><span></span></div>`)}
    </div>
  </div>`;
}
