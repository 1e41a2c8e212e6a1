/** What is said around a long list of channels; it comes with what searches it. */
import { plurals } from '../plurals.js';

const plural = plurals('en');

export const directoryMany = {
  search: 'Search channels',
  /** Of the button that empties the field. */
  clear: 'Clear search',
  order: 'Order',
  orders: { viewers: 'Most viewers', newest: 'Newest' },
  found: (channels: number): string =>
    plural(channels, { one: '# channel found', other: '# channels found' }),
  nothingFound: (query: string): string => `Nothing found for “${query}”`,
  searchHint: 'Titles, short names and owners are searched.',
  more: 'Show more',
  shownOf: (shown: string, all: string): string => `${shown} of ${all}`,
};
