/** Search, order and pages of a directory, fetched when it lists many channels. */
import { directoryMany } from '../../i18n/en/directory-many.js';
import type { PartialDictionary } from '../../i18n/texts.js';
import { manyStyles } from './many-styles.js';

export { ManyChannels } from './many-channels.js';
export const styles = [manyStyles];
export const english: PartialDictionary = { directory: directoryMany };
