import type { Texts } from '../../i18n/texts.js';

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
