import { plurals } from '../plurals.js';
import type { Text } from './errors.js';

const plural = plurals('en');

const states: Record<'loading' | 'empty' | 'offline', Text> = {
  loading: { title: 'Looking for live channels…', hint: '' },
  empty: { title: 'Nothing is live right now', hint: 'Channels appear here when they go live.' },
  offline: {
    title: 'You are offline',
    hint: 'The list comes back when this device has a connection again.',
  },
};

export const directory = {
  states,
  channels: 'Live channels',
  /** Shown above a list that can no longer be kept up to date. */
  stale: 'Connection lost. This list may be old.',
  owner: (owner: string): string => `Owner ${owner}`,
  started: (time: string): string => `Live since ${time}`,
  // Read out by screen readers when the list changes.
  liveChannels: (channels: number): string =>
    plural(channels, { one: '# live channel', other: '# live channels' }),
  wentLive: (title: string): string => `${title} is live`,
  wentLiveMany: (channels: number): string =>
    plural(channels, { one: '# channel went live', other: '# channels went live' }),
  hasEnded: (title: string): string => `${title} has ended`,
  haveEnded: (channels: number): string =>
    plural(channels, { one: '# channel has ended', other: '# channels have ended' }),
};
