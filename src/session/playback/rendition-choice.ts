/** The sizes in which a viewer can have the picture, and which of them it chose. */
import { traitsOf } from '../../base/relay-ways.js';
import type { EncodingChoice, Quality } from '../../base/types.js';
import type { Link } from '../../media/link/link.js';

/** What a parent says of an encoding and what the decoder shows are this far apart at most, ms. */
const SETTLED_MS = 3_000;
/** See low-rendition.ts. */
const SMALLER = 2;

export class RenditionChoice {
  choice: EncodingChoice = 'auto';
  /** Lines of the full encoding, 0 while unknown. */
  #lines = 0;
  #seen = { height: 0, small: false, since: 0 };

  /** A frame of this many lines is shown; its parent says that it is of the small encoding, or not. */
  look(height: number, small: boolean, now: number): void {
    const seen = this.#seen;
    if (height !== seen.height || small !== seen.small) this.#seen = { height, small, since: now };
    else if (now - seen.since >= SETTLED_MS) this.#lines = small ? height * SMALLER : height;
  }

  /** Empty where a link has one alone: a carried one, or one that is encoded again. */
  offered(link: Link | null): Quality[] {
    if (!traitsOf(link?.way).both || this.#lines === 0) return [];
    return [
      { id: 'full', height: this.#lines },
      { id: 'small', height: Math.floor(this.#lines / SMALLER) },
    ];
  }
}
