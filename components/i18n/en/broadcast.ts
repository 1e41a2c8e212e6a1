import type { BroadcastState } from '../../../src/types.js';
import type { Text } from './errors.js';

const states: Record<Exclude<BroadcastState, 'live' | 'error'>, Text> = {
  idle: { title: 'Ready when you are', hint: '' },
  requesting: {
    title: 'Waiting for your permission…',
    hint: 'Allow it in the browser’s question.',
  },
  connecting: { title: 'Going live…', hint: '' },
  reconnecting: { title: 'Reconnecting…', hint: 'Viewers already watching are not affected.' },
  ended: { title: 'Broadcast ended', hint: '' },
};

export const broadcast = {
  states,
  goLive: 'Go live',
  goLiveAgain: 'Go live again',
  stop: 'Stop',
  preview: 'Preview of your broadcast',
};
