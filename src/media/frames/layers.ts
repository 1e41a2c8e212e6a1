/** Which frames of an encoding can be left out, and which encodings there are to choose from. */
import type { Encoding, FrameTrailer } from './frame-trailer.js';

/**
 * In which order frames can be left out: 2 first, upper frames that refer to others of their layer;
 * then 1, upper frames that refer to the base only; never 0, the base itself. With L1T2 that leaves
 * three quarters of the frames, then half of them.
 */
export const stepOf = (trailer: FrameTrailer): 0 | 1 | 2 =>
  trailer.temporalLayer === 0 ? 0 : trailer.sync ? 1 : 2;

export const ALL_STEPS = 2 as const;

/** What a child is to get. `both`: it has children that need the small one. */
export type WantedEncoding = Encoding | 'both';
