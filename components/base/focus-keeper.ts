/**
 * Focus that would fall to the page, because what had it is drawn no more, stays in the element: it goes to what
 * comes next, as if somebody had pressed Tab.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

const TARGETS = 'a[href], button:enabled, input:enabled';

export class FocusKeeper implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #last: string;
  #had: Element | null = null;
  /** Where it could have gone, in order. */
  #around: HTMLElement[] = [];

  /** @param last - selector of what gets the focus when there is nothing to press; always drawn */
  constructor(host: ReactiveControllerHost & HTMLElement, last: string) {
    this.#host = host;
    this.#last = last;
    host.addController(this);
  }

  hostUpdate(): void {
    const had = this.#host.shadowRoot?.activeElement ?? null;
    // What was in a popover goes back to what opened it.
    this.#had = had?.closest('[popover]') ? null : had;
    this.#around = this.#had ? this.#targets() : [];
  }

  hostUpdated(): void {
    const [had, around] = [this.#had, this.#around];
    this.#had = null;
    this.#around = [];
    if (!had || seen(had) || !this.#isNobodys(had)) return;
    const at = around.indexOf(had as HTMLElement);
    const onward = [...around.slice(at + 1), ...around.slice(0, Math.max(0, at)).reverse()];
    const next = onward.find(seen) ?? this.#targets().find(seen);
    if (next) next.focus({ preventScroll: true });
    else this.#rest();
  }

  /** What has taken it meanwhile keeps it. */
  #isNobodys(had: Element): boolean {
    const inside = this.#host.shadowRoot?.activeElement;
    if (inside) return inside === had;
    const { activeElement, body } = this.#host.ownerDocument;
    return !activeElement || activeElement === body;
  }

  #targets(): HTMLElement[] {
    return [...(this.#host.shadowRoot?.querySelectorAll<HTMLElement>(TARGETS) ?? [])];
  }

  /** Only for as long as it has the focus: a click must not come upon it. */
  #rest(): void {
    const last = this.#host.shadowRoot?.querySelector<HTMLElement>(this.#last);
    if (!last) return;
    last.tabIndex = -1;
    last.addEventListener('blur', () => last.removeAttribute('tabindex'), { once: true });
    last.focus({ preventScroll: true });
  }
}

function seen(element: Element): boolean {
  return element.isConnected && element.checkVisibility({ visibilityProperty: true });
}
