/** The list of live channels, and what goes with it; loaded beside the engine. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { createLog } from '../../src/base/log.js';
import type { ChannelRecord } from '../../src/wire/channel-record.js';
import { shortId } from '../base/format.js';
import { clockIcon, viewersIcon, warningIcon } from '../base/icons.js';
import { RETRYABLE } from '../base/retryable.js';
import type { Texts } from '../i18n/texts.js';
import { cover } from './cover.js';
import { titleOf } from './directory-news.js';
import type { DirectoryView } from './directory-parts.js';
import { type DirectoryActions, retryButton, skeleton } from './directory-parts.js';

const log = createLog('directory');

export { directoryNews } from './directory-news.js';
export { gridGoal } from './many/grid-keys.js';
export { ShownList } from './shown-list.js';

export function channelList(view: DirectoryView, act: DirectoryActions, t: Texts): TemplateResult {
  const shown = view.list!.arrange(view.channels, t);
  if (!shown) return skeleton(t.directory.states.loading);
  return html`
    ${
      view.error
        ? html`<div class="stale" part="stale">
            ${warningIcon}<p>${t.directory.stale}</p>
            ${RETRYABLE.has(view.error.code) ? retryButton(act, t) : nothing}
          </div>`
        : nothing
    }
    ${shown.before}
    ${
      shown.cards.length > 0
        ? html`<ul class="grid" part="list" role="list" aria-label=${t.directory.channels} @keydown=${act.key}>
            ${repeat(
              shown.cards,
              (channel) => channel.channelId,
              (channel) => row(channel, view, act, t),
            )}
          </ul>`
        : nothing
    }
    ${shown.after}
  `;
}

/** A record is a stranger's word: one that cannot be shown must not take the others with it. */
function row(
  channel: ChannelRecord,
  view: DirectoryView,
  act: DirectoryActions,
  t: Texts,
): TemplateResult | typeof nothing {
  try {
    return html`<li>${entry(channel, view, act, t)}</li>`;
  } catch (error) {
    log('a channel cannot be shown', channel.channelId, error);
    return nothing;
  }
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
    ${view.pictures ? html`<span class="live">${t.common.live}</span>` : nothing}
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
      ${
        Number.isNaN(started.getTime())
          ? nothing
          : html`<time
              datetime=${started.toISOString()}
              title=${t.directory.started(t.format.moment(started))}
              >${clockIcon}${t.format.age(startedAt, view.now)}</time
            >`
      }
      <span class="owner" title=${ownerId}>
        <bdi dir="ltr" aria-hidden="true">${shortId(ownerId)}</bdi>
        <span class="visually-hidden">${t.directory.owner(shortId(ownerId))}</span>
      </span>
    </span>
  </span>`;
}
