import type { ViewState } from '../../../src/types.js';
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
  pause: 'Pause',
  mute: 'Mute',
  unmute: 'Unmute',
  tapToUnmute: 'Tap for sound',
  volume: 'Volume',
  fullscreen: 'Full screen',
  exitFullscreen: 'Leave full screen',
  pictureInPicture: 'Picture in picture',
};
