import type { ViewState } from '../../../src/types.js';
import { plurals } from '../plurals.js';
import type { Text } from './errors.js';

const plural = plurals('en');

const states: Record<Exclude<ViewState, 'idle' | 'playing' | 'error'>, Text> = {
  connecting: { title: 'Connecting…', hint: '' },
  waiting: { title: 'Not live yet', hint: 'It starts here by itself when the broadcast begins.' },
  reconnecting: { title: 'Reconnecting…', hint: 'The connection was lost.' },
  ended: { title: 'The broadcast has ended', hint: 'Thank you for watching.' },
};

/** What each key does, in the help panel. */
const shortcuts = {
  playPause: 'Pause, or return to live',
  live: 'Return to live',
  mute: 'Sound off or on',
  louder: 'Louder',
  quieter: 'Quieter',
  captions: 'Captions off or on',
  fullscreen: 'Full screen',
  pictureInPicture: 'Picture in picture',
  share: 'Share',
  help: 'This list',
  close: 'Close what is open',
};

/** Keys by name, where a keyboard has more than a letter on them. */
const keys = { space: 'Space', up: '↑', down: '↓', escape: 'Esc' };

/** How a stream travels from one page to the next. */
const ways = {
  source: 'from the source',
  forward: 'passed on untouched',
  carry: 'passed on untouched (carried)',
  transcode: 'encoded anew',
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
  close: 'Close',
  quality: 'Quality',
  qualityAuto: 'Automatic',
  qualityIs: (name: string): string => `Quality: ${name}`,
  captions: 'Captions',
  captionsOff: 'Off',
  captionsAre: (name: string): string => `Captions: ${name}`,
  help: 'Keyboard shortcuts',
  helpHint: 'They work while the player has the focus.',
  shortcuts,
  keys,
  /** The panel of who feeds whom. */
  sharing: 'Passing the stream on',
  sharingUp: (rate: string): string => `Passing the stream on: ${rate}`,
  consent: 'Pass the stream on',
  consentHint: 'Viewers give each other the stream. Off: you only receive.',
  from: 'You get it from',
  fromNobody: 'Nobody yet',
  fromSource: 'the broadcaster',
  to: (count: number): string =>
    plural(count, { one: 'You give it to # viewer', other: 'You give it to # viewers' }),
  toNobody: 'Nobody gets it from you right now.',
  hops: (count: number): string =>
    plural(count, {
      one: '# hop from the broadcaster',
      other: '# hops from the broadcaster',
    }),
  given: 'Given so far',
  ways,
};
