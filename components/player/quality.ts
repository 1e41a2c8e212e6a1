/** Qualities to choose from, where the engine offers layers of different size. */

/** One of the sizes in which a broadcast comes. */
export interface Quality {
  id: string;
  /** Lines of the picture, 0 when not known. */
  height: number;
  /** Bits per second, 0 when not known. */
  bitrate?: number;
}

/** The choice that leaves it to the engine. */
export const AUTO = 'auto';

/** What an engine adds to its viewing when it has several. */
export interface OffersQualities {
  readonly qualities?: readonly Quality[];
  /** `auto` or the id of one. */
  quality?: string;
}
