/** What a share menu holds: a link, code to embed, a QR code. Its frame is the element's own. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Texts } from '../i18n/texts.js';
import { copyIcon, doneIcon } from './copy-icons.js';
import { type QrSquare, qrDrawing } from './qr-drawing.js';
import { shareIcon } from './share-icons.js';

export type ShareTexts = Texts['share'];
export type ShareTab = 'link' | 'embed' | 'qr';
export type CopyKind = 'link' | 'frame' | 'tag';

export interface ShareView {
  tab: ShareTab;
  link: string;
  /** '' when the author named no embed page. */
  frame: string;
  tag: string;
  /** What was copied a moment ago. */
  copied: CopyKind | '';
  /** The clipboard refused; the text is selected instead. */
  refused: boolean;
  /** The system has a share dialog. */
  canShare: boolean;
  /** Null until it is drawn. */
  qr: QrSquare | null;
  qrFailed: boolean;
}

export interface ShareActions {
  pick(tab: ShareTab): void;
  /** `field` is selected when the clipboard refuses. */
  copy(kind: CopyKind, text: string, field: Field | null): unknown;
  share(link: string): unknown;
}

type Field = HTMLInputElement | HTMLTextAreaElement;

const TABS: readonly ShareTab[] = ['link', 'embed', 'qr'];

/** The panel. Needs `shareStyles`; its ids are unique once a shadow root. */
export function sharePanel(
  view: ShareView,
  act: ShareActions,
  { share: t }: Pick<Texts, 'share'>,
): TemplateResult {
  return html`<div class="share" part="share-panel">
    <div class="share-tabs" part="share-tabs" role="tablist" aria-label=${t.share} @keydown=${moveTab}>
      ${TABS.map(
        (tab) => html`<button
          type="button"
          role="tab"
          id=${`share-tab-${tab}`}
          part="share-tab"
          aria-selected=${tab === view.tab}
          aria-controls="share-page"
          tabindex=${tab === view.tab ? 0 : -1}
          @click=${() => act.pick(tab)}
        >
          ${t[tab]}
        </button>`,
      )}
    </div>
    <div class="share-page" id="share-page" role="tabpanel" aria-labelledby=${`share-tab-${view.tab}`}>
      ${view.tab === 'link' ? linkPage(view, act, t) : view.tab === 'embed' ? embedPage(view, act, t) : qrPage(view, act, t)}
    </div>
    <p class=${view.refused ? 'share-said' : 'visually-hidden'} role="status">${said(view, t)}</p>
  </div>`;
}

/** Arrow keys, Home and End go through the tabs, as the ARIA pattern has it. */
function moveTab(event: KeyboardEvent): void {
  const list = event.currentTarget as HTMLElement;
  const tabs = [...list.querySelectorAll<HTMLElement>('[role=tab]')];
  const at = tabs.indexOf(event.target as HTMLElement);
  const forward = getComputedStyle(list).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  const backward = forward === 'ArrowRight' ? 'ArrowLeft' : 'ArrowRight';
  const to = { [forward]: at + 1, [backward]: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  // A player has shortcuts on the same keys.
  event.stopPropagation();
  const tab = tabs[(to + tabs.length) % tabs.length];
  tab?.focus();
  tab?.click();
}

function said(view: ShareView, t: ShareTexts): string {
  if (view.refused) return t.copyRefused;
  if (view.copied === '') return '';
  return view.copied === 'link' ? t.linkCopied : t.codeCopied;
}

function linkPage(view: ShareView, act: ShareActions, t: ShareTexts): TemplateResult {
  return html`
    ${field('link', t.linkLabel, view.link, view, act, t)}
    ${
      view.canShare
        ? html`<button type="button" class="share-with" part="share-with" @click=${() => act.share(view.link)}>
            ${shareIcon}${t.shareWith}
          </button>`
        : nothing
    }
  `;
}

function embedPage(view: ShareView, act: ShareActions, t: ShareTexts): TemplateResult {
  return html`
    ${view.frame ? field('frame', t.frameLabel, view.frame, view, act, t) : nothing}
    ${field('tag', t.tagLabel, view.tag, view, act, t)}
  `;
}

function qrPage(view: ShareView, act: ShareActions, t: ShareTexts): TemplateResult {
  if (view.qr) {
    return html`<div class="share-qr">
      ${qrDrawing(view.qr, t.qrTitle(view.link))}
      <p>${t.scan}</p>
    </div>`;
  }
  if (!view.qrFailed) return html`<p class="share-note">${t.qrLoading}</p>`;
  return html`<p class="share-note">${t.qrFailed}</p>
    ${field('link', t.linkLabel, view.link, view, act, t)}`;
}

function field(
  kind: CopyKind,
  label: string,
  text: string,
  view: ShareView,
  act: ShareActions,
  t: ShareTexts,
): TemplateResult {
  const done = view.copied === kind;
  const id = `share-${kind}`;
  const copy = (event: Event): unknown =>
    act.copy(
      kind,
      text,
      (event.currentTarget as Element).parentElement!.querySelector<Field>(`#${id}`),
    );
  return html`<div class="share-field">
    <label for=${id}>${label}</label>
    ${
      kind === 'link'
        ? html`<input id=${id} part="share-field" readonly .value=${text} dir="ltr" @focus=${selectAll} />`
        : html`<textarea id=${id} part="share-field" readonly rows="3" .value=${text} dir="ltr" spellcheck="false" @focus=${selectAll}></textarea>`
    }
    <button
      type="button"
      class=${done ? 'share-copy done' : 'share-copy'}
      part="share-copy"
      aria-label=${`${done ? t.copied : t.copy}: ${label}`}
      @click=${copy}
    >
      ${done ? doneIcon : copyIcon}<span>${done ? t.copied : t.copy}</span>
    </button>
  </div>`;
}

function selectAll(event: Event): void {
  (event.currentTarget as Field).select();
}
