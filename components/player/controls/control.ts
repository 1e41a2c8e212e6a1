/**
 * What a control of the player is. The bar, the menu “more”, the keys, the help panel and the list of parts are made
 * from such descriptions (`buttons/`), in the order of `controls.ts`.
 */
import type { nothing, TemplateResult } from 'lit';
import type { Texts } from '../../i18n/texts.js';
import type { PlayerActions, PlayerView } from './player-model.js';

export interface Control {
  /**
   * Names its parts: `<id>-button` in the bar, `<id>-item` in the menu, `panel-<id>`. Each that a page may style has
   * a `@csspart` above the control.
   */
  readonly id: string;
  icon(view: PlayerView): TemplateResult;
  /** What a press does, or what its panel is about. */
  label(t: Texts, view: PlayerView): string;
  /** Whether there is any use for it now; without this, always. */
  when?(view: PlayerView): boolean;
  /** The least width of player whose bar has room for it; a narrower one has it in the menu. Without it: any. */
  readonly room?: 'small' | 'medium' | 'wide';
  /** Only where others have no room. */
  readonly narrow?: true;
  /** In the menu it comes after the others. */
  readonly last?: true;
  /** On or off; undefined: neither, a press opens its panel if it has one. */
  pressed?(view: PlayerView): boolean | undefined;
  /** Of a control without a panel, or with `pressed`. */
  press?(act: PlayerActions): void;
  /** A press opens it; what it holds stands in `panels/panel-view.ts` under the same id. */
  readonly panel?: { opened?(act: PlayerActions): void };
  /** The first is told with the tooltip. */
  readonly shortcuts?: readonly Shortcut[];
  /** What the button says beside its icon, while there is something to say. */
  news?(t: Texts, view: PlayerView): { part: string; label: string; text: string } | null;
  /** In the menu, what is set. */
  value?(t: Texts, view: PlayerView): string;
  /** In the menu, where it is another icon. */
  rowIcon?(view: PlayerView): TemplateResult;
  /** In the menu, what stands below its row. */
  below?(t: Texts, view: PlayerView, act: PlayerActions): TemplateResult | typeof nothing;
  /** In the bar, what the button stands in. */
  around?(button: TemplateResult, t: Texts, view: PlayerView, act: PlayerActions): TemplateResult;
}

export interface Shortcut {
  /** Of the text that tells what it does. */
  readonly id: keyof Texts['player']['shortcuts'];
  /** As KeyboardEvent.key has them, lower case. */
  readonly keys: readonly string[];
  /** Place in the help panel; those of one place stand as the bar has them. Without it: 0, the first. */
  readonly place?: number;
  /** What the key does, where it is more than a press. */
  run?(act: PlayerActions): void;
}

/** A press on its row, or on a button that is neither on nor off. */
export function press(control: Control, act: PlayerActions): void {
  if (!control.panel) {
    control.press?.(act);
    return;
  }
  act.ui.toggle(control.id);
  if (!act.ui.panel) return;
  act.opened();
  control.panel.opened?.(act);
}
