/** What a directory shows, from its state alone. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { CastoError } from '../../src/errors.js';
import type { ChannelRecord } from '../../src/network/api.js';
import { shortId } from '../base/format.js';
import { broadcastIcon, clockIcon, retryIcon, viewersIcon, warningIcon } from '../base/icons.js';
import { RETRYABLE } from '../base/retryable.js';
import type { Text } from '../i18n/en/errors.js';
import type { Texts } from '../i18n/texts.js';
import { cover } from './cover.js';
import type { DirectoryState } from './directory-core.js';
import { titleOf } from './directory-news.js';

export interface DirectoryView {
  state: DirectoryState;
  channels: readonly ChannelRecord[];
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

export function directoryView(
  view: DirectoryView,
  act: DirectoryActions,
  t: Texts,
): TemplateResult {
  return html`<div class="root">
    ${view.channels.length > 0 ? list(view, act, t) : box(view, act, t)}
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

function message(
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

function retryButton(act: DirectoryActions, t: Texts): TemplateResult {
  return html`<button type="button" class="retry" part="retry-button" @click=${act.retry}>
    ${retryIcon}${t.common.tryAgain}
  </button>`;
}

/** The shape of what will come. */
function skeleton({ title }: Text): TemplateResult {
  return html`<div class="loading" part="loading">
    <p class="what">${title}</p>
    <div class="grid" aria-hidden="true">
      ${[0, 1, 2].map(() => html`<div class="card ghost"><span></span><span></span><span></span></div>`)}
    </div>
  </div>`;
}

function list(view: DirectoryView, act: DirectoryActions, t: Texts): TemplateResult {
  const sorted = [...view.channels].sort(
    (a, b) => b.viewers - a.viewers || a.startedAt - b.startedAt,
  );
  return html`
    ${
      view.error
        ? html`<div class="stale" part="stale">
            ${warningIcon}<p>${t.directory.stale}</p>
            ${RETRYABLE.has(view.error.code) ? retryButton(act, t) : nothing}
          </div>`
        : nothing
    }
    <ul class="grid" part="list" role="list" aria-label=${t.directory.channels} @keydown=${act.key}>
      ${repeat(
        sorted,
        (channel) => channel.channelId,
        (channel) => html`<li>${entry(channel, view, act, t)}</li>`,
      )}
    </ul>
  `;
}

function entry(
  channel: ChannelRecord,
  view: DirectoryView,
  act: DirectoryActions,
  t: Texts,
): TemplateResult {
  const { channelId } = channel;
  const inside = html`${picture(channelId, view, act, t)}${about(channel, view, t)}`;
  const kind = view.pictures ? 'card channel tall' : 'card channel';
  const pick = (event: Event): void => act.pick(event, channelId);
  const link = view.linkOf(channelId);
  return link
    ? html`<a class=${kind} part="channel" href=${link} @click=${pick}>${inside}</a>`
    : html`<button class=${kind} part="channel" type="button" @click=${pick}>${inside}</button>`;
}

function picture(
  channelId: string,
  view: DirectoryView,
  act: DirectoryActions,
  t: Texts,
): TemplateResult {
  const source = view.pictureOf(channelId);
  return html`<span class="picture" part="thumbnail">
    ${
      source
        ? html`<img
            src=${source}
            alt=""
            loading="lazy"
            decoding="async"
            @error=${() => act.pictureFailed(channelId)}
          />`
        : cover(channelId)
    }
    <span class="live">${view.pictures ? t.common.live : broadcastIcon}</span>
  </span>`;
}

function about(channel: ChannelRecord, view: DirectoryView, t: Texts): TemplateResult {
  const { viewers, startedAt, ownerId } = channel;
  const started = new Date(startedAt);
  return html`<span class="words">
    <span class="title" part="title" dir="auto">${titleOf(channel)}</span>
    <span class="about" part="about">
      <span>
        ${viewersIcon}<span aria-hidden="true">${t.format.count(viewers)}</span>
        <span class="visually-hidden">${t.common.viewers(viewers)}</span>
      </span>
      <time datetime=${started.toISOString()} title=${t.directory.started(t.format.moment(started))}>
        ${clockIcon}${t.format.age(startedAt, view.now)}
      </time>
      <span class="owner" title=${ownerId}>
        <bdi dir="ltr" aria-hidden="true">${shortId(ownerId)}</bdi>
        <span class="visually-hidden">${t.directory.owner(shortId(ownerId))}</span>
      </span>
    </span>
  </span>`;
}
