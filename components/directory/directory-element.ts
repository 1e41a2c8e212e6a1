import { html, isServer, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { CastoError } from '../../src/errors.js';
import type { ChannelRecord } from '../../src/network/api.js';
import { starList, warnOnce } from '../attributes.js';
import { CastoElement } from '../base/casto-element.js';
import { shortId } from '../base/format.js';
import { broadcastIcon, clockIcon, viewersIcon } from '../base/icons.js';
import { theme } from '../base/theme.js';
import { CastoErrorEvent } from '../events/error-event.js';
import { CastoSelectEvent } from '../events/select-event.js';
import { DirectoryCore } from './directory-core.js';
import { directoryStyles } from './directory-styles.js';

/** Ages are written anew this often, milliseconds. */
const AGE_MS = 30_000;
const STATES = ['loading', 'list', 'empty', 'error'] as const;

/** Events of `<casto-directory>` besides those that every element has. */
export interface CastoDirectoryEventMap extends Omit<HTMLElementEventMap, 'error'> {
  'casto-select': CastoSelectEvent;
  error: CastoErrorEvent;
}

/**
 * Lists the channels that are live now.
 *
 * @element casto-directory
 *
 * @attr {string} star - Stars to ask: multiaddrs or http(s) URLs, separated by spaces.
 * @attr {string} href - Makes each channel a link; `{channel}` stands for its encoded id, as in `watch.html?channel={channel}`.
 *
 * @slot empty - Shown instead of the text when nothing is live.
 *
 * @fires {CastoSelectEvent} casto-select - A channel was picked; detail `{channelId}`. Cancelling it stops a link.
 * @fires {CastoErrorEvent} error - `error` has been set: no star, or none answers. It goes on trying.
 *
 * @csspart list - The list.
 * @csspart channel - One channel, a button or a link.
 * @csspart title - Its title.
 * @csspart about - Its owner, viewers and age.
 * @csspart empty - The box shown when there is no list.
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
  @property({ reflect: true }) star = '';
  /** Pattern of the links, with `{channel}`; without it, channels are buttons. */
  @property({ reflect: true }) href = '';

  readonly #core = new DirectoryCore();
  #ageTimer: ReturnType<typeof setInterval> | undefined;
  #held = false;

  constructor() {
    super();
    this.#core.on('change', () => {
      this.#showStates();
      this.requestUpdate();
    });
    this.#core.on('error', (error) => this.dispatchEvent(new CastoErrorEvent(error)));
  }

  /** The live channels, as their owners signed them. */
  get channels(): readonly ChannelRecord[] {
    return this.#core.channels;
  }
  /** Why there is no list, null when all is well. */
  get error(): CastoError | null {
    return this.#core.error;
  }

  protected override acquire(): void {
    if (isServer) return;
    this.#held = true;
    this.#core.open(starList(this.star));
    this.#ageTimer = setInterval(() => this.requestUpdate(), AGE_MS);
  }

  protected override release(): void {
    this.#held = false;
    clearInterval(this.#ageTimer);
    this.#core.close();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // The first value was already read when the element came into the document.
    if (changed.has('star') && this.hasUpdated && this.#held) this.#core.open(starList(this.star));
  }

  protected override updated(): void {
    this.#showStates();
  }

  #showStates(): void {
    const { state, channels } = this.#core;
    const listed = channels.length > 0 ? 'list' : 'empty';
    this.pickState(STATES, state === 'ready' ? listed : state);
  }

  protected override render(): TemplateResult {
    const { channels, error, state } = this.#core;
    if (channels.length > 0) return this.#list(channels);
    if (state === 'error' && error) {
      const { title, hint } = this.t.errors[error.code];
      return html`<div class="empty" part="empty" role="status">
        <p class="what">${title}</p>
        <p>${hint}</p>
      </div>`;
    }
    const { title, hint } = this.t.directory.states[state === 'ready' ? 'empty' : 'loading'];
    const box = html`<div class="empty" part="empty" role="status">
      <p class="what">${title}</p>
      ${hint ? html`<p>${hint}</p>` : nothing}
    </div>`;
    return state === 'ready' ? html`<slot name="empty">${box}</slot>` : box;
  }

  #list(channels: ChannelRecord[]): TemplateResult {
    const sorted = [...channels].sort((a, b) => b.viewers - a.viewers || a.startedAt - b.startedAt);
    return html`<ul part="list" aria-label=${this.t.directory.channels}>
      ${repeat(
        sorted,
        (channel) => channel.channelId,
        (channel) => html`<li>${this.#entry(channel)}</li>`,
      )}
    </ul>`;
  }

  #entry(channel: ChannelRecord): TemplateResult {
    const inside = html`
      <span class="live">${broadcastIcon}</span>
      <span class="title" part="title">${channel.title || channel.slug}</span>
      <span class="about" part="about">
        <span>
          ${viewersIcon}<span aria-hidden="true">${this.t.format.count(channel.viewers)}</span>
          <span class="visually-hidden">${this.t.common.viewers(channel.viewers)}</span>
        </span>
        <span>${clockIcon}${this.t.format.age(channel.startedAt, Date.now())}</span>
        <span title=${channel.ownerId}>${shortId(channel.ownerId)}</span>
      </span>
    `;
    const pick = (event: Event): void => {
      if (!this.dispatchEvent(new CastoSelectEvent(channel.channelId))) event.preventDefault();
    };
    const link = this.#link(channel.channelId);
    return link
      ? html`<a class="channel" part="channel" href=${link} @click=${pick}>${inside}</a>`
      : html`<button class="channel" part="channel" type="button" @click=${pick}>${inside}</button>`;
  }

  #link(channelId: string): string {
    if (!this.href) return '';
    const link = this.href.replaceAll('{channel}', encodeURIComponent(channelId));
    const ok = URL.canParse(link, document.baseURI);
    if (ok && /^https?:$/.test(new URL(link, document.baseURI).protocol)) return link;
    warnOnce(`<casto-directory> href="${this.href}" is not a web address: showing buttons instead`);
    return '';
  }
}
