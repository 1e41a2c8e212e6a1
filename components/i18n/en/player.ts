import type { ViewState } from '../../../src/base/types.js';
import type { Text } from './errors.js';

const states: Record<Exclude<ViewState, 'idle' | 'playing' | 'error'>, Text> = {
  connecting: { title: 'Connecting…', hint: '' },
  waiting: { title: 'Not live yet', hint: 'It starts here by itself when the broadcast begins.' },
  reconnecting: { title: 'Reconnecting…', hint: 'The connection was lost.' },
  ended: { title: 'The broadcast has ended', hint: 'Thank you for watching.' },
};

/** Keys by name, where a keyboard has more than a letter on them. */
const keys = { space: 'Space', up: '↑', down: '↓', escape: 'Esc' };

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
  volumeIs: (percent: string): string => `Volume ${percent}`,
  muted: 'Sound off',
  unmuted: 'Sound on',
  fullscreen: 'Full screen',
  exitFullscreen: 'Leave full screen',
  pictureInPicture: 'Picture in picture',
  exitPictureInPicture: 'Leave picture in picture',
  /** Between the camera and this screen. */
  latency: (time: string): string => `${time} behind the camera`,
  controls: 'Player controls',
  more: 'More',
  quality: 'Quality',
  qualityAuto: 'Automatic',
  qualityIs: (name: string): string => `Quality: ${name}`,
  captions: 'Captions',
  captionsOff: 'Off',
  captionsAre: (name: string): string => `Captions: ${name}`,
  help: 'Keyboard shortcuts',
  keys,
  /** The panel of who feeds whom. */
  sharing: 'Passing the stream on',
  sharingUp: (rate: string): string => `Passing the stream on: ${rate}`,
};
