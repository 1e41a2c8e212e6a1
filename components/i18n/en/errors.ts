/** What a viewer or a broadcaster can do about each error. */
import type { CastoErrorCode } from '../../../src/base/errors.js';

export interface Text {
  title: string;
  hint: string;
}

export const errors: Record<CastoErrorCode, Text> = {
  'no-star': {
    title: 'This page is not ready for live video',
    hint: 'A setting of it is missing. Please tell whoever runs the site.',
  },
  'star-unreachable': {
    title: 'The server does not answer',
    hint: 'Check your connection; we can try again.',
  },
  'star-invalid': {
    title: 'This page is not ready for live video',
    hint: 'A setting of it is wrong. Please tell whoever runs the site.',
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
    title: 'There is no such channel',
    hint: 'Check the link that brought you here, or tell whoever runs the site.',
  },
  'channel-taken': {
    title: 'Already live elsewhere',
    hint: 'This channel is on air already, on this page or another. Stop that one, or use another name.',
  },
  'not-listed': {
    title: 'Newcomers cannot find you yet',
    hint: 'Your broadcast is not in the list of live channels. We keep trying; those who watch already are not affected.',
  },
  'codec-unsupported': {
    title: 'Picture format not supported',
    hint: 'This browser cannot show the format of this broadcast.',
  },
  'no-parent': {
    title: 'All places are taken',
    hint: 'The channel is live, but nobody can send it to you right now. We can try again.',
  },
  'no-media': {
    title: 'Nothing to see at the moment',
    hint: 'The broadcaster sends neither picture nor sound. It goes on here by itself.',
  },
  protocol: {
    title: 'Connection trouble',
    hint: 'Something arrived that cannot be used. Trying again may help.',
  },
  aborted: { title: 'Cancelled', hint: 'This was stopped before it began.' },
  closed: { title: 'Stopped', hint: 'This was stopped before.' },
  internal: {
    title: 'Something went wrong',
    hint: 'Trying again may help. If it does not, reload the page.',
  },
};
