import type { Text } from './errors.js';

const states: Record<'loading' | 'empty', Text> = {
  loading: { title: 'Looking for live channels…', hint: '' },
  empty: { title: 'Nothing is live right now', hint: 'Channels appear here when they go live.' },
};

export const directory = {
  states,
  channels: 'Live channels',
};
