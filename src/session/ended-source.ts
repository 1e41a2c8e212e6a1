/** What of a broadcast's source has ended: how it is told, and when that is over. */
import { CastoError } from '../errors.js';
import type { Kind } from '../media/encoded-frames.js';
import type { ChannelCodecs } from '../media/peer-connection.js';

export type Ended = Kind | 'all';

const TEXTS: Record<Ended, string> = {
  all: 'The camera, screen or file behind this broadcast ended. Choose a source again to go on',
  video:
    'The picture of this broadcast ended; viewers hear the sound alone. Add a video track or choose a source again',
  audio:
    'The sound of this broadcast ended; viewers see the picture alone. Add an audio track or choose a source again',
};

export class EndedSource {
  #told: { what: Ended; error: CastoError } | null = null;

  /** What is to be told. */
  ended(what: Ended): CastoError {
    const error = new CastoError('device-missing', TEXTS[what], { fatal: false });
    this.#told = { what, error };
    return error;
  }

  /** The trouble that is over now that these kinds are sent; null: none is. */
  back(codecs: ChannelCodecs): CastoError | null {
    const told = this.#told;
    if (!told) return null;
    const { what, error } = told;
    if (!(what === 'all' ? (codecs.video ?? codecs.audio) : codecs[what])) return null;
    this.#told = null;
    return error;
  }
}
