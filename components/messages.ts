/** Every text a person reads, by state and by error code. */
import type { CastoErrorCode } from '../src/errors.js';
import type { BroadcastState, ViewState } from '../src/types.js';

export interface Text {
  title: string;
  hint: string;
}

/** What a viewer or a broadcaster can do about each error. */
export const ERROR_TEXTS: Record<CastoErrorCode, Text> = {
  'no-star': {
    title: 'No meeting point',
    hint: 'This page names no star, the server where peers find each other. Its author can add one with star="…".',
  },
  'star-unreachable': {
    title: 'Meeting point out of reach',
    hint: 'The star does not answer. Check your connection; we can try again.',
  },
  'star-invalid': {
    title: 'Wrong meeting point',
    hint: 'The address given as star answered, but it is not a star.',
  },
  'permission-denied': {
    title: 'Access was refused',
    hint: 'Allow camera and microphone (or screen sharing) in the address bar, then try again.',
  },
  'device-missing': {
    title: 'No camera or source',
    hint: 'Connect a camera or choose another source, then try again.',
  },
  'device-busy': {
    title: 'Camera is in use',
    hint: 'Another program holds it. Close that program, then try again.',
  },
  unsupported: {
    title: 'Not possible in this browser',
    hint: 'A recent browser on a secure (https) page is needed.',
  },
  'bad-channel': {
    title: 'No such channel name',
    hint: 'The channel given to this element is neither a name nor a channel id.',
  },
  'channel-taken': {
    title: 'Already live elsewhere',
    hint: 'You are broadcasting this channel from another page. Stop that one, or use another name.',
  },
  'codec-unsupported': {
    title: 'Picture format not supported',
    hint: 'This browser cannot show the format of this broadcast.',
  },
  'no-parent': {
    title: 'Nobody can pass it on yet',
    hint: 'The channel is live but everybody is busy. We can try again.',
  },
  protocol: { title: 'Connection trouble', hint: 'Another peer sent something wrong.' },
  aborted: { title: 'Cancelled', hint: 'This was stopped before it began.' },
  closed: { title: 'Stopped', hint: 'This was stopped before.' },
  internal: { title: 'Something went wrong', hint: 'Trying again may help.' },
};

/** Codes where pressing “Try again” can help without the author changing the page. */
export const RETRYABLE: ReadonlySet<CastoErrorCode> = new Set([
  'star-unreachable',
  'permission-denied',
  'device-missing',
  'device-busy',
  'channel-taken',
  'no-parent',
  'protocol',
  'aborted',
  'closed',
  'internal',
]);

export const PLAYER_TEXTS: Record<Exclude<ViewState, 'idle' | 'playing' | 'error'>, Text> = {
  connecting: { title: 'Connecting…', hint: '' },
  waiting: { title: 'Not live yet', hint: 'It starts here by itself when the broadcast begins.' },
  reconnecting: { title: 'Reconnecting…', hint: 'The connection was lost.' },
  ended: { title: 'The broadcast has ended', hint: 'Thank you for watching.' },
};

export const BROADCAST_TEXTS: Record<Exclude<BroadcastState, 'live' | 'error'>, Text> = {
  idle: { title: 'Ready when you are', hint: '' },
  requesting: {
    title: 'Waiting for your permission…',
    hint: 'Allow it in the browser’s question.',
  },
  connecting: { title: 'Going live…', hint: '' },
  reconnecting: { title: 'Reconnecting…', hint: 'Viewers already watching are not affected.' },
  ended: { title: 'Broadcast ended', hint: '' },
};

export const DIRECTORY_TEXTS: Record<'loading' | 'empty', Text> = {
  loading: { title: 'Looking for live channels…', hint: '' },
  empty: { title: 'Nothing is live right now', hint: 'Channels appear here when they go live.' },
};

export const STATS_TEXTS = {
  noTarget: 'No player or broadcast to measure on this page.',
  badTarget: 'There is no player or broadcast with this id:',
} as const;

export const LABELS = {
  start: 'Play',
  play: 'Return to live',
  pause: 'Pause',
  mute: 'Mute',
  unmute: 'Unmute',
  tapToUnmute: 'Tap for sound',
  volume: 'Volume',
  fullscreen: 'Full screen',
  exitFullscreen: 'Leave full screen',
  pictureInPicture: 'Picture in picture',
  live: 'Live',
  paused: 'Paused',
  tryAgain: 'Try again',
  goLive: 'Go live',
  goLiveAgain: 'Go live again',
  stop: 'Stop',
  player: 'Live video player',
  broadcast: 'Live broadcast',
  channels: 'Live channels',
  preview: 'Preview of your broadcast',
} as const;

export function viewersText(viewers: number): string {
  return viewers === 1 ? '1 viewer' : `${viewers} viewers`;
}
