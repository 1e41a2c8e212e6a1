/** What keeps and draws the figures, fetched when there are some and they can be seen. */
import { statsScreen } from '../i18n/en/stats-screen.js';
import type { PartialDictionary } from '../i18n/texts.js';

export { StatsScreen } from './stats-screen.js';
export const english: PartialDictionary = { stats: statsScreen };
