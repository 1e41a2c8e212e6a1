/** Words that more than one element uses. */
import { plurals } from '../plurals.js';

const plural = plurals('en');

export const common = {
  cancel: 'Cancel',
  live: 'Live',
  paused: 'Paused',
  tryAgain: 'Try again',
  /** In place of a panel whose file is gone, as after a new version of the site. */
  notLoaded: 'This could not be loaded. Reload the page: there may be a new version.',
  /** Age of a broadcast below one minute. */
  justStarted: 'just started',
  viewers: (viewers: number): string => plural(viewers, { one: '# viewer', other: '# viewers' }),
};
