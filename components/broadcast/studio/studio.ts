/** What `controls` brings: the bar, its panels' frames and what follows them. A player's page never loads it. */
import type { PartialDictionary } from '../../i18n/texts.js';
import { studioStyles } from './studio-styles.js';

export { studioPopovers } from './panels/studio-popovers.js';
export { studioBar } from './studio-bar.js';
export { StudioController } from './studio-controller.js';
export const styles = [studioStyles];
/** Its words are those of the element. */
export const english: PartialDictionary = {};
