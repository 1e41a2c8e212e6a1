/** Where a panel stands, where the focus goes when it opens and closes, and what closes it from outside. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PlayerUi } from '../controls/player-ui.js';

/** On a phone the stage is too low for a panel: it comes up from the edge of the screen instead. */
const PHONE = '(max-width: 480px)';
/** The same of a player as low as a card's picture, on any screen. */
const LOW_PX = 120;

export class PanelFocus implements ReactiveController {
  #host: ReactiveControllerHost & HTMLElement;
  #ui: PlayerUi;
  #shown: string | null = null;
  #hadFocus = false;

  constructor(host: ReactiveControllerHost & HTMLElement, ui: PlayerUi) {
    this.#host = host;
    this.#ui = ui;
    host.addController(this);
  }

  hostUpdate(): void {
    const root = this.#host.shadowRoot;
    this.#hadFocus = !!root?.activeElement?.closest('.panel');
  }

  hostUpdated(): void {
    const root = this.#host.shadowRoot;
    if (!root) return;
    // One that is still being loaded is not there yet.
    const panel = root.querySelector('.panel') ? this.#ui.panel : null;
    const was = this.#shown;
    if (panel === was) return;
    this.#shown = panel;
    if (panel) {
      if (!was) {
        document.addEventListener('pointerdown', this.#outside, true);
        raise(root);
      }
      first(root)?.focus({ preventScroll: true });
    } else {
      document.removeEventListener('pointerdown', this.#outside, true);
      // Focus that was not in the panel is wanted where it is.
      if (was && this.#hadFocus) opener(root, was)?.focus();
    }
  }

  hostDisconnected(): void {
    document.removeEventListener('pointerdown', this.#outside, true);
    this.#shown = null;
  }

  readonly #outside = (event: Event): void => {
    const path = event.composedPath();
    const inside = path.some(
      (node) =>
        node instanceof Element &&
        node.getRootNode() === this.#host.shadowRoot &&
        node.matches('.panel, [aria-haspopup]'),
    );
    if (!inside) this.#ui.close();
  };
}

function raise(root: ShadowRoot): void {
  const panel = root.querySelector<HTMLElement>('.panel');
  if (!panel || typeof panel.showPopover !== 'function') return;
  if (!matchMedia(PHONE).matches && root.host.clientHeight >= LOW_PX) return;
  panel.popover = 'manual';
  panel.showPopover();
}

/** What is chosen, else what can be chosen first; the close button last of all. */
function first(root: ShadowRoot): HTMLElement | null {
  const panel = root.querySelector<HTMLElement>('.panel');
  if (!panel) return null;
  const usable = [
    ...panel.querySelectorAll<HTMLElement>('button, input, textarea, [tabindex="0"]'),
  ].filter((each) => each.tabIndex >= 0 && each.checkVisibility());
  const chosen = usable.find((each) => each.matches(':checked[type=radio], [aria-selected=true]'));
  return chosen ?? usable.find((each) => !each.matches('header *')) ?? usable[0] ?? panel;
}

/** Its own button; the narrow bar has it behind “more”. */
function opener(root: ShadowRoot, panel: string): HTMLElement | null {
  for (const id of [panel, 'more', 'play']) {
    const button = root.querySelector<HTMLElement>(`[part~="${id}-button"]`);
    if (button?.checkVisibility()) return button;
  }
  return null;
}
