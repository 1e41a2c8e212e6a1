/** The bar, its keys and what hides it: what a player needs once it is touched or has `controls`. */
import { playerBar } from '../../i18n/en/player-bar.js';
import type { PartialDictionary } from '../../i18n/texts.js';
import { barStyles } from './bar-styles.js';

export { barView, wayOut } from './bar-view.js';
export { IdleWatch } from './idle-watch.js';
export { shortcutOf } from './keyboard.js';
export { followPicture } from './picture-clicks.js';
export const styles = [barStyles];
export const english: PartialDictionary = { player: playerBar };
