/** Buttons, and the rows of menus and panels; their look is in controls-styles.ts. */
import { html, nothing, type TemplateResult } from 'lit';
import { checkIcon } from './icons.js';

export interface IconButton {
  /** Its name, and its tooltip. */
  label: string;
  icon: TemplateResult;
  click: (event: Event) => void;
  /** Parts besides `control-button`. */
  part?: string;
  /** For a button that stays pressed; leave it out when the label tells the state. */
  pressed?: boolean;
  /** Key that does the same, shown in the tooltip. */
  key?: string;
  disabled?: boolean;
}

export function iconButton(button: IconButton): TemplateResult {
  const { label, icon, click, part = '', pressed, key, disabled = false } = button;
  return html`<button
    type="button"
    class="icon-button tip"
    part="control-button ${part}"
    aria-label=${label}
    aria-pressed=${pressed === undefined ? nothing : pressed ? 'true' : 'false'}
    aria-keyshortcuts=${key ?? nothing}
    data-tip=${key ? `${label} (${key})` : label}
    ?disabled=${disabled}
    @click=${click}
  >
    ${icon}
  </button>`;
}

/** One of several, in a menu. */
export function radioItem(item: {
  label: string;
  hint?: string;
  checked: boolean;
  pick: () => void;
}): TemplateResult {
  return html`<button
    type="button"
    class="row"
    role="menuitemradio"
    aria-checked=${item.checked ? 'true' : 'false'}
    tabindex="-1"
    @click=${item.pick}
  >
    <span class="check">${item.checked ? checkIcon : nothing}</span>
    ${words(item.label, item.hint)}
  </button>`;
}

/** Something to do, in a menu. */
export function actionItem(item: {
  label: string;
  icon?: TemplateResult;
  hint?: string;
  act: () => void;
}): TemplateResult {
  return html`<button type="button" class="row" role="menuitem" tabindex="-1" @click=${item.act}>
    ${item.icon ?? nothing} ${words(item.label, item.hint)}
  </button>`;
}

/** On or off. In a menu it is a check item, elsewhere a switch. */
export function switchRow(row: {
  label: string;
  hint?: string;
  on: boolean;
  change: (on: boolean) => void;
  part?: string;
  inMenu?: boolean;
  disabled?: boolean;
}): TemplateResult {
  return html`<button
    type="button"
    class="row"
    part=${row.part ?? nothing}
    role=${row.inMenu ? 'menuitemcheckbox' : 'switch'}
    aria-checked=${row.on ? 'true' : 'false'}
    tabindex=${row.inMenu ? '-1' : nothing}
    ?disabled=${row.disabled ?? false}
    @click=${() => row.change(!row.on)}
  >
    ${words(row.label, row.hint)}
    <span class="switch" aria-hidden="true"></span>
  </button>`;
}

export interface Choice {
  value: string;
  label: string;
}

/** The browser's own drop-down list with its label; not for a menu. */
export function selectRow(row: {
  label: string;
  hint?: string;
  value: string;
  choices: readonly Choice[];
  change: (value: string) => void;
  part?: string;
  disabled?: boolean;
}): TemplateResult {
  const { value, choices } = row;
  return html`<label class="row">
    ${words(row.label, row.hint)}
    <select
      part=${row.part ?? nothing}
      ?disabled=${row.disabled ?? false}
      @change=${(event: Event) => row.change((event.target as HTMLSelectElement).value)}
    >
      ${choices.map(
        (choice) =>
          html`<option value=${choice.value} ?selected=${choice.value === value}>${choice.label}</option>`,
      )}
    </select>
  </label>`;
}

function words(label: string, hint: string | undefined): TemplateResult {
  return html`<span class="words"><span>${label}</span>${hint ? html`<small>${hint}</small>` : nothing}</span>`;
}
