/**
 * A button that opens a menu or a panel above everything else: the browser's own popover, so Escape,
 * a click outside and a second click on the button close it, and the focus comes back to the button.
 * On top of that: the panel is filled only while it is open, the focus goes into it, and the arrow
 * keys walk through a menu. `popoverStyles` place it beside its button with CSS anchors; a browser
 * without them shows it in the middle.
 *
 *     readonly #settings = new Popover(this, 'settings', 'menu');
 *     …
 *     ${popoverButton(this.#settings, { label: t.player.settings, icon: settingsIcon })}
 *     ${popoverPanel(this.#settings, { label: t.player.settings }, () => html`…`)}
 */
import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';

/** `menu`: its children are all menu items. `dialog`: anything, walked through with Tab. */
export type PopoverKind = 'menu' | 'dialog';

const ITEMS = '[role^="menuitem"]:not(:disabled)';
const FOCUSABLE = 'button, select, input, textarea, a[href], [tabindex]';

export class Popover implements ReactiveController {
  readonly id: string;
  readonly kind: PopoverKind;
  #host: ReactiveControllerHost & HTMLElement;
  #open = false;
  #hadFocus = false;

  /** @param id unique within the element */
  constructor(host: ReactiveControllerHost & HTMLElement, id: string, kind: PopoverKind) {
    this.id = id;
    this.kind = kind;
    this.#host = host;
    host.addController(this);
  }

  /** For whoever must not hide the button now. */
  get open(): boolean {
    return this.#open;
  }

  show(): void {
    const source = this.#button;
    // A browser before 2025 ignores the source, from which Tab goes on into the panel.
    this.#panel?.showPopover?.(source ? { source } : undefined);
  }

  hide(): void {
    if (this.#open) this.#panel?.hidePopover?.();
  }

  toggle(): void {
    if (this.#open) this.hide();
    else this.show();
  }

  /** The browser closes a popover that leaves the document without a word. */
  hostDisconnected(): void {
    this.#open = false;
  }

  /** It is filled before it is shown, … */
  readonly beforeToggle = (event: ToggleEvent): void => {
    if (event.target !== event.currentTarget) return;
    if (event.newState === 'open') this.#set(true);
    else this.#hadFocus = this.#panel?.matches(':focus-within') ?? false;
  };

  /**
   * … and emptied after it is hidden. Chromium 156 gives the focus back to the shadow host and not
   * to the button in it.
   */
  readonly toggled = (event: ToggleEvent): void => {
    if (event.target !== event.currentTarget || event.newState !== 'closed') return;
    if (this.#hadFocus) this.#button?.focus({ preventScroll: true });
    this.#set(false);
  };

  #set(open: boolean): void {
    if (open === this.#open) return;
    this.#open = open;
    this.#host.requestUpdate();
    if (open) this.#host.updateComplete.then(() => this.#focusFirst());
  }

  readonly keyDown = (event: KeyboardEvent): void => {
    // Keys pressed in here are no shortcuts of the element below.
    if (event.key !== 'Escape') event.stopPropagation();
    if (this.kind !== 'menu') return;
    const items = this.#items(ITEMS);
    const root = this.#host.shadowRoot;
    const at = items.indexOf(root?.activeElement as HTMLElement);
    const goal = {
      ArrowDown: (at + 1) % items.length,
      ArrowUp: (at <= 0 ? items.length : at) - 1,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (goal !== undefined) {
      event.preventDefault();
      items[goal]?.focus();
    } else if (event.key === 'Tab') {
      // A menu is one stop: from it, Tab goes on from the button.
      this.hide();
    }
  };

  get #panel(): HTMLElement | null {
    return this.#element(this.id);
  }

  get #button(): HTMLElement | null {
    return this.#element(`${this.id}-button`);
  }

  #element(id: string): HTMLElement | null {
    return this.#host.shadowRoot?.getElementById(id) ?? null;
  }

  #items(selector: string): HTMLElement[] {
    return [...(this.#panel?.querySelectorAll<HTMLElement>(selector) ?? [])];
  }

  #focusFirst(): void {
    if (!this.#open) return;
    const items = this.#items(this.kind === 'menu' ? ITEMS : FOCUSABLE);
    const chosen = items.find((item) => item.getAttribute('aria-checked') === 'true');
    const first = (this.kind === 'menu' ? chosen : null) ?? items[0] ?? this.#panel;
    first?.focus({ preventScroll: true });
  }
}

export interface PopoverButton {
  /** Its name, and its tooltip. */
  label: string;
  icon: TemplateResult;
  /** Parts besides `control-button`. */
  part?: string;
  /** More than the icon: a number, a dot. */
  extra?: TemplateResult | typeof nothing;
}

export function popoverButton(popover: Popover, button: PopoverButton): TemplateResult {
  const { label, icon, part = '', extra = nothing } = button;
  return html`<button
    type="button"
    id="${popover.id}-button"
    class="icon-button tip"
    part="control-button ${part}"
    popovertarget=${popover.id}
    aria-haspopup=${popover.kind}
    aria-expanded=${popover.open ? 'true' : 'false'}
    aria-controls=${popover.id}
    aria-label=${label}
    data-tip=${label}
  >
    ${icon}${extra}
  </button>`;
}

export interface PopoverPanel {
  label: string;
  part?: string;
  /** Shows the label as a heading. */
  heading?: boolean;
}

/** @param content called only while it is open */
export function popoverPanel(
  popover: Popover,
  panel: PopoverPanel,
  content: () => TemplateResult,
): TemplateResult {
  const { label, part = '', heading = false } = panel;
  return html`<div
    popover="auto"
    id=${popover.id}
    class="popover"
    part="popover ${part}"
    role=${popover.kind}
    aria-label=${label}
    tabindex="-1"
    @beforetoggle=${popover.beforeToggle}
    @toggle=${popover.toggled}
    @keydown=${popover.keyDown}
  >
    ${
      popover.open
        ? html`${heading ? html`<p class="popover-heading" aria-hidden="true">${label}</p>` : nothing}${content()}`
        : nothing
    }
  </div>`;
}
