/** What the directory and its list both know: what is to be seen, what can be done, and what both draw. */

import type { TemplateResult } from 'lit';
import { html, nothing } from 'lit';
import type { CastoError } from '../../src/base/errors.js';
import type { ChannelRecord } from '../../src/wire/channel-record.js';
import { retryIcon } from '../base/icons.js';
import type { Text } from '../i18n/en/errors.js';
import type { Texts } from '../i18n/texts.js';
import type { DirectoryState } from './directory-core.js';
import type { Arranged } from './many/choices.js';

export interface DirectoryActions {
  retry(): void;
  pick(event: Event, channelId: string): void;
  /** A picture did not come. */
  pictureFailed(channelId: string): void;
  key(event: KeyboardEvent): void;
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

export interface DirectoryView {
  state: DirectoryState;
  channels: readonly ChannelRecord[];
  /** What is drawn of them; it comes with the list. */
  list: { arrange(channels: readonly ChannelRecord[], t: Texts): Arranged | null } | null;
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
