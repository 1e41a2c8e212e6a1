/** What the player's bar and its keys say; it comes with them. */

/** Keys by name, where a keyboard has more than a letter on them. */
const keys = { space: 'Space', up: '↑', down: '↓', escape: 'Esc' };

export const playerBar = {
  pause: 'Pause',
  mute: 'Mute',
  unmute: 'Unmute',
  volume: 'Volume',
  volumeIs: (percent: string): string => `Volume ${percent}`,
  muted: 'Sound off',
  fullscreen: 'Full screen',
  exitFullscreen: 'Leave full screen',
  pictureInPicture: 'Picture in picture',
  exitPictureInPicture: 'Leave picture in picture',
  controls: 'Player controls',
  more: 'More',
  quality: 'Quality',
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
