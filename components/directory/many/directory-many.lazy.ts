/** Search, order and pages of a directory, fetched when it lists many channels. */
import { directoryMany } from '../../i18n/en/directory-many.js';
import type { PartialDictionary } from '../../i18n/texts.js';
import { listStyles } from '../list-styles.js';
import { manyStyles } from './many-styles.js';

export { ManyChannels } from './many-channels.js';
/** Adopted in the place of those that the list has brought, so these are among them. */
export const styles = [listStyles, manyStyles];
export const english: PartialDictionary = { directory: directoryMany };
