/** Keyboard shortcuts of the player; they act only while the focus is inside it. */

import { press, type Shortcut } from './control.js';
import { CONTROLS } from './controls.js';
import type { PlayerActions } from './player-model.js';

export interface KeyAction extends Shortcut {
  run(act: PlayerActions): void;
  /** It opens a panel, which there is only with our bar. */
  readonly panel?: boolean;
}

const close: KeyAction = {
  id: 'close',
  keys: ['escape'],
  place: 5,
  run: ({ ui }) => {
    if (ui.panel) ui.close();
    else ui.hideTips();
  },
};

export const SHORTCUTS: readonly KeyAction[] = [
  ...CONTROLS.flatMap((control) =>
    (control.shortcuts ?? []).map((shortcut) => ({
      panel: !!control.panel && !shortcut.run,
      run: (act: PlayerActions) => press(control, act),
      ...shortcut,
    })),
  ),
  close,
];

/** Keys that a focused control of that kind needs for itself. */
const ON_BUTTON = new Set([' ']);
const ON_CHOICE = new Set([' ', 'arrowup', 'arrowdown']);

/** The shortcut of a key press, null when the key is another's. */
export function shortcutOf(event: KeyboardEvent): KeyAction | null {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return null;
  // 229: an input method takes the key, whatever is said of composing.
  if (event.isComposing || event.keyCode === 229) return null;
  const key = keyOf(event);
  const shortcut = SHORTCUTS.find(({ keys }) => keys.includes(key)) ?? null;
  if (shortcut === null || shortcut === close) return shortcut;
  const [from] = event.composedPath();
  if (scrolls(from, key)) return null;
  if (from instanceof HTMLInputElement) {
    const choice = ['range', 'radio', 'checkbox'].includes(from.type);
    return choice && !ON_CHOICE.has(key) ? shortcut : null;
  }
  if (from instanceof Element && from.matches('button, a, summary')) {
    return ON_BUTTON.has(key) ? null : shortcut;
  }
  return isTyping(from) ? null : shortcut;
}

/** A letter or a sign of a script other than Latin. */
const FOREIGN = /^[^\p{ASCII}\p{Script=Latin}]$/u;

/**
 * The key as a Latin layout has it. A layout of another script (Cyrillic, Greek, Arabic…) has no "k", so
 * there it is the key in that place: keyboards sold with those scripts show both. Layouts of Latin
 * letters in other places, such as AZERTY and Dvorak, go by the letter.
 */
function keyOf(event: KeyboardEvent): string {
  const key = event.key.toLowerCase();
  // A third level of a Latin layout has foreign letters too, as AltGr+M has "µ".
  if (!FOREIGN.test(key) || event.getModifierState('AltGraph')) return key;
  if (event.code === 'Slash') return event.shiftKey ? '?' : key;
  return /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase() ?? key;
}

/** An open panel is scrolled by the arrow keys. */
function scrolls(from: EventTarget | undefined, key: string): boolean {
  return key.startsWith('arrow') && from instanceof Element && from.closest('.panel') !== null;
}

function isTyping(target: EventTarget | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('textarea, select');
}
