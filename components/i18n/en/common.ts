/** Words that more than one element uses. */
import { plurals } from '../plurals.js';

const plural = plurals('en');

export const common = {
  live: 'Live',
  paused: 'Paused',
  tryAgain: 'Try again',
  /** Age of a broadcast below one minute. */
  justStarted: 'just started',
  viewers: (viewers: number): string => plural(viewers, { one: '# viewer', other: '# viewers' }),
};
