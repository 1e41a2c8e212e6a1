/** What a directory shows, from its state alone. */
import { html, nothing, type TemplateResult } from 'lit';
import { broadcastIcon, warningIcon } from '../base/icons.js';
import { RETRYABLE } from '../base/retryable.js';
import type { Text } from '../i18n/en/errors.js';
import type { Texts } from '../i18n/texts.js';
import {
  type DirectoryActions,
  type DirectoryView,
  message,
  retryButton,
  skeleton,
} from './directory-parts.js';

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
