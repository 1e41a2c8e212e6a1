/** What the stages of the player and of the studio show alike. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CastoErrorCode } from '../../src/base/errors.js';
import type { Texts } from '../i18n/texts.js';
import { retryIcon, viewersIcon } from './icons.js';
import { RETRYABLE } from './retryable.js';

/** The line that tells the state, and the one below it. */
export function stageText(title: string, hint: string): TemplateResult {
  return html`<p class="title" part="message">${title}</p>
    ${hint ? html`<p class="hint" part="hint">${hint}</p>` : nothing}`;
}

/** Only where trying again can help. */
export function retryButton(
  code: CastoErrorCode,
  retry: () => void,
  t: Texts,
): TemplateResult | typeof nothing {
  if (!RETRYABLE.has(code)) return nothing;
  return html`<button class="pill" part="retry-button" @click=${retry}>
    ${retryIcon}${t.common.tryAgain}
  </button>`;
}

export function viewersBadge(viewers: number, t: Texts): TemplateResult {
  return html`<span class="badge" part="viewers">
    ${viewersIcon}<span aria-hidden="true">${t.format.count(viewers)}</span>
    <span class="visually-hidden">${t.common.viewers(viewers)}</span>
  </span>`;
}
