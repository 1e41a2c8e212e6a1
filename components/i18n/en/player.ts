import type { ViewState } from '../../../src/base/types.js';
import type { Text } from './errors.js';

const states: Record<Exclude<ViewState, 'idle' | 'playing' | 'error'>, Text> = {
  connecting: { title: 'Connecting…', hint: '' },
  waiting: { title: 'Not live yet', hint: 'It starts here by itself when the broadcast begins.' },
  reconnecting: { title: 'Reconnecting…', hint: 'The connection was lost.' },
  ended: { title: 'The broadcast has ended', hint: 'Thank you for watching.' },
};

export const player = {
  states,
  start: 'Play',
  /** Play after a pause: there is only now. */
  play: 'Return to live',
  tapToUnmute: 'Tap for sound',
  unmuted: 'Sound on',
  /** Between the camera and this screen. */
  latency: (time: string): string => `${time} behind the camera`,
  qualityAuto: 'Automatic',
};
