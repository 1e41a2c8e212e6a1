/** What a viewer or a broadcaster can do about each error. */
import type { CastoErrorCode } from '../../../src/errors.js';

export interface Text {
  title: string;
  hint: string;
}

export const errors: Record<CastoErrorCode, Text> = {
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
  'file-missing': {
    title: 'The file was not found',
    hint: 'Check its address and your connection, or choose another file, then try again.',
  },
  'file-refused': {
    title: 'The file may not be read',
    hint: 'Its server does not let this page read it. Choose another file, then try again.',
  },
  'file-blocked': {
    title: 'The page blocks this file',
    hint: 'Its security policy does not allow it. Choose another file, then try again.',
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
    hint: 'This channel is on air already, on this page or another. Stop that one, or use another name.',
  },
  'not-listed': {
    title: 'Newcomers cannot find you yet',
    hint: 'The meeting point does not list this broadcast. We keep trying; those who watch already are not affected.',
  },
  'codec-unsupported': {
    title: 'Picture format not supported',
    hint: 'This browser cannot show the format of this broadcast.',
  },
  'no-parent': {
    title: 'Nobody can pass it on yet',
    hint: 'The channel is live but everybody is busy. We can try again.',
  },
  'no-media': {
    title: 'Nothing to see at the moment',
    hint: 'The broadcaster sends neither picture nor sound. It goes on here by itself.',
  },
  protocol: { title: 'Connection trouble', hint: 'Another peer sent something wrong.' },
  aborted: { title: 'Cancelled', hint: 'This was stopped before it began.' },
  closed: { title: 'Stopped', hint: 'This was stopped before.' },
  internal: {
    title: 'Something went wrong',
    hint: 'Trying again may help. If it does not, reload the page.',
  },
};
