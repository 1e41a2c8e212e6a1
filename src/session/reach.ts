/** Do newcomers find a broadcast? Only where a star is connected and lists it. */
import { CastoError } from '../errors.js';
import type { Listing, StarStatus } from '../network/api.js';

export class Reach {
  #listed = true;

  /** What a broadcast that is on air is: those who watch already are served in any case. */
  state(stars: readonly StarStatus[]): 'live' | 'reconnecting' {
    return this.#listed && stars.some(({ connected }) => connected) ? 'live' : 'reconnecting';
  }

  /** A star has said whether it lists the channel; returns the trouble that is to be told, if any. */
  heard({ star, listed, reason }: Listing): CastoError | null {
    this.#listed = listed;
    if (listed) return null;
    const why = reason === null ? 'It does not say why' : `Its reason: ${reason}`;
    return new CastoError(
      'not-listed',
      `Newcomers cannot find this broadcast, because ${star} does not list it. ${why}. The channel is announced again until it is listed`,
      { fatal: false },
    );
  }
}
