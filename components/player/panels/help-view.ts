/** The list of keyboard shortcuts, made from the shortcuts themselves. */
import { html, type TemplateResult } from 'lit';
import type { Texts } from '../../i18n/texts.js';
import { keyName } from '../controls/key-name.js';
import { SHORTCUTS } from '../controls/keyboard.js';

const IN_ORDER = [...SHORTCUTS].sort((a, b) => (a.place ?? 0) - (b.place ?? 0));

export function helpView(t: Texts): TemplateResult {
  return html`<p class="note">${t.player.helpHint}</p>
    <dl class="keys" part="shortcuts">
      ${IN_ORDER.map(
        ({ id, keys }) => html`<div>
          <dt>${keys.map((key) => html`<kbd>${keyName(key, t)}</kbd>`)}</dt>
          <dd>${t.player.shortcuts[id]}</dd>
        </div>`,
      )}
    </dl>`;
}
