/** What may be wrong with a broadcast that is on air, by gravity, and how it is said. */
import { CastoError } from '../../base/errors.js';
import type { Kind } from '../../media/frames/encoded-frames.js';
import type { ChannelCodecs } from '../../media/link/peer-connection.js';
import type { Listing } from '../../network/api.js';
import type { EndedKinds } from '../api.js';

/** Nobody gets a frame; a kind of frame is missing; newcomers are. */
export const GRAVITY = ['worker', 'encoder', 'track', 'source', 'resting', 'listing'] as const;

export type Trouble = (typeof GRAVITY)[number];

const ENDED: Record<Kind | 'all', string> = {
  all: 'The camera, screen or file behind this broadcast ended. Choose a source again to go on',
  video:
    'The picture of this broadcast ended; viewers hear the sound alone. Add a video track or choose a source again',
  audio:
    'The sound of this broadcast ended; viewers see the picture alone. Add an audio track or choose a source again',
};

/**
 * @param ended kinds whose track is over, and still in the stream
 * @param codecs what is sent
 */
export function sourceEnded(ended: readonly Kind[], codecs: ChannelCodecs): CastoError | null {
  const [first] = ended;
  if (!first) return null;
  const text = ENDED[codecs.video || codecs.audio ? first : 'all'];
  const cause: EndedKinds = { ended };
  return new CastoError('device-missing', text, { fatal: false, cause });
}

export const sourceRests = (): CastoError =>
  new CastoError(
    'device-missing',
    'On air, but the source gives no picture and no sound yet: a canvas has to be drawn on, an ' +
      'AudioContext be resumed',
    { fatal: false },
  );

/** One star that lists a channel is enough for newcomers to find it. */
export function notListed(listings: readonly Listing[]): CastoError | null {
  if (listings.length === 0 || listings.some(({ listed }) => listed)) return null;
  const why = listings.map(whyNot).join('. ');
  return new CastoError(
    'not-listed',
    `Newcomers cannot find this broadcast: ${why}. The channel is announced again until it is listed`,
    { fatal: false },
  );
}

/** What the page's author is told of one star of several. */
export const whyNot = ({ star, reason }: Listing): string =>
  `${star} does not list it${reason === null ? ' and does not say why' : `, its reason: ${reason}`}`;
