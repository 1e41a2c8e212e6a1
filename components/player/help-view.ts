/** The list of keyboard shortcuts, made from the shortcuts themselves. */
import { html, type TemplateResult } from 'lit';
import type { Texts } from '../i18n/texts.js';
import { SHORTCUTS } from './keyboard.js';

/** A key as it is written on a keyboard. */
export function keyName(key: string, t: Texts): string {
  switch (key) {
    case ' ':
      return t.player.keys.space;
    case 'arrowup':
      return t.player.keys.up;
    case 'arrowdown':
      return t.player.keys.down;
    case 'escape':
      return t.player.keys.escape;
    default:
      return key.toUpperCase();
  }
}

export function helpView(t: Texts): TemplateResult {
  return html`<p class="note">${t.player.helpHint}</p>
    <dl class="keys" part="shortcuts">
      ${SHORTCUTS.map(
        ({ id, keys }) => html`<div>
          <dt>${keys.map((key) => html`<kbd>${keyName(key, t)}</kbd>`)}</dt>
          <dd>${t.player.shortcuts[id]}</dd>
        </div>`,
      )}
    </dl>`;
}
